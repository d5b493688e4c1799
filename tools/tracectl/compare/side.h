/* SPDX-License-Identifier: GPL-2.0 */
/*
 * side.h - one of the two traces that are compared: what each name did, slice by slice.
 *
 * Pids differ between two runs of the same thing; names do not.
 */
#ifndef TRACECTL_SIDE_H
#define TRACECTL_SIDE_H

#include "answers/answer.h"

/* What is added up in slices of time, by name. */
enum side_account {
	SIDE_RUN,
	SIDE_WAIT,
	SIDE_BLOCK,
	SIDE_ACCOUNTS
};

/**
 * struct side_task - all tasks of one name
 * @comm: the name; must be the first, for strcmp()
 * @ns: for each account and slice, how long
 * @slices: of @ns, how many there are
 * @latency: from being woken to being on a CPU
 * @lossy: a loss may have touched these numbers
 */
struct side_task {
	char comm[GENTRACE_NAME_MAX];
	__u64 *ns[SIDE_ACCOUNTS];
	size_t slices;
	struct gentrace_histogram latency;
	bool lossy;
};

/* A system call: how long its calls took. */
struct side_syscall {
	__u64 nr;
	struct gentrace_histogram ns;
};

/**
 * struct side - a trace
 * @answer: the trace
 * @slice_ns: how long a slice is
 * @begun: @begin_ns is known
 * @begin_ns: begin of the first one
 * @slices: whole ones
 * @span_ns: all of the time that is wanted
 * @task: by name, sorted when the trace has been read
 * @tasks: how many
 * @syscall: by number, the same
 * @syscalls: how many
 */
struct side {
	struct answer answer;
	__u64 slice_ns;
	bool begun;
	__u64 begin_ns;
	size_t slices;
	__u64 span_ns;
	struct side_task **task;
	size_t tasks;
	void *names;
	struct side_syscall *syscall;
	size_t syscalls;
};

/* Reads the trace. EXIT_OK, or what the command exits with; for side_close() in any case. */
int side_read(struct side *side);
void side_close(struct side *side);

const struct side_task *side_find_task(const struct side *side, const char *comm);
const struct side_syscall *side_find_syscall(const struct side *side, __u64 nr);

#endif /* TRACECTL_SIDE_H */
