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

#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/types.h>

#include "clock.h"
#include "gate.h"
#include "slot.h"
#include "test.h"

/**
 * struct gt_section - one writer's stay inside the gate
 * @writers: this CPU's
 * @gen: the generation to write into; 0: there is none, tracing is off
 * @now: clock at the event
 * @level: enum gentrace_level: which of this CPU's streams is the writer's own;
 *	GT_LEVEL_NONE: none, the event can only be counted
 *
 * It lives in registers: no function that is not inlined takes its address.
 */
struct gt_section {
	struct gt_writers *writers;
	u64 gen;
	u64 now;
	unsigned int level;
};

unsigned int gt_section_escalate(const struct gt_writers *writers, unsigned int level);

/* interrupt_context_level(), for which most events need no arithmetic. */
static __always_inline unsigned int gt_section_level(void)
{
	if (likely(!(preempt_count() & (NMI_MASK | HARDIRQ_MASK)) && !in_serving_softirq()))
		return GENTRACE_LEVEL_TASK;
	return interrupt_context_level();
}

/* The stream is free again; the section goes on, and can only be left. */
static __always_inline void gt_section_free_stream(struct gt_section *s)
{
	barrier();
	WRITE_ONCE(s->writers->busy[s->level], false);
}

/**
 * gt_section_leave - end what gt_section_enter() or gt_section_try() began
 * @s: the section
 */
static __always_inline void gt_section_leave(struct gt_section *s)
{
	gt_section_free_stream(s);
	gt_test_point(GT_TEST_LEAVE);
	preempt_enable_notrace();
}

/*
 * The one body of gt_section_enter() and gt_section_try(). With @whole, a constant,
 * it does what has to be done; without it is refused whatever would be a call, and
 * what is rare: a function that calls none has no registers to save. True: @s is
 * open. False: the generation is 0, or it was refused.
 */
static __always_inline bool gt_section_open(struct gt_section *s, const bool whole)
{
	/* Pairs with the release in gt_gate_publish(). */
	s->gen = smp_load_acquire(&gt_gate.gen);
	if (unlikely(!s->gen) || (!whole && unlikely(!READ_ONCE(gt_gate.tsc))))
		return false;
	gt_test_point(GT_TEST_SECTION);
	s->writers = this_cpu_ptr(&gt_writers);
	s->level = gt_section_level();
	if (unlikely(READ_ONCE(s->writers->busy[s->level]))) {
		if (!whole)
			return false;
		s->level = gt_section_escalate(s->writers, s->level);
	}
	WRITE_ONCE(s->writers->busy[s->level], true);
	barrier();
	gt_test_point(GT_TEST_BUSY);
	s->now = whole ? gt_clock() : gt_clock_tsc();
	barrier();
	gt_test_point(GT_TEST_CLOCK);
	if (unlikely(READ_ONCE(gt_gate.gen) != s->gen)) {
		/* A flip, or the end. Pairs with the release in gt_gate_publish(). */
		s->gen = whole ? smp_load_acquire(&gt_gate.gen) : 0;
		s->now = whole ? gt_clock() : 0;
		if (!s->gen)
			gt_section_free_stream(s);
	}
	return s->gen;
}

/**
 * gt_section_enter - begin to write an event
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
 * Return: the section; without a generation if tracing is off: then none is open.
 */
static __always_inline struct gt_section gt_section_enter(void)
{
	struct gt_section s = { };

	preempt_disable_notrace();
	if (!gt_section_open(&s, true))
		preempt_enable_notrace();
	return s;
}

/**
 * gt_section_try - begin to write an event, if nothing about it is unusual
 * @s: the section; left by gt_section_leave()
 *
 * As gt_section_enter(), without a call. What was refused has done nothing yet, and
 * gets another section: with preemption off, as it is also if this fails, so that
 * the event cannot move to another CPU in between.
 *
 * Context: any, NMI included.
 */
static __always_inline bool gt_section_try(struct gt_section *s)
{
	preempt_disable_notrace();
	return gt_section_open(s, false);
}

#endif /* GT_SECTION_H */
