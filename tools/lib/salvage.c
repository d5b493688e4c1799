// SPDX-License-Identifier: GPL-2.0
/*
 * salvage.c - batches that come one by one, in any order, and the trace that they are.
 *
 * Every byte is hostile, and most likely damaged: a batch counts if its header can be one
 * and its checksum is right. What is in it is the reader's business.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "checksum.h"
#include "header.h"
#include "libgentrace_salvage.h"

/**
 * struct kept - a batch, somewhere in the bytes of all
 * @session: with what follows, where it belongs
 * @offset: where it begins
 * @length: its bytes
 */
struct kept {
	__u64 session;
	__u64 generation;
	__u64 time;
	__u32 cpu;
	__u32 sequence;
	__u32 level;
	__u32 length;
	size_t offset;
};

struct gentrace_salvage {
	struct kept *kept;
	size_t count;
	size_t room;
	struct gentrace_buffer bytes;
	struct gentrace_salvage_sum sum;
};

struct gentrace_salvage *gentrace_salvage_new(void)
{
	return calloc(1, sizeof(struct gentrace_salvage));
}

void gentrace_salvage_free(struct gentrace_salvage *salvage)
{
	if (!salvage)
		return;
	gentrace_buffer_clear(&salvage->bytes);
	free(salvage->kept);
	free(salvage);
}

void gentrace_salvage_damaged(struct gentrace_salvage *salvage)
{
	salvage->sum.damaged++;
}

static int damaged(struct gentrace_salvage *salvage)
{
	gentrace_salvage_damaged(salvage);
	return GENTRACE_SALVAGED_DAMAGED;
}

static __u8 *kept_bytes(const struct gentrace_salvage *salvage, const struct kept *kept)
{
	return (__u8 *)salvage->bytes.bytes + kept->offset;
}

static int kept_add(struct gentrace_salvage *salvage, const struct gentrace_batch_header *header)
{
	struct kept *more;

	if (salvage->count == salvage->room) {
		salvage->room = salvage->room ? 2 * salvage->room : 64;
		more = reallocarray(salvage->kept, salvage->room, sizeof(*more));
		if (!more)
			return -ENOMEM;
		salvage->kept = more;
	}
	salvage->kept[salvage->count++] = (struct kept) {
		.session = header->session, .generation = header->generation,
		.time = header->base_time, .cpu = header->cpu, .sequence = header->sequence,
		.level = header->level, .length = header->bytes, .offset = salvage->bytes.length,
	};
	return 0;
}

int gentrace_salvage_batch(struct gentrace_salvage *salvage, const __u8 *bytes, size_t length,
			   bool summed, size_t *used)
{
	struct gentrace_batch_header header;

	if (length < HEADER_BYTES)
		return GENTRACE_SALVAGED_NOTHING;
	header_read(&header, bytes);
	if (header.magic != GENTRACE_BATCH_MAGIC)
		return GENTRACE_SALVAGED_NOTHING;
	if (!header_has_sound_length(&header) || !header_has_sound_stream(&header) ||
	    header.bytes > length ||
	    (summed && checksum_of(bytes, header.bytes) != header.checksum))
		return damaged(salvage);
	*used = header.bytes;
	if (kept_add(salvage, &header) ||
	    buffer_add(&salvage->bytes, bytes, header.bytes))
		return -ENOMEM;
	if (!summed)
		checksum_seal(kept_bytes(salvage, &salvage->kept[salvage->count - 1]), header.bytes);
	return GENTRACE_SALVAGED_BATCH;
}

/* ------------------------------------------------------------------ lines */

static int digit_value(unsigned char digit)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *found = digit ? strchr(digits, digit) : NULL;

	return found ? found - digits : -1;
}

