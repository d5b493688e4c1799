/* SPDX-License-Identifier: GPL-2.0 */
/*
 * part.h - the model of a generation alone.
 *
 * Nearly all that happens in a generation can be summed up without a word about what
 * was before it. The threads of a reader do that ahead, each with a generation of its
 * own, and the model, which must go from one to the next, adds what they found.
 */
#ifndef GENTRACE_PART_H
#define GENTRACE_PART_H

#include "model.h"

/**
 * struct life - a task, from where on it is known
 * @task: what it does, and the sums since then; must be the first
 * @on: what it does is known
 * @called: which system call it is in is known
 * @whole: the same task in the model that this is joined to
 */
struct life {
	struct task task;
	bool on;
	bool called;
	struct task *whole;
};

/**
 * struct share - a CPU, from where on it is known
 * @cpu: the sums since then; must be the first. Who is on it is always known
 * @turned: since when this one is on it, too
 * @hard: what its hardirq handler does is known
 * @soft: the same of its softirq; @cpu.softirq_stolen is what @cpu.public has
 */
struct share {
	struct cpu cpu;
	bool turned;
	bool hard;
	bool soft;
};

/* What the model must see itself. */
enum step_kind {
	STEP_LEAVE,	/* a task leaves its CPU */
	STEP_RUN,	/* a task comes to a CPU */
	STEP_WAKE,	/* a task is woken */
	STEP_TURN,	/* a CPU has another task */
	STEP_HARDIRQ,	/* a handler begins */
	STEP_SCHED,	/* an entry about tasks */
	STEP_EXEC,	/* of an exec: what becomes of the tasks */
	STEP_SYSCALL,	/* an entry about a system call */
	STEP_INTERRUPT,	/* an entry about an interrupt */
	STEP_BEGIN,	/* a life begins */
	STEP_END,	/* and ends: what is known of the task is known by its model alone */
};

/**
 * struct step - one of these
 * @kind: enum step_kind
 * @cpu: where
 * @ns: when
 * @order: the how many-th entry of the generation
 * @pid: whose, or who comes
 * @state: of who leaves
 * @id: of the handler
 * @rare: which of the entries that are kept
 * @life: which life
 */
struct step {
	__u32 kind;
	__u32 cpu;
	__u64 ns;
	__u64 order;
	union {
		__u64 pid;
		__u64 id;
		size_t rare;
		struct life *life;
	};
	__u32 state;
};

/**
 * struct rare - an entry that the model must see
 * @entry: the entry
 * @hardirq_ns: of its CPU, for how long it was in hardirqs by then, of the part
 */
struct rare {
	struct gentrace_entry entry;
	__u64 hardirq_ns;
};

/**
 * struct part - what is known of a generation without those before
 * @alone: a model that knows only what follows from the events of the generation;
 *	its tasks are lives, its CPUs shares
 * @floor_ns: all that was before is over by then
 * @most: there are no more steps than this
 * @step: what the model must see, in its order
 * @steps: how many
 * @rare: entries of these steps
 * @rares: how many
 * @joined: to a model; it has nothing any more
 */
struct part {
	struct gentrace_model *alone;
	__u64 floor_ns;
	size_t most;
	struct step *step;
	size_t steps;
	struct rare *rare;
	size_t rares;
	bool joined;
};

/*
 * The part of a generation, which must stay as long as it does. NULL if it has none:
 * there is too little memory, it has losses, or too much of it hangs on what was before.
 */
struct part *part_make(const struct gentrace_generation *generation);
void part_free(struct part *part);

/* join.c */

/* Can it be joined to the model, before gentrace_model_begin() with its generation? */
bool part_fits(const struct part *part, const struct gentrace_model *model);

/*
 * Between gentrace_model_begin() and gentrace_model_end(), instead of all entries: the
 * model is in no other state afterwards. Once only. 0 or -ENOMEM.
 */
int part_join(struct gentrace_model *model, struct part *part);

#endif /* GENTRACE_PART_H */
