// SPDX-License-Identifier: GPL-2.0
/*
 * reader.c - bytes -> batches -> generations, whatever the bytes are.
 *
 *	seeking ---a batch that opens a generation--> extending
 *	seeking <--its end, damage, another generation--- extending
 *
 * Extending, the reader knows where the next batch has to begin. Seeking, it
 * trusts nothing and tries every byte: lengths are what is damaged most often.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "crew.h"
#include "generation.h"
#include "header.h"
#include "libgentrace.h"
#include "reader.h"
#include "source.h"
#include "window.h"

/**
 * struct gentrace_reader - a trace on its way to generations
 * @source: its bytes
 * @limit: memory a generation may take
 * @extending: the generation that is being read, NULL while seeking
 * @skipped: bytes passed since the last generation
 * @totals: so far
 * @crew: the threads that read ahead, if there are any; then the rest is unused
 */
struct gentrace_reader {
	struct source source;
	__u64 limit;
	struct generation *extending;
	__u64 skipped;
	struct gentrace_reader_totals totals;
	struct crew *crew;
};

static struct gentrace_reader *reader_create(__u64 limit)
{
	struct gentrace_reader *reader = calloc(1, sizeof(*reader));

	if (reader)
		reader->limit = limit ? limit : GENTRACE_READER_LIMIT_DEFAULT;
	return reader;
}

struct gentrace_reader *gentrace_reader_open_fd(int fd, __u64 limit)
{
	struct gentrace_reader *reader = reader_create(limit);

	if (reader && source_open_fd(&reader->source, fd)) {
		free(reader);
		return NULL;
	}
	return reader;
}

struct gentrace_reader *gentrace_reader_open_memory(const void *bytes, size_t length,
						    __u64 limit)
{
	struct gentrace_reader *reader = reader_create(limit);

	if (reader)
		source_open_memory(&reader->source, bytes, length);
	return reader;
}

struct gentrace_reader *reader_open_at(int fd, __u64 offset, __u64 limit)
{
	struct gentrace_reader *reader = gentrace_reader_open_fd(fd, limit);

	if (reader)
		source_seek(&reader->source, offset);
	return reader;
}

/* What cannot be read at any place, or by any threads, is read as ever. */
struct gentrace_reader *gentrace_reader_open_threads(int fd, __u64 limit, unsigned int threads)
{
	struct gentrace_reader *reader = gentrace_reader_open_fd(fd, limit);

	if (reader && threads > 1)
		reader->crew = crew_create(fd, reader->limit, threads);
	return reader;
}

void gentrace_reader_model_ahead(struct gentrace_reader *reader)
{
	if (reader->crew)
		crew_model(reader->crew);
}

/* Can it be read at any place? */
static bool reader_get_crew(struct gentrace_reader *reader)
{
	if (!reader->crew)
		reader->crew = crew_create(reader->source.fd, reader->limit, 1);
	return reader->crew;
}

int gentrace_reader_window(struct gentrace_reader *reader, __u64 from_ns, __u64 to_ns,
			   struct gentrace_window *window)
{
	__u64 *list;
	size_t listed;
	int ret;

	if (!reader_get_crew(reader))
		return -ESPIPE;
	ret = window_list(reader->source.fd, reader->limit, from_ns, to_ns, window, &list, &listed);
	if (!ret)
		crew_list(reader->crew, list, listed);
	return ret;
}

int gentrace_reader_hits(struct gentrace_reader *reader, struct gentrace_window *window)
{
	__u64 *list;
	size_t listed;
	int ret;

	if (!reader_get_crew(reader))
		return -ESPIPE;
	ret = window_list_hits(reader->source.fd, reader->limit, window, &list, &listed);
	if (!ret)
		crew_list(reader->crew, list, listed);
	return ret;
}

void gentrace_reader_close(struct gentrace_reader *reader)
{
	if (!reader)
		return;
	crew_destroy(reader->crew);
	if (reader->extending)
		gentrace_generation_free(&reader->extending->public);
	source_close(&reader->source);
	free(reader);
}

void gentrace_reader_totals(const struct gentrace_reader *reader,
			    struct gentrace_reader_totals *totals)
{
	if (reader->crew) {
		crew_totals(reader->crew, totals);
		return;
	}
	*totals = reader->totals;
	totals->bytes = reader->source.offset;
	totals->skipped += reader->skipped;
	totals->skipped_at_end = reader->skipped;
}

