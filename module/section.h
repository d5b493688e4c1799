/* SPDX-License-Identifier: GPL-2.0 */
/*
 * section.h - one writer's stay inside the gate: its generation, its stream, its
 * instant.
 *
 * A section does not preempt and does not migrate. It is an RCU read-side
 * section, which is what the flip waits for, and cannot be open when a world-stop
 * callback runs, which is what start and stop rely on. Interrupts are on: what
 * interrupts a section may open another one.
 *
 * Documentation/ordering.rst argues what is relied on here.
 */
#ifndef GT_SECTION_H
#define GT_SECTION_H

#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/types.h>
#include <linux/gentrace_format.h>

#include "clock.h"
#include "gate.h"
#include "test.h"

/**
 * struct gt_section_state - this CPU's writers
 * @busy: one flag a level; set while a writer of that level is in a section
 *
 * Touched by its own CPU only. Contexts nest: what an interrupt has changed it
 * has changed back when it ends. But it comes at any instruction, so accesses are
 * marked, for the compiler not to make two of one; the compiler barriers keep
 * them where an interrupt expects them.
 */
struct gt_section_state {
	bool busy[GENTRACE_LEVEL_CONTEXTS];
};

DECLARE_PER_CPU(struct gt_section_state, gt_section_state);

/**
 * struct gt_section - one writer's stay inside the gate, on its stack
 * @state: this CPU's section state
 * @gen: the generation to write into, not 0
 * @now: clock at the event
 * @level: enum gentrace_level: which of this CPU's streams is the writer's own
 * @reentered: no stream is free; the event can only be counted
 */
struct gt_section {
	struct gt_section_state *state;
	u64 gen;
	u64 now;
	unsigned int level;
	bool reentered;
};

/**
 * gt_section_escalate - the level's stream has a writer below us on the stack
 * @s: the section; its level is moved up to the next free one
 *
 * An exception inside the tracer does that, and the tail of an interrupt: when
 * irq_exit() wakes ksoftirqd, which on PREEMPT_RT it does all the time, the
 * preempt count says task while a task's section is what has been interrupted.
 * Whoever interrupts ends before the interrupted goes on, so any free stream
 * above will do: it still has one writer at a time. Only when the top level is
 * taken too is there nowhere to write.
 */
static inline void gt_section_escalate(struct gt_section *s)
{
	while (READ_ONCE(s->state->busy[s->level])) {
		if (s->level == GENTRACE_LEVEL_CONTEXTS - 1) {
			s->reentered = true;
			return;
		}
		s->level++;
	}
}

/**
 * gt_section_leave - end what gt_section_enter() began
 * @s: the section
 */
static __always_inline void gt_section_leave(struct gt_section *s)
{
	barrier();
	if (likely(!s->reentered))
		WRITE_ONCE(s->state->busy[s->level], false);
	gt_test_point(GT_TEST_LEAVE);
	preempt_enable_notrace();
}

/**
 * gt_section_move - there was a flip while the section was entered: follow it
 * @s: the section
 *
 * Return: false if the gate has been closed instead.
 */
static inline bool gt_section_move(struct gt_section *s)
{
	/* Pairs with the release in gt_gate_publish(). */
	s->gen = smp_load_acquire(&gt_gate.gen);
	s->now = gt_clock();
	return s->gen;
}

/**
 * gt_section_enter - begin to write an event
 * @s: filled in
 *
 * Preemption is disabled here and not by the tracepoint: the kernels that did
 * it for their probes have stopped doing so (see Documentation/kernels.rst).
 *
 * Why gen is read twice: an interrupt before the clock is read may see, and
 * record into, the next generation. The event at hand gets a later time, so it
 * must not go to the older generation. The second read catches that; an
 * interrupt after it is later in time and cannot be in an older generation. One
 * flip at the most can fall into a section (the next one waits for it), so
 * looking again once is enough.
 *
 * Why an interrupt does not inherit the generation of the section it interrupts:
 * its cause may be an event of another CPU that is in the next one already.
 *
 * Context: any, NMI included.
 * Return: false if tracing is off; then no section is open.
 */
static __always_inline bool gt_section_enter(struct gt_section *s)
{
	preempt_disable_notrace();
	/* Pairs with the release in gt_gate_publish(). */
	s->gen = smp_load_acquire(&gt_gate.gen);
	if (unlikely(!s->gen)) {
		preempt_enable_notrace();
		return false;
	}
	gt_test_point(GT_TEST_SECTION);
	s->state = this_cpu_ptr(&gt_section_state);
	s->level = interrupt_context_level();
	s->reentered = false;
	if (unlikely(READ_ONCE(s->state->busy[s->level])))
		gt_section_escalate(s);
	WRITE_ONCE(s->state->busy[s->level], true);
	barrier();
	gt_test_point(GT_TEST_BUSY);
	s->now = gt_clock();
	barrier();
	gt_test_point(GT_TEST_CLOCK);
	if (unlikely(READ_ONCE(gt_gate.gen) != s->gen) && !gt_section_move(s)) {
		gt_section_leave(s);
		return false;
	}
	return true;
}

#endif /* GT_SECTION_H */
