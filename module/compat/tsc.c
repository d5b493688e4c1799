// SPDX-License-Identifier: GPL-2.0
/*
 * compat/tsc.c - the TSC of User-Mode Linux, which is its host's.
 *
 * Elsewhere the kernel has looked at the TSC by itself, and its word is taken.
 * This kernel has not, and nothing but the processor's own description is at
 * hand: constant_tsc and nonstop_tsc, which it copies from the host. They say
 * that the counter keeps its pace; that it is the same on all CPUs they do not
 * say. It is so on every machine whose host kernel uses it as its clock, which
 * nobody here can ask. Good enough for where this kernel is used, to measure and
 * to test; a host with an unsynchronised TSC shows as time that runs backwards,
 * which the tests of the clock look for.
 */
#include <linux/delay.h>
#include <linux/math64.h>
#include <linux/mutex.h>
#include <linux/timekeeping.h>
#include <asm/cpufeature.h>

#include "tsc.h"

/* Long enough for six digits of the host's clock, which has nanoseconds. */
#define CALIBRATE_MS	20

static DEFINE_MUTEX(lock);
static u32 khz;

static u32 calibrate(void)
{
	u64 ns = ktime_get_mono_fast_ns();
	u64 cycles = gt_tsc_read();

	msleep(CALIBRATE_MS);
	ns = ktime_get_mono_fast_ns() - ns;
	cycles = gt_tsc_read() - cycles;
	return div64_u64(cycles * NSEC_PER_MSEC, ns);
}

/**
 * gt_tsc_usable - does the host's processor say that its TSC is a clock?
 *
 * Measures its speed by CLOCK_MONOTONIC the first time.
 *
 * Context: process, sleeps.
 */
bool gt_tsc_usable(void)
{
	if (!boot_cpu_has(X86_FEATURE_CONSTANT_TSC) || !boot_cpu_has(X86_FEATURE_NONSTOP_TSC))
		return false;
	mutex_lock(&lock);
	if (!khz)
		WRITE_ONCE(khz, calibrate());
	mutex_unlock(&lock);
	return true;
}

/**
 * gt_tsc_khz - how fast it is; nominal, as elsewhere
 *
 * Context: any, once it has been found usable.
 */
u32 gt_tsc_khz(void)
{
	return READ_ONCE(khz);
}
