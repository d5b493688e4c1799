/* SPDX-License-Identifier: GPL-2.0 */
/* verify.h - the inside of a verifier. */
#ifndef GENTRACE_VERIFY_H
#define GENTRACE_VERIFY_H

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

#endif /* GENTRACE_VERIFY_H */