/* RFC 4648 up to what is none of its digits; how many bytes that is. */
static size_t base64_read(const char *text, size_t length, __u8 *bytes, size_t room)
{
	unsigned int bits = 0, word = 0;
	size_t count = 0, i;
	int value;

	for (i = 0; i < length && count < room; i++) {
		value = digit_value(text[i]);
		if (value < 0)
			break;
		word = word << 6 | value;
		bits += 6;
		if (bits < 8)
			continue;
		bits -= 8;
		bytes[count++] = word >> bits;
	}
	return count;
}

/* "8", and nothing behind it but the end of the line. */
static int line_end(struct gentrace_salvage *salvage, const char *text, size_t length)
{
	__u64 promised = 0;
	size_t i;

	for (i = 0; i < length && text[i] >= '0' && text[i] <= '9' && promised < 1000000; i++)
		promised = 10 * promised + text[i] - '0';
	if (!i || (i < length && text[i] != '\n' && text[i] != '\r'))
		return damaged(salvage);
	salvage->sum.promised += promised;
	salvage->sum.crashes++;
	return GENTRACE_SALVAGED_END;
}

int gentrace_salvage_line(struct gentrace_salvage *salvage, const char *line, size_t length)
{
	const size_t end = strlen(GENTRACE_CRASH_END);
	__u8 bytes[GENTRACE_CRASH_BYTES];
	const char *text;
	size_t used;
	int ret;

	text = memmem(line, length, GENTRACE_CRASH_TAG, strlen(GENTRACE_CRASH_TAG));
	if (!text)
		return GENTRACE_SALVAGED_NOTHING;
	text += strlen(GENTRACE_CRASH_TAG);
	length -= text - line;
	if (length >= end && !memcmp(text, GENTRACE_CRASH_END, end))
		return line_end(salvage, text + end, length - end);
	length = base64_read(text, length, bytes, sizeof(bytes));
	ret = gentrace_salvage_batch(salvage, bytes, length, true, &used);
	return ret == GENTRACE_SALVAGED_NOTHING ? damaged(salvage) : ret;
}

/* ------------------------------------------------------------------ trace */

static int order(__u64 a, __u64 b)
{
	return a < b ? -1 : a > b;
}

static bool opens(const struct kept *kept)
{
	return kept->level == GENTRACE_LEVEL_META && !kept->sequence;
}

static int kept_compare(const void *left, const void *right)
{
	const struct kept *a = left, *b = right;

	return order(a->session, b->session) ?: order(a->generation, b->generation) ?:
	       order(opens(b), opens(a)) ?: order(a->time, b->time) ?:
	       order(a->level, b->level) ?: order(a->cpu, b->cpu) ?:
	       order(a->sequence, b->sequence) ?: order(a->offset, b->offset);
}

static bool is_again(const struct kept *kept, const struct kept *before)
{
	return before && kept->session == before->session &&
	       kept->generation == before->generation && kept->level == before->level &&
	       kept->cpu == before->cpu && kept->sequence == before->sequence;
}

static void sum_add(struct gentrace_salvage_sum *sum, const struct kept *kept,
		    const struct kept *before)
{
	bool session = !before || kept->session != before->session;

	sum->batches++;
	sum->sessions += session;
	sum->generations += session || kept->generation != before->generation;
}

int gentrace_salvage_write(struct gentrace_salvage *salvage,
			   int (*write)(void *data, const __u8 *bytes, size_t length),
			   void *data, struct gentrace_salvage_sum *sum)
{
	const struct kept *kept, *before = NULL;
	size_t i;
	int ret;

	*sum = salvage->sum;
	if (salvage->count)
		qsort(salvage->kept, salvage->count, sizeof(*salvage->kept), kept_compare);
	for (i = 0; i < salvage->count; i++) {
		kept = &salvage->kept[i];
		if (is_again(kept, before)) {
			sum->again++;
			continue;
		}
		sum_add(sum, kept, before);
		before = kept;
		ret = write(data, kept_bytes(salvage, kept), kept->length);
		if (ret)
			return ret;
	}
	return 0;
}
