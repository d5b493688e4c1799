/* SPDX-License-Identifier: GPL-2.0 */
/*
 * timeless.h - put before gentrace's headers: a clock that says the same each time,
 * and costs nothing but TIMELESS_READS if there is such a thing.
 */
#ifndef BENCH_TIMELESS_H
#define BENCH_TIMELESS_H

#include "clock.h"

static __always_inline u64 timeless_clock(void)
{
	u64 now = 1;

#ifdef TIMELESS_READS
	u64 unused = TIMELESS_READS;

	asm volatile("" : : "r" (unused));
#endif
	/* Not a constant to the compiler. */
	asm volatile("" : "+r" (now));
	return now;
}

#define gt_clock()	timeless_clock()
#define gt_clock_tsc()	timeless_clock()

#endif
