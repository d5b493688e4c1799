// SPDX-License-Identifier: GPL-2.0
/* generation.c - a generation takes shape: batches are kept and scanned. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checksum.h"
#include "finding.h"
#include "generation.h"

/*
 * Charged for each meta event and each batch, on top of its bytes: the most a
 * line of a table takes, and what a batch and its stream take.
 */
#define COST_META_EVENT		sizeof(struct gentrace_status)
#define COST_BATCH		(2 * sizeof(struct gentrace_batch) + \
				 2 * sizeof(struct gentrace_stream))

struct generation *generation_create(const struct gentrace_batch_header *header,
				     __u64 offset, __u64 limit)
{
	struct generation *generation = calloc(1, sizeof(*generation));

	if (!generation)
		return NULL;
	generation->public.session = header->session;
	generation->public.number = header->generation;
	generation->public.offset = offset;
	generation->limit = limit;
	schema_init(&generation->schema);
	return generation;
}

void gentrace_generation_free(struct gentrace_generation *public)
{
	struct generation *generation = (struct generation *)public;

	if (!generation)
		return;
	finding_clear(&generation->public.findings);
	free(generation->data);
	free(generation->batch);
	free(generation->sorted);
	free(generation->stream);
	free(generation->status);
	free(generation->cpu_status);
	free(generation->string);
	free(generation->loss);
	free(generation->stop);
	free(generation->pause);
	free(generation->snapshot);
	free(generation);
}

void generation_damage(struct generation *generation, enum gentrace_rule rule,
		       const struct gentrace_batch *batch, __u64 offset,
		       const char *format, ...)
{
	struct finding_place place = {
		.session	= generation->public.session,
		.generation	= generation->public.number,
		.offset		= offset,
		.cpu		= batch ? batch->header.cpu : GENTRACE_CPU_NONE,
		.level		= batch ? batch->header.level : GENTRACE_LEVEL_META,
		.sequence	= batch ? batch->header.sequence : 0,
	};
	char text[sizeof(((struct gentrace_finding *)0)->text)];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	generation->public.damaged = true;
	finding_add(&generation->public.findings, GENTRACE_BROKEN, rule, &place, "%s", text);
}

/**
 * struct scan - the walk over the events of a batch
 * @generation: where the batch is
 * @batch: the batch, with its length and events as far as the walk has come
 * @start: its first event
 * @end: the byte after the batch
 */
struct scan {
	struct generation *generation;
	struct gentrace_batch *batch;
	const __u8 *start;
	const __u8 *end;
};

static void scan_damage(const struct scan *scan, const __u8 *at, enum gentrace_rule rule,
			const char *text)
{
	const struct gentrace_batch *batch = scan->batch;

	generation_damage(scan->generation, rule, batch,
			  batch->offset + batch->header.header_bytes +
			  (__u64)(at - scan->start), "%s", text);
}

/* What has to be known before the tables are made. */
static void scan_meta(const struct scan *scan, const __u8 *at, const struct shape *shape,
		      const __u8 *args)
{
	struct generation *generation = scan->generation;
	const char *text[GENTRACE_ARGS_MAX];
	__u64 value[GENTRACE_ARGS_MAX];
	const char *wrong = NULL;

	if (!shape->info || !shape_decode(shape, args, scan->end, value, text))
		return;
	switch (shape->info->id) {
	case GENTRACE_EVENT_generation:
		if (shape->count > 1)
			wrong = "opens the generation a second time";
		break;
	case GENTRACE_EVENT_event_type:
		wrong = schema_declare_event(&generation->schema,
					     value[GENTRACE_ARG(event_type, event)]);
		break;
	case GENTRACE_EVENT_event_arg:
		wrong = schema_declare_arg(&generation->schema,
					   value[GENTRACE_ARG(event_arg, event)],
					   value[GENTRACE_ARG(event_arg, type)]);
		break;
	case GENTRACE_EVENT_generation_end:
		generation->public.complete = true;
		break;
	}
	if (wrong)
		scan_damage(scan, at, GENTRACE_RULE_DECLARATION, wrong);
}

/*
 * The event at @p; the byte after it, NULL if it is damaged. This is half of
 * the cost of reading a trace.
 */
