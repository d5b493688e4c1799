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
#include "memory.h"
#include "outbox.h"
#include "probes.h"
#include "sampler.h"
#include "session.h"
#include "stacks.h"
#include "stream.h"

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
		.features = GENTRACE_FEATURE_MAP | GENTRACE_FEATURE_FILTER |
			    (gt_stacks_available() ? GENTRACE_FEATURE_STACKS : 0),
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
static int config_check(struct gentrace_config *config, const struct gentrace_filter *filters)
{
	const struct gt_args_bounds bounds = {
		.clocks = gt_clock_available(),
		.cpus = nr_cpu_ids,
		.stacks = gt_stacks_available(),
		.pool_bytes_max = pool_bytes_max(),
	};
	struct gentrace_config c = *config;
	int err;

	err = gt_args_config_check(&c, &bounds) ?: gt_args_filters_check(filters, &c, &bounds) ?:
	      gt_filter_check(filters, c.filter_count);
	if (!err)
		*config = c;
	return err;
}

/* Undoes session_take(), from any state; what is unread is thrown away. */
static void session_free(void)
{
	if (session.state == GENTRACE_STATE_IDLE)
		return;
	if (session.state == GENTRACE_STATE_ARMED)
		gt_probes_detach();
	gt_outbox_reset(0, NULL);
	gt_generation_discard();
	gt_stacks_destroy();
	gt_filter_discard();
	gt_pool_destroy(&gt_pool);
	gt_memory_retire(session.memory);
	session.memory = NULL;
	session_set(GENTRACE_STATE_IDLE);
	session.owner = NULL;
	session.reader = NULL;
	session.owner_pid = 0;
	gt_outbox_wake();
}

static int session_take(const struct gentrace_config *c, const struct gentrace_filter *filters)
{
	struct gt_memory *memory;
	int err;

	memory = gt_memory_create();
	if (!memory)
		return -ENOMEM;
	err = gt_pool_create(&gt_pool, memory, c->pool_bytes / c->batch_bytes, c->batch_bytes);
	if (err)
		goto err_memory;
	err = gt_filter_arm(filters, c);
	if (err)
		goto err_pool;
	err = gt_stacks_create(c->stacks, c->stack_bytes);
	if (err)
		goto err_filter;
	err = gt_generation_prepare(memory, c->pool_bytes);
	if (err)
		goto err_stacks;
	gt_gate_forgive();
	gt_clock_select(c->clock);
	gt_sampler_select(c->sample_hz);
	err = gt_probes_attach(c->classes, c->stacks);
	if (err)
		goto err_generation;
	session.memory = memory;
	return 0;

err_generation:
	gt_generation_discard();
err_stacks:
	gt_stacks_destroy();
err_filter:
	gt_filter_discard();
err_pool:
	gt_pool_destroy(&gt_pool);
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
		      const struct gentrace_filter *filters)
{
	int err;

	if (!session_is_free_for(opener))
		return -EBUSY;
	err = config_check(config, filters);
	if (err)
		return err;
	session_free();
	err = session_take(config, filters);
	if (err)
		return err;
	session.config = *config;
	WRITE_ONCE(session.id, get_random_u64() | 1);
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
 * @filters: config->filter_count of them
 *
 * Context: process, sleeps.
 * Return: 0; -EBUSY if there is a session of somebody else's, -EINVAL or
 * -EOPNOTSUPP for a config that cannot be, -ENOMEM, or what attaching said.
 */
int gt_session_arm(struct gt_opener *opener, struct gentrace_config *config,
		   const struct gentrace_filter *filters)
{
	int err;

	mutex_lock(&session.lock);
	err = arm_locked(opener, config, filters);
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
			 const struct gentrace_filter *filters)
{
	int err = arm_locked(opener, config, filters);

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
 * @filters: config->filter_count of them
 *
 * Context: process, sleeps. See gt_gate_open().
 * Return: 0; -EBUSY if the session is somebody else's or is tracing already,
 * -EINVAL if none is armed, or what arming says.
 */
int gt_session_start(struct gt_opener *opener, struct gentrace_config *config,
		     const struct gentrace_filter *filters)
{
	int err;

	mutex_lock(&session.lock);
	err = config ? arm_and_start(opener, config, filters) : start_armed(opener);
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
	mutex_lock(&session.lock);
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
 * Return: 0; -ENODATA if there is nothing to read, -EBUSY if another file reads.
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
