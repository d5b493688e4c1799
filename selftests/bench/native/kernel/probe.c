// SPDX-License-Identifier: GPL-2.0
/*
 * probe.c - the handlers that tracers have attached to the kernel's tracepoints,
 * called as the tracepoints call them.
 *
 * So what is measured is the code that records, as it was loaded: nothing is
 * exported for it, and no other build is needed. The handlers' names tell whose
 * they are. Who asks keeps the tracer attached while the loop runs.
 */
#include <linux/interrupt.h>
#include <linux/kallsyms.h>
#include <linux/ptrace.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

#include "contestant.h"

/**
 * struct handler - a handler and what it is called with
 * @tracepoint: of which tracepoint
 * @prefix: how its name begins
 * @func: itself; NULL: not attached
 * @data: its first argument
 */
struct handler {
	const char *tracepoint;
	const char *prefix;
	void *func;
	void *data;
};

static bool handler_is(const struct handler *handler, void *func)
{
	char name[KSYM_SYMBOL_LEN];

	sprint_symbol_no_offset(name, (unsigned long)func);
	return strstarts(name, handler->prefix);
}

static void handler_match(struct tracepoint *tp, void *arg)
{
	struct handler *handler = arg;
	struct tracepoint_func *it;

	if (strcmp(tp->name, handler->tracepoint))
		return;
	rcu_read_lock();
	for (it = rcu_dereference(tp->funcs); it && it->func; it++) {
		if (handler_is(handler, it->func)) {
			handler->func = it->func;
			handler->data = it->data;
		}
	}
	rcu_read_unlock();
}

static int handler_find(struct handler *handler)
{
	handler->func = NULL;
	for_each_kernel_tracepoint(handler_match, handler);
	return handler->func ? 0 : -ENOENT;
}

/* What handlers read of their arguments. */
static struct irqaction action = { .name = "gentrace_bench" };
static struct pt_regs regs;

#define TYPES(...)	(void *, __VA_ARGS__)
#define VALUES(...)	(handler->data, __VA_ARGS__)

/* PROBE - a contestant that is a handler: of which arguments, called with which */
#define PROBE(name, tracepoint_, prefix_, types, values)		\
static struct handler handler_##name = {				\
	.tracepoint = #tracepoint_, .prefix = prefix_,			\
};									\
static int begin_##name(const struct bench_order *order)		\
{									\
	return handler_find(&handler_##name);				\
}									\
static __always_inline void call_##name(struct task_struct *self, struct task_struct *next) \
{									\
	const struct handler *handler = &handler_##name;		\
									\
	((void (*) types)handler->func) values;				\
}									\
CONTESTANT(name, begin_##name, NULL, call_##name(self, next))

#define GENTRACE(name, types, values)	PROBE(name, name, "gt_probe_" #name, types, values)

#define SWITCH_TYPES	TYPES(bool, struct task_struct *, struct task_struct *, unsigned int)
#define SWITCH_VALUES	VALUES(false, self, next, 1)
#define WAKING_TYPES	TYPES(struct task_struct *)
#define WAKING_VALUES	VALUES(next)

GENTRACE(sched_switch, SWITCH_TYPES, SWITCH_VALUES);
GENTRACE(sched_waking, WAKING_TYPES, WAKING_VALUES);
GENTRACE(sched_migrate_task, TYPES(struct task_struct *, int), VALUES(next, 1));
GENTRACE(sched_process_exit, TYPES(struct task_struct *, bool), VALUES(next, false));
GENTRACE(irq_handler_entry, TYPES(int, struct irqaction *), VALUES(27, &action));
GENTRACE(irq_handler_exit, TYPES(int, struct irqaction *, int), VALUES(27, &action, 1));
GENTRACE(softirq_entry, TYPES(unsigned int), VALUES(TIMER_SOFTIRQ));
GENTRACE(sys_enter, TYPES(struct pt_regs *, long), VALUES(&regs, 202));
GENTRACE(sys_exit, TYPES(struct pt_regs *, long), VALUES(&regs, -EAGAIN));
GENTRACE(cpu_idle, TYPES(unsigned int, unsigned int), VALUES(1, 0));

PROBE(ftrace_switch, sched_switch, "trace_event_raw_event_", SWITCH_TYPES, SWITCH_VALUES);
PROBE(ftrace_waking, sched_waking, "trace_event_raw_event_", WAKING_TYPES, WAKING_VALUES);
PROBE(lttng_switch, sched_switch, "__event_probe__", SWITCH_TYPES, SWITCH_VALUES);
PROBE(lttng_waking, sched_waking, "__event_probe__", WAKING_TYPES, WAKING_VALUES);
