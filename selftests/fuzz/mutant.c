// SPDX-License-Identifier: GPL-2.0
/* mutant.c - a trace whose batches were taken apart and put together otherwise. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mutant.h"

/* --------------------------------------------------------------- the meaning */

/* FNV-1a, on a word at a time. */
static __u64 digest_add(__u64 digest, __u64 value)
{
	return (digest ^ value) * 0x100000001b3ull;
}

static __u64 digest_entry(__u64 digest, const struct gentrace_entry *entry)
{
	unsigned int i;
	__u64 c;

	digest = digest_add(digest, (__u64)entry->cpu << 24 | entry->level << 16 |
			    entry->kind << 8 | entry->id);
	digest = digest_add(digest_add(digest, entry->time), entry->ns);
	digest = digest_add(digest, entry->pid);
	if (!entry->info)
		return digest_add(digest_add(digest, entry->until), entry->lost);
	for (i = 0; i < entry->info->args; i++) {
		digest = digest_add(digest, entry->value[i]);
		if ((entry->info->arg[i].type & GENTRACE_WIRE_MASK) != GENTRACE_WIRE_BYTES)
			continue;
		for (c = 0; c < entry->value[i]; c++)
			digest = digest_add(digest, (__u8)entry->text[i][c]);
	}
	return digest;
}

__u64 generation_digest(const struct gentrace_generation *generation)
{
	struct gentrace_order *order = gentrace_order_create(generation, GENTRACE_ORDER_META);
	const struct gentrace_entry *entry;
	__u64 digest = generation->number;

	while ((entry = gentrace_order_next(order)))
		digest = digest_entry(digest, entry);
	gentrace_order_destroy(order);
	digest = digest_add(digest, generation->first.clock);
	digest = digest_add(digest, generation->last.clock);
	return digest_add(digest, generation->end.emitted);
}

/* -------------------------------------------------------------- the original */

static void *grow(void *list, size_t count, size_t size)
{
	list = realloc(list, count * size);
	if (!list)
		abort();
	return list;
}

static void original_add(struct original *original, const struct gentrace_generation *from)
{
	struct original_generation *to;
	size_t i;

	original->generation = grow(original->generation, original->generations + 1, sizeof(*to));
	to = &original->generation[original->generations];
	*to = (struct original_generation) {
		.batch = original->batches, .batches = from->batch_count,
		.offset = from->offset, .length = from->length,
		.digest = generation_digest(from),
	};
	original->batch = grow(original->batch, original->batches + from->batch_count,
			       sizeof(*original->batch));
	for (i = 0; i < from->batch_count; i++)
		original->batch[original->batches++] = (struct original_batch) {
			.header = from->batch[i].header,
			.generation = original->generations,
			.offset = from->batch[i].offset,
			.length = from->batch[i].header.bytes,
		};
	original->generations++;
}

static bool original_is_fit(const struct original *original)
{
	size_t i;

	if (original->verdict == GENTRACE_BROKEN || original->generations < 3) {
		fprintf(stderr, "a sound trace of three generations or more is needed\n");
		return false;
	}
	for (i = 0; i < original->generations; i++) {
		if (original->generation[i].batches < 3) {
			fprintf(stderr, "generation %zu has fewer than three batches\n", i);
			return false;
		}
	}
	return true;
}

bool original_open(struct original *original, const void *bytes, size_t length)
{
	struct gentrace_reader *reader = gentrace_reader_open_memory(bytes, length, 0);
	struct gentrace_verify *verify = gentrace_verify_create();
	struct gentrace_generation *generation;
	struct gentrace_reader_totals totals;

	*original = (struct original) { .bytes = bytes, .length = length };
	while (gentrace_reader_next(reader, &generation) == 1) {
		original_add(original, generation);
		gentrace_verify_add(verify, generation);
		gentrace_generation_free(generation);
	}
	gentrace_reader_totals(reader, &totals);
	gentrace_reader_close(reader);
	gentrace_verify_finish(verify, &totals);
	original->verdict = gentrace_verify_verdict(verify);
	gentrace_verify_destroy(verify);
	return original_is_fit(original);
}

void original_close(struct original *original)
{
	free(original->generation);
	free(original->batch);
}

bool original_opens(const struct original *original, size_t batch)
{
	return batch == original->generation[original->batch[batch].generation].batch;
}

bool original_ends(const struct original *original, size_t batch)
{
	const struct original_generation *generation;

	generation = &original->generation[original->batch[batch].generation];
	return batch == generation->batch + generation->batches - 1;
}

/* ---------------------------------------------------------------- the mutant */