/* The format of the generation that a batch opens; 0: it opens none. */
static __u64 batch_opens(const struct gentrace_batch_header *header, const __u8 *bytes)
{
	const __u8 *p = bytes + header->header_bytes;
	const __u8 *end = bytes + header->bytes;
	__u64 delta, format = 0;

	if (p == end || *p++ != GENTRACE_EVENT_generation)
		return 0;
	p = gentrace_get_varint(p, end, &delta);
	gentrace_get_varint(p, end, &format);
	return format;
}

/*
 * Does a generation open @at bytes into the window? 1, 0 or -errno. Asks the
 * source for no more bytes than a batch that looks sound claims to have.
 */
static int reader_opens_at(struct gentrace_reader *reader, size_t at,
			   struct gentrace_batch_header *header, __u64 *format)
{
	ssize_t ready = source_peek(&reader->source, at + HEADER_BYTES);

	if (ready < 0)
		return (int)ready;
	if ((size_t)ready < at + HEADER_BYTES)
		return 0;
	header_read(header, reader->source.window + at);
	if (header->magic != GENTRACE_BATCH_MAGIC || header->level != GENTRACE_LEVEL_META ||
	    !header_has_sound_length(header) || !header_has_sound_stream(header))
		return 0;
	ready = source_peek(&reader->source, at + header->bytes);
	if (ready < 0)
		return (int)ready;
	if ((size_t)ready < at + header->bytes)
		return 0;
	*format = batch_opens(header, reader->source.window + at);
	return *format != 0;
}

static void reader_skip(struct gentrace_reader *reader, size_t count)
{
	source_consume(&reader->source, count);
	reader->skipped += count;
}

/* Pass what cannot be the first byte of a batch. */
static void reader_skip_to_magic(struct gentrace_reader *reader)
{
	const struct source *source = &reader->source;
	const __u8 *next;

	next = memchr(source->window + 1, GENTRACE_BATCH_MAGIC & 0xff, source->length - 1);
	reader_skip(reader, next ? (size_t)(next - source->window) : source->length);
}

static void reader_damage(struct gentrace_reader *reader, enum gentrace_rule rule,
			  const char *text)
{
	generation_damage(reader->extending, rule, NULL, reader->source.offset, "%s", text);
}

/* The window is at the batch with this header, which opens a generation. */
static int reader_open_generation(struct gentrace_reader *reader,
				  const struct gentrace_batch_header *header, __u64 format)
{
	struct generation *generation;

	generation = generation_create(header, reader->source.offset, reader->limit);
	if (!generation)
		return -ENOMEM;
	generation->public.skipped = reader->skipped;
	reader->totals.skipped += reader->skipped;
	reader->skipped = 0;
	reader->extending = generation;
	if (!format_is_known(format)) {
		generation_damage(generation, GENTRACE_RULE_FORMAT, NULL, reader->source.offset,
				  "written in format %llu, this reader knows %u: use a newer one",
				  format, GENTRACE_FORMAT_FILTERED);
		/* Not to be found again; its length may be anything. */
		reader_skip(reader, 1);
	}
	return 1;
}

/* Find where a generation opens. 1: extending; 0: there is none; -errno. */
static int reader_seek(struct gentrace_reader *reader)
{
	for (;;) {
		struct gentrace_batch_header header;
		__u64 format = 0;
		int ret = reader_opens_at(reader, 0, &header, &format);

		if (ret < 0)
			return ret;
		if (ret)
			return reader_open_generation(reader, &header, format);
		if (!reader->source.length)
			return 0;
		reader_skip_to_magic(reader);
	}
}

/* Can the generation go on with this header? If not it is over here. */
static bool reader_goes_on(struct gentrace_reader *reader,
			   const struct gentrace_batch_header *header)
{
	const struct gentrace_generation *public = &reader->extending->public;

	if (header->magic != GENTRACE_BATCH_MAGIC) {
		reader_damage(reader, GENTRACE_RULE_MAGIC, "no batch begins where one should");
		return false;
	}
	if (!header_has_sound_length(header)) {
		reader_damage(reader, GENTRACE_RULE_LENGTH, "a batch of an impossible length");
		return false;
	}
	if (!header_has_sound_stream(header)) {
		reader_damage(reader, GENTRACE_RULE_HEADER,
			      "a batch of an impossible generation, level or CPU");
		return false;
	}
	/* Not damage: its end was lost, or never written. */
	return header->session == public->session && header->generation == public->number;
}

/*
 * 1: the generation is over; 0: it goes on; -ENOMEM. An event that cannot be
 * decoded may be the fault of the batch's length. Then the next generation may
 * begin inside of what the batch claims, so only what was decoded is consumed.
 */
