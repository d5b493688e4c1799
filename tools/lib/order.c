// SPDX-License-Identifier: GPL-2.0
/*
 * order.c - one time line out of all streams of a generation.
 *
 * Each stream is a lane that knows its next item. The lane with the earliest is at
 * hand; what comes next is mostly another one of the same lane, so it stays at hand
 * until the earliest of the others comes first, which a heap of them yields. Items
 * are events, gaps, and the openings of batches, which stay inside: they say which
 * task was running, where the chain of switches begins and where it goes on after a
 * gap.
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
 * @index: of the lane
 * @number: its CPU
 * @level: its level
 * @tells_pid: its events are those of the task that runs, if that is known
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
	__u32 index;
	__u32 number;
	__u8 level;
	bool tells_pid;
	struct order_cpu *cpu;
	const struct gentrace_batch *batch;
	const __u8 *p;
	const __u8 *end;
	__u64 time;
	enum lane_item item;
	const struct shape *shape;
};

/* @time never goes back, whatever the stream says. */
struct heap_slot {
	__u64 time;
	__u32 lane;
};

/**
 * struct gentrace_order - the merge
 * @generation: of what
 * @lane: by CPU, then level, which is how equal times are ordered
 * @hand: the lane at hand, NULL: there is nothing left
 * @time: of its next item
 * @until: the last instant at which it comes before all others
 * @heap: the other lanes that have a next item, the earliest first
 * @heap_count: how many
 * @cpu: who runs, for each CPU that has a lane
 * @entry: what the caller sees
 */
struct gentrace_order {
	const struct generation *generation;
	struct lane *lane;
	struct lane *hand;
	__u64 time;
	__u64 until;
	struct heap_slot *heap;
	size_t heap_count;
	struct order_cpu *cpu;
	struct gentrace_entry entry;
};

/* Time, then lane, as one number: comparing two of them takes no branch. */
static inline unsigned __int128 slot_key(const struct heap_slot *slot)
{
	return (unsigned __int128)slot->time << 64 | slot->lane;
}

static inline void heap_sift_down(struct heap_slot *heap, size_t count, size_t i)
{
	struct heap_slot slot = heap[i];
	size_t child;

	while ((child = 2 * i + 1) < count) {
		if (child + 1 < count)
			child += slot_key(&heap[child + 1]) < slot_key(&heap[child]);
		if (slot_key(&slot) < slot_key(&heap[child]))
			break;
		heap[i] = heap[child];
		i = child;
	}
	heap[i] = slot;
}

/*
 * The lane of @slot is at hand from here on. It comes before all others: those that
 * win at equal times are later, so there is an instant before theirs.
 */
static void order_take_lane(struct gentrace_order *order, const struct heap_slot *slot)
{
	const struct heap_slot *other = order->heap_count ? order->heap : NULL;

	order->hand = &order->lane[slot->lane];
	order->time = slot->time;
	order->until = other ? other->time - (other->lane < slot->lane) : ~0ull;
}

/* There is no lane at hand, or it has nothing left: take the earliest of the others. */
static void order_drop_lane(struct gentrace_order *order)
{
	struct heap_slot first;

	order->hand = NULL;
	if (!order->heap_count)
		return;
	first = order->heap[0];
	order->heap[0] = order->heap[--order->heap_count];
	heap_sift_down(order->heap, order->heap_count, 0);
	order_take_lane(order, &first);
}

