// SPDX-License-Identifier: GPL-2.0
/*
 * model.c - time lines come in, answers come out.
 *
 * Events win, statuses fill gaps: a status is what is known of a task until
 * one of its events comes.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "generation.h"
#include "line.h"
#include "model.h"
#include "order.h"
#include "part.h"
#include "pending.h"

#define VALUE(entry, event, arg)	((entry)->value[GENTRACE_ARG(event, arg)])

#define HIDES_ALL	~0u

struct gentrace_model *gentrace_model_create(void)
{
	return calloc(1, sizeof(struct gentrace_model));
}

static void map_free_all(struct map *map)
{
	size_t i;

	for (i = 0; i < map->count; i++)
		free(map->value[i]);
	map_clear(map);
}

void gentrace_model_destroy(struct gentrace_model *model)
{
	size_t i;

	if (!model)
		return;
	for (i = 0; i < model->task.count; i++)
		gentrace_histogram_clear(&((struct task *)model->task.value[i])->public.latency);
	map_free_all(&model->task);
	map_free_all(&model->cpu);
	map_free_all(&model->loss);
	cgroups_clear(model);
	map_clear(&model->pid);
	activities_clear(&model->syscalls);
	activities_clear(&model->irqs);
	activities_clear(&model->softirqs);
	activities_clear(&model->nmis);
	activities_clear(&model->functions);
	pending_clear(&model->requests);
	pending_clear(&model->waits);
	stacks_destroy(model->stacks);
	hits_clear(model);
	free(model->hides);
	free(model->gap);
	free(model->stop);
	free(model);
}

/* ------------------------------------------------------------- generations */

/* Instants of the first and the last thing in a generation, clock units. */
static void generation_span(const struct gentrace_generation *generation,
			    __u64 *first, __u64 *last)
{
	size_t i;

	*first = generation->snapshots ? generation->first.clock : ~0ull;
	*last = generation->snapshots ? generation->last.clock : 0;
	for (i = 0; i < generation->batch_count; i++) {
		const struct gentrace_batch *batch = &generation->batch[i];

		if (!generation->snapshots && batch->header.base_time < *first)
			*first = batch->header.base_time;
		/* Without an end the last event is what we have. */
		if ((generation->snapshots < 2 || batch->header.level != GENTRACE_LEVEL_META) &&
		    batch->last_time > *last)
			*last = batch->last_time;
	}
	if (*first > *last)
		*first = *last;
}

/* Which classes a gap in each stream may have hidden: what the ledger says. */
static int model_find_hides(struct gentrace_model *model)
{
	const struct gentrace_generation *generation = model->now;
	size_t i;

	free(model->hides);
	model->hides = calloc(generation->stream_count + 1, sizeof(*model->hides));
	if (!model->hides)
		return -ENOMEM;
	for (i = 0; (!generation->complete || generation->damaged) && i < generation->stream_count; i++)
		model->hides[i] = HIDES_ALL;
	for (i = 0; i < generation->loss_count; i++) {
		const struct gentrace_loss *loss = &generation->loss[i];
		const struct gentrace_stream *stream =
			gentrace_generation_stream(generation, loss->cpu, loss->level);
		/* What a fault has lost is counted as meta: it could be anything. */
		bool any = !loss->class || loss->class >= GENTRACE_CLASS_COUNT;

		model->hides[stream - generation->stream] |= any ? HIDES_ALL : 1u << loss->class;
	}
	return 0;
}

/* What was before it does not lead up to this generation. */
static void model_bridge_hole(struct gentrace_model *model)
{
	const struct gentrace_generation *generation = model->now;
	bool same = model->session == generation->session;

	if (!model->first && same && model->sound && generation->number == model->number + 1)
		return;
	pending_forget(&model->requests);
	pending_forget(&model->waits);
	tasks_forget(model, model->end_ns, same);
	cpus_forget(model, model->end_ns);
	errands_forget(model);
	/* In a session that began in the trace, unknown tasks were not there. */
	model->first = !same || !model->summary.generations;
}