static const __u8 *scan_event(const struct scan *scan, const __u8 *p, bool meta)
{
	struct gentrace_batch *batch = scan->batch;
	struct shape *shape = &scan->generation->schema.shape[*p];
	const __u8 *args, *next;
	__u64 delta = 0, time;

	args = gentrace_get_varint(p + 1, scan->end, &delta);
	next = shape_skip(shape, args, scan->end);
	if (!shape->known) {
		scan_damage(scan, p, GENTRACE_RULE_EVENT, "an event of a kind nobody declared");
		return NULL;
	}
	if (!next) {
		scan_damage(scan, p, GENTRACE_RULE_EVENT, "an event that is cut or malformed");
		return NULL;
	}
	if (__builtin_add_overflow(batch->last_time, delta, &time)) {
		scan_damage(scan, p, GENTRACE_RULE_EVENT, "an event after the end of time");
		return NULL;
	}
	if (shape->info && shape->meta != meta) {
		scan_damage(scan, p, GENTRACE_RULE_EVENT,
			    meta ? "an event that does not belong on the meta stream" :
			    "an event that belongs on the meta stream");
		return NULL;
	}
	batch->last_time = time;
	batch->events++;
	shape->count++;
	if (shape->info)
		scan->generation->public.class_bytes[shape->info->class] += (__u64)(next - p);
	else
		scan->generation->public.unknown_events++;
	if (meta)
		scan_meta(scan, p, shape, args);
	return next;
}

/* Find out how much of a batch can be decoded. @bytes are its events. */
static void generation_scan(struct generation *generation, struct gentrace_batch *batch,
			    const __u8 *bytes)
{
	const struct scan scan = {
		.generation	= generation,
		.batch		= batch,
		.start		= bytes,
		.end		= bytes + batch->header.bytes - batch->header.header_bytes,
	};
	bool meta = batch->header.level == GENTRACE_LEVEL_META;
	const __u8 *p = bytes;

	while (p < scan.end) {
		const __u8 *next = scan_event(&scan, p, meta);

		if (!next)
			break;
		p = next;
	}
	batch->length = (__u32)(p - bytes);
	if (meta)
		generation->public.meta_events += batch->events;
	else
		generation->public.events += batch->events;
	if (p == scan.end && batch->events != batch->header.events)
		generation_damage(generation, GENTRACE_RULE_EVENT_COUNT, batch, batch->offset,
				  "the batch promises %u events and holds %u",
				  batch->header.events, batch->events);
}

static bool generation_charge(struct generation *generation, __u64 cost)
{
	if (cost > generation->limit - generation->cost)
		return false;
	generation->cost += cost;
	return true;
}

/* Twice the size, so that the copies stay few; always enough for @more. */
static int generation_grow_data(struct generation *generation, size_t more)
{
	size_t length = generation->public.length;
	size_t size = generation->size ? generation->size : GENTRACE_BATCH_BYTES_DEFAULT;
	__u8 *data;

	if (generation->size - length >= more)
		return 0;
	while (size - length < more)
		size *= 2;
	data = realloc(generation->data, size);
	if (!data)
		return -ENOMEM;
	generation->data = data;
	generation->size = size;
	return 0;
}

static int generation_grow_batches(struct generation *generation)
{
	size_t size = generation->batch_size ? generation->batch_size * 2 : 16;
	struct gentrace_batch *batch;

	if (generation->public.batch_count < generation->batch_size)
		return 0;
	batch = reallocarray(generation->batch, size, sizeof(*batch));
	if (!batch)
		return -ENOMEM;
	generation->batch = batch;
	generation->batch_size = size;
	return 0;
}

int generation_append(struct generation *generation,
		      const struct gentrace_batch_header *header,
		      const __u8 *bytes, __u64 offset)
{
	struct gentrace_generation *public = &generation->public;
	struct gentrace_batch *batch;

	if (!generation_charge(generation, header->bytes + COST_BATCH))
		return -EFBIG;
	if (generation_grow_data(generation, header->bytes) ||
	    generation_grow_batches(generation))
		return -ENOMEM;

	memcpy(generation->data + public->length, bytes, header->bytes);
	batch = &generation->batch[public->batch_count++];
	*batch = (struct gentrace_batch) {
		.header		= *header,
		.offset		= offset,
		.last_time	= header->base_time,
	};
	public->length += header->bytes;
	if (checksum_of(bytes, header->bytes) != header->checksum)
		generation_damage(generation, GENTRACE_RULE_CHECKSUM, batch, offset,
				  "the bytes of the batch are not those that the kernel wrote");
	generation_scan(generation, batch, bytes + header->header_bytes);
	/* An overdraft of one batch; the next one will be refused. */
	if (header->level == GENTRACE_LEVEL_META &&
	    !generation_charge(generation, batch->events * (__u64)COST_META_EVENT))
		generation->cost = generation->limit;
	return 0;
}
