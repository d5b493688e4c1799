// SPDX-License-Identifier: GPL-2.0
/*
 * sample.c - what clocks saw CPUs do, and for how long there were clocks.
 *
 * A sample says by itself whose it is; without class sched nobody else does.
 */
#include <errno.h>

#include "libgentrace_waits.h"
#include "model.h"

#define VALUE(entry, event, arg)	((entry)->value[GENTRACE_ARG(event, arg)])

void gentrace_model_observe_samples(struct gentrace_model *model,
				    gentrace_sample_observer_t samples,
				    gentrace_sampled_observer_t sampled, void *data)
{
	model->sample_observer = samples;
	model->sampled_observer = sampled;
	model->sample_data = data;
}

/* All clocks have one rate; CPUs that are away have none. */
static __u32 rate_of(const struct gentrace_generation *generation)
{
	size_t i;

	for (i = 0; i < generation->cpu_status_count; i++)
		if (generation->cpu_status[i].sample_hz)
			return generation->cpu_status[i].sample_hz;
	return 0;
}

int samples_begin(struct gentrace_model *model)
{
	const struct gentrace_generation *generation = model->now;
	struct cpu *cpu;
	size_t i;

	for (i = 0; i < generation->cpu_status_count; i++) {
		const struct gentrace_cpu_status *status = &generation->cpu_status[i];

		if (!status->sample_hz || status->cpu >= GENTRACE_CPUS_MAX)
			continue;
		if (cpu_get(model, status->cpu, &cpu))
			return -ENOMEM;
		cpu->sample_hz = status->sample_hz;
		cpu->sampled_since = model->begin_ns;
	}
	return 0;
}

/* 0 or what the observer says. */
static int sampled_tell(struct gentrace_model *model, struct cpu *cpu, __u64 ns)
{
	struct gentrace_sampled sampled = {
		.cpu = cpu->public.cpu,
		.hz = cpu->sample_hz,
		.begin_ns = cpu->sampled_since,
		.end_ns = ns,
	};

	cpu->sample_hz = 0;
	if (!sampled.hz || sampled.begin_ns >= ns)
		return 0;
	return model->sampled_observer(model->sample_data, &sampled);
}

int samples_end(struct gentrace_model *model, __u64 ns)
{
	size_t i;
	int ret = 0;

	for (i = 0; i < model->cpu.count && !ret; i++)
		ret = sampled_tell(model, model->cpu.value[i], ns);
	return ret;
}

static int sample_tell(struct gentrace_model *model, struct cpu *cpu,
		       const struct gentrace_entry *entry)
{
	struct gentrace_sample sample = {
		.ns = entry->ns,
		.cpu = entry->cpu,
		.level = (__u32)VALUE(entry, cpu_sample, level),
		.user = VALUE(entry, cpu_sample, user),
		.ip = VALUE(entry, cpu_sample, ip),
	};
	struct task *task;

	if (task_get(model, VALUE(entry, cpu_sample, pid), entry->ns, &task))
		return -ENOMEM;
	sample.task = task ? &task->public : NULL;
	if (model->stacks)
		sample.stacks = stacks_before(model, cpu, entry, GENTRACE_STACKS(SAMPLE));
	return model->sample_observer(model->sample_data, &sample);
}

int sample_event(struct gentrace_model *model, struct cpu *cpu,
		 const struct gentrace_entry *entry)
{
	switch (entry->id) {
	case GENTRACE_EVENT_cpu_sample:
		return sample_tell(model, cpu, entry);
	case GENTRACE_EVENT_cpu_sample_begin:
		/* What was said when the generation began may have been about this, too. */
		cpu->sample_hz = VALUE(entry, cpu_sample_begin, ret) ? 0 : rate_of(model->now);
		cpu->sampled_since = entry->ns;
		return 0;
	case GENTRACE_EVENT_cpu_sample_end:
		return sampled_tell(model, cpu, entry->ns);
	}
	return 0;
}
