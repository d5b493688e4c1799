/* SPDX-License-Identifier: GPL-2.0 */
/*
 * witness.h - a trace held against what the torture module says it emitted.
 *
 * Decodes the batches by itself and asks the library only where they are and
 * what the ledger says. Each writer's events bear consecutive numbers, so for
 * every stream and generation
 *
 *	the numbers go up and never twice;
 *	they jump where a batch says that something was lost before it, and by
 *	just so many;
 *	what is missing behind the last batch is the rest of the ledger's losses;
 *	the next generation goes on where this one ended.
 *
 * And every payload and text is what its writer and number make it.
 */
#ifndef SELFTEST_WITNESS_H
#define SELFTEST_WITNESS_H

#include "emitter.h"
#include "trace.h"

/**
 * struct span - the numbers of one writer that a trace accounts for
 * @first: the first one that is recorded or lost; 0 if there is none
 * @end: the one after the last
 * @recorded: how many are there
 * @last: the last one that is there
 */
struct span {
	unsigned long long first;
	unsigned long long end;
	unsigned long long recorded;
	unsigned long long last;
};

/**
 * struct witness - what was found
 * @span: by writer
 * @exact: of a writer with a stream to itself: @span is exact at both ends
 * @events: test events in the trace
 * @others: events of other classes
 * @lost: losses of the test class by the ledger
 * @pairs: pairs that are there whole
 * @halves: events whose other half is not
 * @lengths: distinct lengths that batches had
 * @complaint: what is wrong first, "" if nothing is
 */
struct witness {
	struct span span[EMITTER_CPUS * TORTURE_LEVELS];
	bool exact[EMITTER_CPUS * TORTURE_LEVELS];
	unsigned long long events;
	unsigned long long others;
	unsigned long long lost;
	unsigned long long pairs;
	unsigned long long halves;
	unsigned int lengths;
	char complaint[256];
};

/*
 * Hear a trace. @alone: no other class was recorded and nobody re-enters, so a
 * stream holds nothing but its own writer's events. Return: whether it is sound in itself.
 */
bool witness_hear(struct witness *witness, const struct trace *trace, bool alone);

/*
 * All that the emitters counted from @before to @after was emitted while we
 * traced: it is recorded or lost, to the event. Return: whether that is so.
 */
bool witness_all(struct witness *witness, const struct counts *before, const struct counts *after);

/*
 * Emitters ran on. What was numbered after @started and up to @stopping was to
 * be recorded or lost, nothing after @stopped was to be. Return: whether that
 * is so of all levels in @levels.
 */
bool witness_between(struct witness *witness, const struct counts *started,
		     const struct counts *stopping, const struct counts *stopped,
		     unsigned int levels);

#endif
