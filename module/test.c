// SPDX-License-Identifier: GPL-2.0
/*
 * test.c - the event path as a module of tests reaches it.
 *
 * Only in a test build (make GENTRACE_TEST=1), which selftests/torture makes
 * and nobody installs. It adds the rows of GENTRACE_TEST_EVENTS() to the event
 * table, exports a way to emit them, and calls a hook at the places listed in
 * test.h. The write path is the ordinary one: the same emitters, expanded from
 * the same table.
 *
 * The test class has no probes. Its events go into any trace while the gate is
 * open, whatever classes were asked for. Where stacks are taken at switches, they
 * are taken here, too: in every context.
 */
#include <linux/build_bug.h>
#include <linux/export.h>
#include <linux/rcupdate.h>
#include <linux/timex.h>

#include "emit.h"
#include "stacks.h"
#include "test.h"

/* A class that was added after the test class was given its number. */
static_assert(GENTRACE_CLASS_COUNT == GENTRACE_CLASS_TEST + 1,
	      "the test class must be the last one: give it the next number");

gt_test_hook_t gt_test_hook;

/* What a TSC that has begun again would be less by. */
u64 gt_test_tsc_start;

/**
 * gt_test_tsc_restart - the TSC of a machine that loses it in its sleep
 *
 * An emulator's goes on.
 */
void gt_test_tsc_restart(void)
{
	gt_test_tsc_start = get_cycles();
}

/**
 * gt_test_call - what a test point does while there is a hook
 * @point: which one
 *
 * Most test points lie in sections and world stops. The meta stream's do not;
 * hence the preemption.
 *
 * Context: any, NMI included.
 */
void gt_test_call(enum gt_test_point point)
{
	gt_test_hook_t hook;

	preempt_disable_notrace();
	hook = READ_ONCE(gt_test_hook);
	if (hook)
		hook(point);
	preempt_enable_notrace();
}

/**
 * gt_test_set_hook - have a function called at each test point
 * @hook: the function; any context, NMI and world stop included, preemption
 *	off; NULL: none
 *
 * Nobody is in the old function when this returns.
 *
 * Context: process, sleeps.
 */
void gt_test_set_hook(gt_test_hook_t hook)
{
	WRITE_ONCE(gt_test_hook, hook);
	synchronize_rcu();
}
EXPORT_SYMBOL_GPL(gt_test_set_hook);

/**
 * gt_test_emit_begin - emit the first half of a pair
 * @writer: who
 * @counter: the writer's count
 * @payload: a number of any size
 * @text: bytes of a length that varies
 * @length: how many
 *
 * Context: any, NMI included.
 */
void gt_test_emit_begin(u64 writer, u64 counter, u64 payload, const char *text, u32 length)
{
	struct gt_text cut = { text, length };
	struct gt_section s;

	if (!gt_gate_enabled())
		return;
	s = gt_section_enter();
	if (!s.gen)
		return;
	if (gt_stacks_wanted())
		gt_stacks_emit(&s, GENTRACE_STACK_SITE_SWITCH);
	gt_emit_in(&s, test_begin, .writer = writer, .counter = counter, .payload = payload,
		   .text = cut);
	gt_section_leave(&s);
}
EXPORT_SYMBOL_GPL(gt_test_emit_begin);

/**
 * gt_test_emit_end - emit the second half of a pair
 * @writer: who
 * @counter: the writer's count
 * @payload: a number of any size
 *
 * Context: any, NMI included.
 */
void gt_test_emit_end(u64 writer, u64 counter, u64 payload)
{
	gt_emit(test_end, .writer = writer, .counter = counter, .payload = payload);
}
EXPORT_SYMBOL_GPL(gt_test_emit_end);
