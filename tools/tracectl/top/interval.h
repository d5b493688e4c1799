/* SPDX-License-Identifier: GPL-2.0 */
/*
 * interval.h - what happened between two looks.
 *
 * Each generation says by itself what tasks were when it began, so an interval has a model
 * of its own and nothing is carried from one to the next.
 */
#ifndef TRACECTL_INTERVAL_H
#define TRACECTL_INTERVAL_H

#include <libgentrace_waits.h>

#include "answers/filter.h"
#include "report/report_order.h"

/* What tasks are at its end, enum gentrace_doing. */
#define INTERVAL_DOINGS	(GENTRACE_DOING_EXITED + 1)

/**
 * struct interval - generations that are told of together
 * @model: what happened in them
 * @verify: whether anything is missing
 * @latency: from each wakeup to the CPU, of all tasks
 * @worst: who had the longest
 * @totals: how reading them went
 * @session: of the last one
 * @first: number of the first generation
 * @last: of the last one
 * @cpus: possible CPUs of the machine
 * @pool_bytes: of the session
 * @kept: the generations, as long as they take no more than a bound
 * @kept_count: how many
 * @kept_bytes: what they take
 * @forgotten: they took more
 * @tasks: those that are wanted, in their order; the model owns them
 * @task_count: how many
 * @all_tasks: how many there are
 * @doing: of all tasks, how many are doing what at the end
 */
struct interval {
	struct gentrace_model *model;
	struct gentrace_verify *verify;
	struct gentrace_histogram latency;
	const struct gentrace_task *worst;
	struct gentrace_reader_totals totals;
	__u64 session;
	__u64 first;
	__u64 last;
	__u64 cpus;
	__u64 pool_bytes;
	struct gentrace_generation **kept;
	size_t kept_count;
	size_t kept_bytes;
	bool forgotten;
	const struct gentrace_task **tasks;
	size_t task_count;
	size_t all_tasks;
	size_t doing[INTERVAL_DOINGS];
};

/* NULL if memory was short. */
struct interval *interval_create(void);
void interval_destroy(struct interval *interval);

/* The next generation, which is the interval's from now on. 0 or -ENOMEM. */
int interval_add(struct interval *interval, struct gentrace_generation *generation);

/* Nothing comes any more. 0 or -ENOMEM. */
int interval_finish(struct interval *interval);

/* Whether a task is wanted; NULL: all are. */
typedef bool (*interval_wants_t)(const void *data, const struct gentrace_task *task);

/* Lists the tasks that are wanted, in an order. */
void interval_list(struct interval *interval, const struct report_order *order,
		   interval_wants_t wants, const void *data);

/* How long it was, ns; never 0. */
__u64 interval_ns(const struct interval *interval);

/* What CPUs were busy, and how long they were there, both summed up. */
__u64 interval_busy_ns(const struct interval *interval, __u64 *all_ns);

/* Room for what a task waited for, in lines. */
#define INTERVAL_WHY_MAX	8192

/*
 * What a task needed the time for, as tracectl why says it. 0; -ENOMEM; -E2BIG: too much
 * happened.
 */
int interval_why(const struct interval *interval, const struct gentrace_task *task,
		 char text[static INTERVAL_WHY_MAX]);

#endif /* TRACECTL_INTERVAL_H */
