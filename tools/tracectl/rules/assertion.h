/* SPDX-License-Identifier: GPL-2.0 */
/* assertion.h - the answer of tracectl assert: which rules hold. */
#ifndef TRACECTL_ASSERTION_H
#define TRACECTL_ASSERTION_H

#include "answers/answer.h"
#include "rule.h"
#include "tally.h"

/* What a task does whose times are measured: run, wait, block. */
#define ASSERTION_DOINGS	(GENTRACE_DOING_BLOCK + 1)

/**
 * struct assertion_task - what a task does, and what it has done
 * @task: the task; NULL: nothing was told of it
 * @begin_ns: since when it does what it does, however many segments that is
 * @end_ns: until when it is told
 * @woken_ns: of a wait: the wakeup that began it
 * @syscall: of a block: in which system call
 * @doing: enum gentrace_doing
 * @then: what comes behind it
 * @cpu: where
 * @lossy: a loss may have touched it
 * @in_call: it is in a system call
 * @call_lossy: a loss may have hidden its end
 * @call_nr: in which one
 * @call_ns: since when
 * @ns: for how long it certainly did what, within what is wanted
 * @doubtful_ns: for how long nobody can tell what
 * @longest: of each
 */
struct assertion_task {
	const struct gentrace_task *task;
	__u64 begin_ns;
	__u64 end_ns;
	__u64 woken_ns;
	__u64 syscall;
	__u32 doing;
	__u32 then;
	__u32 cpu;
	bool lossy;
	bool in_call;
	bool call_lossy;
	__u64 call_nr;
	__u64 call_ns;
	__u64 ns[ASSERTION_DOINGS];
	__u64 doubtful_ns;
	struct {
		__u64 begin_ns;
		__u64 end_ns;
		__u32 cpu;
	} longest[ASSERTION_DOINGS];
};

/**
 * struct assertion - all there is to say
 * @answer: the trace
 * @all: conditions that all rules have, but those about what was lost
 * @rule: the rules
 * @tally: what each has seen
 * @rules: how many
 * @task: by index
 * @tasks: how many there is room for
 * @classes: bits of what was recorded, in any generation
 * @broken: the trace proves nothing
 */
struct assertion {
	struct answer answer;
	struct filter all;
	struct rule *rule;
	struct tally *tally;
	size_t rules;
	struct assertion_task *task;
	size_t tasks;
	__u64 classes;
	bool broken;
};

/* "holds", "broken", "unknown", "nothing". */
const char *assertion_result_name(enum tally_result result);

/* How many rules came out so. */
size_t assertion_count(const struct assertion *assertion, enum tally_result result);

/* The exit status, of what came out. */
int assertion_status(const struct assertion *assertion);

/* What a rule's samples are called: "wakeup", of one. */
const char *assertion_noun(const struct rule *rule);

/* The loss that touched a rule most; NULL if none did. */
const struct gentrace_loss *assertion_loss(const struct assertion *assertion,
					   const struct rule *rule);

/* Why a rule selects nothing; NULL: there was simply none. */
const char *assertion_why_nothing(const struct assertion *assertion, size_t i);

/* For people, for programs; 0, or -1 if memory was short. */
int assertion_print(const struct assertion *assertion);
void assertion_print_json(const struct assertion *assertion);

/* observe.c: what a trace has of them; 0 or -ENOMEM */

int assertion_segment(void *data, const struct gentrace_segment *segment);
int assertion_call(void *data, const struct gentrace_call *call);
int assertion_look(void *data, const struct gentrace_generation *generation);

/* What has not ended when the trace does. */
int assertion_finish(struct assertion *assertion);

/* judge.c: the result of a rule, into its tally */

void assertion_judge(const struct assertion *assertion, const struct rule *rule,
		     struct tally *tally);

/* ruleset.c: the rules of a command line */

/* The next --rule or the rules of a --rules FILE. EXIT_OK, or what the command exits with. */
int ruleset_add(struct assertion *assertion, const char *text);
int ruleset_read(struct assertion *assertion, const char *path);

#endif /* TRACECTL_ASSERTION_H */
