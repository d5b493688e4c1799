/* SPDX-License-Identifier: GPL-2.0 */
/*
 * clock.h - the trace clock.
 *
 * Raw TSC where the kernel itself trusts it, else CLOCK_MONOTONIC read in a way
 * that works in an NMI. Never local_clock(): on a machine whose TSC is unstable
 * it stands still while interrupts are off, a world stop included.
 */
#ifndef GT_CLOCK_H
#define GT_CLOCK_H

#include <linux/compiler.h>
#include <linux/ktime.h>
#include <linux/timekeeping.h>

#include "compat/tsc.h"
#include "gate.h"

/*
 * A unit of the TSC clock is 16 cycles, some nanoseconds. It takes a good many
 * more to interrupt a CPU or to see another one's store, so no order is lost,
 * and the time of most events gets a byte shorter.
 */
#define GT_CLOCK_TSC_SHIFT	4

/**
 * gt_clock_monotonic - CLOCK_MONOTONIC, ns
 *
 * An NMI can read it, for the kernel keeps it behind a latch: who reads while a
 * copy is written finds out and reads the other one. A data race that is meant,
 * and that not every kernel tells KCSAN of.
 *
 * Context: any, NMI included.
 */
static __always_inline u64 gt_clock_monotonic(void)
{
	return data_race(ktime_get_mono_fast_ns());
}

/* The TSC, in clock units; goes on where it was when the machine has slept. */
static __always_inline u64 gt_clock_tsc(void)
{
	return (gt_tsc_read() + gt_gate.tsc_offset) >> GT_CLOCK_TSC_SHIFT;
}

u64 gt_clock_other(void);

/**
 * gt_clock - now, in clock units
 *
 * Not ordered against the instructions around it: a stamp can be early by what
 * the processor has in flight, far less than one CPU needs to see another's
 * store.
 *
 * Context: any, NMI included.
 */
static __always_inline u64 gt_clock(void)
{
	if (likely(READ_ONCE(gt_gate.tsc)))
		return gt_clock_tsc();
	return gt_clock_other();
}

/**
 * struct gt_snapshot - one instant on all clocks
 * @clock: gt_clock()
 * @monotonic: CLOCK_MONOTONIC, ns
 * @realtime: CLOCK_REALTIME, ns
 * @boottime: CLOCK_BOOTTIME, ns
 */
struct gt_snapshot {
	u64 clock;
	u64 monotonic;
	u64 realtime;
	u64 boottime;
};

u32 gt_clock_available(void);
void gt_clock_select(u32 clock);
u32 gt_clock_khz(void);
void gt_clock_snapshot(struct gt_snapshot *snap);
u64 gt_clock_to_ns(u64 units);
u64 gt_clock_from_ns(u64 ns);

void gt_clock_sleep(void);
void gt_clock_wake(void);

#endif /* GT_CLOCK_H */
