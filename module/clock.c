// SPDX-License-Identifier: GPL-2.0
/*
 * clock.c - choosing the trace clock, and relating it to the others.
 */
#include <linux/atomic.h>
#include <linux/irqflags.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/timekeeping.h>
#include <linux/gentrace_format.h>

#include "clock.h"
#include "compat/tsc.h"
#include "test.h"

/* Tries at a snapshot that no NMI or host preemption has torn apart. */
#define SNAPSHOT_TRIES	8

/* What the clock shows while the machine sleeps, if it is the TSC. */
static struct {
	bool asleep;
	u64 units;
	u64 monotonic;
} night;

/**
 * gt_clock_available - the clocks this machine has
 *
 * Return: bit set of enum gentrace_clock.
 */
u32 gt_clock_available(void)
{
	u32 set = 1u << GENTRACE_CLOCK_AUTO | 1u << GENTRACE_CLOCK_MONOTONIC;

	if (gt_tsc_usable())
		set |= 1u << GENTRACE_CLOCK_TSC;
	return set;
}

/**
 * gt_clock_select - use a clock from here on
 * @clock: one of gt_clock_available(), not AUTO
 *
 * Context: the gate is closed.
 */
void gt_clock_select(u32 clock)
{
	gt_gate.tsc = clock == GENTRACE_CLOCK_TSC;
}

/* The first to ask says when the clock has stopped: it, or an NMI inside of it. */
static u64 night_units(void)
{
	u64 none = 0, now = gt_clock_tsc();

	if (try_cmpxchg(&night.units, &none, now))
		return now;
	return none;
}

/**
 * gt_clock_other - now, if the clock is not the TSC or that cannot be read now
 *
 * Context: any, NMI included.
 */
u64 gt_clock_other(void)
{
	if (unlikely(READ_ONCE(night.asleep)))
		return night_units();
	return gt_clock_monotonic();
}

/**
 * gt_clock_sleep - the TSC may begin again at 0 from here on
 *
 * The clock stands still until gt_clock_wake(), as CLOCK_MONOTONIC does: time
 * never goes back, and time asleep is boottime's to tell.
 *
 * Context: the last steps to sleep: interrupts off, no other CPU is up. Only an
 *	NMI can read the clock meanwhile.
 */
void gt_clock_sleep(void)
{
	if (!gt_gate.tsc)
		return;
	WRITE_ONCE(night.asleep, true);
	barrier();
	WRITE_ONCE(gt_gate.tsc, false);
	barrier();
	night_units();
	night.monotonic = gt_clock_monotonic();
	gt_test_tsc_restart();
}

/**
 * gt_clock_wake - the clock goes on where it stopped
 *
 * And by as much as CLOCK_MONOTONIC, which was stopped later and is awake.
 *
 * Context: as gt_clock_sleep().
 */
void gt_clock_wake(void)
{
	u64 ns, now;

	if (!night.asleep)
		return;
	ns = gt_clock_monotonic() - night.monotonic;
	now = (night.units << GT_CLOCK_TSC_SHIFT) +
	      mul_u64_u32_div(ns, gt_tsc_khz(), NSEC_PER_MSEC);
	WRITE_ONCE(gt_gate.tsc_offset, now - gt_tsc_read());
	barrier();
	WRITE_ONCE(gt_gate.tsc, true);
	barrier();
	WRITE_ONCE(night.asleep, false);
	night.units = 0;
}

/**
 * gt_clock_khz - nominal rate of the selected clock, in units a millisecond
 *
 * What a reader falls back on when a trace has one snapshot only; two snapshots
 * are exact.
 */
u32 gt_clock_khz(void)
{
	return gt_gate.tsc ? gt_tsc_khz() >> GT_CLOCK_TSC_SHIFT : NSEC_PER_SEC / 1000;
}

/* One attempt; returns how many clock units it was wide. */
static u64 snapshot_try(struct gt_snapshot *snap)
{
	unsigned long flags;
	u64 before, after;

	local_irq_save(flags);
	before = gt_clock();
	snap->monotonic = gt_clock_monotonic();
	after = gt_clock();
	local_irq_restore(flags);
	/* Not read again: what is between two reads would look like sleep. */
	snap->realtime = ktime_to_ns(ktime_mono_to_any(snap->monotonic, TK_OFFS_REAL));
	snap->boottime = ktime_to_ns(ktime_mono_to_any(snap->monotonic, TK_OFFS_BOOT));
	snap->clock = before + (after - before) / 2;
	return after - before;
}

/**
 * gt_clock_snapshot - read all clocks as closely together as can be
 * @snap: the narrowest of a few attempts
 *
 * Context: any but NMI.
 */
void gt_clock_snapshot(struct gt_snapshot *snap)
{
	struct gt_snapshot again;
	u64 width = snapshot_try(snap);
	int i;

	for (i = 1; i < SNAPSHOT_TRIES; i++) {
		u64 w = snapshot_try(&again);

		if (w < width) {
			width = w;
			*snap = again;
		}
	}
}

/**
 * gt_clock_to_ns - a duration in clock units as nanoseconds, by nominal speed
 * @units: the duration
 */
u64 gt_clock_to_ns(u64 units)
{
	if (!gt_gate.tsc)
		return units;
	return mul_u64_u32_div(units << GT_CLOCK_TSC_SHIFT, NSEC_PER_MSEC, gt_tsc_khz());
}

/**
 * gt_clock_from_ns - the other way round; what is more than the clock can count is that
 * @ns: the duration
 */
u64 gt_clock_from_ns(u64 ns)
{
	if (!gt_gate.tsc)
		return ns;
	return mul_u64_u32_div(ns, gt_tsc_khz(), NSEC_PER_MSEC) >> GT_CLOCK_TSC_SHIFT;
}
