// SPDX-License-Identifier: GPL-2.0
/*
 * session.c - the state machine.
 *
 *	idle --arm--> armed --start--> tracing --stop--> stopped --release--> idle
 *
 * Arming is all or nothing: memory, then probes. It takes grace periods and
 * milliseconds; starting what is armed takes one world stop. A persistent
 * session has no owner once it is armed: anybody may stop it, and it is
 * released when its reader has read it to the end, or by the next arm.
 */
#include <linux/cpumask.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/random.h>
#include <linux/sched.h>

#include "advancer.h"
#include "args.h"
#include "clock.h"
#include "filter.h"
#include "gate.h"
#include "generation.h"
#include "hits.h"
#include "memory.h"
#include "outbox.h"
#include "picture.h"
#include "probes.h"
#include "sampler.h"
#include "session.h"
#include "stacks.h"
#include "stream.h"
#include "trigger.h"
#include "watch.h"
#include "window.h"

static unsigned int max_pool_percent = 50;
module_param(max_pool_percent, uint, 0644);
MODULE_PARM_DESC(max_pool_percent, "largest pool that a session may ask for, in percent of memory (default 50)");

/*
 * @lock is outermost: generation's and outbox's nest inside. Not wanted with
 * mmap_lock held.
 */
static struct {
	struct mutex lock;
	enum gentrace_state state;
	u64 id;
	/* NULL if the session is persistent, or there is none. */
	struct gt_opener *owner;
	struct gt_opener *reader;
	pid_t owner_pid;
	struct gentrace_config config;
	/* A flight session, which is read by snapshots. Read without the lock. */
	bool flight;
	/* Not idle: what the batches lie in. */
	struct gt_memory *memory;
	u64 start_pause_ns;
	u64 stop_pause_ns;
} session = {
	.lock = __MUTEX_INITIALIZER(session.lock),
};

static void session_set(enum gentrace_state state)
{
	/* Pairs with the acquire in gt_session_read_ended(). */
	smp_store_release(&session.state, state);
}

/* What is still mapped of sessions of the past is taken off. */
static u64 pool_bytes_max(void)
{
	u64 memory = (u64)totalram_pages() << PAGE_SHIFT;
	u64 most = memory / 100 * min(READ_ONCE(max_pool_percent), 90u);
	u64 retired = gt_memory_retired();

	most = most > retired ? most - retired : 0;
	return clamp_t(u64, most, GENTRACE_POOL_BYTES_MIN, GENTRACE_POOL_BYTES_MAX);
}

/**
 * gt_session_info - what this module can do on this machine
 * @info: filled in, but for @size
 */
void gt_session_info(struct gentrace_info *info)
{
	*info = (struct gentrace_info){
		.abi = GENTRACE_ABI,
		.format = GENTRACE_FORMAT,
		.clocks = gt_clock_available(),
		.features = GENTRACE_FEATURES &
			    ~(gt_stacks_available() ? 0 : GENTRACE_FEATURE_STACKS),
		.classes = gt_probes_classes(),
		.flags = GENTRACE_FLAGS_ALL,
		.cpus = num_possible_cpus(),
		.batch_bytes_min = GENTRACE_BATCH_BYTES_MIN,
		.batch_bytes_max = GENTRACE_BATCH_BYTES_MAX,
		.pool_bytes_min = GENTRACE_POOL_BYTES_MIN,
		.pool_bytes_max = pool_bytes_max(),
		.period_ns_min = GENTRACE_PERIOD_NS_MIN,
		.period_ns_max = GENTRACE_PERIOD_NS_MAX,
		.version = GENTRACE_VERSION,
	};
}

/**
 * gt_session_stats - the session as it stands
 * @stats: filled in, but for @size
 */
