// SPDX-License-Identifier: GPL-2.0
/*
 * reader.c - libFuzzer target: a trace of any bytes, and all that is behind the
 * reader: order, text, model, verify.
 *
 * Half of the mutations know what a batch is. They move whole ones about, or
 * change the events of one and mend its header, so that they come past the
 * checks of the header.
 */
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "judge.h"
#include "target.h"

#define HEADER_BYTES	sizeof(struct gentrace_batch_header)

/* More than any input here needs; the length of an input says what it gets. */
#define LIMIT_PLENTY	(1 << 24)
#define LIMIT_LITTLE	(1 << 13)

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	__u64 limit = length % 8 == 7 ? LIMIT_LITTLE : LIMIT_PLENTY;

	judge_trace(bytes, length, limit);
	if (length % 8 < 2)
		judge_text(bytes, length, limit);
	return 0;
}

/* A piece of the input that claims to be a batch. */
struct piece {
	size_t at;
	size_t length;
};

#define PIECES_MAX	64

static size_t pieces_find(const uint8_t *bytes, size_t length, struct piece *piece)
{
	size_t at = 0, count = 0;

	while (count < PIECES_MAX && length - at >= HEADER_BYTES) {
		struct gentrace_batch_header header;

		memcpy(&header, bytes + at, HEADER_BYTES);
		header.bytes = le32toh(header.bytes);
		if (le32toh(header.magic) != GENTRACE_BATCH_MAGIC ||
		    header.bytes < HEADER_BYTES || header.bytes > length - at)
			break;
		piece[count++] = (struct piece) { at, header.bytes };
		at += header.bytes;
	}
	return count;
}

/* Copy a piece to where another one begins. */
static size_t piece_repeat(uint8_t *bytes, size_t length, size_t max, const struct piece *from,
			   const struct piece *to)
{
	uint8_t copy[4096];

	if (from->length > sizeof(copy) || from->length > max - length)
		return length;
	memcpy(copy, bytes + from->at, from->length);
	memmove(bytes + to->at + from->length, bytes + to->at, length - to->at);
	memcpy(bytes + to->at, copy, from->length);
	return length + from->length;
}

static size_t piece_drop(uint8_t *bytes, size_t length, const struct piece *piece)
{
	size_t end = piece->at + piece->length;

	memmove(bytes + piece->at, bytes + end, length - end);
	return length - piece->length;
}

/* Promise as many events as there are. */
static void piece_mend_events(uint8_t *bytes, size_t length)
{
	struct gentrace_reader *reader;
	struct gentrace_generation *generation;
	size_t i;

	reader = gentrace_reader_open_memory(bytes, length, LIMIT_PLENTY);
	while (gentrace_reader_next(reader, &generation) == 1) {
		for (i = 0; i < generation->batch_count; i++) {
			const struct gentrace_batch *batch = &generation->batch[i];
			uint32_t events = htole32(batch->events);

			memcpy(bytes + batch->offset +
			       offsetof(struct gentrace_batch_header, events), &events, 4);
		}
		gentrace_generation_free(generation);
	}
	gentrace_reader_close(reader);
}

/* Change the events of a batch; its length follows. */
static size_t piece_mutate(uint8_t *bytes, size_t length, size_t max, const struct piece *piece)
{
	size_t before = piece->length - HEADER_BYTES;
	size_t room = before + (max - length), after;
	size_t begin = piece->at + HEADER_BYTES, behind = length - begin - before;
	uint8_t *events = malloc(room + 1);
	uint32_t total;

	memcpy(events, bytes + begin, before);
	after = LLVMFuzzerMutate(events, before, room);
	memmove(bytes + begin + after, bytes + begin + before, behind);
	memcpy(bytes + begin, events, after);
	free(events);
	total = htole32((uint32_t)(HEADER_BYTES + after));
	memcpy(bytes + piece->at + offsetof(struct gentrace_batch_header, bytes), &total, 4);
	length = begin + after + behind;
	piece_mend_events(bytes, length);
	return length;
}

size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t length, size_t max, unsigned int seed)
{
	struct piece piece[PIECES_MAX];
	size_t count = seed & 1 ? pieces_find(bytes, length, piece) : 0;
	const struct piece *one, *other;

	if (!count)
		return LLVMFuzzerMutate(bytes, length, max);
	one = &piece[(seed >> 8) % count];
	other = &piece[(seed >> 16) % count];
	switch (seed >> 1 & 7) {
	case 0:
		return piece_drop(bytes, length, one);
	case 1:
		return piece_repeat(bytes, length, max, one, other);
	case 2:
		/* Only the header. */
		LLVMFuzzerMutate(bytes + one->at, HEADER_BYTES, HEADER_BYTES);
		return length;
	default:
		return piece_mutate(bytes, length, max, one);
	}
}
