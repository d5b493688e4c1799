/* SPDX-License-Identifier: GPL-2.0 */
/*
 * away.h - how long tasks were blocked and waited for a CPU, by the facts and by the
 * library's segments.
 */
#ifndef ORACLE_AWAY_H
#define ORACLE_AWAY_H

#include "facts.h"

/**
 * struct offtime - what came of it
 * @tasks: tasks that were off their CPUs
 * @blocks: how often they were blocked, together
 * @waits: how often they waited for a CPU
 * @block_ns: for how long, together, by the segments
 * @wait_ns: the same
 * @width_ns: how far apart the bounds of all tasks lie, together
 * @differences: what was wrong; told on stderr
 */
struct offtime {
	unsigned long long tasks;
	unsigned long long blocks;
	unsigned long long waits;
	__u64 block_ns;
	__u64 wait_ns;
	__u64 width_ns;
	unsigned long long differences;
};

/*
 * For every task the time that its segments say it was blocked and waited, against sums
 * over the facts of sched_switch and of wakeups, after compare_events() of a trace without
 * losses: between the watchers' stamps, which bound it, @slack_ns a stamp allowed; and
 * between the trace's own, which it must equal, as must the number of times. Only what
 * begins and ends with an event. Return: 0 or -ENOMEM.
 */
int compare_away(struct offtime *offtime, const struct facts *facts, const struct trace *trace,
		 __u64 slack_ns);

void offtime_show(const struct offtime *offtime);

#endif