void gt_session_stats(struct gentrace_stats *stats)
{
	struct gt_progress progress;
	u32 cause;

	mutex_lock(&session.lock);
	gt_generation_progress(&progress);
	*stats = (struct gentrace_stats){
		.state = session.state,
		.session = session.id,
		.generation = progress.gen,
		.generations = progress.closed,
		.postponed = progress.postponed,
		.emitted = progress.sum.emitted,
		.recorded = progress.sum.recorded,
		.bytes_read = gt_outbox_bytes_read(),
		.batches = gt_pool.count,
		.batches_free = gt_pool_free(&gt_pool),
		.batches_unread = gt_outbox_count(),
		.owner = session.owner_pid,
		.start_pause_ns = session.start_pause_ns,
		.stop_pause_ns = session.stop_pause_ns,
		.fault = gt_gate_faulty(),
		.map_pages = session.memory ? session.memory->bytes >> PAGE_SHIFT : 0,
	};
	BUILD_BUG_ON(GENTRACE_CAUSE_COUNT > ARRAY_SIZE(stats->lost));
	for (cause = 0; cause < GENTRACE_CAUSE_COUNT; cause++)
		stats->lost[cause] = progress.sum.lost[cause];
	if (session.state == GENTRACE_STATE_TRACING)
		stats->open_lost = gt_ledger_peek_lost(progress.gen);
	mutex_unlock(&session.lock);
}

/**
 * gt_session_filters - what the session leaves out
 * @filters: filled in, but for @size
 */
void gt_session_filters(struct gentrace_filters *filters)
{
	mutex_lock(&session.lock);
	gt_filter_tell(filters);
	mutex_unlock(&session.lock);
}

/* @config is written only if the filters are good, too. */
static int config_check(struct gentrace_config *config, const struct gt_parts *parts)
{
	const struct gt_args_bounds bounds = {
		.clocks = gt_clock_available(),
		.cpus = nr_cpu_ids,
		.stacks = gt_stacks_available(),
		.pool_bytes_max = pool_bytes_max(),
	};
	struct gentrace_config c = *config;
	int err;

	err = gt_args_config_check(&c, &bounds) ?: gt_args_filters_check(parts->filters, &c, &bounds) ?:
	      gt_args_triggers_check(parts->triggers, &c) ?:
	      gt_filter_check(parts->filters, c.filter_count);
	if (!err)
		*config = c;
	return err;
}

/* What is to be noticed; the clock is chosen. */
static int session_take_triggers(const struct gentrace_config *c, const struct gt_parts *parts)
{
	int err;

	gt_hits_reset();
	err = gt_trigger_arm(parts->triggers, c->trigger_count);
	if (err || !c->trigger_count)
		return err;
	err = gt_watch_create();
	if (err)
		gt_trigger_discard();
	return err;
}

/* Undoes session_take_triggers(). */
static void session_give_triggers(void)
{
	if (gt_trigger_count())
		gt_watch_destroy();
	gt_trigger_discard();
	gt_hits_reset();
}

/* Undoes session_take_memory(). */
static void session_give_memory(bool flight)
{
	if (flight) {
		gt_picture_destroy();
		gt_window_destroy();
	}
	gt_generation_discard();
	gt_pool_destroy(&gt_pool);
}

/* Undoes session_take(), from any state; what is unread is thrown away. */
static void session_free(void)
{
	if (session.state == GENTRACE_STATE_IDLE)
		return;
	if (session.state == GENTRACE_STATE_ARMED)
		gt_probes_detach();
	gt_outbox_reset(0, NULL);
	session_give_memory(session.flight);
	session_give_triggers();
	gt_stacks_destroy();
	gt_filter_discard();
	gt_memory_retire(session.memory);
	WRITE_ONCE(session.flight, false);
	session.memory = NULL;
	session_set(GENTRACE_STATE_IDLE);
	session.owner = NULL;
	session.reader = NULL;
	session.owner_pid = 0;
	gt_outbox_wake();
}

/*
 * How many batches there are for events. The memory of a flight session is a bound on all
 * that it takes: on what is written about events, and on what is written about batches.
 */
static u32 session_batches(const struct gentrace_config *c)
{
	u64 fixed, each;

	if (!(c->flags & GENTRACE_FLIGHT))
		return c->pool_bytes / c->batch_bytes;
	fixed = gt_generation_bytes(c) + 2ull * c->stack_bytes +
		(c->trigger_count ? gt_watch_bytes() : 0) + gt_picture_bytes(c->pool_bytes);
	each = c->batch_bytes + sizeof(struct gt_batch) + sizeof(struct gt_kept);
	return c->pool_bytes > fixed ? div64_u64(c->pool_bytes - fixed, each) : 0;
}

