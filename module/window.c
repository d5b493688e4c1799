// SPDX-License-Identifier: GPL-2.0
/*
 * window.c - the newest generations, within memory that does not grow.
 *
 *	close --> packed --> kept --> dropped, when writers need the batches
 *	                      | held --> read --> let go
 *
 * The newest data wins. When few batches are free, the oldest generation that nobody
 * holds goes. What is held is a part of the memory only, or a reader that does not
 * read could stop the recorder: a snapshot takes the newest generations that fit that
 * part. When nothing is recorded any more it takes all.
 */
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uio.h>
#include <linux/gentrace.h>

#include "checksum.h"
#include "memory.h"
#include "outbox.h"
#include "picture.h"
#include "stream.h"
#include "window.h"

/* What is kept free for what comes before the advancer has run. */
#define RESERVE(batches)	max((batches) / 8, 1u)

/* What snapshots and hits may hold at a time, of batches and of generations. */
#define HOLDABLE(all)		((all) - (all) / 4)

/* And what hits may. */
#define FREEZABLE(all)		((all) / 2)

/*
 * @lock nests inside of the session's and the generation's; the outbox's inside of it.
 * It is held for short: no copy to user space, no checksum.
 */
static struct {
	struct mutex lock;
	/* Held by who puts checksums into a generation, outside of @lock. */
	struct mutex summing;
	u64 session;
	struct gt_kept *table;
	u32 generations;
	/* Oldest first. */
	struct list_head kept;
	struct list_head spare;
	/* Batches in kept generations, and of these in ones that are held. */
	u32 batches;
	u32 held;
	u32 held_generations;
	u64 dropped;
	u64 dropped_bytes;
	/* How long ago a kept generation may have ended; 0: for ever. */
	u64 age_ns;
	/* Looked at by gt_window_is_full() without the lock. */
	u32 reserve;
} window = {
	.lock = __MUTEX_INITIALIZER(window.lock),
	.summing = __MUTEX_INITIALIZER(window.summing),
	.kept = LIST_HEAD_INIT(window.kept),
	.spare = LIST_HEAD_INIT(window.spare),
};

/**
 * gt_window_create - begin to keep the generations of a session
 * @session: its id
 * @batches: how many it has for events
 * @age_ns: how long ago a generation may have ended that is kept; 0: for ever
 *
 * Context: process, sleeps; under the session's lock.
 * Return: 0 or -ENOMEM.
 */
int gt_window_create(u64 session, u32 batches, u64 age_ns)
{
	const gfp_t gfp = GFP_KERNEL | __GFP_ZERO | __GFP_NOWARN | __GFP_RETRY_MAYFAIL;
	u32 count = min(batches, GT_WINDOW_GENERATIONS_MAX), i;
	struct gt_kept *table;

	table = kvcalloc(count, sizeof(*table), gfp);
	if (!table)
		return -ENOMEM;
	mutex_lock(&window.lock);
	for (i = 0; i < count; i++)
		list_add_tail(&table[i].node, &window.spare);
	window.table = table;
	window.generations = count;
	window.session = session;
	window.age_ns = age_ns;
	window.batches = 0;
	window.held = 0;
	window.held_generations = 0;
	window.dropped = 0;
	window.dropped_bytes = 0;
	WRITE_ONCE(window.reserve, RESERVE(batches));
	mutex_unlock(&window.lock);
	return 0;
}

/**
 * gt_window_destroy - forget all generations, whoever holds them
 *
 * Waits for a checksum, and not for a reader that copies: that one holds on to the
 * bytes and will find that its generation has gone. Batches are not given back: their
 * pool goes next.
 *
 * Context: process, sleeps; nothing is recorded, see gt_window_create().
 */
void gt_window_destroy(void)
{
	struct gt_kept *table;

	mutex_lock(&window.summing);
	mutex_lock(&window.lock);
	table = window.table;
	window.table = NULL;
	window.session = 0;
	INIT_LIST_HEAD(&window.kept);
	INIT_LIST_HEAD(&window.spare);
	WRITE_ONCE(window.reserve, 0);
	mutex_unlock(&window.lock);
	mutex_unlock(&window.summing);
	kvfree(table);
}

