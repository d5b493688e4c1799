/* SPDX-License-Identifier: GPL-2.0 */
/*
 * test.h - places where a test build lets the torture module interrupt us.
 *
 * What interrupts a writer does so between two instructions that chance picks.
 * Most of these pairs are harmless and the few others are never met. A test
 * point stands where an interrupt hurts most if the code around it is wrong; in
 * a test build the torture module sends the NMI or the interrupt there. In any
 * other build it is nothing.
 */
#ifndef GT_TEST_H
#define GT_TEST_H

/**
 * enum gt_test_point - where we are
 * @GT_TEST_SECTION: a section has read gen and has no stream yet
 * @GT_TEST_BUSY: a section has its stream and no time yet
 * @GT_TEST_CLOCK: a section has its time and has not looked at gen again
 * @GT_TEST_EVENT: an event is written, its cursor and count are not
 * @GT_TEST_BATCH: a stream has no batch: one is sealed, the next not taken
 * @GT_TEST_LEAVE: a section has given up its stream, preemption is still off
 * @GT_TEST_STACK: a stack is stored, its slot is not taken
 * @GT_TEST_POOL: the pool's top is read and not yet exchanged
 * @GT_TEST_STOP: in a world stop, before this CPU looks at the gate
 * @GT_TEST_PUBLISH: in a world stop, on the CPU that stores gen, before it does
 * @GT_TEST_STOPPED: in a world stop, when this CPU has seen the new gen
 */
enum gt_test_point {
	GT_TEST_SECTION,
	GT_TEST_BUSY,
	GT_TEST_CLOCK,
	GT_TEST_EVENT,
	GT_TEST_BATCH,
	GT_TEST_LEAVE,
	GT_TEST_STACK,
	GT_TEST_POOL,
	GT_TEST_STOP,
	GT_TEST_PUBLISH,
	GT_TEST_STOPPED,
	GT_TEST_POINTS
};

#ifdef GENTRACE_TEST

#include <linux/compiler.h>
#include <linux/types.h>

typedef void (*gt_test_hook_t)(enum gt_test_point point);

extern gt_test_hook_t gt_test_hook;

void gt_test_call(enum gt_test_point point);

static __always_inline void gt_test_point(enum gt_test_point point)
{
	if (unlikely(READ_ONCE(gt_test_hook)))
		gt_test_call(point);
}

extern u64 gt_test_tsc_start;

void gt_test_tsc_restart(void);

void gt_test_set_hook(gt_test_hook_t hook);
void gt_test_emit_begin(u64 writer, u64 counter, u64 payload, const char *text, u32 length);
void gt_test_emit_end(u64 writer, u64 counter, u64 payload);

#else

static inline void gt_test_point(enum gt_test_point point) { }
static inline void gt_test_tsc_restart(void) { }

#endif

#endif /* GT_TEST_H */