/* All that batches lie in. */
static int session_take_memory(struct gt_memory *memory, const struct gentrace_config *c, u64 id)
{
	bool flight = c->flags & GENTRACE_FLIGHT;
	u32 batches = session_batches(c);
	int err;

	if (flight && batches < GENTRACE_FLIGHT_BATCHES_MIN)
		return -ENOSPC;
	err = gt_pool_create(&gt_pool, memory, batches, c->batch_bytes);
	if (err)
		return err;
	err = gt_generation_prepare(memory, c);
	if (err)
		goto err_pool;
	err = flight ? gt_picture_create(memory, id) : 0;
	if (err)
		goto err_generation;
	err = flight ? gt_window_create(id, batches, c->window_ns) : 0;
	if (err)
		goto err_picture;
	return 0;

err_picture:
	gt_picture_destroy();
err_generation:
	gt_generation_discard();
err_pool:
	gt_pool_destroy(&gt_pool);
	return err;
}

static int session_take(const struct gentrace_config *c, const struct gt_parts *parts,
			u64 id)
{
	struct gt_memory *memory;
	int err;

	memory = gt_memory_create();
	if (!memory)
		return -ENOMEM;
	err = gt_filter_arm(parts->filters, c);
	if (err)
		goto err_memory;
	err = gt_stacks_create(c->stacks, c->stack_bytes);
	if (err)
		goto err_filter;
	gt_clock_select(c->clock);
	gt_sampler_select(c->sample_hz);
	err = session_take_triggers(c, parts);
	if (err)
		goto err_stacks;
	err = session_take_memory(memory, c, id);
	if (err)
		goto err_triggers;
	gt_gate_forgive();
	err = gt_probes_attach(c->classes, c->stacks);
	if (err)
		goto err_parts;
	session.memory = memory;
	return 0;

err_parts:
	session_give_memory(c->flags & GENTRACE_FLIGHT);
err_triggers:
	session_give_triggers();
err_stacks:
	gt_stacks_destroy();
err_filter:
	gt_filter_discard();
err_memory:
	gt_memory_put(memory);
	return err;
}

/* May @opener put an end to what is there? */
static bool session_is_free_for(const struct gt_opener *opener)
{
	if (session.state == GENTRACE_STATE_IDLE)
		return true;
	return session.state == GENTRACE_STATE_STOPPED &&
	       (!session.owner || session.owner == opener);
}

static int arm_locked(struct gt_opener *opener, struct gentrace_config *config,
		      const struct gt_parts *parts)
{
	u64 id = get_random_u64() | 1;
	int err;

	if (!session_is_free_for(opener))
		return -EBUSY;
	err = config_check(config, parts);
	if (err)
		return err;
	session_free();
	err = session_take(config, parts, id);
	if (err)
		return err;
	session.config = *config;
	WRITE_ONCE(session.id, id);
	WRITE_ONCE(session.flight, config->flags & GENTRACE_FLIGHT);
	session.owner = config->flags & GENTRACE_PERSISTENT ? NULL : opener;
	session.owner_pid = task_tgid_nr(current);
	/* It may have read the session before; this is another one. */
	WRITE_ONCE(opener->reading, 0);
	session.start_pause_ns = 0;
	session.stop_pause_ns = 0;
	session_set(GENTRACE_STATE_ARMED);
	gt_stream_set_session(session.id);
	gt_outbox_reset(session.id, session.memory);
	return 0;
}

/**
 * gt_session_arm - take the memory and attach the probes, or change nothing
 * @opener: the owner to be
 * @config: in: what is wanted; out, on success: what is in force
 * @parts: its arrays
 *
 * Context: process, sleeps.
 * Return: 0; -EBUSY if there is a session of somebody else's, -EINVAL or
 * -EOPNOTSUPP for a config that cannot be, -ENOSPC for a flight session with so little
 * memory that it could keep nothing, -ENOMEM, or what attaching said.
 */
int gt_session_arm(struct gt_opener *opener, struct gentrace_config *config,
		   const struct gt_parts *parts)
{
	int err;

	mutex_lock(&session.lock);
	err = arm_locked(opener, config, parts);
	mutex_unlock(&session.lock);
	return err;
}

/* Who waits for events is to see that there will be none. */
static int end_locked(void)
{
	int err = gt_generation_stop(&session.stop_pause_ns);

	if (err)
		return err;
	gt_probes_detach();
	if (session.flight)
		gt_hits_finish();
	session_set(GENTRACE_STATE_STOPPED);
	gt_outbox_wake();
	return 0;
}

