/* SPDX-License-Identifier: GPL-2.0 */
/* order.h - what the inside of the library knows about order. */
#ifndef GENTRACE_ORDER_H
#define GENTRACE_ORDER_H

#include "libgentrace.h"

/*
 * The task that was on a CPU when the generation began, GENTRACE_PID_NONE if
 * its streams do not tell.
 */
__u32 order_first_pid(const struct gentrace_generation *generation, __u32 cpu);

/*
 * The instant, in clock units, from which switches on a CPU may have been lost
 * before the first one that is known; the largest number if there is none.
 */
__u64 order_first_gap(const struct gentrace_generation *generation, __u32 cpu);

/* Are there switches to follow? Without them nobody knows who runs. */
static inline bool order_has_switches(const struct gentrace_generation *generation)
{
	if (generation->filtered & GENTRACE_FILTERED_SWITCHES)
		return false;
	return !generation->classes ||
	       generation->classes & GENTRACE_CLASS_BIT(GENTRACE_CLASS_SCHED);
}

#endif /* GENTRACE_ORDER_H */
