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
#include <linux/types.h>

/**
 * struct gt_gate - what every event looks at; written only by gate.c
 * @gen: the truth; see above. Written in the world-stop callback and by the
 *	advancer's flip, both with release semantics
 * @enabled: the hint
 * @tsc: the clock is the TSC; constant while a session is armed and the machine awake
 * @tsc_offset: cycles to add to it; changes when the machine has slept
 *
 * One cache line, shared by all CPUs, clean except around start, stop and flip.
 */
struct gt_gate {
	u64 gen;
	bool enabled;
	bool tsc;
	u64 tsc_offset;
} ____cacheline_aligned;

extern struct gt_gate gt_gate;

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
u64 gt_gate_abandon(void);
bool gt_gate_faulty(void);
void gt_gate_forgive(void);

#endif /* GT_GATE_H */
