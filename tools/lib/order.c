// SPDX-License-Identifier: GPL-2.0
/*
 * order.c - one time line out of all streams of a generation.
 *
 * Each stream is a lane that knows its next item; a heap of lanes yields the
 * earliest. Items are events, gaps, and the openings of batches, which stay
 * inside: they say which task was running, where the chain of switches begins
 * and where it goes on after a gap.
 */
#include <stdlib.h>
#include <string.h>

#include "generation.h"
#include "order.h"

enum lane_item {
	ITEM_EVENT,
	ITEM_OPENING,
	ITEM_GAP,
	/* The gap behind the last batch. */
	ITEM_LAST_GAP,
	ITEM_NONE,
};

/**
 * struct order_cpu - who runs on a CPU
 * @pid: the task, or GENTRACE_PID_NONE
 * @hidden: a switch may have been lost; only the task stream can tell when
 *	this is over
 */
struct order_cpu {
	__u32 pid;
	bool hidden;
};

/**
 * struct lane - a stream on its way into the order
 * @stream: the stream
 * @cpu: shared by the lanes of one CPU
 * @batch: the batch it is in or before
 * @p: the next event's arguments
 * @end: end of the batch's events
 * @time: of the next item, as the stream has it
 * @item: kind of the next item
 * @shape: of the next event
 */
struct lane {
	const struct gentrace_stream *stream;
	struct order_cpu *cpu;
	const struct gentrace_batch *batch;
	const __u8 *p;
	const __u8 *end;
	__u64 time;
	enum lane_item item;
	const struct shape *shape;
};

/* @time never goes back, whatever the stream says: it is what the heap holds. */
struct heap_slot {
	__u64 time;
	__u32 lane;
};

/**
 * struct gentrace_order - the merge
 * @generation: of what
 * @lane: by CPU, then level, which is how equal times are ordered
 * @heap: lanes that have a next item, the earliest first
 * @heap_count: how many
 * @cpu: who runs, for each CPU that has a lane
 * @switches: sched_switch was recorded
 * @entry: what the caller sees
 */
struct gentrace_order {
	const struct generation *generation;
	struct lane *lane;
	struct heap_slot *heap;
	size_t heap_count;
	struct order_cpu *cpu;
	bool switches;
	struct gentrace_entry entry;
};

static bool slot_before(const struct heap_slot *a, const struct heap_slot *b)
{
	return a->time < b->time || (a->time == b->time && a->lane < b->lane);
}

static void heap_sift_down(struct gentrace_order *order, size_t i)
{
	struct heap_slot *heap = order->heap;
	struct heap_slot slot = heap[i];

	for (;;) {
		size_t child = 2 * i + 1;

		if (child >= order->heap_count)
			break;
		if (child + 1 < order->heap_count && slot_before(&heap[child + 1], &heap[child]))
			child++;
		if (!slot_before(&heap[child], &slot))
			break;
		heap[i] = heap[child];
		i = child;
	}
	heap[i] = slot;
}

/* The first lane has a new next item, or none. */
static void heap_update_first(struct gentrace_order *order)
{
	struct heap_slot *first = &order->heap[0];
	const struct lane *lane = &order->lane[first->lane];

	if (lane->item == ITEM_NONE)
		*first = order->heap[--order->heap_count];
	else if (lane->time > first->time)
		first->time = lane->time;
	if (order->heap_count)
		heap_sift_down(order, 0);
}

static bool lane_is_first_batch(const struct lane *lane)
{
	return lane->batch == lane->stream->batch;
}

static bool lane_is_behind_last_batch(const struct lane *lane)
{
	return lane->batch == lane->stream->batch + lane->stream->batch_count;
}

/* Batches that ought to be between this one and the one before it. */
static __u64 lane_missing_before(const struct lane *lane)
{
	__u64 expected = 0;

	if (!lane_is_first_batch(lane))
		expected = (__u64)lane->batch[-1].header.sequence + 1;
	if (lane_is_behind_last_batch(lane))
		return lane->stream->batches > expected ? lane->stream->batches - expected : 0;
	return lane->batch->header.sequence > expected ?
	       lane->batch->header.sequence - expected : 0;
}

