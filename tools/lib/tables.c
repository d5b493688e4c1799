// SPDX-License-Identifier: GPL-2.0
/*
 * tables.c - the tables of a generation, made from its meta stream.
 *
 * The scan has counted the events, so each table is allocated once and a
 * pointer into the bytes stays what it is.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "generation.h"

/**
 * struct row - a meta event on its way into a table
 * @generation: whose
 * @batch: where it is
 * @offset: the byte of the trace it begins at
 * @time: its instant
 * @value: its arguments
 * @text: its strings
 */
struct row {
	struct generation *generation;
	const struct gentrace_batch *batch;
	__u64 offset;
	__u64 time;
	__u64 value[GENTRACE_ARGS_MAX];
	const char *text[GENTRACE_ARGS_MAX];
};

#define VALUE(row, event, arg)	((row)->value[GENTRACE_ARG(event, arg)])
#define TEXT(row, event, arg)	((row)->text[GENTRACE_ARG(event, arg)])

static void row_generation(const struct row *row)
{
	struct gentrace_generation *public = &row->generation->public;

	/* The first one opened the generation; another one is damage. */
	if (public->format)
		return;
	public->format = (__u32)VALUE(row, generation, format);
	public->clock = (__u32)VALUE(row, generation, clock);
	public->khz = VALUE(row, generation, khz);
	public->cpus = VALUE(row, generation, cpus);
	public->classes = VALUE(row, generation, classes);
	public->batch_bytes = VALUE(row, generation, batch_bytes);
	public->pool_bytes = VALUE(row, generation, pool_bytes);
	public->period_ns = VALUE(row, generation, period);
	memcpy(public->release, TEXT(row, generation, release),
	       VALUE(row, generation, release));
	if (VALUE(row, generation, session) != public->session)
		generation_damage(row->generation, GENTRACE_RULE_OPENING, row->batch, row->offset,
				  "opens session %llx in a batch of session %llx",
				  VALUE(row, generation, session), public->session);
}

static void row_clock_snapshot(const struct row *row)
{
	struct gentrace_generation *public = &row->generation->public;

	row->generation->snapshot[public->snapshots++] = (struct gentrace_snapshot) {
		.clock		= VALUE(row, clock_snapshot, clock),
		.monotonic	= VALUE(row, clock_snapshot, monotonic),
		.realtime	= VALUE(row, clock_snapshot, realtime),
		.boottime	= VALUE(row, clock_snapshot, boottime),
	};
}

static void row_task_status(const struct row *row)
{
	struct gentrace_generation *public = &row->generation->public;

	row->generation->status[public->status_count++] = (struct gentrace_status) {
		.time		= row->time,
		.start		= VALUE(row, task_status, start),
		.pid		= (__u32)VALUE(row, task_status, pid),
		.tgid		= (__u32)VALUE(row, task_status, tgid),
		.ppid		= (__u32)VALUE(row, task_status, ppid),
		.state		= (__u32)VALUE(row, task_status, state),
		.cpu		= (__u32)VALUE(row, task_status, cpu),
		.prio		= (__u32)VALUE(row, task_status, prio),
		.kthread	= VALUE(row, task_status, kthread) != 0,
		.comm_length	= (__u32)VALUE(row, task_status, comm),
		.comm		= TEXT(row, task_status, comm),
		.cgroup		= VALUE(row, task_status, cgroup),
	};
}

static void row_cgroup(const struct row *row)
{
	struct gentrace_generation *public = &row->generation->public;

	row->generation->cgroup[public->cgroup_count++] = (struct gentrace_cgroup_status) {
		.id		= VALUE(row, cgroup, cgroup),
		.parent		= VALUE(row, cgroup, parent),
		.name_length	= (__u32)VALUE(row, cgroup, name),
		.name		= TEXT(row, cgroup, name),
	};
}

static void row_cpu_status(const struct row *row)
{
	struct gentrace_generation *public = &row->generation->public;

	row->generation->cpu_status[public->cpu_status_count++] =
		(struct gentrace_cpu_status) {
			.cpu	= (__u32)VALUE(row, cpu_status, cpu),
			.online	= VALUE(row, cpu_status, online) != 0,
		};
}

