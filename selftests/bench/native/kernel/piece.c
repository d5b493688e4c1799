// SPDX-License-Identifier: GPL-2.0
/* piece.c - gentrace's path of an event as its headers have it, and its parts. */
#include "pieces.h"

CONTESTANT(piece_section, NULL, NULL, piece_section());
CONTESTANT(piece_event, NULL, NULL, READ_ONCE(piece_call)(NULL, false, self, next, 1));

CONTESTANT(piece_preempt, NULL, NULL, preempt_disable_notrace(); preempt_enable_notrace());
CONTESTANT(piece_cpu, NULL, NULL, WRITE_ONCE(this_cpu_ptr(&gt_writers)->busy[0], false));
CONTESTANT(piece_clock, NULL, NULL, gt_clock(); barrier());

/* In a section that is entered once and, by the loop, never left in between. */
static __always_inline void piece_bytes(struct gt_section *s, struct task_struct *next)
{
	s->now += 40;
	gt_emit_in(s, sched_switch, .prev_state = 1, .next_pid = next->pid);
}

static noinline void loop_piece_bytes(u32 events)
{
	struct gt_section section = gt_section_enter();

	while (events--) {
		piece_bytes(&section, tasks[events % TASKS]);
		barrier();
	}
	gt_section_leave(&section);
}

const struct contestant contestant_piece_bytes = { .loop = loop_piece_bytes };
