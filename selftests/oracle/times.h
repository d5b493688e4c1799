/* SPDX-License-Identifier: GPL-2.0 */
/*
 * times.h - how long tasks and CPUs ran, by the facts and by the library's model.
 */
#ifndef ORACLE_TIMES_H
#define ORACLE_TIMES_H

#include "facts.h"

/**
 * struct timed - what came of it
 * @tasks: tasks that ran
 * @runs: how often, together
 * @run_ns: how long, together, by the model
 * @width_ns: how far apart the bounds of all tasks lie, together
 * @differences: what was wrong; told on stderr
 */
struct timed {
	unsigned long long tasks;
	unsigned long long runs;
	__u64 run_ns;
	__u64 width_ns;
	unsigned long long differences;
};

/*
 * For every task the time the model says it ran, and for every CPU the time it
 * was busy and idle, against two sums over the facts of sched_switch, after
 * compare_events() of a trace without losses: between the watchers' stamps,
 * which bound it, @slack_ns a stamp allowed; and between the trace's own, which
 * it must equal. Return: 0 or -ENOMEM.
 */
int compare_times(struct timed *timed, const struct facts *facts, const struct trace *trace,
		  __u64 slack_ns);

void timed_show(const struct timed *timed);

#endif