/* Events of the batch before this one that could not be decoded. */
static bool lane_is_behind_damage(const struct lane *lane, __u64 *lost)
{
	const struct gentrace_batch *before = lane->batch - 1;

	*lost = 0;
	if (lane_is_first_batch(lane))
		return false;
	if (before->header.events > before->events)
		*lost = before->header.events - before->events;
	return before->length < before->header.bytes - before->header.header_bytes;
}

/* Losses the ledger knows of and no batch was there to tell. */
static __u64 lane_lost_at_end(const struct lane *lane)
{
	__u64 lost = lane->stream->lost;
	size_t i;

	for (i = 0; i < lane->stream->batch_count; i++) {
		__u32 told = lane->stream->batch[i].header.lost;

		lost -= told < lost ? told : lost;
	}
	return lost;
}

/* When the ledger has a stream lose its first and its last event. */
static void stream_loss_span(const struct gentrace_generation *generation,
			     const struct gentrace_stream *stream, __u64 *first, __u64 *last)
{
	size_t i;

	*first = ~0ull;
	*last = 0;
	for (i = 0; i < generation->loss_count; i++) {
		const struct gentrace_loss *loss = &generation->loss[i];

		if (loss->cpu != stream->cpu || loss->level != stream->level)
			continue;
		if (loss->first < *first)
			*first = loss->first;
		if (loss->last > *last)
			*last = loss->last;
	}
}

/**
 * struct gap - what is missing before a batch, or behind the last one
 * @from: since when
 * @until: the stream goes on
 * @lost: events that are known to be lost
 * @missing: batches that are missing or damaged
 */
struct gap {
	__u64 from;
	__u64 until;
	__u64 lost;
	__u64 missing;
};

static void order_gap_at_end(const struct gentrace_order *order, const struct lane *lane,
			     struct gap *gap)
{
	const struct gentrace_generation *public = &order->generation->public;
	__u64 lost = lane_lost_at_end(lane);
	__u64 first, last;

	stream_loss_span(public, lane->stream, &first, &last);
	gap->lost += lost;
	gap->until = lost ? last : public->last.clock;
	/* All of it is behind the last batch, so it is known when it began. */
	if (lost && lost == lane->stream->lost && !gap->missing)
		gap->from = first;
}

/* Is there a gap where the lane is? */
static bool order_gap(const struct gentrace_order *order, const struct lane *lane,
		      struct gap *gap)
{
	const struct gentrace_generation *public = &order->generation->public;

	*gap = (struct gap) { .from = public->first.clock };
	gap->missing = lane_missing_before(lane) + lane_is_behind_damage(lane, &gap->lost);
	if (!lane_is_first_batch(lane))
		gap->from = lane->batch[-1].last_time;
	if (lane_is_behind_last_batch(lane)) {
		order_gap_at_end(order, lane, gap);
	} else {
		const struct gentrace_batch_header *header = &lane->batch->header;

		gap->lost += header->lost;
		gap->until = header->base_time;
		if (!gap->missing && header->lost_since)
			gap->from = header->lost_since;
	}
	if (gap->until < gap->from)
		gap->until = gap->from;
	return gap->lost || gap->missing;
}

/* The lane stands before a batch, or behind the last one. */
static void lane_enter_batch(const struct gentrace_order *order, struct lane *lane)
{
	bool last = lane_is_behind_last_batch(lane);
	struct gap gap;

	if (order_gap(order, lane, &gap)) {
		lane->item = last ? ITEM_LAST_GAP : ITEM_GAP;
		lane->time = gap.from;
	} else if (last) {
		lane->item = ITEM_NONE;
	} else {
		lane->item = ITEM_OPENING;
		lane->time = lane->batch->header.base_time;
	}
}

/* The next event of the batch, or what comes behind the batch. */
static void lane_next_event(const struct gentrace_order *order, struct lane *lane)
{
	__u64 delta;

	if (!lane->p || lane->p >= lane->end) {
		lane->batch++;
		lane_enter_batch(order, lane);
		return;
	}
	lane->shape = &order->generation->schema.shape[*lane->p];
	lane->p = gentrace_get_varint_roomy(lane->p + 1, &delta);
	lane->time += delta;
	lane->item = ITEM_EVENT;
}

