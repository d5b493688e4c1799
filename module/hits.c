// SPDX-License-Identifier: GPL-2.0
/*
 * hits.c - from a hit in a probe to generations that stay.
 *
 *	probe --ring--> advancer: frozen --its last generation ends--> ready
 *	      --handed over, read--> done
 *
 * What is there of the generations before is held when the advancer hears of the hit, and
 * each that follows when it ends. Whoever has been handed a hit says when it is safe;
 * until then it is the next one's, should the file be closed.
 */
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <linux/string.h>

#include "hits.h"
#include "outbox.h"
#include "trigger.h"
#include "watch.h"
#include "window.h"

/**
 * struct frozen - a hit and its generations
 * @hit: the hit; its number is 0 if the place is free
 * @first: the oldest one that is held; behind @last: none is
 * @last: the newest one
 * @until: the last one that it is to have
 * @ready: it has all there will be
 * @opener: the file that it has been handed to, or NULL
 */
struct frozen {
	struct gt_hit hit;
	u64 first;
	u64 last;
	u64 until;
	bool ready;
	struct gt_opener *opener;
};

/* @lock nests inside of the session's and the generation's, the window's in it. */
static struct {
	struct mutex lock;
	/* In the order of their numbers, free places behind them. */
	struct frozen list[GT_HITS_MAX];
	u32 count;
	/* Hits that were not frozen, for want of a place or of memory. */
	u64 missed;
	/* Looked at without the lock. */
	u32 ready;
} hits = {
	.lock = __MUTEX_INITIALIZER(hits.lock),
};

/* The first generation that is wanted; of a session that keeps none yet, that of the hit. */
static u64 hit_first(const struct frozen *frozen, u32 before)
{
	return gt_window_newest() ? frozen->hit.gen - min_t(u64, before, frozen->hit.gen) :
				    frozen->hit.gen;
}

/* As many before the hit as there are, from its own one backwards. */
static void hold_before(struct frozen *frozen, u32 before)
{
	u64 newest = gt_window_newest(), gen = min(frozen->hit.gen, newest);
	u32 held = 0;

	/* Its own may not have ended yet: then what is before it is held, and it will be. */
	for (; gen && gen + before >= frozen->hit.gen && gt_window_hold(gen); gen--)
		held++;
	if (!held)
		gen = max(newest, hit_first(frozen, before) - 1);
	frozen->first = gen + 1;
	frozen->last = gen + held;
}

/* Those that have ended since the hit. */
static void hold_after(struct frozen *frozen)
{
	while (frozen->last < frozen->until && gt_window_hold(frozen->last + 1))
		frozen->last++;
}

static void hit_forget(struct frozen *frozen)
{
	for (; frozen->first <= frozen->last; frozen->first++)
		gt_window_let_go(frozen->first);
	hits.count--;
	memmove(frozen, frozen + 1, (hits.list + hits.count - frozen) * sizeof(*frozen));
}

/* Of one that has nothing there is nothing to hand over. */
static void hit_is_ready(struct frozen *frozen)
{
	if (frozen->first > frozen->last) {
		hits.missed++;
		hit_forget(frozen);
		return;
	}
	frozen->ready = true;
	WRITE_ONCE(hits.ready, hits.ready + 1);
	gt_outbox_wake();
}

static void hit_freeze(const struct gt_hit *hit)
{
	const struct gentrace_trigger *rule = gt_trigger_at(hit->trigger);
	struct frozen *frozen;

	if (hits.count == GT_HITS_MAX) {
		hits.missed++;
		return;
	}
	frozen = &hits.list[hits.count];
	*frozen = (struct frozen){ .hit = *hit, .until = hit->gen + rule->after };
	hits.count++;
	hold_before(frozen, rule->before);
	hold_after(frozen);
	/* There will be no more: they are held, or are gone already. */
	if (gt_window_newest() >= frozen->until)
		hit_is_ready(frozen);
}

/**
 * gt_hits_take - freeze what has been hit
 *
 * Context: process, sleeps; the advancer.
 */
void gt_hits_take(void)
{
	struct gt_hit hit;

	mutex_lock(&hits.lock);
	while (gt_trigger_next(&hit))
		hit_freeze(&hit);
	mutex_unlock(&hits.lock);
}

/**
 * gt_hits_kept - a generation has ended and is kept
 * @gen: its number
 *
 * Context: process, sleeps; under the generation's lock.
 */
