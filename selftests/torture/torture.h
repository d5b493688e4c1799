/* SPDX-License-Identifier: GPL-2.0 */
/*
 * torture.h - what gentrace_torture.ko and the tests that use it agree on.
 *
 * The module emits pairs of events through gentrace's own event path, from
 * every context level, nested in each other, and counts them by itself. A
 * writer is one level of one CPU; each of its events bears the next number. So
 * what is missing from a trace, or too much in it, or out of order, is known to
 * the event without asking the tracer.
 */
#ifndef SELFTEST_TORTURE_H
#define SELFTEST_TORTURE_H

#include <linux/ioctl.h>
#include <linux/types.h>
#include <linux/gentrace_format.h>

#define TORTURE_DEVICE		"/dev/gentrace_torture"

/*
 * Writers of a CPU: its context levels, and one that re-enters: it emits from
 * inside of gentrace's write path, as an exception there would, at whatever
 * level that happens to be.
 */
#define TORTURE_REENTRANT	GENTRACE_LEVEL_CONTEXTS
#define TORTURE_LEVELS		(GENTRACE_LEVEL_CONTEXTS + 1)
#define TORTURE_LEVEL_BIT(level)	(1u << GENTRACE_LEVEL_##level)
#define TORTURE_LEVELS_ALL	((1u << GENTRACE_LEVEL_CONTEXTS) - 1)

/* A writer's id in its events. */
#define TORTURE_WRITER(cpu, level)	((__u64)(cpu) * TORTURE_LEVELS + (level))

/**
 * struct torture_order - what to emit (TORTURE_IOC_RUN)
 * @pairs: pairs each CPU emits at task level before it is done; 0: no end
 * @period_ns: a timer interrupts each CPU so often; 0: none does
 * @levels: bit set of levels that emit; bit TORTURE_REENTRANT too
 * @every: an interrupt is sent at every so many of gentrace's test points; 0:
 *	at none of them
 */
struct torture_order {
	__u64 pairs;
	__u32 period_ns;
	__u32 levels;
	__u32 every;
	__u32 reserved;
};

/**
 * struct torture_count - what one CPU did; read(2) returns one for each CPU
 * @events: number of the last event of each level; counted just before it is
 *	emitted, since the module was loaded
 * @nmis: NMIs that began
 * @nmis_in_stop: of these, inside of a world stop
 * @points: test points passed while there were interrupts to be sent
 * @interrupts: interrupts and NMIs sent, some of which coincide
 */
struct torture_count {
	__u64 events[TORTURE_LEVELS];
	__u64 nmis;
	__u64 nmis_in_stop;
	__u64 points;
	__u64 interrupts;
};

/* Begin to emit; returns at once. -EBUSY while there is an order. */
#define TORTURE_IOC_RUN		_IOW('T', 0xe0, struct torture_order)
/* Wait until every CPU has emitted its pairs. */
#define TORTURE_IOC_WAIT	_IO('T', 0xe1)
/* End: when this returns nothing is on its way and the counts stand still. */
#define TORTURE_IOC_STOP	_IO('T', 0xe2)
/* Stop the world for nothing, and say how many nanoseconds it took. */
#define TORTURE_IOC_EMPTY_STOP	_IOR('T', 0xe3, __u64)
/* The bits that an order's @levels can have; not every kernel has NMIs. */
#define TORTURE_IOC_LEVELS	_IOR('T', 0xe4, __u32)

#endif