static void model_count_generation(struct gentrace_model *model)
{
	const struct gentrace_generation *generation = model->now;
	struct gentrace_summary *summary = &model->summary;
	const struct gentrace_stream *meta =
		gentrace_generation_stream(generation, GENTRACE_CPU_NONE, GENTRACE_LEVEL_META);
	size_t i;

	if (!summary->generations) {
		summary->first_ns = model->begin_ns;
		summary->realtime_ns = generation->first.realtime;
	}
	if (!summary->generations || model->session != generation->session)
		summary->sessions++;
	summary->generations++;
	summary->incomplete += !generation->complete;
	summary->damaged += generation->damaged;
	summary->bytes += generation->length;
	summary->events += generation->events;
	summary->meta_events += generation->meta_events;
	summary->unknown_events += generation->unknown_events;
	summary->stacks |= generation->stacks;
	for (i = 0; meta && i < meta->batch_count; i++)
		summary->meta_bytes += meta->batch[i].header.bytes;
}

static __u64 loss_key(const struct gentrace_loss *loss)
{
	return loss->cpu | (__u64)(loss->level & 0xff) << 32 |
	       (__u64)(loss->class & 0xff) << 40 | (__u64)(loss->cause & 0xff) << 48;
}

static int model_add_loss(struct gentrace_model *model, const struct gentrace_loss *loss)
{
	struct gentrace_loss *sum = map_find(&model->loss, loss_key(loss));
	__u64 first = gentrace_clock_monotonic(model->now, loss->first);
	__u64 last = gentrace_clock_monotonic(model->now, loss->last);

	model->summary.lost_total += loss->count;
	if (loss->cause < GENTRACE_CAUSE_COUNT)
		model->summary.lost[loss->cause] += loss->count;
	if (sum) {
		sum->count += loss->count;
		sum->last = last > sum->last ? last : sum->last;
		return 0;
	}
	sum = malloc(sizeof(*sum));
	if (!sum)
		return -ENOMEM;
	*sum = *loss;
	sum->first = first;
	sum->last = last;
	if (map_set(&model->loss, loss_key(loss), sum)) {
		free(sum);
		return -ENOMEM;
	}
	return 0;
}

static struct gentrace_world_stop *model_new_stop(struct gentrace_model *model, __u32 op)
{
	struct gentrace_world_stop *stop;

	stop = reallocarray(model->stop, model->stops + 1, sizeof(*stop));
	if (!stop)
		return NULL;
	model->stop = stop;
	stop += model->stops++;
	*stop = (struct gentrace_world_stop) { .session = model->now->session, .op = op };
	return stop;
}

/* The CPUs inside the stop that this generation tells of. */
static void world_stop_add_cpus(struct gentrace_model *model, struct gentrace_world_stop *stop)
{
	const struct gentrace_generation *generation = model->now;
	size_t i;

	for (i = 0; i < generation->stop_count; i++) {
		const struct gentrace_stop *cpu = &generation->stop[i];
		__u64 enter = gentrace_clock_monotonic(generation, cpu->enter);
		__u64 leave = gentrace_clock_monotonic(generation, cpu->leave);

		if (cpu->op != stop->op)
			continue;
		stop->cpus++;
		if (leave > enter && leave - enter > stop->cpu_max_ns) {
			stop->cpu_max_ns = leave - enter;
			stop->cpu_max = cpu->cpu;
		}
	}
}

/* A generation tells of one start and one stop at most. */
static int model_add_stop(struct gentrace_model *model, __u32 op)
{
	const struct gentrace_generation *generation = model->now;
	struct gentrace_world_stop *stop;
	size_t i;
	__u64 end;

	for (i = 0; i < generation->pause_count && generation->pause[i].op != op; i++)
		;
	if (i == generation->pause_count)
		return 0;
	stop = model_new_stop(model, op);
	if (!stop)
		return -ENOMEM;
	stop->at = gentrace_clock_monotonic(generation, generation->pause[i].begin);
	end = gentrace_clock_monotonic(generation, generation->pause[i].end);
	stop->whole_ns = end > stop->at ? end - stop->at : 0;
	world_stop_add_cpus(model, stop);
	return 0;
}