static int stop_locked(void)
{
	gt_advancer_stop();
	return end_locked();
}

static int start_locked(void)
{
	int err;

	err = gt_generation_start(&session.config, session.id, &session.start_pause_ns);
	if (err)
		return err;
	err = gt_advancer_start(session.config.period_ns);
	if (err) {
		end_locked();
		return err;
	}
	session_set(GENTRACE_STATE_TRACING);
	return 0;
}

/* The owner may command a session; anybody may, if it has none. */
static bool session_obeys(const struct gt_opener *opener)
{
	return !session.owner || session.owner == opener;
}

static int start_armed(struct gt_opener *opener)
{
	if (!session_obeys(opener) || session.state == GENTRACE_STATE_TRACING)
		return -EBUSY;
	if (session.state != GENTRACE_STATE_ARMED)
		return -EINVAL;
	return start_locked();
}

static int arm_and_start(struct gt_opener *opener, struct gentrace_config *config,
			 const struct gt_parts *parts)
{
	int err = arm_locked(opener, config, parts);

	if (err)
		return err;
	err = start_locked();
	if (err)
		session_free();
	return err;
}

/**
 * gt_session_start - start a trace
 * @opener: the owner
 * @config: arm this first, as gt_session_arm() does; NULL: start what is armed
 * @parts: its arrays
 *
 * Context: process, sleeps. See gt_gate_open().
 * Return: 0; -EBUSY if the session is somebody else's or is tracing already,
 * -EINVAL if none is armed, or what arming says.
 */
int gt_session_start(struct gt_opener *opener, struct gentrace_config *config,
		     const struct gt_parts *parts)
{
	int err;

	mutex_lock(&session.lock);
	err = config ? arm_and_start(opener, config, parts) : start_armed(opener);
	mutex_unlock(&session.lock);
	return err;
}

/**
 * gt_session_stop - end the trace
 * @opener: the owner, or anybody if the session is persistent
 *
 * Context: process, sleeps.
 * Return: 0; -EBUSY if the session is somebody else's, -EINVAL if nothing is
 * traced.
 */
int gt_session_stop(struct gt_opener *opener)
{
	int err;

	mutex_lock(&session.lock);
	if (!session_obeys(opener))
		err = -EBUSY;
	else if (session.state != GENTRACE_STATE_TRACING)
		err = -EINVAL;
	else
		err = stop_locked();
	mutex_unlock(&session.lock);
	return err;
}

/**
 * gt_session_release - an open file goes away, and what it held with it
 * @opener: the file
 *
 * Context: process, sleeps; also on the exit path of a killed task.
 */
void gt_session_release(struct gt_opener *opener)
{
	bool read = gt_window_is_read(&opener->view);
	u64 viewed = opener->view.session;

	mutex_lock(&session.lock);
	gt_hits_release(opener);
	gt_window_release(&opener->view);
	if (read && viewed == session.id && session.state == GENTRACE_STATE_STOPPED &&
	    !session.owner)
		session_free();
	if (session.reader == opener) {
		session.reader = NULL;
		gt_outbox_rewind();
		/* A persistent session that has been read to the end is done. */
		if (session.state == GENTRACE_STATE_STOPPED && !session.owner &&
		    gt_outbox_empty())
			session_free();
	}
	if (session.owner == opener) {
		if (session.state == GENTRACE_STATE_TRACING)
			stop_locked();
		session_free();
	}
	mutex_unlock(&session.lock);
}

/**
 * gt_session_exit - the module goes; only a persistent session can be left
 */
void gt_session_exit(void)
{
	mutex_lock(&session.lock);
	if (session.state == GENTRACE_STATE_TRACING)
		stop_locked();
	session_free();
	mutex_unlock(&session.lock);
}

/**
 * gt_session_read_claim - become the session's reader, or go on being it
 * @opener: the file that reads
 *
 * Return: 0; -ENODATA if there is nothing to read, -EBUSY if another file reads,
 * -EOPNOTSUPP if it is a flight session.
 */
int gt_session_read_claim(struct gt_opener *opener)
{
	int err = 0;

	/* Once claimed, a file reads that session only, to its end. */
	if (READ_ONCE(opener->reading))
		return 0;
	mutex_lock(&session.lock);
	if (session.state == GENTRACE_STATE_IDLE)
		err = -ENODATA;
	else if (session.flight)
		err = -EOPNOTSUPP;
	else if (session.reader)
		err = -EBUSY;
	if (!err) {
		session.reader = opener;
		WRITE_ONCE(opener->reading, session.id);
	}
	mutex_unlock(&session.lock);
	return err;
}

