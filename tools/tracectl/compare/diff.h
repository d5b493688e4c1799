/* SPDX-License-Identifier: GPL-2.0 */
/* diff.h - the answer of tracectl diff: what got worse, beyond the noise. */
#ifndef TRACECTL_DIFF_H
#define TRACECTL_DIFF_H

#include "side.h"

/* Fewer say nothing about their spread. */
#define DIFF_SAMPLES	5

/**
 * struct spread - a distribution, by its quartiles
 * @count: samples
 * @q1: a quarter of them is not above
 * @median: half of them
 * @q3: three quarters
 * @per_s: what they add up to in a second of the trace, ns
 */
struct spread {
	__u64 count;
	__u64 q1;
	__u64 median;
	__u64 q3;
	__u64 per_s;
};

enum change_kind {
	CHANGE_RUN,
	CHANGE_WAIT,
	CHANGE_BLOCK,
	CHANGE_LATENCY,
	CHANGE_SYSCALL,
};

enum change_verdict {
	CHANGE_SAME,		/* within the noise */
	CHANGE_WORSE,
	CHANGE_BETTER,
	CHANGE_NEW,		/* not there before */
	CHANGE_GONE,
	CHANGE_UNTOLD,		/* too few samples to tell */
};

/**
 * struct change - something before and after
 * @kind: what
 * @name: of the tasks
 * @nr: of the system call
 * @before: how it was
 * @after: how it is
 * @verdict: how they differ
 * @lossy: a loss may have touched it
 */
struct change {
	enum change_kind kind;
	const char *name;
	__u64 nr;
	struct spread before;
	struct spread after;
	enum change_verdict verdict;
	bool lossy;
};

/**
 * struct diff - all there is to say
 * @before: a trace
 * @after: another one
 * @change: those that are worse first, then by how much time a second it makes
 * @changes: how many
 */
struct diff {
	struct side before;
	struct side after;
	struct change *change;
	size_t changes;
};

const char *change_kind_name(enum change_kind kind);
const char *change_verdict_name(enum change_verdict verdict);

/* For people, for programs; 0, or -1 if memory was short. */
int diff_print(const struct diff *diff);
void diff_print_json(const struct diff *diff);

#endif /* TRACECTL_DIFF_H */