/* -------------------------------------------------------------- to keep */

static void window_drop_locked(struct gt_kept *kept)
{
	u64 next = list_is_last(&kept->node, &window.kept) ? kept->gen + 1 :
		   list_next_entry(kept, node)->gen;
	struct gt_batch *batch;

	/* One that is held may be older than one that is dropped. */
	if (list_is_first(&kept->node, &window.kept))
		gt_picture_oldest(next);

	window.batches -= kept->batches.count;
	window.dropped++;
	window.dropped_bytes += kept->bytes;
	while ((batch = gt_queue_shift(&kept->batches)))
		gt_pool_put(batch);
	list_move(&kept->node, &window.spare);
}

/* The oldest one that nobody holds goes; false if all are held, or there is none. */
static bool window_drop_oldest_locked(void)
{
	struct gt_kept *kept;

	list_for_each_entry(kept, &window.kept, node) {
		if (!kept->holds) {
			window_drop_locked(kept);
			return true;
		}
	}
	return false;
}

static void window_trim_locked(void)
{
	while (gt_window_is_full() && window_drop_oldest_locked())
		;
}

/* The oldest first, up to one that is held: it would be alone before a gap. */
static void window_forget_locked(u64 now_ns)
{
	struct gt_kept *kept, *next;

	list_for_each_entry_safe(kept, next, &window.kept, node) {
		if (kept->holds || now_ns - kept->end_ns <= window.age_ns)
			break;
		window_drop_locked(kept);
	}
}

/* In a batch of the events' pool, unless none is free. One of the meta stream fits. */
static struct gt_batch *window_carrier(struct gt_batch *batch)
{
	struct gt_batch *carrier = NULL;

	if (batch->pool != &gt_pool)
		carrier = gt_pool_get(&gt_pool);
	if (!carrier)
		return batch;
	memcpy(carrier->data, batch->data, batch->bytes);
	carrier->bytes = batch->bytes;
	gt_pool_put(batch);
	return carrier;
}

/*
 * The batches that streams had open when the generation ended are nearly empty, and
 * there are as many as CPUs have levels. A trace is bytes and batches follow each
 * other in it without a gap: several can lie in one batch of the pool. So the tables
 * leave their own pool, too, which is only large enough for the generations at hand.
 */
static u64 window_pack(struct gt_queue *to, struct gt_queue *from)
{
	struct gt_batch *batch, *carrier = NULL;
	u64 bytes = 0;

	gt_queue_init(to);
	while ((batch = gt_queue_shift(from))) {
		bytes += batch->bytes;
		if (carrier && carrier->bytes + batch->bytes <= carrier->pool->batch_bytes) {
			memcpy(carrier->data + carrier->bytes, batch->data, batch->bytes);
			carrier->bytes += batch->bytes;
			gt_pool_put(batch);
			continue;
		}
		carrier = window_carrier(batch);
		gt_queue_append(to, carrier);
	}
	return bytes;
}

/**
 * gt_window_keep - a generation has ended
 * @gen: its number; all of its batches are in the outbox, and no others
 * @begin_ns: when it began, CLOCK_MONOTONIC
 * @end_ns: when it ended
 *
 * Context: process, sleeps; under the generation's lock.
 */
void gt_window_keep(u64 gen, u64 begin_ns, u64 end_ns)
{
	struct gt_queue queue;
	struct gt_kept *kept;

	gt_queue_init(&queue);
	gt_outbox_extract(&queue);
	mutex_lock(&window.lock);
	/* There is one: not all generations can be held. */
	if (list_empty(&window.spare))
		window_drop_oldest_locked();
	kept = list_first_entry(&window.spare, struct gt_kept, node);
	*kept = (struct gt_kept) {
		.node = kept->node, .gen = gen, .begin_ns = begin_ns, .end_ns = end_ns,
	};
	kept->bytes = window_pack(&kept->batches, &queue);
	window.batches += kept->batches.count;
	list_move_tail(&kept->node, &window.kept);
	window_trim_locked();
	if (window.age_ns)
		window_forget_locked(end_ns);
	mutex_unlock(&window.lock);
}

