// SPDX-License-Identifier: GPL-2.0
/* report_order.c - the orders that rows of tasks can have. */
#include <stdlib.h>
#include <string.h>

#include "report.h"
#include "report_order.h"

static __u64 key_run(const struct gentrace_task *task)
{
	return task->run_ns;
}

static __u64 key_wait(const struct gentrace_task *task)
{
	return task->wait_ns;
}

static __u64 key_blocked(const struct gentrace_task *task)
{
	return task->block_ns;
}

static __u64 key_wakeups(const struct gentrace_task *task)
{
	return task->wakeups;
}

static __u64 key_p99(const struct gentrace_task *task)
{
	return gentrace_histogram_percentile(&task->latency, 990);
}

static __u64 key_worst(const struct gentrace_task *task)
{
	return task->latency.max;
}

static __u64 key_syscalls(const struct gentrace_task *task)
{
	return task->syscall_ns;
}

/* Names and pids go up, all else comes largest first. */
static const struct report_order orders[] = {
	{ "run", key_run },
	{ "wait", key_wait },
	{ "blocked", key_blocked },
	{ "switches", report_switches },
	{ "wakeups", key_wakeups },
	{ "p99", key_p99 },
	{ "worst", key_worst },
	{ "syscalls", key_syscalls },
	{ "pid", NULL },
	{ "name", NULL },
};

const struct report_order *report_order_at(size_t i)
{
	return i < sizeof(orders) / sizeof(*orders) ? &orders[i] : NULL;
}

const struct report_order *report_order_find(const char *name)
{
	const struct report_order *order;
	size_t i;

	for (i = 0; (order = report_order_at(i)); i++)
		if (!strcmp(name, order->name))
			break;
	return order;
}

static int task_compare(const void *left, const void *right, void *argument)
{
	const struct gentrace_task *a = *(const struct gentrace_task *const *)left;
	const struct gentrace_task *b = *(const struct gentrace_task *const *)right;
	const struct report_order *wanted = argument;
	int order = 0;

	if (wanted->key) {
		__u64 x = wanted->key(a), y = wanted->key(b);

		order = (x < y) - (x > y);
	} else if (!strcmp(wanted->name, "name")) {
		order = strcmp(a->comm, b->comm);
	}
	if (!order)
		order = (a->pid > b->pid) - (a->pid < b->pid);
	return order ?: (a->incarnation > b->incarnation) - (a->incarnation < b->incarnation);
}

void report_order_tasks(const struct gentrace_task **tasks, size_t count,
			const struct report_order *order)
{
	qsort_r(tasks, count, sizeof(*tasks), task_compare, (void *)order);
}
