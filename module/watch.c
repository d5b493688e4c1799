// SPDX-License-Identifier: GPL-2.0
/*
 * watch.c - the memory of watch.h, and what any trigger wants to know.
 */
#include <linux/minmax.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "clock.h"
#include "filter.h"
#include "sampler.h"
#include "watch.h"

struct gt_watch gt_watch;
DEFINE_PER_CPU(struct gt_watch_cpu, gt_watch_cpu);

/* In clock units. Not less than 1: what takes no time is nothing. */
static u64 watch_units(u64 ns)
{
	return max(gt_clock_from_ns(ns), 1ull);
}

static void watch_trigger(const struct gentrace_trigger *trigger)
{
	u64 *least = &gt_watch.least[trigger->measure];
	u32 i;

	*least = min(*least, watch_units(trigger->above));
	if (trigger->measure != GENTRACE_MEASURE_EVENT)
		return;
	/* Which event is a condition, and always there: gt_args_triggers_check(). */
	for (i = 0; i < trigger->condition_count; i++)
		if (trigger->condition[i].key == GENTRACE_KEY_NUMBER)
			__set_bit(trigger->condition[i].value, gt_watch.events);
}

static bool watch_wants(u32 measure)
{
	return gt_watch.least[measure] != ~0ull;
}

static void watch_forget(void)
{
	int cpu;

	memset(&gt_watch, 0, sizeof(gt_watch));
	memset(gt_watch.least, 0xff, sizeof(gt_watch.least));
	for_each_possible_cpu(cpu)
		memset(per_cpu_ptr(&gt_watch_cpu, cpu), 0, sizeof(gt_watch_cpu));
}

/* Memory that a session with triggers takes for this, at the worst. */
size_t gt_watch_bytes(void)
{
	return 2 * GT_WATCH_SLOTS * sizeof(u64);
}

/**
 * gt_watch_create - see what the triggers want to know
 *
 * Context: process, sleeps; the triggers are armed and no probe is attached; the clock is
 * chosen.
 * Return: 0 or -ENOMEM.
 */
int gt_watch_create(void)
{
	u32 i;

	watch_forget();
	for (i = 0; i < gt_trigger_count(); i++)
		watch_trigger(gt_trigger_at(i));
	gt_watch.least[GENTRACE_MEASURE_LATENCY] = min(gt_watch.least[GENTRACE_MEASURE_LATENCY],
						       gt_watch.least[GENTRACE_MEASURE_WAIT]);
	gt_watch.filtered = gt_filter_looks();
	gt_watch.period = gt_sampler_period_ns() ? gt_clock_from_ns(gt_sampler_period_ns()) : 0;
	if (watch_wants(GENTRACE_MEASURE_LATENCY) || watch_wants(GENTRACE_MEASURE_BLOCKED)) {
		gt_watch.tasks = kvcalloc(GT_WATCH_SLOTS, sizeof(u64), GFP_KERNEL);
		if (!gt_watch.tasks)
			return -ENOMEM;
	}
	if (watch_wants(GENTRACE_MEASURE_SYSCALL)) {
		gt_watch.calls = kvcalloc(GT_WATCH_SLOTS, sizeof(u64), GFP_KERNEL);
		if (!gt_watch.calls)
			goto err_tasks;
	}
	return 0;

err_tasks:
	kvfree(gt_watch.tasks);
	gt_watch.tasks = NULL;
	return -ENOMEM;
}

/* Undoes gt_watch_create(); no probe is attached. */
void gt_watch_destroy(void)
{
	kvfree(gt_watch.tasks);
	kvfree(gt_watch.calls);
	watch_forget();
}

/* Times that were not measured because another task's came into their place. */
u64 gt_watch_unwatched(void)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += data_race(per_cpu_ptr(&gt_watch_cpu, cpu)->unwatched);
	return sum;
}