/**
 * gt_window_is_full - are so few batches free that a generation has to go?
 *
 * Context: any; a hint. Never, if there is no window.
 */
bool gt_window_is_full(void)
{
	return gt_pool_free(&gt_pool) < READ_ONCE(window.reserve);
}

/**
 * gt_window_trim - let the oldest generations go, as long as it is full
 *
 * Context: process, sleeps.
 * Return: whether it still is: the rest is held, or not yet closed.
 */
bool gt_window_trim(void)
{
	if (!gt_window_is_full())
		return false;
	mutex_lock(&window.lock);
	window_trim_locked();
	mutex_unlock(&window.lock);
	return gt_window_is_full();
}

/**
 * gt_window_tell - what is kept
 * @told: filled in, but for @size; all 0 if there is no window
 */
void gt_window_tell(struct gentrace_flight_window *told)
{
	struct gt_kept *kept;

	*told = (struct gentrace_flight_window) { };
	mutex_lock(&window.lock);
	list_for_each_entry(kept, &window.kept, node) {
		if (!told->generations++) {
			told->first = kept->gen;
			told->begin_ns = kept->begin_ns;
		}
		told->last = kept->gen;
		told->end_ns = kept->end_ns;
		told->bytes += kept->bytes;
	}
	told->batches_total = window.session ? gt_pool.count : 0;
	told->batches = window.batches;
	told->batches_held = window.held;
	told->dropped = window.dropped;
	told->dropped_bytes = window.dropped_bytes;
	mutex_unlock(&window.lock);
}

/* -------------------------------------------------------------- to hold */

static struct gt_kept *window_find_locked(u64 gen)
{
	struct gt_kept *kept;

	list_for_each_entry(kept, &window.kept, node)
		if (kept->gen == gen)
			return kept;
	return NULL;
}

static void window_hold_locked(struct gt_kept *kept)
{
	if (kept->holds++)
		return;
	window.held += kept->batches.count;
	window.held_generations++;
}

static void window_let_go_locked(struct gt_kept *kept)
{
	if (--kept->holds)
		return;
	window.held -= kept->batches.count;
	window.held_generations--;
}

/* Would the recorder have enough left? */
static bool window_may_hold_locked(const struct gt_kept *kept)
{
	return kept->holds ||
	       (window.held + kept->batches.count <= HOLDABLE(gt_pool.count) &&
		window.held_generations < HOLDABLE(window.generations));
}

static void window_release_locked(struct gt_view *view)
{
	struct gt_kept *kept;

	if (view->session && view->session == window.session)
		for (; view->next <= view->last; view->next++) {
			kept = window_find_locked(view->next);
			if (!WARN_ON_ONCE(!kept))
				window_let_go_locked(kept);
		}
	*view = (struct gt_view) { };
}

/*
 * From the newest one backwards, as long as numbers follow each other, it is not too
 * long ago and there is room. Returns the first one, or NULL.
 */
static struct gt_kept *window_reach_locked(u64 from_ns, bool all)
{
	struct gt_kept *kept, *first = NULL;

	list_for_each_entry_reverse(kept, &window.kept, node) {
		if (first && (kept->gen + 1 != first->gen || kept->end_ns <= from_ns))
			break;
		if (!all && !window_may_hold_locked(kept))
			break;
		window_hold_locked(kept);
		first = kept;
	}
	return first;
}

/**
 * gt_window_snapshot - hold what is there, to be read
 * @view: becomes the snapshot; what it was before is let go
 * @session: the session that is meant
 * @snapshot: in: @window_ns; out: what is held
 * @all: nothing is recorded any more, which it could be in the way of
 *
 * Context: process, sleeps; one call at a time of a view.
 * Return: 0; -ENODATA if there is nothing, or the session has gone; -ENOSPC if others
 * hold so much that not one generation more can be held.
 */