/* A task that was born since then is introduced by its fork. */
static bool status_is_of_newborn(const struct gentrace_generation *generation,
				 const struct gentrace_status *status)
{
	return generation->snapshots && status->start > generation->first.boottime;
}

static int model_add_status(struct gentrace_model *model)
{
	const struct gentrace_generation *generation = model->now;
	size_t i;

	for (i = 0; i < generation->status_count; i++) {
		if (!status_is_of_newborn(generation, &generation->status[i]) &&
		    task_status(model, &generation->status[i]))
			return -ENOMEM;
	}
	return 0;
}

int gentrace_model_begin(struct gentrace_model *model,
			 const struct gentrace_generation *generation)
{
	__u64 first, last;
	size_t i;

	model->now = generation;
	generation_span(generation, &first, &last);
	model->begin_ns = gentrace_clock_monotonic(generation, first);
	if (model->begin_ns > model->latest_ns)
		model->latest_ns = model->begin_ns;
	model_bridge_hole(model);
	model_count_generation(model);
	model->gaps_before = model->gaps;
	for (i = 0; i < generation->loss_count; i++) {
		if (model_add_loss(model, &generation->loss[i]))
			return -ENOMEM;
	}
	if (model_find_hides(model) || cgroups_begin(model) || model_add_status(model) ||
	    model_add_stop(model, GENTRACE_STOP_OP_START) ||
	    model_add_stop(model, GENTRACE_STOP_OP_STOP) ||
	    (model->stacks && stacks_begin(model)))
		return -ENOMEM;
	return cpus_begin(model) ?: model->sample_observer ? samples_begin(model) : 0;
}

int gentrace_model_end(struct gentrace_model *model)
{
	const struct gentrace_generation *generation = model->now;
	__u64 first, last, last_ns;
	size_t i;

	tasks_apply_status(model);
	for (i = 0; i < generation->status_count; i++) {
		if (status_is_of_newborn(generation, &generation->status[i]) &&
		    task_meet_late(model, &generation->status[i]))
			return -ENOMEM;
	}
	if (generation->hit_count && hits_add(model))
		return -ENOMEM;
	generation_span(generation, &first, &last);
	last_ns = gentrace_clock_monotonic(generation, last);
	if (last_ns > model->end_ns)
		model->end_ns = last_ns;
	model->session = generation->session;
	model->number = generation->number;
	model->sound = generation->complete && !generation->damaged;
	model->first = false;
	if (model->stacks)
		stacks_end(model);
	model->now = NULL;
	return model->sample_observer ? samples_end(model, last_ns) : 0;
}

/* ----------------------------------------------------------------- entries */

static int model_gap(struct gentrace_model *model, struct cpu *cpu,
		     const struct gentrace_entry *entry)
{
	const struct gentrace_generation *generation = model->now;
	const struct gentrace_stream *stream =
		gentrace_generation_stream(generation, entry->cpu, entry->level);
	unsigned int hides = model->hides[stream - generation->stream];

	/* What is in a batch that is missing, no ledger tells. */
	if (entry->missing)
		hides = HIDES_ALL;
	model->summary.missing_batches += entry->missing;
	cpu->place[entry->level].stacks = NULL;
	return cpu_gap(model, cpu, entry, hides);
}