/**
 * gt_session_is_flight - would a file that begins to read get a snapshot?
 *
 * Context: any; a hint.
 */
bool gt_session_is_flight(void)
{
	return READ_ONCE(session.flight);
}

/* Is there something to take a snapshot of? And is it still being recorded? */
static int session_snapshot_check(bool *tracing)
{
	int err = 0;

	mutex_lock(&session.lock);
	if (session.state == GENTRACE_STATE_IDLE || session.state == GENTRACE_STATE_ARMED)
		err = -ENODATA;
	else if (!session.flight)
		err = -EOPNOTSUPP;
	*tracing = session.state == GENTRACE_STATE_TRACING;
	mutex_unlock(&session.lock);
	return err;
}

/**
 * gt_session_snapshot - hold what a flight session keeps
 * @opener: the file, which is to read it
 * @snapshot: in: @window_ns; out: what it has
 *
 * Ends the open generation first; where the memory for that is missing, what was before
 * is all there is.
 *
 * Context: process, sleeps for a grace period; one call at a time of a file.
 * Return: 0; -ENODATA if there is no session, or it has not been started;
 * -EOPNOTSUPP if it is no flight session; -ENOSPC, see gt_window_snapshot().
 */
int gt_session_snapshot(struct gt_opener *opener, struct gentrace_flight_snapshot *snapshot)
{
	bool tracing;
	int err;

	err = session_snapshot_check(&tracing);
	if (err)
		return err;
	if (tracing)
		gt_generation_flip(GENTRACE_END_REQUEST);
	mutex_lock(&session.lock);
	err = gt_window_snapshot(&opener->view, session.id, snapshot,
				 session.state == GENTRACE_STATE_STOPPED);
	mutex_unlock(&session.lock);
	return err;
}

/**
 * gt_session_trigger - what is to be noticed, one of it
 * @told: in: @index; out: all but @size
 */
void gt_session_trigger(struct gentrace_flight_trigger *told)
{
	mutex_lock(&session.lock);
	told->count = gt_trigger_count();
	if (told->index < told->count) {
		told->trigger = *gt_trigger_at(told->index);
		told->hits = gt_trigger_hits(told->index);
	}
	mutex_unlock(&session.lock);
}

/* What is not read of it will not be. */
static int session_hit_done(struct gt_opener *opener, u64 number)
{
	int err = gt_hits_done(opener, number);

	if (!err)
		gt_window_release(&opener->view);
	return err;
}

/**
 * gt_session_hit - a hit for a file to read, or what became of one
 * @opener: the file
 * @hit: in: @flags and @number; out: what it is
 *
 * Context: process, sleeps; one call at a time of a file.
 * Return: 0; -ENODATA if there is none, -EOPNOTSUPP if it is no flight session, -EINVAL
 * if the file does not have the hit that is done.
 */
int gt_session_hit(struct gt_opener *opener, struct gentrace_flight_hit *hit)
{
	bool tracing;
	int err;

	err = session_snapshot_check(&tracing);
	if (err)
		return err;
	mutex_lock(&session.lock);
	if (hit->flags & GENTRACE_HIT_DONE)
		err = session_hit_done(opener, hit->number);
	else
		err = gt_hits_hand_over(opener, &opener->view, session.id, hit);
	mutex_unlock(&session.lock);
	return err;
}

/**
 * gt_session_read_ended - will nothing be added to what a file reads?
 * @opener: the file; one that has not begun to read would read the session
 *
 * Ask before reading: what is then found empty is the end. Takes no lock, as
 * readers ask it while they are about to sleep.
 *
 * Context: any.
 */
bool gt_session_read_ended(const struct gt_opener *opener)
{
	enum gentrace_state state;
	u64 reading;

	/* Pairs with session_set(): once stopped, the outbox is complete. */
	state = smp_load_acquire(&session.state);
	if (state == GENTRACE_STATE_STOPPED || state == GENTRACE_STATE_IDLE)
		return true;
	reading = READ_ONCE(opener->reading);
	return reading && reading != READ_ONCE(session.id);
}
