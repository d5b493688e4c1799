/* SPDX-License-Identifier: GPL-2.0 */
/*
 * tally.h - what a rule of tracectl assert has seen, and whether it holds.
 *
 * What was lost can make a rule undecided. So nothing here is a number alone: it is
 * what is certain, and what else may have been. A rule holds if it does whatever was
 * lost, and is broken if it is whatever was lost; else it is unknown.
 */
#ifndef TRACECTL_TALLY_H
#define TRACECTL_TALLY_H

#include <libgentrace_waits.h>

#include "rule.h"

enum tally_result {
	TALLY_HOLDS,
	TALLY_BROKEN,
	TALLY_UNKNOWN,
	TALLY_NOTHING,		/* the rule selects nothing */
	TALLY_RESULTS,
};

/* No, perhaps, yes; in this order for minimum, maximum and negation. */
enum tally_truth {
	TALLY_FALSE = -1,
	TALLY_MAYBE = 0,
	TALLY_TRUE = 1,
};

/**
 * struct tally_sample - one of what is measured
 * @task: whose; NULL: the idle task's, or not known
 * @begin_ns: since when
 * @end_ns: until when; what took time
 * @cpu: where it ended
 * @certain: no loss may have touched it, and it is one of what the rule selects
 * @call: what was called, where it is a call
 */
struct tally_sample {
	const struct gentrace_task *task;
	__u64 begin_ns;
	__u64 end_ns;
	__u32 cpu;
	bool certain;
	struct gentrace_call call;
};

/* How samples lie to a bound; [true]: of those that are certain. */
struct tally_counts {
	__u64 below[2];
	__u64 equal[2];
	__u64 above[2];
};

/**
 * struct tally - what a rule has seen
 * @counts: of its samples
 * @total_ns: what they add up to; [true]: those that are certain
 * @worst: the longest; [true]: of those that are certain
 * @ns: all, for percentiles that are shown; only of rules about one
 * @selected: something is there that could have had samples
 * @touched: losses may have hidden samples
 * @result: what comes out
 * @value: what is shown, in units of the rule; only if @has_value
 * @at_least: the true value is @value or more
 * @breaking: how many certain samples, or tasks, break the rule, each alone
 * @of: so many samples, or tasks of a share
 * @has_value: there is one
 * @has_worst: @instance is one
 * @instance: to look at
 */
struct tally {
	struct tally_counts counts;
	__u64 total_ns[2];
	struct tally_sample worst[2];
	struct gentrace_histogram ns;
	bool selected;
	bool touched;
	enum tally_result result;
	__u64 value;
	bool at_least;
	__u64 breaking;
	__u64 of;
	bool has_value;
	bool has_worst;
	struct tally_sample instance;
};

/* 0 or -ENOMEM. */
int tally_add(struct tally *tally, const struct rule *rule, const struct tally_sample *sample);

/* All has been added: the result; of shares and losses see below. */
void tally_judge(struct tally *tally, const struct rule *rule);

/**
 * struct tally_share - a task's share of its time
 * @ns: certainly
 * @doubtful_ns: nobody can tell
 * @whole_ns: all of its time
 * @most_ns: its time can have been that long
 * @certain: it is one of what the rule selects
 */
struct tally_share {
	__u64 ns;
	__u64 doubtful_ns;
	__u64 whole_ns;
	__u64 most_ns;
	bool certain;
};

/*
 * One task more; true: of those so far, it is what decides. All of a rule's tasks begin
 * with tally_begin_shares(), and tally_judge_shares() ends.
 */
bool tally_add_share(struct tally *tally, const struct rule *rule, const struct tally_share *share);
void tally_begin_shares(struct tally *tally);
void tally_judge_shares(struct tally *tally);

/* Losses are known exactly. */
void tally_judge_lost(struct tally *tally, const struct rule *rule, __u64 lost, __u64 emitted);

void tally_clear(struct tally *tally);

#endif /* TRACECTL_TALLY_H */