static void lane_open_batch(const struct gentrace_order *order, struct lane *lane)
{
	const struct gentrace_batch *batch = lane->batch;

	lane->time = batch->header.base_time;
	lane->p = batch->bytes;
	lane->end = batch->bytes + batch->length;
	if (lane->stream->level == GENTRACE_LEVEL_TASK) {
		lane->cpu->pid = batch->header.pid;
		lane->cpu->hidden = false;
	} else if (lane->cpu->pid == GENTRACE_PID_NONE && !lane->cpu->hidden) {
		lane->cpu->pid = batch->header.pid;
	}
	lane_next_event(order, lane);
}

static __u32 order_pid(const struct gentrace_order *order, const struct lane *lane)
{
	if (!order->switches || lane->stream->level == GENTRACE_LEVEL_META)
		return GENTRACE_PID_NONE;
	return lane->cpu->pid;
}

/* Fill in what all entries have in common. */
static void order_entry(struct gentrace_order *order, const struct lane *lane, __u8 kind)
{
	struct gentrace_entry *entry = &order->entry;

	entry->kind = kind;
	entry->level = (__u8)lane->stream->level;
	entry->cpu = lane->stream->cpu;
	entry->time = order->heap[0].time;
	entry->ns = clock_line_ns(&order->generation->monotonic, entry->time);
	entry->pid = order_pid(order, lane);
}

static void order_take_gap(struct gentrace_order *order, struct lane *lane)
{
	struct gentrace_entry *entry = &order->entry;
	struct gap gap;

	if (lane->stream->level == GENTRACE_LEVEL_TASK) {
		lane->cpu->pid = GENTRACE_PID_NONE;
		lane->cpu->hidden = true;
	}
	order_gap(order, lane, &gap);
	order_entry(order, lane, GENTRACE_ENTRY_GAP);
	entry->id = 0;
	entry->class = 0;
	entry->info = NULL;
	entry->lost = gap.lost;
	entry->missing = gap.missing;
	entry->until = gap.until > entry->time ? gap.until : entry->time;
	entry->until_ns = clock_line_ns(&order->generation->monotonic, entry->until);
}

/* A task is left out from here on, wherever it is: who runs there is not known. */
static void order_leave_out(struct gentrace_order *order)
{
	const struct gentrace_entry *entry = &order->entry;
	size_t i;

	if (entry->value[GENTRACE_ARG(task_filter, kept)])
		return;
	for (i = 0; i < order->generation->public.stream_count; i++)
		if (order->cpu[i].pid == (__u32)entry->value[GENTRACE_ARG(task_filter, pid)])
			order->cpu[i].pid = GENTRACE_PID_NONE;
}

static void order_take_event(struct gentrace_order *order, struct lane *lane)
{
	struct gentrace_entry *entry = &order->entry;
	const struct gentrace_event_info *info = lane->shape->info;

	order_entry(order, lane, GENTRACE_ENTRY_EVENT);
	if (lane->shape->plain && lane->shape->exact)
		lane->p = sound_decode(lane->shape, lane->p, entry->value);
	else
		lane->p = shape_decode(lane->shape, lane->p, lane->end, entry->value, entry->text);
	entry->info = info;
	if (!info)
		return;
	entry->id = info->id;
	entry->class = info->class;
	/* A thread that execs takes over the pid of its leader. */
	if (info->id == GENTRACE_EVENT_sched_switch)
		lane->cpu->pid = (__u32)entry->value[GENTRACE_ARG(sched_switch, next_pid)];
	else if (info->id == GENTRACE_EVENT_sched_process_exec)
		lane->cpu->pid = (__u32)entry->value[GENTRACE_ARG(sched_process_exec, pid)];
	else if (info->id == GENTRACE_EVENT_task_filter)
		order_leave_out(order);
}

const struct gentrace_entry *gentrace_order_next(struct gentrace_order *order)
{
	while (order->heap_count) {
		struct lane *lane = &order->lane[order->heap[0].lane];
		enum lane_item item = lane->item;

		switch (item) {
		case ITEM_EVENT:
			order_take_event(order, lane);
			lane_next_event(order, lane);
			break;
		case ITEM_OPENING:
			lane_open_batch(order, lane);
			break;
		case ITEM_GAP:
			order_take_gap(order, lane);
			lane->item = ITEM_OPENING;
			lane->time = lane->batch->header.base_time;
			break;
		case ITEM_LAST_GAP:
			order_take_gap(order, lane);
			lane->item = ITEM_NONE;
			break;
		case ITEM_NONE:
			break;
		}
		heap_update_first(order);
		if (item == ITEM_GAP || item == ITEM_LAST_GAP ||
		    (item == ITEM_EVENT && order->entry.info))
			return &order->entry;
	}
	return NULL;
}

