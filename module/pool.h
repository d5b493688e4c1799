/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pool.h - the memory of a session, cut into batches.
 *
 * All CPUs share one pool, so one busy CPU can use all of it and nothing has to
 * be sized per CPU. Free batches are a lock-free stack of indices.
 */
#ifndef GT_POOL_H
#define GT_POOL_H

#include <linux/atomic.h>
#include <linux/llist.h>
#include <linux/types.h>

struct gt_memory;
struct gt_pool;

/**
 * struct gt_batch - one batch of a pool, as the kernel keeps it
 * @pool: where it came from and goes back to
 * @data: its bytes; a struct gentrace_batch_header first
 * @bytes: how many of them are valid, once it is sealed
 * @next: index of the batch below it on the free stack, plus one
 * @node: links it into a published list, then into the outbox
 *
 * Free: on the pool's stack. Taken: owned by the stream that fills it. Sealed:
 * on a published list, then in the outbox, read only, also while the reader has
 * it. Then free again.
 */
struct gt_batch {
	struct gt_pool *pool;
	u8 *data;
	u32 bytes;
	u32 next;
	struct llist_node node;
};

/**
 * struct gt_pool - a set of batches of one size
 * @batch_bytes: size of a batch
 * @count: number of batches
 * @batches: their control structures
 * @memory: their bytes, one area of the session's memory
 * @offset: where that begins in a mapping
 * @free: number of free batches; for statistics and reserves, may lag
 * @top: the free stack: index of the top batch plus one, tag in the high half
 */
struct gt_pool {
	u32 batch_bytes;
	u32 count;
	struct gt_batch *batches;
	void *memory;
	u64 offset;
	atomic_t free ____cacheline_aligned;
	atomic64_t top;
};

int gt_pool_create(struct gt_pool *pool, struct gt_memory *memory, u32 count, u32 batch_bytes);
void gt_pool_destroy(struct gt_pool *pool);
struct gt_batch *gt_pool_get(struct gt_pool *pool);
void gt_pool_put(struct gt_batch *batch);

static inline u32 gt_pool_free(const struct gt_pool *pool)
{
	return atomic_read(&pool->free);
}

/* Where a batch is in a mapping of the session's memory. */
static inline u64 gt_pool_offset(const struct gt_batch *batch)
{
	const struct gt_pool *pool = batch->pool;

	return pool->offset + (batch->data - (u8 *)pool->memory);
}

#endif /* GT_POOL_H */
