// SPDX-License-Identifier: GPL-2.0
/*
 * control.c - what the others are held against.
 *
 * Called by pointer with the arguments of a handler of sched_switch, as the
 * handlers are.
 */
#include <linux/atomic.h>
#include <linux/irqflags.h>

#include "compat/tsc.h"
#include "contestant.h"

typedef void (*control_t)(void *data, bool preempt, struct task_struct *prev,
			  struct task_struct *next, unsigned int prev_state);

/* Where the compiler does not see it. */
#define CONTROL(name, ...)						\
static noinline void control_##name(void *data, bool preempt, struct task_struct *prev, \
				    struct task_struct *next, unsigned int prev_state) \
{									\
	__VA_ARGS__;							\
}									\
static control_t call_##name = control_##name;				\
CONTESTANT(name, NULL, NULL, READ_ONCE(call_##name)(NULL, false, self, next, 1))

static __always_inline void irqs_off_on(void)
{
	unsigned long flags;

	local_irq_save(flags);
	local_irq_restore(flags);
}

static atomic64_t shared_count;

CONTROL(empty, barrier());
CONTROL(rdtsc, gt_tsc_read());
CONTROL(irqs, irqs_off_on());
CONTROL(shared, atomic64_inc(&shared_count));
