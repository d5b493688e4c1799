/* SPDX-License-Identifier: GPL-2.0 */
/*
 * cut.h - where a trace begins and ends on each CPU.
 *
 * The trace says when each CPU was inside the world stops of START and STOP. In
 * there interrupts are off: no event of a task, softirq or hardirq can come. So
 * on each CPU an event is before a stop or after it, by its own stamp, and
 * there is nothing in between to be decided.
 */
#ifndef ORACLE_CUT_H
#define ORACLE_CUT_H

#include "trace.h"
#include "watch.h"

/* How an event lies to the cut. */
enum cut_side {
	CUT_BEFORE,
	CUT_INSIDE,
	CUT_AFTER,
	/* In a world stop: nobody can tell. */
	CUT_NOWHERE,
};

/**
 * struct cut_stop - one CPU in a world stop, CLOCK_MONOTONIC
 * @enter: when its callback began
 * @leave: when it ended
 */
struct cut_stop {
	__u64 enter;
	__u64 leave;
};

/**
 * struct cut - the trace's extent
 * @cpu: each CPU's two stops; zeros of a CPU that was in none
 */
struct cut {
	struct {
		struct cut_stop start;
		struct cut_stop stop;
	} cpu[WATCH_CPUS];
};

/* False unless each of @cpus CPUs is in both stops, once, or offline and in none. */
bool cut_find(struct cut *cut, const struct trace *trace, unsigned int cpus);

enum cut_side cut_side(const struct cut *cut, unsigned int cpu, __u64 time);

#endif
