/* SPDX-License-Identifier: GPL-2.0 */
/*
 * gate.h - whether an event is recorded, and into which generation.
 *
 * The gate is two variables. @gen is the truth: 0 is off, anything else is the
 * number of the generation to write into. @enabled is a hint, read without any
 * ordering, that makes the off path one load and one branch. Five invariants
 * hold, and everything else leans on them:
 *
 *   I1  gen != 0 implies that every context that can emit observes
 *	 enabled == true. The hint never hides a live trace.
 *   I2  enabled may be true while gen == 0; the second look, at gen, makes
 *	 that harmless. Hence the order of the stop: gen = 0, enabled = false.
 *   I3  a writer reads gen inside its own non-preemptible section and touches
 *	 buffers of that generation only.
 *   I4  when START has returned, every later event in any context is recorded
 *	 or counted as lost. When STOP has returned, no writer is active and
 *	 everything written is readable.
 *   I5  generations count on from the last non-zero one, across sessions. So
 *	 what is indexed by gen % 2 never needs a reset between sessions.
 *
 * Documentation/ordering.rst argues them.
 */
#ifndef GT_GATE_H
#define GT_GATE_H

#include <linux/cache.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/types.h>
#include <linux/gentrace_format.h>

/**
 * struct gt_gate - what every event looks at; written only by gate.c
 * @gen: the truth; see above. Written in the world-stop callback and by the
 *	advancer's flip, both with release semantics
 * @enabled: the hint
 * @tsc: the clock is the TSC; constant while a session is armed
 *
 * One cache line, shared by all CPUs, clean except around start, stop and flip.
 */
struct gt_gate {
	u64 gen;
	bool enabled;
	bool tsc;
} ____cacheline_aligned;

extern struct gt_gate gt_gate;

/**
 * struct gt_section_state - this CPU's writers
 * @gen: the generation of the outermost section that is open here, 0 if none.
 *	An interrupt nested in a section inherits it, so that an effect never
 *	lands in an older generation than its cause
 * @busy: one flag a level; set while a writer of that level is in a section
 *
 * Touched by its own CPU only. Contexts nest, so plain accesses suffice; the
 * compiler barriers keep them where an interrupt expects them.
 */
struct gt_section_state {
	u64 gen;
	bool busy[GENTRACE_LEVEL_CONTEXTS];
};

DECLARE_PER_CPU(struct gt_section_state, gt_section_state);

/**
 * struct gt_section - one writer's stay inside the gate, on its stack
 * @state: this CPU's section state
 * @gen: the generation to write into, not 0
 * @outer: what @state->gen was before
 * @level: enum gentrace_level: which of this CPU's streams is the writer's own
 * @reentered: no stream is free; the event can only be counted
 */
struct gt_section {
	struct gt_section_state *state;
	u64 gen;
	u64 outer;
	unsigned int level;
	bool reentered;
};

/**
 * gt_gate_enabled - the hint: is it worth entering a section?
 *
 * Context: any.
 */
static __always_inline bool gt_gate_enabled(void)
{
	return READ_ONCE(gt_gate.enabled);
}

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
	while (s->state->busy[s->level]) {
		if (s->level == GENTRACE_LEVEL_CONTEXTS - 1) {
			s->reentered = true;
			return;
		}
		s->level++;
	}
}

/**
 * gt_section_enter - begin to write an event
 * @s: filled in
 *
 * Preemption is disabled here and not by the tracepoint: the kernels that did
 * it for their probes have stopped doing so (see Documentation/kernels.rst).
 * The preempt-off section is an RCU read-side section, which is what the flip
 * waits for, and cannot be open when a world-stop callback runs, which is what
 * start and stop rely on.
 *
 * Why gen is read twice: between the first read and the store to @state->gen an
 * interrupt may see, and record into, the next generation. The event at hand
 * comes after that interrupt's events, so it must not go to the older
 * generation. The second read catches it; from the store on, interrupts
 * inherit. One flip at the most can fall into a section (the next one waits for
 * it), so looking again once is enough.
 *
 * Context: any, NMI included.
 * Return: false if tracing is off; then no section is open.
 */
static __always_inline bool gt_section_enter(struct gt_section *s)
{
	struct gt_section_state *state;
	u64 gen;

	preempt_disable_notrace();
	state = this_cpu_ptr(&gt_section_state);
	s->outer = state->gen;
	gen = s->outer;
	if (likely(!gen)) {
		/* Pairs with the release in gt_gate_publish(). */
		gen = smp_load_acquire(&gt_gate.gen);
		if (unlikely(!gen))
			goto off;
		WRITE_ONCE(state->gen, gen);
		barrier();
		if (unlikely(READ_ONCE(gt_gate.gen) != gen)) {
			/* Pairs with the release in gt_gate_publish(). */
			gen = smp_load_acquire(&gt_gate.gen);
			WRITE_ONCE(state->gen, gen);
			if (!gen)
				goto off;
		}
	}
	s->state = state;
	s->gen = gen;
	s->level = interrupt_context_level();
	s->reentered = false;
	if (unlikely(state->busy[s->level]))
		gt_section_escalate(s);
	WRITE_ONCE(state->busy[s->level], true);
	barrier();
	return true;
off:
	preempt_enable_notrace();
	return false;
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
	WRITE_ONCE(s->state->gen, s->outer);
	preempt_enable_notrace();
}

/**
 * struct gt_pause - how long a world stop held one CPU, in clock units
 * @enter: when the callback began there
 * @leave: when it ended there
 * @gen: the generation it observed; ~0 if the callback has not run there
 */
struct gt_pause {
	u64 enter;
	u64 leave;
	u64 gen;
};

DECLARE_PER_CPU(struct gt_pause, gt_pause);

/**
 * struct gt_world_stop - one world stop as its caller saw it
 * @begin: clock before stop_machine()
 * @end: clock after it; [@begin, @end] bounds the pause of every CPU
 */
struct gt_world_stop {
	u64 begin;
	u64 end;
};

u64 gt_gate_next(void);
int gt_gate_open(u64 gen, struct gt_world_stop *stop);
int gt_gate_close(struct gt_world_stop *stop);
void gt_gate_flip(u64 gen);

void gt_gate_fault(const char *what);
bool gt_gate_faulty(void);
void gt_gate_forgive(void);

#endif /* GT_GATE_H */
