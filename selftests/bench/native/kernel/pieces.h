/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pieces.h - the contestants that are a section and a whole event; included once
 * by each file that changes something of what they are made of. PIECE(name) is
 * the name that they bear there.
 */
#include "contestant.h"
#include "emit.h"

static __always_inline void piece_section(void)
{
	struct gt_section section = { };

	if (!gt_gate_enabled())
		return;
	if (likely(gt_section_try(&section)))
		gt_section_leave(&section);
	else
		preempt_enable_notrace();
}

static noinline void piece_switch(void *data, bool preempt, struct task_struct *prev,
				  struct task_struct *next, unsigned int prev_state)
{
	gt_emit(sched_switch,
		.prev_state = preempt ? GENTRACE_TASK_PREEMPTED : prev_state,
		.next_pid = next->pid);
}

/* By pointer, as a tracepoint calls it. */
static void (*piece_call)(void *data, bool preempt, struct task_struct *prev,
			  struct task_struct *next, unsigned int prev_state) = piece_switch;