/* Statuses are there by now, in the same order; a rate of a CPU that has none is nobody's. */
static void row_cpu_sample_rate(const struct row *row)
{
	struct generation *generation = row->generation;
	size_t i = generation->rates++;

	if (i < generation->public.cpu_status_count &&
	    generation->cpu_status[i].cpu == VALUE(row, cpu_sample_rate, cpu))
		generation->cpu_status[i].sample_hz = (__u32)VALUE(row, cpu_sample_rate, hz);
}

static void row_string(const struct row *row)
{
	struct gentrace_generation *public = &row->generation->public;

	row->generation->string[public->string_count++] = (struct gentrace_string) {
		.id	= VALUE(row, string, id),
		.length	= (__u32)VALUE(row, string, text),
		.text	= TEXT(row, string, text),
	};
}

static void row_stack_frames(const struct row *row)
{
	struct gentrace_generation *public = &row->generation->public;

	row->generation->stack[public->stack_count++] = (struct gentrace_stack) {
		.id	= VALUE(row, stack_frames, id),
		.user	= VALUE(row, stack_frames, user) != 0,
		.walk	= (__u32)VALUE(row, stack_frames, walk),
		.tgid	= (__u32)VALUE(row, stack_frames, tgid),
		.start_stack = VALUE(row, stack_frames, start_stack),
		.length	= (__u32)VALUE(row, stack_frames, frames),
		.frames	= TEXT(row, stack_frames, frames),
	};
}

static void row_symbols(const struct row *row)
{
	struct gentrace_generation *public = &row->generation->public;

	public->named = true;
	public->kernel_naming = (__u32)VALUE(row, symbols, kernel);
	public->user_naming = (__u32)VALUE(row, symbols, user);
}

static void row_kernel_image(const struct row *row)
{
	struct gentrace_generation *public = &row->generation->public;

	row->generation->kernel_image[public->kernel_image_count++] = (struct gentrace_image) {
		.id		 = VALUE(row, kernel_image, id),
		.begin		 = VALUE(row, kernel_image, begin),
		.build_id	 = (const __u8 *)TEXT(row, kernel_image, build_id),
		.build_id_length = (__u32)VALUE(row, kernel_image, build_id),
		.name		 = TEXT(row, kernel_image, name),
		.name_length	 = (__u32)VALUE(row, kernel_image, name),
	};
}

static void row_kernel_symbol(const struct row *row)
{
	struct gentrace_generation *public = &row->generation->public;

	row->generation->symbol[public->symbol_count++] = (struct gentrace_symbol) {
		.address	= VALUE(row, kernel_symbol, address),
		.bytes		= VALUE(row, kernel_symbol, bytes),
		.image		= VALUE(row, kernel_symbol, image),
		.name		= TEXT(row, kernel_symbol, name),
		.name_length	= (__u32)VALUE(row, kernel_symbol, name),
	};
}

static void row_user_image(const struct row *row)
{
	struct gentrace_generation *public = &row->generation->public;

	row->generation->user_image[public->user_image_count++] = (struct gentrace_image) {
		.id		 = VALUE(row, user_image, id),
		.build_id	 = (const __u8 *)TEXT(row, user_image, build_id),
		.build_id_length = (__u32)VALUE(row, user_image, build_id),
		.name		 = TEXT(row, user_image, path),
		.name_length	 = (__u32)VALUE(row, user_image, path),
	};
}

static void row_user_space(const struct row *row)
{
	struct gentrace_generation *public = &row->generation->public;

	row->generation->user_space[public->user_space_count++] =
		(struct gentrace_user_space) {
			.id		= VALUE(row, user_space, id),
			.tgid		= (__u32)VALUE(row, user_space, tgid),
			.start_stack	= VALUE(row, user_space, start_stack),
			.state		= (__u32)VALUE(row, user_space, state),
		};
}

static void row_user_mapping(const struct row *row)
{
	struct gentrace_generation *public = &row->generation->public;

	row->generation->mapping[public->mapping_count++] = (struct gentrace_mapping) {
		.space	= VALUE(row, user_mapping, space),
		.begin	= VALUE(row, user_mapping, begin),
		.bytes	= VALUE(row, user_mapping, bytes),
		.offset	= VALUE(row, user_mapping, offset),
		.vaddr	= VALUE(row, user_mapping, vaddr),
		.image	= VALUE(row, user_mapping, image),
	};
}