int model_sched(struct gentrace_model *model, struct cpu *cpu,
		const struct gentrace_entry *entry)
{
	struct task *task;

	switch (entry->id) {
	case GENTRACE_EVENT_sched_switch:
		return cpu_switch(model, cpu, entry);
	case GENTRACE_EVENT_sched_wakeup:
		return task_wakeup(model, VALUE(entry, sched_wakeup, pid),
				   (__u32)VALUE(entry, sched_wakeup, target), entry->ns);
	case GENTRACE_EVENT_sched_wakeup_new:
		return task_wakeup(model, VALUE(entry, sched_wakeup_new, pid),
				   (__u32)VALUE(entry, sched_wakeup_new, target), entry->ns);
	case GENTRACE_EVENT_sched_waking:
		task = model->observer ? task_find(model, VALUE(entry, sched_waking, pid)) : NULL;
		if (task)
			segment_waking(model, task, cpu, entry);
		return 0;
	case GENTRACE_EVENT_sched_migrate_task:
		return task_migrate(model, entry);
	case GENTRACE_EVENT_sched_process_fork:
		return task_fork(model, entry);
	case GENTRACE_EVENT_sched_process_exec:
		if (task_exec(model, entry))
			return -ENOMEM;
		cpu_set_pid(cpu, (__u32)VALUE(entry, sched_process_exec, pid), entry->ns);
		return 0;
	case GENTRACE_EVENT_sched_process_exit:
		task = task_find(model, VALUE(entry, sched_process_exit, pid));
		if (task)
			task_set_comm(task, entry->text[GENTRACE_ARG(sched_process_exit, comm)],
				      VALUE(entry, sched_process_exit, comm));
		return 0;
	case GENTRACE_EVENT_cgroup_attach_task:
		return cgroup_attach(model, entry);
	case GENTRACE_EVENT_cgroup_mkdir:
		return cgroup_made(model, entry);
	case GENTRACE_EVENT_task_filter:
		return task_filter(model, entry);
	case GENTRACE_EVENT_task_rename:
		task = task_find(model, VALUE(entry, task_rename, pid));
		if (task)
			task_set_comm(task, entry->text[GENTRACE_ARG(task_rename, comm)],
				      VALUE(entry, task_rename, comm));
		return 0;
	}
	return 0;
}

static int model_syscall(struct gentrace_model *model, struct cpu *cpu,
			 const struct gentrace_entry *entry)
{
	__u32 pid = entry->pid == GENTRACE_PID_NONE ? cpu->pid : entry->pid;

	if (entry->id == GENTRACE_EVENT_sys_enter)
		return task_enter_syscall(model, entry, pid);
	if (entry->id == GENTRACE_EVENT_sys_exit)
		return task_exit_syscall(model, entry, pid);
	return 0;
}

static int model_entry(struct gentrace_model *model, const struct gentrace_entry *entry)
{
	struct cpu *cpu;

	if (entry->level >= GENTRACE_LEVEL_CONTEXTS)
		return 0;
	if (entry->ns > model->end_ns)
		model->end_ns = entry->ns;
	if (cpu_get(model, entry->cpu, &cpu))
		return -ENOMEM;
	if (entry->kind == GENTRACE_ENTRY_GAP)
		return model_gap(model, cpu, entry);
	cpu->public.events++;
	model->summary.class_events[entry->class]++;
	if (cpu_meet(model, cpu, entry->pid, entry->ns))
		return -ENOMEM;
	/* Most are: no jump to a place that has to be looked up. */
	if (entry->class == GENTRACE_CLASS_SCHED)
		return model_sched(model, cpu, entry);
	switch (entry->class) {
	case GENTRACE_CLASS_IRQ:
		return cpu_interrupt(model, cpu, entry);
	case GENTRACE_CLASS_SYSCALL:
		return model_syscall(model, cpu, entry);
	case GENTRACE_CLASS_BLOCK:
		return request_event(model, cpu, entry);
	case GENTRACE_CLASS_LOCK:
		return contention_event(model, cpu, entry);
	case GENTRACE_CLASS_TIMER:
	case GENTRACE_CLASS_WORK:
		return model->observer ? errand_event(model, cpu, entry) : 0;
	case GENTRACE_CLASS_SAMPLE:
		return model->sample_observer ? sample_event(model, cpu, entry) : 0;
	case GENTRACE_CLASS_STACK:
		return model->stacks ? stacks_event(model, cpu, entry) : 0;
	}
	return 0;
}

int gentrace_model_entry(struct gentrace_model *model, const struct gentrace_entry *entry)
{
	return model_entry(model, entry) ?: model->observer_error;
}

