/* SPDX-License-Identifier: GPL-2.0 */
/*
 * compat/tsc.h - the time stamp counter, and who says that it can be trusted.
 */
#ifndef GT_COMPAT_TSC_H
#define GT_COMPAT_TSC_H

#include <linux/types.h>

#ifndef CONFIG_UML

#include <asm/tsc.h>

#include "../test.h"

static __always_inline u64 gt_tsc_read(void)
{
#ifdef GENTRACE_TEST
	return get_cycles() - gt_test_tsc_start;
#else
	return get_cycles();
#endif
}

static inline u32 gt_tsc_khz(void)
{
	return tsc_khz;
}

/*
 * The kernel withdraws its trust from a TSC that is not synchronised, changes
 * its pace, stops in idle states, or fails its watchdog.
 */
static inline bool gt_tsc_usable(void)
{
	return tsc_khz && !check_tsc_unstable();
}

#else /* CONFIG_UML */

/*
 * User-Mode Linux runs on an x86 processor and does not know its TSC: get_cycles()
 * is 0 there, for the architecture has none. The instruction is the same.
 */
static __always_inline u64 gt_tsc_read(void)
{
	u32 low, high;

	asm volatile("rdtsc" : "=a" (low), "=d" (high));
	return (u64)high << 32 | low;
}

u32 gt_tsc_khz(void);
bool gt_tsc_usable(void);

#endif /* CONFIG_UML */

#endif /* GT_COMPAT_TSC_H */
