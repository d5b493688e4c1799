// SPDX-License-Identifier: GPL-2.0
/*
 * probes/sample.c - what CPUs are doing when a clock comes by.
 *
 * It has no tracepoint: sampler.c has the clocks. One comes in a hard interrupt, and
 * what it has interrupted is a task or a softirq, for interrupts do not nest here.
 */
#include <linux/perf_event.h>
#include <linux/preempt.h>
#include <linux/ptrace.h>
#include <linux/sched.h>

#include "emit.h"
#include "filter.h"
#include "probes.h"
#include "sampler.h"
#include "stacks.h"

static void sample_take(struct perf_event *counter, struct perf_sample_data *data,
			struct pt_regs *regs)
{
	if (gt_gate_enabled()) {
		struct gt_section s = gt_section_enter();

		if (!s.gen)
			return;
		if (gt_stacks_wanted_at(GENTRACE_STACK_SITE_SAMPLE))
			gt_stacks_emit_of(&s, GENTRACE_STACK_SITE_SAMPLE, regs);
		gt_emit_in(&s, cpu_sample, .pid = current->pid,
			   .level = in_serving_softirq() ? GENTRACE_LEVEL_SOFTIRQ :
							   GENTRACE_LEVEL_TASK,
			   .user = user_mode(regs), .ip = instruction_pointer(regs));
		gt_section_leave(&s);
	}
}

static void sample_begin(unsigned int cpu, int ret)
{
	if (gt_filter_keeps_event(GENTRACE_EVENT_cpu_sample_begin))
		gt_emit(cpu_sample_begin, .cpu = cpu, .ret = ret);
}

static void sample_end(unsigned int cpu)
{
	if (gt_filter_keeps_event(GENTRACE_EVENT_cpu_sample_end))
		gt_emit(cpu_sample_end, .cpu = cpu);
}

static const struct gt_sampler sampler = {
	.overflow = sample_take,
	.begin = sample_begin,
	.end = sample_end,
};

static int sample_attach(void)
{
	return gt_filter_keeps_event(GENTRACE_EVENT_cpu_sample) ? gt_sampler_start(&sampler) : 0;
}

static struct gt_probe probes[] = {
	{ }
};

struct gt_probe_set gt_probes_sample = {
	.class = GENTRACE_CLASS_SAMPLE,
	.probes = probes,
	.attach = sample_attach,
	.detach = gt_sampler_stop,
};