static void row_world_stop(const struct row *row)
{
	struct gentrace_generation *public = &row->generation->public;

	row->generation->stop[public->stop_count++] = (struct gentrace_stop) {
		.op	= (__u32)VALUE(row, world_stop, op),
		.cpu	= (__u32)VALUE(row, world_stop, cpu),
		.enter	= VALUE(row, world_stop, enter),
		.leave	= VALUE(row, world_stop, leave),
	};
}

static void row_world_pause(const struct row *row)
{
	struct gentrace_generation *public = &row->generation->public;

	row->generation->pause[public->pause_count++] = (struct gentrace_pause) {
		.op	= (__u32)VALUE(row, world_pause, op),
		.begin	= VALUE(row, world_pause, begin),
		.end	= VALUE(row, world_pause, end),
	};
}

static void row_stream_loss(const struct row *row)
{
	struct gentrace_generation *public = &row->generation->public;

	row->generation->loss[public->loss_count++] = (struct gentrace_loss) {
		.cpu	= (__u32)VALUE(row, stream_loss, cpu),
		.level	= (__u32)VALUE(row, stream_loss, level),
		.class	= (__u32)VALUE(row, stream_loss, class),
		.cause	= (__u32)VALUE(row, stream_loss, cause),
		.count	= VALUE(row, stream_loss, count),
		.first	= VALUE(row, stream_loss, first),
		.last	= VALUE(row, stream_loss, last),
	};
}

/* There are no more in a session, and lists of them are searched one by one. */
static void row_stack_sites(const struct row *row)
{
	row->generation->public.stacks = VALUE(row, stack_sites, sites);
}

static void row_filter(const struct row *row)
{
	struct gentrace_generation *public = &row->generation->public;

	if (public->kept_count == GENTRACE_FILTERS_MAX) {
		generation_damage(row->generation, GENTRACE_RULE_LIMIT, row->batch, row->offset,
				  "more filters than a session can have");
		return;
	}
	row->generation->kept[public->kept_count++] = (struct gentrace_kept) {
		.kind		= (__u32)VALUE(row, filter, kind),
		.first		= VALUE(row, filter, first),
		.last		= VALUE(row, filter, last),
		.name_length	= (__u32)VALUE(row, filter, name),
		.name		= TEXT(row, filter, name),
	};
}

static void row_trigger(const struct row *row)
{
	struct gentrace_generation *public = &row->generation->public;

	if (public->trigger_count == GENTRACE_TRIGGERS_MAX) {
		generation_damage(row->generation, GENTRACE_RULE_LIMIT, row->batch, row->offset,
				  "more triggers than a session can have");
		return;
	}
	row->generation->trigger[public->trigger_count++] = (struct gentrace_trigger_row) {
		.trigger	= VALUE(row, trigger, trigger),
		.hits		= VALUE(row, trigger, hits),
		.before		= VALUE(row, trigger, before),
		.after		= VALUE(row, trigger, after),
		.name_length	= (__u32)VALUE(row, trigger, name),
		.name		= TEXT(row, trigger, name),
		.rule_length	= (__u32)VALUE(row, trigger, rule),
		.rule		= TEXT(row, trigger, rule),
	};
}

/* The table has one line per stream, so streams are made of these, too. */
static void row_stream_total(const struct row *row)
{
	struct gentrace_generation *public = &row->generation->public;

	row->generation->stream[public->stream_count++] = (struct gentrace_stream) {
		.cpu		= (__u32)VALUE(row, stream_total, cpu),
		.level		= (__u32)VALUE(row, stream_total, level),
		.has_total	= true,
		.emitted	= VALUE(row, stream_total, emitted),
		.recorded	= VALUE(row, stream_total, recorded),
		.batches	= VALUE(row, stream_total, batches),
		.bytes		= VALUE(row, stream_total, bytes),
	};
}

static void row_generation_end(const struct row *row)
{
	struct gentrace_generation *public = &row->generation->public;

	_Static_assert(sizeof(public->end) <= sizeof(row->value), "generation_end");
	memcpy(&public->end, row->value, sizeof(public->end));
}