/* The next item of the lane at hand comes after that of another one. */
static void order_change_lane(struct gentrace_order *order)
{
	struct heap_slot first = order->heap[0];

	order->heap[0] = (struct heap_slot) {
		.time = order->time, .lane = order->hand->index,
	};
	heap_sift_down(order->heap, order->heap_count, 0);
	order_take_lane(order, &first);
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

/* There is an event at @p. */
static inline void lane_next_event(const struct gentrace_order *order, struct lane *lane)
{
	__u64 delta;

	lane->shape = &order->generation->schema.shape[*lane->p];
	lane->p = gentrace_get_varint_roomy(lane->p + 1, &delta);
	lane->time += delta;
	lane->item = ITEM_EVENT;
}

/* The batch is over. */
static void lane_leave_batch(const struct gentrace_order *order, struct lane *lane)
{
	lane->batch++;
	lane_enter_batch(order, lane);
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
	if (batch->length)
		lane_next_event(order, lane);
	else
		lane_leave_batch(order, lane);
}

/* Fill in what all entries have in common. */
static inline void order_entry(struct gentrace_order *order, const struct lane *lane, __u8 kind)
{
	struct gentrace_entry *entry = &order->entry;

	entry->kind = kind;
	entry->level = lane->level;
	entry->cpu = lane->number;
	entry->time = order->time;
	entry->ns = clock_line_ns(&order->generation->monotonic, entry->time);
	entry->pid = lane->tells_pid ? lane->cpu->pid : GENTRACE_PID_NONE;
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

/* An event of any shape; is it one that the caller can make sense of? */
static bool order_decode_any(struct gentrace_order *order, struct lane *lane)
{
	struct gentrace_entry *entry = &order->entry;
	const struct gentrace_event_info *info = lane->shape->info;

	lane->p = shape_decode(lane->shape, lane->p, lane->end, entry->value, entry->text);
	/* The scan lets none pass that is malformed. */
	if (!lane->p)
		lane->p = lane->end;
	entry->info = info;
	if (!info)
		return false;
	entry->id = info->id;
	entry->class = info->class;
	/* A thread that execs takes over the pid of its leader. */
	if (info->id == GENTRACE_EVENT_sched_switch)
		lane->cpu->pid = (__u32)entry->value[GENTRACE_ARG(sched_switch, next_pid)];
	else if (info->id == GENTRACE_EVENT_sched_process_exec)
		lane->cpu->pid = (__u32)entry->value[GENTRACE_ARG(sched_process_exec, pid)];
	else if (info->id == GENTRACE_EVENT_task_filter)
		order_leave_out(order);
	return true;
}

/* The same, and nearly all go the short way. */
static inline bool order_decode(struct gentrace_order *order, struct lane *lane)
{
	struct gentrace_entry *entry = &order->entry;
	const struct shape *shape = lane->shape;

	if (__builtin_expect(!shape->quick, 0))
		return order_decode_any(order, lane);
	lane->p = sound_decode(shape, lane->p, entry->value);
	entry->info = shape->info;
	entry->id = shape->info->id;
	entry->class = shape->info->class;
	if (shape->role == ROLE_SWITCH)
		lane->cpu->pid = (__u32)entry->value[GENTRACE_ARG(sched_switch, next_pid)];
	return true;
}

static inline bool order_take_event(struct gentrace_order *order, struct lane *lane)
{
	bool known;

	order_entry(order, lane, GENTRACE_ENTRY_EVENT);
	known = order_decode(order, lane);
	if (__builtin_expect(lane->p < lane->end, 1))
		lane_next_event(order, lane);
	else
		lane_leave_batch(order, lane);
	return known;
}

/* What is no event; is it for the caller? */
static __attribute__((noinline)) bool order_take_other(struct gentrace_order *order,
							struct lane *lane)
{
	switch (lane->item) {
	case ITEM_OPENING:
		lane_open_batch(order, lane);
		return false;
	case ITEM_GAP:
		order_take_gap(order, lane);
		lane->item = ITEM_OPENING;
		lane->time = lane->batch->header.base_time;
		return true;
	case ITEM_LAST_GAP:
		order_take_gap(order, lane);
		lane->item = ITEM_NONE;
		return true;
	default:
		return false;
	}
}

/* The lane at hand has a new next item, or none. */
static inline void order_go_on(struct gentrace_order *order, const struct lane *lane)
{
	if (__builtin_expect(lane->item == ITEM_NONE, 0)) {
		order_drop_lane(order);
		return;
	}
	if (lane->time > order->time)
		order->time = lane->time;
	if (order->time > order->until)
		order_change_lane(order);
}

const struct gentrace_entry *gentrace_order_next(struct gentrace_order *order)
{
	struct lane *lane;
	bool told;

	while ((lane = order->hand)) {
		told = lane->item == ITEM_EVENT ? order_take_event(order, lane) :
		       order_take_other(order, lane);
		order_go_on(order, lane);
		if (told)
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
	lane->index = (__u32)i;
	lane->number = stream->cpu;
	lane->level = (__u8)stream->level;
	lane->tells_pid = stream->level != GENTRACE_LEVEL_META && order_has_switches(public);
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
		heap_sift_down(order->heap, order->heap_count, i);
	order_drop_lane(order);
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
