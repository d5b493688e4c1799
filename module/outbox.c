// SPDX-License-Identifier: GPL-2.0
/*
 * outbox.c - published lists, the queue behind them, and copying to the reader.
 */
#include <linux/irq_work.h>
#include <linux/llist.h>
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <linux/uaccess.h>
#include <linux/wait.h>
#include <linux/xxhash.h>
#include <linux/gentrace_format.h>

#include "outbox.h"

/* Readers wait here for batches, */
DECLARE_WAIT_QUEUE_HEAD(gt_outbox_readable);
/* and the advancer for its byte budget. */
DECLARE_WAIT_QUEUE_HEAD(gt_outbox_published);

/**
 * struct published - full batches of one parity
 * @list: pushed by writers, taken as a whole by collect()
 * @count: batches pushed since the generation began
 */
struct published {
	struct llist_head list;
	atomic_t count;
} ____cacheline_aligned;

static struct published published[2];

/*
 * The queue, in trace order. @lock is held for list work only; @read_lock for a
 * whole copy to user space, by the one reader, and by whoever empties the queue.
 * What gt_outbox_empty() and the statistics look at without either is marked
 * where it is written.
 */
static struct {
	struct mutex lock;
	struct mutex read_lock;
	struct llist_node *head;
	struct llist_node **tail;
	u32 count;
	/* The generation in delivery; 0 until its opening has been queued. */
	u64 gen;
	/* The session that may be read; under read_lock, as is the rest. */
	u64 session;
	/* The batch being read, and how far. */
	struct gt_batch *current_batch;
	u32 offset;
	u64 bytes_read;
} outbox = {
	.lock = __MUTEX_INITIALIZER(outbox.lock),
	.read_lock = __MUTEX_INITIALIZER(outbox.read_lock),
	.tail = &outbox.head,
};

static void outbox_wake(struct irq_work *work)
{
	gt_outbox_wake();
}

/*
 * Probes run under scheduler locks, where waking would deadlock. Not a "hard"
 * work: on RT wait queues are sleeping locks and this must run in a thread.
 */
static struct irq_work wake_work = IRQ_WORK_INIT(outbox_wake);

/**
 * gt_outbox_publish - hand over a full batch
 * @batch: sealed
 * @gen: its generation
 *
 * llist_add() releases the batch's bytes; it pairs with llist_del_all() in
 * outbox_collect_locked().
 *
 * Context: any, inside a section.
 */
void gt_outbox_publish(struct gt_batch *batch, u64 gen)
{
	struct published *to = &published[gen % 2];

	llist_add(&batch->node, &to->list);
	atomic_inc(&to->count);
	irq_work_queue(&wake_work);
}

/* Context: process. Wakes whoever waits for batches. */
void gt_outbox_wake(void)
{
	wake_up(&gt_outbox_readable);
	wake_up(&gt_outbox_published);
}

static void outbox_append_locked(struct gt_batch *batch)
{
	batch->node.next = NULL;
	/* It may be the head, which gt_outbox_empty() looks at. */
	WRITE_ONCE(*outbox.tail, &batch->node);
	outbox.tail = &batch->node.next;
	WRITE_ONCE(outbox.count, outbox.count + 1);
}

/* Moves what writers have published for the generation in delivery. */
static void outbox_collect_locked(void)
{
	struct gt_batch *batch, *next;
	struct llist_node *list;

	if (!outbox.gen)
		return;
	list = llist_del_all(&published[outbox.gen % 2].list);
	/* Pushed newest first; a stream's batches must come in sequence. */
	list = llist_reverse_order(list);
	llist_for_each_entry_safe(batch, next, list, node)
		outbox_append_locked(batch);
}

/**
 * gt_outbox_begin - go on to another generation
 * @gen: the generation. The one before has been collected to its end, and the
 *	opening batches of this one are queued
 */
void gt_outbox_begin(u64 gen)
{
	mutex_lock(&outbox.lock);
	WRITE_ONCE(outbox.gen, gen);
	mutex_unlock(&outbox.lock);
}

/**
 * gt_outbox_append - queue a batch that no writer published
 * @batch: sealed; meta, or flushed
 */
void gt_outbox_append(struct gt_batch *batch)
{
	mutex_lock(&outbox.lock);
	outbox_append_locked(batch);
	mutex_unlock(&outbox.lock);
}

/**
 * gt_outbox_collect - queue what has been published in the current generation
 */
void gt_outbox_collect(void)
{
	mutex_lock(&outbox.lock);
	outbox_collect_locked();
	mutex_unlock(&outbox.lock);
}

/**
 * gt_outbox_empty - is there nothing to read at this moment?
 *
 * Context: any; a hint, as more may arrive at once.
 */
bool gt_outbox_empty(void)
{
	u64 gen = READ_ONCE(outbox.gen);

	return !READ_ONCE(outbox.head) && !READ_ONCE(outbox.current_batch) &&
	       (!gen || llist_empty(&published[gen % 2].list));
}