static void (*const row_take[GENTRACE_EVENT_LIMIT])(const struct row *row) = {
	[GENTRACE_EVENT_generation]	= row_generation,
	[GENTRACE_EVENT_clock_snapshot]	= row_clock_snapshot,
	[GENTRACE_EVENT_task_status]	= row_task_status,
	[GENTRACE_EVENT_cpu_status]	= row_cpu_status,
	[GENTRACE_EVENT_cpu_sample_rate] = row_cpu_sample_rate,
	[GENTRACE_EVENT_string]		= row_string,
	[GENTRACE_EVENT_stack_frames]	= row_stack_frames,
	[GENTRACE_EVENT_world_stop]	= row_world_stop,
	[GENTRACE_EVENT_world_pause]	= row_world_pause,
	[GENTRACE_EVENT_stream_total]	= row_stream_total,
	[GENTRACE_EVENT_stream_loss]	= row_stream_loss,
	[GENTRACE_EVENT_generation_end]	= row_generation_end,
	[GENTRACE_EVENT_stack_sites]	= row_stack_sites,
	[GENTRACE_EVENT_filter]		= row_filter,
	[GENTRACE_EVENT_trigger]	= row_trigger,
	[GENTRACE_EVENT_symbols]	= row_symbols,
	[GENTRACE_EVENT_kernel_image]	= row_kernel_image,
	[GENTRACE_EVENT_kernel_symbol]	= row_kernel_symbol,
	[GENTRACE_EVENT_user_image]	= row_user_image,
	[GENTRACE_EVENT_user_space]	= row_user_space,
	[GENTRACE_EVENT_user_mapping]	= row_user_mapping,
	[GENTRACE_EVENT_cgroup]		= row_cgroup,
};

/* The scan has been here: everything can be decoded. */
static void tables_read_batch(struct generation *generation, const struct gentrace_batch *batch)
{
	struct row row = {
		.generation = generation, .batch = batch, .time = batch->header.base_time,
	};
	const __u8 *p = batch->bytes;
	const __u8 *end = p + batch->length;

	while (p && p < end) {
		const struct shape *shape = &generation->schema.shape[*p];
		void (*take)(const struct row *row) = row_take[*p];
		__u64 delta = 0;

		row.offset = batch->offset + batch->header.header_bytes +
			     (__u64)(p - batch->bytes);
		p = gentrace_get_varint(p + 1, end, &delta);
		row.time += delta;
		p = shape_decode(shape, p, end, row.value, row.text);
		if (p && take)
			take(&row);
	}
}

/* One more than there are: never NULL, and the streams need it. */
static void *table_alloc(__u64 count, size_t size)
{
	return calloc(count + 1, size);
}

