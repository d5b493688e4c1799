/* SPDX-License-Identifier: GPL-2.0 */
/*
 * mutant.h - a trace whose batches were taken apart and put together otherwise.
 *
 * What a mutation does to the meaning is known from the pieces alone, without
 * asking the library:
 *
 *	same	every generation is there, in order; within one, batches may have
 *		changed places, but for the opening, which declares, and the end
 *	less	whole generations are missing at the begin or the end: what is
 *		left is a trace, and a true one
 *	other	it says something that was not recorded, or hides something
 *	bits	bits have changed inside a batch; whoever changed them knows more
 */
#ifndef GENTRACE_MUTANT_H
#define GENTRACE_MUTANT_H

#include <libgentrace.h>

enum meaning {
	MEANS_SAME,
	MEANS_LESS,
	MEANS_OTHER,
};

/* A generation of the original: which batches, which bytes. */
struct original_generation {
	size_t batch;
	size_t batches;
	size_t offset;
	size_t length;
	__u64 digest;
};

struct original_batch {
	struct gentrace_batch_header header;
	size_t generation;
	size_t offset;
	size_t length;
};

/**
 * struct original - a sound trace, taken apart
 * @bytes: its bytes
 * @length: how many
 * @generation: its generations
 * @generations: how many
 * @batch: its batches
 * @batches: how many
 * @verdict: what the verifier says of it
 */
struct original {
	const __u8 *bytes;
	size_t length;
	struct original_generation *generation;
	size_t generations;
	struct original_batch *batch;
	size_t batches;
	enum gentrace_severity verdict;
};

/* A batch of the original, with @cut bytes missing at @at. */
struct piece {
	size_t batch;
	size_t at;
	size_t cut;
};

/**
 * struct mutant - what became of it
 * @of: the original
 * @piece: its batches
 * @pieces: how many
 * @changed: by generation: bits were flipped in it, or the trace cut in it
 * @bytes: all of it, once put together
 * @length: how many
 * @wanted: bits of the rules of which one has to be found if it means something
 *	else; 0 if nobody can tell
 */
struct mutant {
	const struct original *of;
	struct piece *piece;
	size_t pieces;
	bool *changed;
	__u8 *bytes;
	size_t length;
	__u32 wanted;
};

#define RULE(name)	(1u << GENTRACE_RULE_##name)

/* Take a trace apart. False, with a message, if it is not fit for this. */
bool original_open(struct original *original, const void *bytes, size_t length);
void original_close(struct original *original);

/* Is this batch the first of its generation, or the last? */
bool original_opens(const struct original *original, size_t batch);
bool original_ends(const struct original *original, size_t batch);

/* A mutant that is the original yet. */
void mutant_open(struct mutant *mutant, const struct original *original);
void mutant_close(struct mutant *mutant);

/* Changes of the pieces. @to counts before the piece is there or is gone. */
void mutant_insert(struct mutant *mutant, size_t to, struct piece piece);
void mutant_remove(struct mutant *mutant, size_t from, size_t count);

/* The pieces as bytes; then only bytes can change. */
void mutant_assemble(struct mutant *mutant);

/* Is a generation there as it was? */
bool mutant_has_intact(const struct mutant *mutant, size_t generation);

/* What the pieces say, compared with the original. */
enum meaning mutant_meaning(const struct mutant *mutant);

/* A number for all that a generation says. */
__u64 generation_digest(const struct gentrace_generation *generation);

#endif /* GENTRACE_MUTANT_H */