/**
 * gt_outbox_count - batches that wait for the reader, about
 */
u32 gt_outbox_count(void)
{
	return READ_ONCE(outbox.count) + !!READ_ONCE(outbox.current_batch);
}

/**
 * gt_outbox_written - batches published in a generation, for its budget
 * @gen: the generation that is open
 */
u64 gt_outbox_written(u64 gen)
{
	return atomic_read(&published[gen % 2].count);
}

/**
 * gt_outbox_forget - reset the count of a generation that has been closed
 * @gen: the generation
 */
void gt_outbox_forget(u64 gen)
{
	atomic_set(&published[gen % 2].count, 0);
}

/* The next batch to read; under read_lock. */
static struct gt_batch *outbox_take(void)
{
	struct gt_batch *batch = NULL;

	mutex_lock(&outbox.lock);
	outbox_collect_locked();
	if (outbox.head) {
		batch = llist_entry(outbox.head, struct gt_batch, node);
		WRITE_ONCE(outbox.head, batch->node.next);
		if (!outbox.head)
			outbox.tail = &outbox.head;
		WRITE_ONCE(outbox.count, outbox.count - 1);
	}
	mutex_unlock(&outbox.lock);
	return batch;
}

/*
 * The reader pays for the checksum, not the writer. Its bytes are about to be
 * copied, so they have to come into the cache anyway.
 */
static void outbox_sum(struct gt_batch *batch)
{
	struct gentrace_batch_header *h = (void *)batch->data;
	const size_t before = offsetof(struct gentrace_batch_header, checksum);
	const size_t behind = before + sizeof(h->checksum);
	u64 seed = xxh64(batch->data, before, 0);

	h->checksum = cpu_to_le64(xxh64(batch->data + behind, batch->bytes - behind, seed));
}

static void outbox_drop_current(void)
{
	gt_pool_put(outbox.current_batch);
	WRITE_ONCE(outbox.current_batch, NULL);
	outbox.offset = 0;
}

static ssize_t outbox_read_locked(char __user *to, size_t count)
{
	size_t done = 0;

	while (done < count) {
		struct gt_batch *batch = outbox.current_batch;
		size_t n;

		if (!batch) {
			batch = outbox_take();
			if (!batch)
				break;
			outbox_sum(batch);
			WRITE_ONCE(outbox.current_batch, batch);
		}
		n = min_t(size_t, count - done, batch->bytes - outbox.offset);
		if (copy_to_user(to + done, batch->data + outbox.offset, n))
			return done ? done : -EFAULT;
		done += n;
		outbox.offset += n;
		WRITE_ONCE(outbox.bytes_read, outbox.bytes_read + n);
		if (outbox.offset == batch->bytes)
			outbox_drop_current();
	}
	return done;
}

/**
 * gt_outbox_read - copy what there is to the reader, without waiting for more
 * @session: the session the reader has begun to read
 * @to: user memory
 * @count: its bytes
 *
 * A batch goes back to the pool when its last byte has been copied.
 *
 * Return: bytes copied, 0 if there was nothing, or nothing of this session any
 * more; -EFAULT, -ERESTARTSYS.
 */
ssize_t gt_outbox_read(u64 session, char __user *to, size_t count)
{
	ssize_t done = 0;

	if (mutex_lock_interruptible(&outbox.read_lock))
		return -ERESTARTSYS;
	if (outbox.session == session)
		done = outbox_read_locked(to, count);
	mutex_unlock(&outbox.read_lock);
	return done;
}

/* Bytes that have been read since the outbox was cleared. */
u64 gt_outbox_bytes_read(void)
{
	return READ_ONCE(outbox.bytes_read);
}

/**
 * gt_outbox_rewind - the reader is gone; the next one starts at a whole batch
 */
void gt_outbox_rewind(void)
{
	mutex_lock(&outbox.read_lock);
	WRITE_ONCE(outbox.bytes_read, outbox.bytes_read - outbox.offset);
	outbox.offset = 0;
	mutex_unlock(&outbox.read_lock);
}

/**
 * gt_outbox_reset - throw away what has not been read, and serve a session
 * @session: its id, or 0 for none
 *
 * Context: process; the gate is closed and everything is flushed.
 */
void gt_outbox_reset(u64 session)
{
	struct gt_batch *batch;

	mutex_lock(&outbox.read_lock);
	if (outbox.current_batch)
		outbox_drop_current();
	while ((batch = outbox_take()))
		gt_pool_put(batch);
	WRITE_ONCE(outbox.gen, 0);
	WRITE_ONCE(outbox.bytes_read, 0);
	outbox.session = session;
	mutex_unlock(&outbox.read_lock);
}

/* Waits for a wake-up that is still on its way; no writer is left. */
void gt_outbox_exit(void)
{
	irq_work_sync(&wake_work);
}
