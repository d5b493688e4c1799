/* SPDX-License-Identifier: GPL-2.0 */
/* report_order.h - the orders that rows of tasks can have. */
#ifndef TRACECTL_REPORT_ORDER_H
#define TRACECTL_REPORT_ORDER_H

#include <libgentrace.h>

/**
 * struct report_order - an order of tasks
 * @name: "run"
 * @key: what comes largest first; NULL of "pid" and "name", which go up
 */
struct report_order {
	const char *name;
	__u64 (*key)(const struct gentrace_task *task);
};

/* All of them: i from 0, the usual one, NULL behind the last one; by name, NULL: there is none. */
const struct report_order *report_order_at(size_t i);
const struct report_order *report_order_find(const char *name);

void report_order_tasks(const struct gentrace_task **tasks, size_t count,
			const struct report_order *order);

#endif /* TRACECTL_REPORT_ORDER_H */
