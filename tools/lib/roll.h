/* SPDX-License-Identifier: GPL-2.0 */
/*
 * roll.h - which tasks, strings and stacks the events of a generation speak of.
 *
 * The scan writes it down on its way, so that the verifier need not walk over
 * the events again, unless something about them is wrong.
 */
#ifndef GENTRACE_ROLL_H
#define GENTRACE_ROLL_H

#include "libgentrace.h"
#include "pids.h"

/* Ids that a string table has, with room; it is numbered from 1. */
#define ROLL_STRINGS	4096u

/**
 * struct roll - all who are called
 * @named: tasks in arguments of any event; pid 0 may be there for nobody
 * @introduced: tasks that an event says something about
 * @exited: tasks that begin to exit
 * @died: tasks whose last switch is here
 * @beyond: a task was named that no set has: its pid is impossible
 * @string: strings in arguments, a bit each
 * @strings_beyond: one of ROLL_STRINGS or above
 * @stacks: stacks in arguments, ids only; they are small numbers, as pids are
 * @stacks_beyond: one that no set has
 */
struct roll {
	struct pids named;
	struct pids introduced;
	struct pids exited;
	struct pids died;
	bool beyond;
	bool strings_beyond;
	__u64 string[ROLL_STRINGS / 64];
	struct pids stacks;
	bool stacks_beyond;
};

static inline void roll_free(struct roll *roll)
{
	pids_free(&roll->named);
	pids_free(&roll->introduced);
	pids_free(&roll->exited);
	pids_free(&roll->died);
	pids_free(&roll->stacks);
}

/* Was there no memory for all of them? */
static inline bool roll_failed(const struct roll *roll)
{
	return roll->named.failed || roll->introduced.failed || roll->exited.failed ||
	       roll->died.failed || roll->stacks.failed;
}

static inline void roll_name(struct roll *roll, __u64 pid)
{
	pids_add(&roll->named, pid);
	roll->beyond |= pid >= PIDS_LIMIT;
}

static inline void roll_string(struct roll *roll, __u64 id)
{
	if (id < ROLL_STRINGS)
		roll->string[id / 64] |= 1ull << id % 64;
	else
		roll->strings_beyond = true;
}

/* A number below the first id says why there is no stack. */
static inline void roll_stack(struct roll *roll, __u64 id)
{
	if (id < GENTRACE_STACK_FIRST)
		return;
	pids_add(&roll->stacks, id);
	roll->stacks_beyond |= id >= PIDS_LIMIT;
}

/* A sched_switch away from the task @pid. */
static inline void roll_switch(struct roll *roll, const __u64 *value, __u32 pid)
{
	__u64 state = value[GENTRACE_ARG(sched_switch, prev_state)];

	if (__builtin_expect(state == GENTRACE_TASK_DEAD || state == GENTRACE_TASK_ZOMBIE, 0))
		pids_add(&roll->died, pid);
	roll_name(roll, value[GENTRACE_ARG(sched_switch, next_pid)]);
}

/* Take down an event as decoded; @pid is the task that runs before and after it. */
void roll_take(struct roll *roll, const struct gentrace_event_info *info,
	       const __u64 *value, __u32 *pid);

#endif /* GENTRACE_ROLL_H */