static int model_add_order(struct gentrace_model *model,
			   const struct gentrace_generation *generation)
{
	struct gentrace_order *order = gentrace_order_create(generation, 0);
	const struct gentrace_entry *entry;
	int ret = order ? 0 : -ENOMEM;

	while (!ret && (entry = gentrace_order_next(order)))
		ret = gentrace_model_entry(model, entry);
	gentrace_order_destroy(order);
	return ret;
}

/* The same, where the order has been made ahead. */
static int model_add_line(struct gentrace_model *model, const struct line *line)
{
	struct line_walk walk = { .line = line };
	const struct gentrace_entry *entry;
	int ret = 0;

	while (!ret && (entry = line_next(&walk)))
		ret = gentrace_model_entry(model, entry);
	return ret;
}

int gentrace_model_add(struct gentrace_model *model,
		       const struct gentrace_generation *generation)
{
	const struct line *line = generation_of(generation)->line;
	struct part *part = generation_of(generation)->part;
	bool fits = part && part_fits(part, model);
	int ret = gentrace_model_begin(model, generation);

	if (!ret && fits)
		ret = part_join(model, part);
	else if (!ret)
		ret = line ? model_add_line(model, line) : model_add_order(model, generation);
	return ret ?: gentrace_model_end(model);
}

/* ----------------------------------------------------------------- answers */

int gentrace_model_finish(struct gentrace_model *model)
{
	int ret;

	model->summary.last_ns = model->end_ns;
	ret = tasks_finish(model);
	if (!ret)
		ret = cpus_finish(model);
	activities_finish(&model->syscalls);
	activities_finish(&model->irqs);
	activities_finish(&model->softirqs);
	activities_finish(&model->nmis);
	return ret ?: model->observer_error;
}

const struct gentrace_summary *gentrace_model_summary(const struct gentrace_model *model)
{
	return &model->summary;
}

const struct gentrace_task *gentrace_model_find(const struct gentrace_model *model, __u32 pid)
{
	const struct task *task = task_find(model, pid);

	return task ? &task->public : NULL;
}

static const void *map_at(const struct map *map, size_t i)
{
	return i < map->count ? map->value[i] : NULL;
}

const struct gentrace_task *gentrace_model_task(const struct gentrace_model *model, size_t i)
{
	return map_at(&model->task, i);
}

const struct gentrace_cpu *gentrace_model_cpu(const struct gentrace_model *model, size_t i)
{
	return map_at(&model->cpu, i);
}

const struct gentrace_cgroup *gentrace_model_cgroup(const struct gentrace_model *model, size_t i)
{
	return map_at(&model->cgroup, i);
}

const struct gentrace_activity *
gentrace_model_syscall(const struct gentrace_model *model, size_t i)
{
	return map_at(&model->syscalls.map, i);
}

const struct gentrace_activity *gentrace_model_irq(const struct gentrace_model *model, size_t i)
{
	return map_at(&model->irqs.map, i);
}

const struct gentrace_activity *
gentrace_model_softirq(const struct gentrace_model *model, size_t i)
{
	return map_at(&model->softirqs.map, i);
}

const struct gentrace_activity *gentrace_model_nmi(const struct gentrace_model *model, size_t i)
{
	return map_at(&model->nmis.map, i);
}

const struct gentrace_world_stop *
gentrace_model_world_stop(const struct gentrace_model *model, size_t i)
{
	return i < model->stops ? &model->stop[i] : NULL;
}

const struct gentrace_hit *gentrace_model_hit(const struct gentrace_model *model, size_t i)
{
	return i < model->hits ? &model->hit[i] : NULL;
}

const struct gentrace_loss *gentrace_model_loss(const struct gentrace_model *model, size_t i)
{
	return map_at(&model->loss, i);
}

__u64 gentrace_model_unfinished(const struct gentrace_model *model, __u32 kind)
{
	if (kind == GENTRACE_CALL_REQUEST)
		return model->requests.unfinished + model->requests.count;
	if (kind == GENTRACE_CALL_LOCK)
		return model->waits.unfinished + model->waits.count;
	return 0;
}
