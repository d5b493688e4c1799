// SPDX-License-Identifier: GPL-2.0
/*
 * pool.c - a lock-free stack of batch indices.
 *
 * The stack's top is one 64-bit word: the index in the low half, a tag in the
 * high half that grows with every change. Without the tag, a CPU that has read
 * top and top->next could be interrupted, the same batch be taken, others taken
 * below it, and it be put back: its compare and exchange would then succeed and
 * install a next that is in use (ABA).
 */
#include <linux/mm.h>
#include <linux/slab.h>

#include "memory.h"
#include "pool.h"
#include "test.h"

#define TOP_INDEX(top)		((u32)(top))
#define TOP_MAKE(old, index)	((((u64)(old) >> 32) + 1) << 32 | (index))

static void pool_fill(struct gt_pool *pool)
{
	u32 i;

	for (i = 0; i < pool->count; i++) {
		struct gt_batch *batch = &pool->batches[i];

		batch->pool = pool;
		batch->data = pool->memory + (size_t)i * pool->batch_bytes;
		batch->next = i;
	}
	atomic64_set(&pool->top, pool->count);
	atomic_set(&pool->free, pool->count);
}

/**
 * gt_pool_create - allocate a pool
 * @pool: zeroed
 * @memory: gets an area for the batches, which gt_pool_destroy() leaves there
 * @count: number of batches
 * @batch_bytes: bytes of each
 *
 * Context: process, may sleep.
 * Return: 0 or -ENOMEM, quietly: the caller tells the user.
 */
int gt_pool_create(struct gt_pool *pool, struct gt_memory *memory, u32 count, u32 batch_bytes)
{
	const gfp_t gfp = GFP_KERNEL | __GFP_ZERO | __GFP_NOWARN | __GFP_RETRY_MAYFAIL;

	pool->count = count;
	pool->batch_bytes = batch_bytes;
	pool->batches = kvcalloc(count, sizeof(*pool->batches), gfp);
	pool->offset = memory->bytes;
	if (pool->batches)
		pool->memory = gt_memory_add(memory, (size_t)count * batch_bytes);
	if (!pool->memory) {
		gt_pool_destroy(pool);
		return -ENOMEM;
	}
	pool_fill(pool);
	return 0;
}

/**
 * gt_pool_destroy - free a pool, not its bytes; nobody may hold a batch of it
 * @pool: the pool; may be zeroed
 */
void gt_pool_destroy(struct gt_pool *pool)
{
	kvfree(pool->batches);
	memset(pool, 0, sizeof(*pool));
}

/**
 * gt_pool_get - take a batch
 * @pool: the pool
 *
 * Context: any, NMI included: an interrupted get or put leaves the stack whole.
 * Return: the batch, or NULL if none is free.
 */
struct gt_batch *gt_pool_get(struct gt_pool *pool)
{
	s64 top = atomic64_read(&pool->top);
	struct gt_batch *batch;

	do {
		if (!TOP_INDEX(top))
			return NULL;
		batch = &pool->batches[TOP_INDEX(top) - 1];
		gt_test_point(GT_TEST_POOL);
		/*
		 * May be stale if somebody else takes the batch meanwhile; then
		 * the tag has changed and the exchange fails.
		 */
	} while (!atomic64_try_cmpxchg(&pool->top, &top,
				       TOP_MAKE(top, READ_ONCE(batch->next))));
	atomic_dec(&pool->free);
	return batch;
}

/**
 * gt_pool_put - give a batch back
 * @batch: the batch
 *
 * The fully ordered exchange makes what was read from the batch come before
 * what its next owner writes; it pairs with the one in gt_pool_get().
 *
 * Context: any, NMI included.
 */
void gt_pool_put(struct gt_batch *batch)
{
	struct gt_pool *pool = batch->pool;
	s64 top = atomic64_read(&pool->top);
	u32 index = batch - pool->batches + 1;

	do {
		WRITE_ONCE(batch->next, TOP_INDEX(top));
	} while (!atomic64_try_cmpxchg(&pool->top, &top, TOP_MAKE(top, index)));
	atomic_inc(&pool->free);
}