int gt_window_snapshot(struct gt_view *view, u64 session, struct gentrace_flight_snapshot *snapshot,
		       bool all)
{
	struct gt_kept *first, *last;
	int err = 0;

	mutex_lock(&window.lock);
	window_release_locked(view);
	if (window.session != session || list_empty(&window.kept)) {
		err = -ENODATA;
		goto out;
	}
	last = list_last_entry(&window.kept, struct gt_kept, node);
	first = window_reach_locked(!snapshot->window_ns ? 0 :
				    last->end_ns - min(snapshot->window_ns, last->end_ns), all);
	if (!first) {
		err = -ENOSPC;
		goto out;
	}
	*view = (struct gt_view) { .session = session, .next = first->gen, .last = last->gen };
	snapshot->first = first->gen;
	snapshot->last = last->gen;
	snapshot->begin_ns = first->begin_ns;
	snapshot->end_ns = last->end_ns;
	snapshot->bytes = 0;
	list_for_each_entry_from(first, &window.kept, node)
		snapshot->bytes += first->bytes;
out:
	mutex_unlock(&window.lock);
	return err;
}

/* The number of the newest one; 0 if there is none. */
u64 gt_window_newest(void)
{
	u64 gen = 0;

	mutex_lock(&window.lock);
	if (!list_empty(&window.kept))
		gen = list_last_entry(&window.kept, struct gt_kept, node)->gen;
	mutex_unlock(&window.lock);
	return gen;
}

/**
 * gt_window_hold - keep a generation, whatever comes
 * @gen: its number
 *
 * Context: process, sleeps.
 * Return: whether it is held: it is there, and not half of the memory is held.
 */
bool gt_window_hold(u64 gen)
{
	struct gt_kept *kept;

	mutex_lock(&window.lock);
	kept = window_find_locked(gen);
	if (kept && !kept->holds &&
	    (window.held + kept->batches.count > FREEZABLE(gt_pool.count) ||
	     window.held_generations >= FREEZABLE(window.generations)))
		kept = NULL;
	if (kept)
		window_hold_locked(kept);
	mutex_unlock(&window.lock);
	return kept;
}

/**
 * gt_window_let_go - undoes gt_window_hold()
 * @gen: its number
 */
void gt_window_let_go(u64 gen)
{
	struct gt_kept *kept;

	mutex_lock(&window.lock);
	kept = window_find_locked(gen);
	if (!WARN_ON_ONCE(!kept))
		window_let_go_locked(kept);
	mutex_unlock(&window.lock);
}

/**
 * gt_window_view - read generations that somebody holds
 * @view: becomes a view of them; what it was before is let go
 * @session: the session that is meant
 * @first: the first one; all of them are held
 * @last: the last one
 * @told: out: what they are
 *
 * Context: process, sleeps; one call at a time of a view.
 * Return: 0; -ENODATA if the session has gone.
 */
int gt_window_view(struct gt_view *view, u64 session, u64 first, u64 last,
		   struct gentrace_flight_hit *told)
{
	struct gt_kept *kept;
	int err = 0;
	u64 gen;

	mutex_lock(&window.lock);
	window_release_locked(view);
	if (window.session != session) {
		err = -ENODATA;
		goto out;
	}
	*view = (struct gt_view) { .session = session, .next = first, .last = last };
	told->first = first;
	told->last = last;
	told->begin_ns = window_find_locked(first)->begin_ns;
	told->end_ns = window_find_locked(last)->end_ns;
	told->bytes = 0;
	for (gen = first; gen <= last; gen++) {
		kept = window_find_locked(gen);
		window_hold_locked(kept);
		told->bytes += kept->bytes;
	}
out:
	mutex_unlock(&window.lock);
	return err;
}

/**
 * gt_window_release - nobody will read a snapshot to its end
 * @view: the snapshot; there is none afterwards
 *
 * Context: process, sleeps.
 */
void gt_window_release(struct gt_view *view)
{
	mutex_lock(&window.lock);
	window_release_locked(view);
	mutex_unlock(&window.lock);
}

