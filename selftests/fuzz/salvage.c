// SPDX-License-Identifier: GPL-2.0
/*
 * salvage.c - libFuzzer target: any bytes as what a kernel has left behind that has died.
 *
 * The last byte says as what: lines of a log, the batches of such lines, a flight recorder in
 * a picture of a memory, or the page by which one is found. Checksums are made right, for no
 * luck finds one. What is salvaged is a trace, which everything behind the reader has to
 * stand, and each batch of it is sound.
 */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "buffer.h"
#include "checksum.h"
#include "header.h"
#include "judge.h"
#include "libgentrace_salvage.h"
#include "target.h"

#define PAGE	GENTRACE_PICTURE_PAGE

/* The memory: the page that says where things are, then two batches, a meta batch, slots. */
enum { PAGE_FIRST = 1, PAGE_BATCHES, PAGE_META = PAGE_BATCHES + 2, PAGE_SLOTS, PAGES };

struct memory {
	__u8 page[PAGES][PAGE];
};

static int memory_read(void *data, __u64 address, __u8 *page)
{
	const struct memory *memory = data;

	if (address % PAGE || address / PAGE >= PAGES)
		return -1;
	memcpy(page, memory->page[address / PAGE], PAGE);
	return 0;
}

static void first_seal(struct memory *memory)
{
	struct gentrace_picture_page *first = (void *)memory->page[PAGE_FIRST];
	__u64 oldest = first->oldest, newest = first->newest;

	first->magic = GENTRACE_PICTURE_MAGIC;
	first->self = PAGE_FIRST * PAGE;
	first->version = GENTRACE_PICTURE_VERSION;
	first->oldest = 0;
	first->newest = 0;
	first->checksum = XXH64(&first->self, PAGE - offsetof(struct gentrace_picture_page, self), 0);
	first->oldest = oldest;
	first->newest = newest;
}

/* As the module writes it, of a recorder whose session the first batch names. */
static void first_make(struct memory *memory)
{
	struct gentrace_picture_page *first = (void *)memory->page[PAGE_FIRST];
	struct gentrace_batch_header header;
	unsigned int i;

	header_read(&header, memory->page[PAGE_BATCHES]);
	*first = (struct gentrace_picture_page) {
		.session = header.session, .oldest = header.generation, .newest = header.generation,
		.address = 1 << 20, .batches = 2, .batch_bytes = PAGE, .meta_batches = 1,
		.meta_bytes = PAGE, .cpus = 1, .levels = GENTRACE_LEVEL_CONTEXTS,
		.count = 3 + 2 * GENTRACE_LEVEL_CONTEXTS,
	};
	for (i = 0; i < 3; i++)
		first->entry[i] = (PAGE_BATCHES + i) * PAGE;
	for (i = 0; i < 2 * GENTRACE_LEVEL_CONTEXTS; i++)
		first->entry[3 + i] = PAGE_SLOTS * PAGE + 64 * i;
}

static void picture_take(struct gentrace_salvage *salvage, const uint8_t *bytes, size_t length,
			 bool made)
{
	struct memory *memory = calloc(1, sizeof(*memory));
	const struct gentrace_picture picture = { .read = memory_read, .data = memory };
	struct gentrace_picture_sum sum = { 0 };
	size_t share = length / (PAGES - 1), i;
	int ret;

	assert(memory);
	for (i = 1; i < PAGES; i++)
		memcpy(memory->page[i], bytes + (i - 1) * share, share < PAGE ? share : PAGE);
	if (made)
		first_make(memory);
	first_seal(memory);
	ret = gentrace_picture_read(&picture, PAGE_FIRST * PAGE, salvage, &sum);
	assert(!ret || (ret == -EINVAL && !sum.batches));
	assert(sum.missing <= sum.pages && sum.open <= 2);
	free(memory);
}

static void lines_take(struct gentrace_salvage *salvage, const uint8_t *bytes, size_t length)
{
	const uint8_t *end;

	for (; length; length -= end - bytes, bytes = end) {
		end = memchr(bytes, '\n', length);
		end = end ? end + 1 : bytes + length;
		gentrace_salvage_line(salvage, (const char *)bytes, end - bytes);
	}
}

/* Each batch of a trace as if it came in a line. */
static void batches_take(struct gentrace_salvage *salvage, const uint8_t *bytes, size_t length)
{
	__u8 batch[GENTRACE_CRASH_BYTES];
	size_t piece, used;

	for (; length >= HEADER_BYTES; bytes += used, length -= used) {
		piece = length < sizeof(batch) ? length : sizeof(batch);
		memcpy(batch, bytes, piece);
		used = le32toh(((const struct gentrace_batch_header *)batch)->bytes);
		if (used >= HEADER_BYTES && used <= piece)
			checksum_seal(batch, used);
		used = piece;
		gentrace_salvage_batch(salvage, batch, piece, true, &used);
		assert(used && used <= piece);
	}
}

static int batch_judge(void *trace, const __u8 *bytes, size_t length)
{
	struct gentrace_batch_header header;

	header_read(&header, bytes);
	assert(header.magic == GENTRACE_BATCH_MAGIC && header.bytes == length);
	assert(header_has_sound_length(&header) && header_has_sound_stream(&header));
	assert(checksum_of(bytes, length) == header.checksum);
	return buffer_add(trace, bytes, length);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct gentrace_salvage *salvage = gentrace_salvage_new();
	struct gentrace_buffer trace = { 0 };
	struct gentrace_salvage_sum sum;
	unsigned int what = length ? bytes[length - 1] % 4 : 0;

	assert(salvage);
	if (what == 0)
		lines_take(salvage, bytes, length);
	else if (what == 1)
		batches_take(salvage, bytes, length);
	else
		picture_take(salvage, bytes, length, what == 2);
	assert(!gentrace_salvage_write(salvage, batch_judge, &trace, &sum));
	assert(sum.generations <= sum.batches && sum.sessions <= sum.generations);
	judge_trace(trace.bytes, trace.length, 0);
	gentrace_buffer_clear(&trace);
	gentrace_salvage_free(salvage);
	return 0;
}
