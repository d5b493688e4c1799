// SPDX-License-Identifier: GPL-2.0
/* generation.c - a generation takes shape: batches are kept. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checksum.h"
#include "finding.h"
#include "generation.h"
#include "line.h"
#include "part.h"
#include "scan.h"

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
	roll_free(&generation->roll);
	line_free(generation->line);
	part_free(generation->part);
	free(generation->data);
	free(generation->batch);
	free(generation->sorted);
	free(generation->stream);
	free(generation->status);
	free(generation->cpu_status);
	free(generation->cgroup);
	free(generation->string);
	free(generation->stack);
	free(generation->kernel_image);
	free(generation->symbol);
	free(generation->user_image);
	free(generation->user_space);
	free(generation->mapping);
	free(generation->loss);
	free(generation->stop);
	free(generation->pause);
	free(generation->kept);
	free(generation->trigger);
	free(generation->hit);
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

bool generation_charge(struct generation *generation, __u64 cost)
{
	if (cost > generation->limit - generation->cost)
		return false;
	generation->cost += cost;
	return true;
}

/*
 * Twice the size, so that the copies stay few; always enough for @more, and for
 * what is loaded behind it.
 */
static int generation_grow_data(struct generation *generation, size_t more)
{
	size_t length = generation->public.length;
	size_t size = generation->size ? generation->size : GENTRACE_BATCH_BYTES_DEFAULT;
	__u8 *data;

	more += SOUND_ROOM;
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
	scan_batch(generation, batch, bytes + header->header_bytes);
	/* An overdraft of one batch; the next one will be refused. */
	if (header->level == GENTRACE_LEVEL_META &&
	    !generation_charge(generation, batch->events * (__u64)COST_META_EVENT))
		generation->cost = generation->limit;
	return 0;
}