static int reader_append(struct gentrace_reader *reader,
			 const struct gentrace_batch_header *header)
{
	struct generation *generation = reader->extending;
	const struct gentrace_batch *batch;
	int ret = generation_append(generation, header, reader->source.window,
				    reader->source.offset);

	if (ret == -ENOMEM)
		return ret;
	if (ret == -EFBIG) {
		reader_damage(reader, GENTRACE_RULE_LIMIT,
			      "the generation needs more memory than the reader was allowed");
		/* To be sought through, in case its length takes in the next one. */
		reader_skip(reader, 1);
		return 1;
	}
	batch = &generation->batch[generation->public.batch_count - 1];
	source_consume(&reader->source, header->header_bytes + batch->length);
	return generation->public.complete ||
	       header->header_bytes + batch->length < header->bytes;
}

/*
 * How many bytes the batch at the window has, or -errno. One that has lost some
 * claims as many of what follows. If a generation opens there, the batch ends
 * where that begins, or the damage would cost two generations. The source is
 * asked for more than the batch only if it looks so.
 */
static ssize_t reader_measure(struct gentrace_reader *reader,
			      const struct gentrace_batch_header *header)
{
	static const __u8 magic[] = { 'G', 'T', 'R', 'B' };
	size_t at = sizeof(magic);

	while (at < header->bytes) {
		const __u8 *window = reader->source.window;
		const __u8 *next = memchr(window + at, magic[0], header->bytes - at);
		struct gentrace_batch_header other;
		size_t left;
		__u64 format;
		int ret;

		if (!next)
			break;
		at = (size_t)(next - window);
		left = header->bytes - at;
		if (!memcmp(next, magic, left < sizeof(magic) ? left : sizeof(magic))) {
			ret = reader_opens_at(reader, at, &other, &format);
			if (ret)
				return ret < 0 ? ret : (ssize_t)at;
		}
		at++;
	}
	return header->bytes;
}

/* The whole batch that the header promises is in the window. */
static int reader_take(struct gentrace_reader *reader, struct gentrace_batch_header *header)
{
	ssize_t bytes = reader_measure(reader, header);
	int ret;

	if (bytes < 0)
		return (int)bytes;
	if (bytes == header->bytes)
		return reader_append(reader, header);
	reader_damage(reader, GENTRACE_RULE_LENGTH,
		      "a batch of a length that takes in the next generation");
	if (bytes < header->header_bytes) {
		reader_skip(reader, (size_t)bytes);
		return 1;
	}
	header->bytes = (__u32)bytes;
	ret = reader_append(reader, header);
	return ret < 0 ? ret : 1;
}

/* Read one more batch. 1: the generation is over; 0: it goes on; -errno. */
static int reader_extend(struct gentrace_reader *reader)
{
	struct gentrace_batch_header header;
	ssize_t ready = source_peek(&reader->source, HEADER_BYTES);

	if (ready <= 0)
		return ready < 0 ? (int)ready : 1;
	if ((size_t)ready < HEADER_BYTES) {
		reader_damage(reader, GENTRACE_RULE_TRUNCATED, "the trace ends in a header");
		return 1;
	}
	header_read(&header, reader->source.window);
	if (!reader_goes_on(reader, &header))
		return 1;
	ready = source_peek(&reader->source, header.bytes);
	if (ready < 0)
		return (int)ready;
	if ((size_t)ready < header.bytes) {
		reader_damage(reader, GENTRACE_RULE_TRUNCATED, "the trace ends in a batch");
		return 1;
	}
	return reader_take(reader, &header);
}

static int reader_deliver(struct gentrace_reader *reader,
			  struct gentrace_generation **generation)
{
	struct generation *ready = reader->extending;
	int ret = tables_make(ready);

	reader->extending = NULL;
	if (ret) {
		gentrace_generation_free(&ready->public);
		return ret;
	}
	reader->totals.generations++;
	reader->totals.damaged += ready->public.damaged;
	reader->totals.incomplete += !ready->public.complete;
	*generation = &ready->public;
	return 1;
}

int gentrace_reader_next(struct gentrace_reader *reader,
			 struct gentrace_generation **generation)
{
	int ret;

	*generation = NULL;
	if (reader->crew)
		return crew_next(reader->crew, generation);
	if (!reader->extending) {
		ret = reader_seek(reader);
		if (ret <= 0)
			return ret;
		/* Of a format we do not know: there is nothing to extend. */
		if (reader->extending->public.damaged)
			return reader_deliver(reader, generation);
	}
	do {
		ret = reader_extend(reader);
		if (ret < 0)
			return ret;
	} while (!ret);
	return reader_deliver(reader, generation);
}