/**
 * gt_window_is_read - has a snapshot been read to its end?
 * @view: the snapshot
 *
 * Context: process, sleeps.
 * Return: whether there is one, and nothing of it is left.
 */
bool gt_window_is_read(const struct gt_view *view)
{
	bool is;

	mutex_lock(&window.lock);
	is = view->session && view->next > view->last;
	mutex_unlock(&window.lock);
	return is;
}

/* -------------------------------------------------------------- to read */

/* A batch of the pool is one of the trace behind the other. */
static void window_sum_batch(const struct gt_batch *batch)
{
	u32 offset, bytes;

	for (offset = 0; offset < batch->bytes; offset += bytes) {
		u8 *data = batch->data + offset;

		bytes = le32_to_cpu(((struct gentrace_batch_header *)data)->bytes);
		gt_checksum_put(data, bytes);
	}
}

/*
 * Who reads a generation first pays for its checksums; most are never read. Without
 * the window's lock: the view's hold keeps it, and gt_window_destroy() waits.
 */
static void window_sum(const struct gt_view *view)
{
	const struct gt_batch *batch;
	struct gt_kept *kept = NULL;

	mutex_lock(&window.summing);
	mutex_lock(&window.lock);
	if (window.session == view->session)
		kept = window_find_locked(view->next);
	mutex_unlock(&window.lock);
	if (kept && !kept->summed) {
		for (batch = gt_queue_first(&kept->batches); batch; batch = gt_queue_next(batch))
			window_sum_batch(batch);
		kept->summed = true;
	}
	mutex_unlock(&window.summing);
}

/* The bytes that are next: 0 if there are none. @fresh: a generation begins with them. */
static u32 window_aim_locked(struct gt_view *view, u8 **from, bool *fresh)
{
	struct gt_kept *kept;

	if (window.session != view->session || view->next > view->last)
		return 0;
	*fresh = !view->batch;
	if (*fresh) {
		kept = window_find_locked(view->next);
		view->batch = gt_queue_first(&kept->batches);
		view->offset = 0;
	}
	*from = view->batch->data + view->offset;
	return view->batch->bytes - view->offset;
}

/* So many have been copied; the session may have gone meanwhile. */
static void window_advance_locked(struct gt_view *view, u32 bytes)
{
	if (window.session != view->session)
		return;
	view->offset += bytes;
	if (view->offset < view->batch->bytes)
		return;
	view->offset = 0;
	view->batch = gt_queue_next(view->batch);
	if (view->batch)
		return;
	window_let_go_locked(window_find_locked(view->next));
	view->next++;
}

static ssize_t window_read_piece(struct gt_view *view, struct iov_iter *to)
{
	size_t copied;
	bool fresh;
	u32 bytes;
	u8 *from;

	mutex_lock(&window.lock);
	bytes = window_aim_locked(view, &from, &fresh);
	mutex_unlock(&window.lock);
	if (!bytes)
		return 0;
	if (fresh)
		window_sum(view);
	copied = copy_to_iter(from, min_t(size_t, bytes, iov_iter_count(to)), to);
	mutex_lock(&window.lock);
	window_advance_locked(view, copied);
	mutex_unlock(&window.lock);
	return copied ?: -EFAULT;
}

/**
 * gt_window_read - copy what is next of a snapshot
 * @view: the snapshot
 * @to: where to
 *
 * A generation that has been copied to its end is let go. No lock is held while user
 * memory is written to.
 *
 * Context: process, may fault; one call at a time of a view.
 * Return: bytes copied, 0 at the end of the snapshot or if its session has gone;
 * -EFAULT.
 */
ssize_t gt_window_read(struct gt_view *view, struct iov_iter *to)
{
	struct gt_memory *memory = gt_outbox_memory(view->session);
	ssize_t done = 0, n = 0;

	if (!memory)
		return 0;
	while (iov_iter_count(to)) {
		n = window_read_piece(view, to);
		if (n <= 0)
			break;
		done += n;
	}
	gt_memory_put(memory);
	return done ?: n;
}
