// SPDX-License-Identifier: GPL-2.0
/*
 * outbox.c - published lists, the queue behind them, and what the reader gets.
 */
#include <linux/irq_work.h>
#include <linux/llist.h>
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <linux/uio.h>
#include <linux/wait.h>
#include <linux/gentrace.h>

#include "checksum.h"
#include "memory.h"
#include "outbox.h"
#include "queue.h"

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
 * @lock is held for short: no copy to user space, no checksum. So whoever ends the
 * session never waits for a reader, and mmap(), which has mmap_lock, for nobody
 * who could want that.
 */
static struct {
	struct mutex lock;
	struct gt_queue queue;
	/* Handed to the reader by TAKE; its own until it gives them back. */
	struct gt_queue taken;
	/* The generation in delivery; 0 until its opening has been queued. */
	u64 gen;
	/* The session that may be read, and where its batches lie. */
	u64 session;
	struct gt_memory *memory;
	/* The batch that read(2) is at, and how far. */
	struct gt_batch *current_batch;
	u32 offset;
	u64 bytes_read;
} outbox = {
	.lock = __MUTEX_INITIALIZER(outbox.lock),
	.queue.tail = &outbox.queue.head,
	.taken.tail = &outbox.taken.head,
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

/* Context: any, NMI included. Has gt_outbox_wake() called soon. */
void gt_outbox_kick(void)
{
	irq_work_queue(&wake_work);
}

/* Context: process. Wakes whoever waits for batches. */
void gt_outbox_wake(void)
{
	wake_up(&gt_outbox_readable);
	wake_up(&gt_outbox_published);
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
		gt_queue_append(&outbox.queue, batch);
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
	gt_queue_append(&outbox.queue, batch);
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
 * gt_outbox_extract - take all that is queued, for somebody else to keep
 * @queue: gets it; empty
 *
 * Context: process; nothing is handed to a reader.
 */
void gt_outbox_extract(struct gt_queue *queue)
{
	mutex_lock(&outbox.lock);
	gt_queue_prepend(queue, &outbox.queue);
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

	return !READ_ONCE(outbox.queue.head) && !READ_ONCE(outbox.current_batch) &&
	       (!gen || llist_empty(&published[gen % 2].list));
}

/**
 * gt_outbox_count - batches that wait for the reader, about; not those it has taken
 */
u32 gt_outbox_count(void)
{
	return READ_ONCE(outbox.queue.count) + !!READ_ONCE(outbox.current_batch);
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

static struct gt_batch *outbox_next_locked(void)
{
	outbox_collect_locked();
	return gt_queue_shift(&outbox.queue);
}

static void outbox_drop_current(void)
{
	gt_pool_put(outbox.current_batch);
	WRITE_ONCE(outbox.current_batch, NULL);
	outbox.offset = 0;
}

/**
 * struct aim - bytes that read(2) is to copy next
 * @from: where they are
 * @bytes: how many; 0: there are none
 * @fresh: not 0: they begin a batch of that size, which has no checksum yet
 */
struct aim {
	u8 *from;
	size_t bytes;
	u32 fresh;
};

static int outbox_aim_locked(u64 session, struct aim *aim)
{
	struct gt_batch *batch = outbox.current_batch;

	if (outbox.session != session)
		return 0;
	if (outbox.taken.head)
		return -EBUSY;
	if (!batch) {
		batch = outbox_next_locked();
		if (!batch)
			return 0;
		WRITE_ONCE(outbox.current_batch, batch);
		aim->fresh = batch->bytes;
	}
	aim->from = batch->data + outbox.offset;
	aim->bytes = batch->bytes - outbox.offset;
	return 0;
}

/* Nobody but the one reader moves on, but the session may have gone meanwhile. */
static void outbox_advance(u64 session, size_t bytes)
{
	mutex_lock(&outbox.lock);
	if (outbox.session == session) {
		outbox.offset += bytes;
		WRITE_ONCE(outbox.bytes_read, outbox.bytes_read + bytes);
		if (outbox.offset == outbox.current_batch->bytes)
			outbox_drop_current();
	}
	mutex_unlock(&outbox.lock);
}

/* As many bytes as one batch has: their number, 0 if there are none, or -errno. */
static ssize_t outbox_read_piece(u64 session, struct iov_iter *to)
{
	struct aim aim = {};
	size_t copied;
	int err;

	mutex_lock(&outbox.lock);
	err = outbox_aim_locked(session, &aim);
	mutex_unlock(&outbox.lock);
	if (err || !aim.bytes)
		return err;
	/*
	 * Without a lock: the batch belongs to the reader. If the session ends
	 * meanwhile its bytes are still there, for the caller has a reference, but
	 * not the batch.
	 */
	if (aim.fresh)
		gt_checksum_put(aim.from, aim.fresh);
	aim.bytes = min(aim.bytes, iov_iter_count(to));
	copied = copy_to_iter(aim.from, aim.bytes, to);
	outbox_advance(session, copied);
	return copied ?: -EFAULT;
}

/**
 * gt_outbox_read - copy what there is to the reader, without waiting for more
 * @session: the session the reader has begun to read
 * @to: where to
 *
 * A batch goes back to the pool when its last byte has been copied. No lock is
 * held while user memory is written to, which may take for ever.
 *
 * Context: process, may fault; one call at a time of the session's reader.
 * Return: bytes copied, 0 if there was nothing, or nothing of this session any
 * more; -EFAULT; -EBUSY if batches are taken.
 */
ssize_t gt_outbox_read(u64 session, struct iov_iter *to)
{
	struct gt_memory *memory = gt_outbox_memory(session);
	ssize_t done = 0, n = 0;

	if (!memory)
		return 0;
	while (iov_iter_count(to)) {
		n = outbox_read_piece(session, to);
		if (n <= 0)
			break;
		done += n;
	}
	gt_memory_put(memory);
	return done ?: n;
}

/* Gives back the first so many of the batches that are taken. */
static void outbox_give_locked(u32 count)
{
	struct gt_batch *batch;

	while (count-- && (batch = gt_queue_shift(&outbox.taken)))
		gt_pool_put(batch);
}

/* Hands over up to take->count batches. */
static void outbox_hand_over_locked(struct gentrace_take *take)
{
	struct gt_batch *batch;
	u32 i;

	for (i = 0; i < take->count && (batch = outbox_next_locked()); i++) {
		take->offset[i] = gt_pool_offset(batch);
		take->bytes[i] = batch->bytes;
		WRITE_ONCE(outbox.bytes_read, outbox.bytes_read + batch->bytes);
		gt_queue_append(&outbox.taken, batch);
	}
	take->count = i;
}

static int outbox_take_locked(struct gentrace_take *take)
{
	struct gt_queue unread = { .tail = &unread.head };

	if (outbox.offset)
		return -EBUSY;
	if (take->give != GENTRACE_GIVE_ALL && take->give > outbox.taken.count)
		return -EINVAL;
	/* A read(2) may have begun a batch and failed before its first byte. */
	if (outbox.current_batch) {
		gt_queue_append(&unread, outbox.current_batch);
		gt_queue_prepend(&outbox.queue, &unread);
		WRITE_ONCE(outbox.current_batch, NULL);
	}
	outbox_give_locked(take->give);
	outbox_hand_over_locked(take);
	return 0;
}

/**
 * gt_outbox_take - hand batches to the reader as they lie in the pool
 * @session: the session the reader has begun to read
 * @take: in: how many to give back and to take; out: what has been taken: nothing
 *	if the session has gone
 *
 * Context: process, sleeps; one call at a time of the session's reader.
 * Return: 0; -EBUSY if a batch has been read in part, -EINVAL if fewer are taken
 * than are to be given back.
 */
int gt_outbox_take(u64 session, struct gentrace_take *take)
{
	struct gt_memory *memory = gt_outbox_memory(session);
	int err = 0;
	u32 i;

	if (!memory) {
		take->count = 0;
		return 0;
	}
	mutex_lock(&outbox.lock);
	if (outbox.session == session)
		err = outbox_take_locked(take);
	else
		take->count = 0;
	mutex_unlock(&outbox.lock);
	for (i = 0; !err && i < take->count; i++)
		gt_checksum_put(gt_memory_at(memory, take->offset[i]), take->bytes[i]);
	gt_memory_put(memory);
	return err;
}

/**
 * gt_outbox_memory - the memory that a session's batches lie in
 * @session: its id
 *
 * Context: process, sleeps; called with mmap_lock held.
 * Return: the memory with a reference, or NULL if the session has gone.
 */
struct gt_memory *gt_outbox_memory(u64 session)
{
	struct gt_memory *memory = NULL;

	mutex_lock(&outbox.lock);
	if (outbox.session == session)
		memory = outbox.memory;
	if (memory)
		gt_memory_get(memory);
	mutex_unlock(&outbox.lock);
	return memory;
}

/* Bytes that have been read since the outbox was cleared. */
u64 gt_outbox_bytes_read(void)
{
	return READ_ONCE(outbox.bytes_read);
}

/**
 * gt_outbox_rewind - the reader is gone; the next one starts at a whole batch
 *
 * What it has taken and not given back is queued again, in order, as if it had
 * never been taken.
 */
void gt_outbox_rewind(void)
{
	struct gt_batch *batch;
	u64 bytes;

	mutex_lock(&outbox.lock);
	bytes = outbox.offset;
	outbox.offset = 0;
	llist_for_each_entry(batch, outbox.taken.head, node)
		bytes += batch->bytes;
	gt_queue_prepend(&outbox.queue, &outbox.taken);
	WRITE_ONCE(outbox.bytes_read, outbox.bytes_read - bytes);
	mutex_unlock(&outbox.lock);
}

/**
 * gt_outbox_reset - throw away what has not been read, and serve a session
 * @session: its id, or 0 for none
 * @memory: where its batches lie, or NULL; not freed before the next reset
 *
 * Does not wait for a reader that copies or sums: that one holds on to the bytes
 * and will find that its batch has gone.
 *
 * Context: process; the gate is closed and everything is flushed.
 */
void gt_outbox_reset(u64 session, struct gt_memory *memory)
{
	struct gt_batch *batch;

	mutex_lock(&outbox.lock);
	if (outbox.current_batch)
		outbox_drop_current();
	outbox_give_locked(U32_MAX);
	while ((batch = outbox_next_locked()))
		gt_pool_put(batch);
	WRITE_ONCE(outbox.gen, 0);
	WRITE_ONCE(outbox.bytes_read, 0);
	outbox.session = session;
	outbox.memory = memory;
	mutex_unlock(&outbox.lock);
}

/* Waits for a wake-up that is still on its way; no writer is left. */
void gt_outbox_exit(void)
{
	irq_work_sync(&wake_work);
}
