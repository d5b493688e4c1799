/* SPDX-License-Identifier: GPL-2.0 */
/* verify.h - the inside of a verifier. */
#ifndef GENTRACE_VERIFY_H
#define GENTRACE_VERIFY_H

#include "finding.h"
#include "libgentrace.h"
#include "pids.h"

/**
 * struct gentrace_verify - a trace on its way to a verdict
 * @generation: the one that is being checked
 * @now: its proof
 * @found: findings about it
 * @findings: findings about the trace so far
 * @introduced: tasks that this generation says something about
 * @leaving: tasks that exited before this generation and had not died
 * @lost_before: the session has lost events before this generation
 * @proof: proofs so far
 * @proofs: how many
 * @sum: of all proofs
 * @filtered: GENTRACE_FILTERED_* of all generations
 * @any: there has been a generation
 * @last_session: of the generation before
 * @last_number: of the generation before
 * @last_snapshot: of the generation before
 */
struct gentrace_verify {
	const struct gentrace_generation *generation;
	struct gentrace_proof now;
	struct gentrace_findings found;
	struct gentrace_findings findings;
	struct pids introduced;
	struct pids leaving;
	bool lost_before;
	struct gentrace_proof *proof;
	size_t proofs;
	struct gentrace_proof sum;
	__u32 filtered;
	bool any;
	__u64 last_session;
	__u64 last_number;
	struct gentrace_snapshot last_snapshot;
};

struct finding_place verify_place(const struct gentrace_verify *verify,
				  const struct gentrace_stream *stream,
				  const struct gentrace_batch *batch);

/* A finding about the generation, a stream or a batch of it. */
#define verify_find(verify, severity, rule, stream, batch, ...)			\
	do {									\
		struct finding_place place_ = verify_place(verify, stream, batch); \
										\
		finding_add(&(verify)->found, GENTRACE_##severity,		\
			    GENTRACE_RULE_##rule, &place_, __VA_ARGS__);	\
	} while (0)

/* The names that who recorded has put into the generation. */
void verify_symbols(struct gentrace_verify *verify);

#endif /* GENTRACE_VERIFY_H */
