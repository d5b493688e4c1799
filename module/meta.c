// SPDX-License-Identifier: GPL-2.0
/*
 * meta.c - the meta stream's memory and its one slot.
 */
#include <linux/math64.h>
#include <linux/minmax.h>

#include "meta.h"
#include "outbox.h"

/* Of a batch, unless those of events are smaller and it has to fit one of them. */
#define META_BATCH_BYTES	(16u << 10)

/* What a batch does not hold for certain; an event never crosses into the next one. */
#define META_BATCH_REST		1024u

/*
 * Generations, each of the worst size, that the reader may be behind before
 * flips have to wait for memory: the least, and the most that is worth an eighth
 * of what the events get.
 */
#define META_GENERATIONS_MIN	4u
#define META_GENERATIONS_MAX	64u
#define META_POOL_SHARE		8

static struct gt_pool pool;
static struct gt_slot slot;
static u64 gen;

/* Batches that closing a generation takes at the worst. */
static u32 to_close;

/* While set, the memory to close the generation is not handed out. */
static bool keeping;

static u32 batches_for(size_t bytes, u32 batch_bytes)
{
	return DIV_ROUND_UP(bytes, batch_bytes - META_BATCH_REST) + 1;
}

/* How many generations of so many bytes each. */
static u32 generations_for(u32 bytes, u64 events_bytes)
{
	u64 most = div_u64(events_bytes / META_POOL_SHARE, bytes);

	return clamp_t(u64, most, META_GENERATIONS_MIN, META_GENERATIONS_MAX);
}

static u32 meta_batch_bytes(const struct gt_meta_needs *needs)
{
	return needs->fit_bytes ? min(needs->fit_bytes, META_BATCH_BYTES) : META_BATCH_BYTES;
}

static u32 meta_batches(const struct gt_meta_needs *needs)
{
	u32 batch_bytes = meta_batch_bytes(needs);
	u32 each = batches_for(needs->open_bytes, batch_bytes) +
		   batches_for(needs->close_bytes, batch_bytes);

	return each * generations_for(each * batch_bytes, needs->events_bytes);
}

/**
 * gt_meta_bytes - the memory that gt_meta_create() will take
 * @needs: as there
 */
u64 gt_meta_bytes(const struct gt_meta_needs *needs)
{
	return (u64)meta_batches(needs) * (meta_batch_bytes(needs) + sizeof(struct gt_batch));
}

/**
 * gt_meta_create - take the memory for a session's meta stream
 * @memory: the session's, which gets it
 * @needs: what it is to hold
 *
 * Context: process, may sleep.
 * Return: 0 or -ENOMEM.
 */
int gt_meta_create(struct gt_memory *memory, const struct gt_meta_needs *needs)
{
	u32 batch_bytes = meta_batch_bytes(needs);

	to_close = batches_for(needs->close_bytes, batch_bytes);
	return gt_pool_create(&pool, memory, meta_batches(needs), batch_bytes);
}

void gt_meta_destroy(void)
{
	gt_pool_destroy(&pool);
}

/**
 * gt_meta_begin - the stream begins anew, in another generation
 * @generation: its number
 */
void gt_meta_begin(u64 generation)
{
	memset(&slot, 0, sizeof(slot));
	gen = generation;
}

/**
 * gt_meta_keep - hold back the memory that closing will need, or release it
 * @keep: hold back
 */
void gt_meta_keep(bool keep)
{
	keeping = keep;
}

/**
 * gt_meta_has_room - can this generation be closed and the next one opened?
 * @open_bytes: what opening it takes at the worst
 *
 * And closed too: once it is open there is no way back.
 */
bool gt_meta_has_room(size_t open_bytes)
{
	return gt_pool_free(&pool) >= batches_for(open_bytes, pool.batch_bytes) + 2 * to_close;
}

/**
 * gt_meta_tell - what gt_meta_create() has taken
 * @batches: set to how many
 * @batch_bytes: set to the bytes of each
 */
void gt_meta_tell(u32 *batches, u32 *batch_bytes)
{
	*batches = pool.count;
	*batch_bytes = pool.batch_bytes;
}

/**
 * gt_meta_reserve - room for one event; what gt_meta() is made of
 * @event: enum gentrace_event
 * @args_max: worst case of the arguments' bytes
 *
 * Return: where the arguments go, or NULL if there is no memory.
 */
u8 *gt_meta_reserve(u8 event, u32 args_max)
{
	struct gt_batch *batch;
	u64 now = gt_clock();

	if (slot.limit - slot.cursor < GT_EVENT_HEAD_MAX + args_max) {
		gt_meta_seal();
		if (keeping && gt_pool_free(&pool) <= to_close)
			return NULL;
		batch = gt_pool_get(&pool);
		if (!batch)
			return NULL;
		gt_slot_open(&slot, batch, now);
	}
	return gt_slot_stamp(&slot, slot.cursor, event, now);
}

void gt_meta_commit(u8 *p)
{
	gt_stream_commit(&slot, p);
}

/**
 * gt_meta_seal - let the reader have what has been written so far
 */
void gt_meta_seal(void)
{
	if (!slot.batch)
		return;
	gt_slot_seal(&slot, gen, GENTRACE_CPU_NONE, GENTRACE_LEVEL_META);
	gt_outbox_append(slot.batch);
	slot.batch = NULL;
}
