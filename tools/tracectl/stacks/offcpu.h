/* SPDX-License-Identifier: GPL-2.0 */
/* offcpu.h - the answer of tracectl offcpu: what tasks did while they were on no CPU. */
#ifndef TRACECTL_OFFCPU_H
#define TRACECTL_OFFCPU_H

#include "answers/answer.h"
#include "flame.h"
#include "frames.h"
#include "groups.h"

/* Room for who woke a task, or for what it did, in words. */
#define OFFCPU_TEXT_MAX	(ANSWER_TASK_MAX + 32)

/**
 * struct offcpu_key - what pieces of time off a CPU have in common
 * @task: whose
 * @doing: BLOCK, WAIT or UNKNOWN, enum gentrace_doing
 * @state: of a block: in which state, enum gentrace_task_state
 * @preempted: of a wait: the task had not been blocked before
 * @syscall: in which system call, GENTRACE_SYSCALL_NONE
 * @woken: of a block: it ended with a wakeup whose waker is known
 * @level: in which context that was made, enum gentrace_level
 * @waker: by whom, if that is level task; NULL: the idle task, or not known
 * @source: of the other levels: which interrupt; NULL: not known
 * @stacks: where the task left its CPU; NULL: not recorded, or not asked for
 * @waker_stacks: of a block: where it was woken; the same
 */
struct offcpu_key {
	const struct gentrace_task *task;
	__u32 doing;
	__u32 state;
	bool preempted;
	__u64 syscall;
	bool woken;
	__u32 level;
	const struct gentrace_task *waker;
	const char *source;
	const struct gentrace_stacks *stacks;
	const struct gentrace_stacks *waker_stacks;
};

/**
 * struct offcpu_group - all pieces with the same key
 * @key: what they have in common
 * @ns: what they add up to
 * @count: how many have ended
 * @longest_ns: the longest piece
 * @longest_at: when it began
 * @lossy: a loss may have touched one
 */
struct offcpu_group {
	struct offcpu_key key;
	__u64 ns;
	__u64 count;
	__u64 longest_ns;
	__u64 longest_at;
	bool lossy;
};

/**
 * struct offcpu - all there is to say
 * @answer: the trace
 * @groups: of struct offcpu_group, the longest first when the trace has been read
 * @ns: their sums, by doing
 */
struct offcpu {
	struct answer answer;
	struct groups groups;
	__u64 ns[GENTRACE_DOING_EXITED];
};

static inline const struct offcpu_group *offcpu_group(const struct offcpu *offcpu, size_t i)
{
	return offcpu->groups.list[i];
}

/* "read", "-": in none. */
const char *offcpu_syscall(char buffer[static OFFCPU_TEXT_MAX], const struct offcpu_key *key);

/* "uninterruptible sleep", "woken, waits for a CPU"; and of programs: "blocked", "wait". */
const char *offcpu_kind(const struct offcpu_key *key);
const char *offcpu_doing(const struct offcpu_key *key);

/* "make/12", "hardirq eth0", "-" of what nobody ends. @pid: with the number of a task. */
const char *offcpu_waker(char buffer[static OFFCPU_TEXT_MAX], const struct offcpu_key *key,
			 bool pid);

/* offcpu_frames.c: all groups as stacks for a flame graph; 0 or -ENOMEM. */
int offcpu_stacks(const struct offcpu *offcpu, struct flame *flame);

/* For people, for programs; 0, or -1 if memory was short. */
int offcpu_print(const struct offcpu *offcpu);
void offcpu_print_json(const struct offcpu *offcpu);

#endif /* TRACECTL_OFFCPU_H */