static int tables_alloc(struct generation *generation)
{
	const struct shape *shape = generation->schema.shape;
	size_t batches = generation->public.batch_count;

#define TABLE(member, id) \
	(generation->member = table_alloc(shape[GENTRACE_EVENT_##id].count, \
					  sizeof(*generation->member)))
	if (!TABLE(snapshot, clock_snapshot) || !TABLE(status, task_status) ||
	    !TABLE(cpu_status, cpu_status) || !TABLE(cgroup, cgroup) || !TABLE(string, string) ||
	    !TABLE(stack, stack_frames) || !TABLE(loss, stream_loss) || !TABLE(stop, world_stop) ||
	    !TABLE(pause, world_pause) || !TABLE(kept, filter) ||
	    !TABLE(kernel_image, kernel_image) || !TABLE(symbol, kernel_symbol) ||
	    !TABLE(user_image, user_image) || !TABLE(user_space, user_space) ||
	    !TABLE(mapping, user_mapping) || !TABLE(trigger, trigger))
		return -ENOMEM;
#undef TABLE
	/* A stream each at most. */
	generation->stream = table_alloc(shape[GENTRACE_EVENT_stream_total].count +
					 shape[GENTRACE_EVENT_stream_loss].count + batches,
					 sizeof(*generation->stream));
	generation->sorted = table_alloc(batches, sizeof(*generation->sorted));
	return generation->stream && generation->sorted ? 0 : -ENOMEM;
}

static int compare(__u64 a, __u64 b)
{
	return (a > b) - (a < b);
}

static int batch_compare(const void *a, const void *b)
{
	const struct gentrace_batch *x = a, *y = b;
	int order = compare(x->header.cpu, y->header.cpu);

	if (!order)
		order = compare(x->header.level, y->header.level);
	if (!order)
		order = compare(x->header.sequence, y->header.sequence);
	if (!order)
		order = compare(x->offset, y->offset);
	return order;
}

static int stream_compare(const void *a, const void *b)
{
	const struct gentrace_stream *x = a, *y = b;
	int order = compare(x->cpu, y->cpu);

	if (!order)
		order = compare(x->level, y->level);
	/* The one with a total first: it absorbs the others. */
	return order ? order : compare(y->has_total, x->has_total);
}

static int string_compare(const void *a, const void *b)
{
	const struct gentrace_string *x = a, *y = b;

	return compare(x->id, y->id);
}

static int stack_compare(const void *a, const void *b)
{
	const struct gentrace_stack *x = a, *y = b;

	return compare(x->id, y->id);
}

static void tables_point_batches(struct generation *generation)
{
	struct gentrace_generation *public = &generation->public;
	const __u8 *p = generation->data;
	size_t i;

	for (i = 0; i < public->batch_count; i++) {
		struct gentrace_batch *batch = &generation->batch[i];

		batch->bytes = p + batch->header.header_bytes;
		p += batch->header.bytes;
	}
	/* A generation of an unknown format has none. */
	if (!public->batch_count)
		return;
	memcpy(generation->sorted, generation->batch,
	       public->batch_count * sizeof(*generation->sorted));
	qsort(generation->sorted, public->batch_count, sizeof(*generation->sorted),
	      batch_compare);
}

/* Streams that have batches or losses, whether or not they have a total. */
static void tables_add_streams(struct generation *generation)
{
	struct gentrace_generation *public = &generation->public;
	const struct gentrace_batch *batch = generation->sorted;
	size_t i;

	for (i = 0; i < public->batch_count; i++) {
		if (i && batch[i].header.cpu == batch[i - 1].header.cpu &&
		    batch[i].header.level == batch[i - 1].header.level)
			continue;
		generation->stream[public->stream_count++] = (struct gentrace_stream) {
			.cpu = batch[i].header.cpu, .level = batch[i].header.level,
		};
	}
	for (i = 0; i < public->loss_count; i++)
		generation->stream[public->stream_count++] = (struct gentrace_stream) {
			.cpu = generation->loss[i].cpu, .level = generation->loss[i].level,
		};
}

static void tables_merge_streams(struct generation *generation)
{
	struct gentrace_generation *public = &generation->public;
	struct gentrace_stream *stream = generation->stream;
	size_t i, kept = 0;

	qsort(stream, public->stream_count, sizeof(*stream), stream_compare);
	for (i = 0; i < public->stream_count; i++) {
		if (!kept || stream[i].cpu != stream[kept - 1].cpu ||
		    stream[i].level != stream[kept - 1].level)
			stream[kept++] = stream[i];
		else if (stream[i].has_total)
			generation_damage(generation, GENTRACE_RULE_LEDGER, NULL, public->offset,
					  "two totals of cpu %u level %u",
					  stream[i].cpu, stream[i].level);
	}
	public->stream_count = kept;
}

/* Batches and streams are in the same order. */
static void tables_fill_streams(struct generation *generation)
{
	struct gentrace_generation *public = &generation->public;
	const struct gentrace_batch *batch = generation->sorted;
	const struct gentrace_batch *end = batch + public->batch_count;
	size_t i;

	for (i = 0; i < public->stream_count; i++) {
		struct gentrace_stream *stream = &generation->stream[i];

		stream->batch = batch;
		while (batch < end && batch->header.cpu == stream->cpu &&
		       batch->header.level == stream->level)
			batch++;
		stream->batch_count = (size_t)(batch - stream->batch);
	}
}

static void tables_fill_losses(struct generation *generation)
{
	struct gentrace_generation *public = &generation->public;
	size_t i;

	for (i = 0; i < public->loss_count; i++) {
		const struct gentrace_loss *loss = &generation->loss[i];
		struct gentrace_stream *stream = (struct gentrace_stream *)
			gentrace_generation_stream(public, loss->cpu, loss->level);

		if (__builtin_add_overflow(stream->lost, loss->count, &stream->lost))
			stream->lost = ~0ull;
	}
}

static void tables_publish(struct generation *generation)
{
	struct gentrace_generation *public = &generation->public;

	public->bytes = generation->data;
	public->batch = generation->batch;
	public->stream = generation->stream;
	public->status = generation->status;
	public->cpu_status = generation->cpu_status;
	public->cgroup = generation->cgroup;
	public->string = generation->string;
	public->stack = generation->stack;
	public->kernel_image = generation->kernel_image;
	public->symbol = generation->symbol;
	public->user_image = generation->user_image;
	public->user_space = generation->user_space;
	public->mapping = generation->mapping;
	public->loss = generation->loss;
	public->stop = generation->stop;
	public->pause = generation->pause;
	public->kept = generation->kept;
	public->filtered = kept_find_filtered(public);
	public->trigger = generation->trigger;
	public->hit = generation->hit;
	public->snapshot = generation->snapshot;
	if (public->snapshots) {
		public->first = generation->snapshot[0];
		public->last = generation->snapshot[public->snapshots - 1];
	}
}

/* What the scan has counted by shape. */
static void tables_sum_shapes(struct generation *generation)
{
	struct gentrace_generation *public = &generation->public;
	unsigned int id;

	for (id = 0; id < GENTRACE_EVENT_LIMIT; id++) {
		const struct shape *shape = &generation->schema.shape[id];

		if (shape->info)
			public->class_bytes[shape->info->class] += shape->bytes;
		else
			public->unknown_events += shape->count;
	}
}

int tables_make(struct generation *generation)
{
	struct gentrace_generation *public = &generation->public;
	size_t i;

	if (tables_alloc(generation) || roll_failed(&generation->roll) || generation->hit_failed)
		return -ENOMEM;
	tables_sum_shapes(generation);
	tables_point_batches(generation);
	for (i = 0; i < public->batch_count; i++) {
		if (generation->batch[i].header.level == GENTRACE_LEVEL_META)
			tables_read_batch(generation, &generation->batch[i]);
	}
	tables_add_streams(generation);
	tables_merge_streams(generation);
	tables_publish(generation);
	tables_fill_streams(generation);
	tables_fill_losses(generation);
	qsort(generation->string, public->string_count, sizeof(*generation->string),
	      string_compare);
	qsort(generation->stack, public->stack_count, sizeof(*generation->stack),
	      stack_compare);
	symbols_sort(generation);
	hits_sort(generation);
	clock_calibrate(generation);
	return 0;
}

const struct gentrace_stream *
gentrace_generation_stream(const struct gentrace_generation *generation,
			   __u32 cpu, __u32 level)
{
	size_t low = 0, high = generation->stream_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct gentrace_stream *stream = &generation->stream[middle];

		if (stream->cpu == cpu && stream->level == level)
			return stream;
		if (stream->cpu < cpu ||
		    (stream->cpu == cpu && stream->level < level))
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const char *gentrace_generation_string(const struct gentrace_generation *generation,
				       __u64 id, __u32 *length)
{
	const struct gentrace_string key = { .id = id };
	const struct gentrace_string *string;

	string = bsearch(&key, generation->string, generation->string_count,
			 sizeof(key), string_compare);
	if (!id || !string)
		return NULL;
	*length = string->length;
	return string->text;
}

const struct gentrace_stack *
gentrace_generation_stack(const struct gentrace_generation *generation, __u64 id)
{
	const struct gentrace_stack key = { .id = id };

	return bsearch(&key, generation->stack, generation->stack_count, sizeof(key),
		       stack_compare);
}

int gentrace_frames_read(const char *frames, __u32 length,
			 __u64 address[GENTRACE_STACK_FRAMES_MAX])
{
	const __u8 *p = (const __u8 *)frames;
	const __u8 *end = p + length;
	__u64 frame = 0;
	int count = 0;

	while (p < end) {
		p = gentrace_get_frame(p, end, &frame);
		if (!p || count == GENTRACE_STACK_FRAMES_MAX)
			return -EBADMSG;
		address[count++] = frame;
	}
	return count;
}
