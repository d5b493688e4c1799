/* SPDX-License-Identifier: GPL-2.0 */
/*
 * queue.h - batches in trace order.
 *
 * Whoever changes a queue holds its owner's lock; what may be looked at without it is
 * marked where it is written.
 */
#ifndef GT_QUEUE_H
#define GT_QUEUE_H

#include <linux/llist.h>
#include <linux/types.h>

#include "pool.h"

/**
 * struct gt_queue - a list with an end
 * @head: the first one, or NULL
 * @tail: where the next one is to be linked
 * @count: how many
 */
struct gt_queue {
	struct llist_node *head;
	struct llist_node **tail;
	u32 count;
};

static inline void gt_queue_init(struct gt_queue *queue)
{
	WRITE_ONCE(queue->head, NULL);
	queue->tail = &queue->head;
	WRITE_ONCE(queue->count, 0);
}

static inline struct gt_batch *gt_queue_first(const struct gt_queue *queue)
{
	return queue->head ? llist_entry(queue->head, struct gt_batch, node) : NULL;
}

/* The one behind it; NULL if it is the last one. */
static inline struct gt_batch *gt_queue_next(const struct gt_batch *batch)
{
	return batch->node.next ? llist_entry(batch->node.next, struct gt_batch, node) : NULL;
}

static inline void gt_queue_append(struct gt_queue *queue, struct gt_batch *batch)
{
	batch->node.next = NULL;
	WRITE_ONCE(*queue->tail, &batch->node);
	queue->tail = &batch->node.next;
	WRITE_ONCE(queue->count, queue->count + 1);
}

/* The first batch, which leaves the queue, or NULL. */
static inline struct gt_batch *gt_queue_shift(struct gt_queue *queue)
{
	struct gt_batch *first = gt_queue_first(queue);

	if (!first)
		return NULL;
	WRITE_ONCE(queue->head, first->node.next);
	if (!queue->head)
		queue->tail = &queue->head;
	WRITE_ONCE(queue->count, queue->count - 1);
	return first;
}

/* Puts all of @before before what is in the queue; @before is empty then. */
static inline void gt_queue_prepend(struct gt_queue *queue, struct gt_queue *before)
{
	if (!before->head)
		return;
	*before->tail = queue->head;
	if (!queue->head)
		queue->tail = before->tail;
	WRITE_ONCE(queue->head, before->head);
	WRITE_ONCE(queue->count, queue->count + before->count);
	gt_queue_init(before);
}

#endif /* GT_QUEUE_H */
