/* SPDX-License-Identifier: GPL-2.0 */
/*
 * compat/counter.h - a clock that interrupts a CPU so many times a second, from perf.
 *
 * User-Mode Linux has no perf events.
 */
#ifndef GT_COMPAT_COUNTER_H
#define GT_COMPAT_COUNTER_H

#include <linux/err.h>
#include <linux/kconfig.h>
#include <linux/perf_event.h>
#include <linux/time64.h>
#include <linux/types.h>

struct perf_event;
struct perf_sample_data;
struct pt_regs;

/* What is called: in the interrupt, with the registers of what it has interrupted. */
typedef void (*gt_counter_fn)(struct perf_event *counter, struct perf_sample_data *data,
			      struct pt_regs *regs);

#ifdef CONFIG_PERF_EVENTS

#define GT_COUNTERS	true

/*
 * A period and no frequency: perf would make a period of it and, with nohz_full, keep
 * the tick for it. Idle CPUs are interrupted, too, as by perf record. It counts once it
 * is enabled.
 */
static inline struct perf_event *gt_counter_create(int cpu, u32 hz, gt_counter_fn overflow)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_SW_CPU_CLOCK,
		.sample_period = NSEC_PER_SEC / hz,
		.pinned = 1,
		.disabled = 1,
	};

	return perf_event_create_kernel_counter(&attr, cpu, NULL, overflow, NULL);
}

static inline void gt_counter_enable(struct perf_event *counter)
{
	perf_event_enable(counter);
}

/* Nobody is in the function when this returns. */
static inline void gt_counter_release(struct perf_event *counter)
{
	perf_event_release_kernel(counter);
}

#else

#define GT_COUNTERS	false

static inline struct perf_event *gt_counter_create(int cpu, u32 hz, gt_counter_fn overflow)
{
	return ERR_PTR(-ENOENT);
}

static inline void gt_counter_enable(struct perf_event *counter) { }

static inline void gt_counter_release(struct perf_event *counter) { }

#endif

#endif /* GT_COMPAT_COUNTER_H */