/*
 * A switch would stand in the CPU's task stream, so until its first batch
 * opens the task named there has been running; with no such batch the first
 * of any stream tells.
 */
__u32 order_first_pid(const struct gentrace_generation *generation, __u32 cpu)
{
	__u32 level;

	if (!order_has_switches(generation))
		return GENTRACE_PID_NONE;
	for (level = GENTRACE_LEVEL_TASK; level < GENTRACE_LEVEL_CONTEXTS; level++) {
		const struct gentrace_stream *stream;

		stream = gentrace_generation_stream(generation, cpu, level);
		if (!stream)
			continue;
		if (stream->batch_count && !stream->batch->header.sequence &&
		    (!stream->batch->header.lost || level != GENTRACE_LEVEL_TASK))
			return stream->batch->header.pid;
		/* Switches may have been lost before anything is known. */
		if (level == GENTRACE_LEVEL_TASK && (stream->batch_count || stream->lost))
			return GENTRACE_PID_NONE;
	}
	return GENTRACE_PID_NONE;
}

__u64 order_first_gap(const struct gentrace_generation *generation, __u32 cpu)
{
	const struct gentrace_stream *stream;
	__u64 first, last;

	stream = gentrace_generation_stream(generation, cpu, GENTRACE_LEVEL_TASK);
	if (!stream)
		return ~0ull;
	if (stream->batch_count && stream->batch->header.sequence)
		return 0;
	if (stream->batch_count)
		return stream->batch->header.lost ? stream->batch->header.lost_since : ~0ull;
	stream_loss_span(generation, stream, &first, &last);
	return first;
}

static int order_alloc(struct gentrace_order *order, size_t streams)
{
	order->lane = calloc(streams + 1, sizeof(*order->lane));
	order->heap = calloc(streams + 1, sizeof(*order->heap));
	order->cpu = calloc(streams + 1, sizeof(*order->cpu));
	return order->lane && order->heap && order->cpu ? 0 : -1;
}

static bool order_wants(const struct gentrace_stream *stream, unsigned int flags)
{
	if (stream->level < GENTRACE_LEVEL_CONTEXTS)
		return stream->cpu < GENTRACE_CPUS_MAX;
	return stream->level == GENTRACE_LEVEL_META && flags & GENTRACE_ORDER_META;
}

static void order_add_lane(struct gentrace_order *order, size_t i,
			   const struct gentrace_stream *stream)
{
	const struct gentrace_generation *public = &order->generation->public;
	struct lane *lane = &order->lane[i];

	lane->stream = stream;
	lane->batch = stream->batch;
	lane->cpu = &order->cpu[i];
	if (i && lane[-1].stream->cpu == stream->cpu)
		lane->cpu = lane[-1].cpu;
	else
		lane->cpu->pid = order_first_pid(public, stream->cpu);
	lane_enter_batch(order, lane);
}

struct gentrace_order *gentrace_order_create(const struct gentrace_generation *generation,
					     unsigned int flags)
{
	struct gentrace_order *order = calloc(1, sizeof(*order));
	size_t i, lanes = 0;

	if (!order || order_alloc(order, generation->stream_count)) {
		gentrace_order_destroy(order);
		return NULL;
	}
	order->generation = generation_of(generation);
	order->switches = order_has_switches(generation);
	for (i = 0; i < generation->stream_count; i++) {
		if (!order_wants(&generation->stream[i], flags))
			continue;
		order_add_lane(order, lanes, &generation->stream[i]);
		if (order->lane[lanes].item != ITEM_NONE)
			order->heap[order->heap_count++] = (struct heap_slot) {
				.time = order->lane[lanes].time, .lane = (__u32)lanes,
			};
		lanes++;
	}
	for (i = order->heap_count; i-- > 0;)
		heap_sift_down(order, i);
	return order;
}

void gentrace_order_destroy(struct gentrace_order *order)
{
	if (!order)
		return;
	free(order->lane);
	free(order->heap);
	free(order->cpu);
	free(order);
}