void mutant_open(struct mutant *mutant, const struct original *original)
{
	size_t i;

	*mutant = (struct mutant) {
		.of = original,
		.piece = grow(NULL, original->batches, sizeof(*mutant->piece)),
		.pieces = original->batches,
		.changed = calloc(original->generations, sizeof(*mutant->changed)),
	};
	if (!mutant->changed)
		abort();
	for (i = 0; i < original->batches; i++)
		mutant->piece[i] = (struct piece) { .batch = i };
}

void mutant_close(struct mutant *mutant)
{
	free(mutant->piece);
	free(mutant->changed);
	free(mutant->bytes);
}

void mutant_insert(struct mutant *mutant, size_t to, struct piece piece)
{
	mutant->piece = grow(mutant->piece, mutant->pieces + 1, sizeof(piece));
	memmove(&mutant->piece[to + 1], &mutant->piece[to],
		(mutant->pieces - to) * sizeof(piece));
	mutant->piece[to] = piece;
	mutant->pieces++;
}

void mutant_remove(struct mutant *mutant, size_t from, size_t count)
{
	mutant->pieces -= count;
	memmove(&mutant->piece[from], &mutant->piece[from + count],
		(mutant->pieces - from) * sizeof(*mutant->piece));
}

void mutant_assemble(struct mutant *mutant)
{
	const struct original *original = mutant->of;
	size_t i, room = 0;
	__u8 *p;

	for (i = 0; i < mutant->pieces; i++)
		room += original->batch[mutant->piece[i].batch].length;
	/* As long as it is, for the sanitizer to see its end; but never NULL. */
	mutant->bytes = p = malloc(room ? room : 1);
	if (!p)
		abort();
	for (i = 0; i < mutant->pieces; i++) {
		const struct piece *piece = &mutant->piece[i];
		const struct original_batch *batch = &original->batch[piece->batch];
		const __u8 *from = original->bytes + batch->offset;
		size_t behind = batch->length - piece->at - piece->cut;

		memcpy(p, from, piece->at);
		memcpy(p + piece->at, from + piece->at + piece->cut, behind);
		p += piece->at + behind;
	}
	mutant->length = (size_t)(p - mutant->bytes);
}

/* How a generation's batches lie among the pieces. */
struct arrangement {
	size_t first;
	size_t count;
	bool together;
	bool in_order;
	bool in_place;
	bool whole;
};

static void arrange(const struct mutant *mutant, size_t generation, struct arrangement *a)
{
	const struct original_generation *of = &mutant->of->generation[generation];
	size_t i, last = 0;

	*a = (struct arrangement) { .in_order = true, .whole = !mutant->changed[generation] };
	for (i = 0; i < mutant->pieces; i++) {
		const struct piece *piece = &mutant->piece[i];

		if (mutant->of->batch[piece->batch].generation != generation)
			continue;
		if (!a->count)
			a->first = i;
		if (piece->batch != of->batch + a->count)
			a->in_order = false;
		if (piece->cut)
			a->whole = false;
		a->count++;
		last = i;
	}
	a->together = a->count == of->batches && last == a->first + a->count - 1;
	a->in_place = a->together && mutant->piece[a->first].batch == of->batch &&
		      mutant->piece[last].batch == of->batch + of->batches - 1;
}

/* Each batch of it once: as many as there are, and none twice. */
static bool pieces_are_distinct(const struct mutant *mutant, const struct arrangement *a)
{
	size_t i, j;

	for (i = a->first; i < a->first + a->count; i++) {
		for (j = a->first; j < i; j++) {
			if (mutant->piece[i].batch == mutant->piece[j].batch)
				return false;
		}
	}
	return true;
}

bool mutant_has_intact(const struct mutant *mutant, size_t generation)
{
	struct arrangement a;

	arrange(mutant, generation, &a);
	return a.together && a.in_order && a.whole;
}

enum meaning mutant_meaning(const struct mutant *mutant)
{
	size_t i, before = 0, present = 0, runs = 0;
	bool was_there = false;

	for (i = 0; i < mutant->of->generations; i++) {
		struct arrangement a;

		arrange(mutant, i, &a);
		if (a.count && (!a.in_place || !a.whole || !pieces_are_distinct(mutant, &a)))
			return MEANS_OTHER;
		if (a.count && present && a.first < before)
			return MEANS_OTHER;
		runs += a.count && !was_there;
		was_there = a.count;
		present += a.count != 0;
		before = a.first;
	}
	if (runs != 1)
		return MEANS_OTHER;
	return present == mutant->of->generations ? MEANS_SAME : MEANS_LESS;
}