void gt_hits_kept(u64 gen)
{
	u32 i;

	mutex_lock(&hits.lock);
	/* From behind, as one may go. */
	for (i = hits.count; i--;) {
		struct frozen *frozen = &hits.list[i];

		if (frozen->ready)
			continue;
		hold_after(frozen);
		if (gen >= frozen->until)
			hit_is_ready(frozen);
	}
	mutex_unlock(&hits.lock);
}

/**
 * gt_hits_finish - nothing follows any more
 *
 * Context: process, sleeps; the last generation is kept.
 */
void gt_hits_finish(void)
{
	gt_hits_take();
	gt_hits_kept(~0ull);
}

/* Is there one for somebody? A hint; any context. */
bool gt_hits_ready(void)
{
	return READ_ONCE(hits.ready);
}

/**
 * gt_hits_tell - what has come of the triggers
 * @told: its members about hits are filled in
 */
void gt_hits_tell(struct gentrace_flight_window *told)
{
	mutex_lock(&hits.lock);
	told->hits_ready = hits.ready;
	told->hits_missed = hits.missed + gt_trigger_overflows();
	mutex_unlock(&hits.lock);
	told->hits = gt_trigger_hits_all();
	told->unwatched = gt_watch_unwatched();
}

/* Another session: its window has forgotten all holds. */
void gt_hits_reset(void)
{
	mutex_lock(&hits.lock);
	hits.count = 0;
	hits.missed = 0;
	WRITE_ONCE(hits.ready, 0);
	mutex_unlock(&hits.lock);
}

static struct frozen *hit_for_somebody(void)
{
	struct frozen *frozen;

	for (frozen = hits.list; frozen < hits.list + hits.count; frozen++)
		if (frozen->ready && !frozen->opener)
			return frozen;
	return NULL;
}

static void hit_tell(const struct frozen *frozen, struct gentrace_flight_hit *told)
{
	told->number = frozen->hit.number;
	told->trigger = frozen->hit.trigger;
	told->pid = frozen->hit.pid;
	told->took_ns = frozen->hit.took_ns;
	told->at_ns = frozen->hit.monotonic;
	told->generation = frozen->hit.gen;
	told->waiting = hits.ready;
}

/**
 * gt_hits_hand_over - give a file the oldest hit that nobody has
 * @opener: the file
 * @view: its view, which becomes what is frozen
 * @session: the session that is meant
 * @told: out: what it is
 *
 * Context: process, sleeps; one call at a time of a view.
 * Return: 0; -ENODATA if there is none.
 */
int gt_hits_hand_over(struct gt_opener *opener, struct gt_view *view, u64 session,
		      struct gentrace_flight_hit *told)
{
	struct frozen *frozen;
	int err = -ENODATA;

	mutex_lock(&hits.lock);
	frozen = hit_for_somebody();
	if (frozen)
		err = gt_window_view(view, session, frozen->first, frozen->last, told);
	if (!err) {
		frozen->opener = opener;
		WRITE_ONCE(hits.ready, hits.ready - 1);
		hit_tell(frozen, told);
	}
	mutex_unlock(&hits.lock);
	return err;
}

/**
 * gt_hits_done - a hit is where it is safe
 * @opener: the file that has it
 * @number: its number
 *
 * Context: process, sleeps.
 * Return: 0; -EINVAL if the file does not have it.
 */
int gt_hits_done(struct gt_opener *opener, u64 number)
{
	struct frozen *frozen;
	int err = -EINVAL;

	mutex_lock(&hits.lock);
	for (frozen = hits.list; frozen < hits.list + hits.count; frozen++) {
		if (frozen->opener == opener && frozen->hit.number == number) {
			hit_forget(frozen);
			err = 0;
			break;
		}
	}
	mutex_unlock(&hits.lock);
	return err;
}

/**
 * gt_hits_release - a file is closed; what it has not said to be safe is the next one's
 * @opener: the file
 *
 * Context: process, sleeps.
 */
void gt_hits_release(struct gt_opener *opener)
{
	struct frozen *frozen;

	mutex_lock(&hits.lock);
	for (frozen = hits.list; frozen < hits.list + hits.count; frozen++) {
		if (frozen->opener != opener)
			continue;
		frozen->opener = NULL;
		WRITE_ONCE(hits.ready, hits.ready + 1);
	}
	mutex_unlock(&hits.lock);
	gt_outbox_wake();
}
