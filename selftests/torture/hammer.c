// SPDX-License-Identifier: GPL-2.0
/*
 * hammer.c - every context of every CPU emits at once, nested in each other.
 *
 * GENTRACE_PERCENT scales how much.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <string.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "drain.h"
#include "witness.h"

/* Pairs that each CPU emits at task level; what interrupts them comes on top. */
#define PAIRS		5000

#define TIMEOUT_S	3600

FIXTURE(hammer) {
	int fd;
	struct emitter emitter;
	struct counts before;
	struct counts after;
	struct buffer buffer;
	struct trace trace;
	struct witness witness;
};

/**
 * @pool: bytes of the pool
 * @batch: bytes of a batch
 * @period: of generations, ns
 * @chunk: bytes of a read(2); 0: nobody reads before the end
 * @yields: how often the reader gives way after each; a slow reader is one that
 *	is seldom there
 * @others: record other classes as well
 * @stacks: and take stacks, of all contexts
 * @stack_bytes: memory for them
 * @reenter: emit from inside of the write path, too
 * @lossless: nothing may be lost
 */
FIXTURE_VARIANT(hammer) {
	unsigned long long pool;
	unsigned int batch;
	unsigned long long period;
	unsigned int chunk;
	unsigned int yields;
	bool others;
	unsigned int stacks;
	unsigned int stack_bytes;
	bool reenter;
	bool lossless;
};

/* The pool holds everything: not one event may be missing. */
FIXTURE_VARIANT_ADD(hammer, roomy) {
	.pool = 128ull << 20, .batch = GENTRACE_BATCH_BYTES_MIN,
	.period = 20 * GENTRACE_PERIOD_NS_MIN, .chunk = 1 << 20, .lossless = true,
};

/* The same with as many flips as there can be. */
FIXTURE_VARIANT_ADD(hammer, flips) {
	.pool = 128ull << 20, .batch = GENTRACE_BATCH_BYTES_MIN,
	.period = GENTRACE_PERIOD_NS_MIN, .chunk = 1 << 20, .lossless = true,
};

FIXTURE_VARIANT_ADD(hammer, tiny_pool_fast_reader) {
	.pool = GENTRACE_POOL_BYTES_MIN, .batch = GENTRACE_BATCH_BYTES_MIN,
	.period = GENTRACE_PERIOD_NS_MIN, .chunk = 1 << 20,
};

FIXTURE_VARIANT_ADD(hammer, tiny_pool_slow_reader) {
	.pool = GENTRACE_POOL_BYTES_MIN, .batch = GENTRACE_BATCH_BYTES_MIN,
	.period = GENTRACE_PERIOD_NS_MIN, .chunk = 512, .yields = 20,
};

FIXTURE_VARIANT_ADD(hammer, tiny_pool_dead_reader) {
	.pool = GENTRACE_POOL_BYTES_MIN, .batch = GENTRACE_BATCH_BYTES_MIN,
	.period = GENTRACE_PERIOD_NS_MIN,
};

FIXTURE_VARIANT_ADD(hammer, among_others) {
	.pool = 16 * GENTRACE_POOL_BYTES_MIN, .batch = GENTRACE_BATCH_BYTES_MIN,
	.period = 20 * GENTRACE_PERIOD_NS_MIN, .chunk = 1 << 20, .others = true,
};

/* Stacks of every context, in the midst of the taking of others. */
FIXTURE_VARIANT_ADD(hammer, stacks) {
	.pool = 128ull << 20, .batch = GENTRACE_BATCH_BYTES_MIN,
	.period = 20 * GENTRACE_PERIOD_NS_MIN, .chunk = 1 << 20, .others = true,
	.stacks = GENTRACE_STACKS_ALL,
};

/* With no room for most of them. */
FIXTURE_VARIANT_ADD(hammer, few_stacks) {
	.pool = 16 * GENTRACE_POOL_BYTES_MIN, .batch = GENTRACE_BATCH_BYTES_MIN,
	.period = 20 * GENTRACE_PERIOD_NS_MIN, .chunk = 1 << 20, .others = true,
	.stacks = GENTRACE_STACKS_ALL, .stack_bytes = GENTRACE_STACK_BYTES_MIN,
};

/* Refused where no stream is left, which is counted; nothing else is lost. */
FIXTURE_VARIANT_ADD(hammer, reentry) {
	.pool = 128ull << 20, .batch = GENTRACE_BATCH_BYTES_MIN,
	.period = 20 * GENTRACE_PERIOD_NS_MIN, .chunk = 1 << 20, .reenter = true,
};

FIXTURE_SETUP(hammer)
{
	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, emitter_open(&self->emitter))
		TH_LOG("load gentrace_torture.ko, and the test build of gentrace.ko");
}

FIXTURE_TEARDOWN(hammer)
{
	emitter_close(&self->emitter);
	trace_free(&self->trace);
	buffer_free(&self->buffer);
	close(self->fd);
}

/* Less of a context would be luck. */
#define EVENTS_LEAST	100

static bool every_level_is_seen(const struct emitter *emitter, const struct counts *before,
				const struct counts *now)
{
	struct torture_count sum = counts_between(before, now);

	for (unsigned int level = 0; level < GENTRACE_LEVEL_CONTEXTS; level++)
		if (emitter->levels & 1u << level && sum.events[level] <= EVENTS_LEAST)
			return false;
	return true;
}

/* Tasks are done; the others go on until they are stopped, and a slow machine needs that. */
static int await_levels(struct emitter *emitter, const struct counts *before)
{
	struct counts now;
	int err;

	while (!(err = emitter_count(emitter, &now)) && !every_level_is_seen(emitter, before, &now))
		sched_yield();
	return err;
}

static void record(struct __test_metadata *const _metadata, FIXTURE_DATA(hammer) *self,
		   const FIXTURE_VARIANT(hammer) *variant)
{
	struct torture_order order = {
		.pairs = session_cycles(PAIRS),
		.period_ns = 150000,
		.levels = self->emitter.levels,
		.every = 7,
	};
	struct gentrace_config config = session_config();
	struct drain drain;

	/*
	 * An event with stacks takes so long that tasks would run between interrupts by luck.
	 * With fewer of them it takes more pairs of tasks to see enough.
	 */
	if (variant->stacks) {
		order.period_ns *= 2;
		order.every = 31;
		order.pairs *= 4;
	}
	if (variant->reenter)
		order.levels |= 1u << TORTURE_REENTRANT;
	config.classes = GENTRACE_CLASS_BIT(GENTRACE_CLASS_TEST);
	if (variant->others)
		config.classes |= session_classes(self->fd);
	config.pool_bytes = variant->pool;
	config.budget_bytes = variant->pool;
	config.batch_bytes = variant->batch;
	config.period_ns = variant->period;
	config.stacks = variant->stacks;
	config.stack_bytes = variant->stack_bytes;
	ASSERT_EQ(0, emitter_count(&self->emitter, &self->before));
	ASSERT_EQ(0, session_start(self->fd, &config));
	if (variant->chunk) {
		ASSERT_EQ(0, drain_start(&drain, &self->buffer, self->fd, variant->chunk,
					 variant->yields));
	}
	ASSERT_EQ(0, emitter_run(&self->emitter, &order));
	ASSERT_EQ(0, emitter_wait(&self->emitter));
	ASSERT_EQ(0, await_levels(&self->emitter, &self->before));
	ASSERT_EQ(0, emitter_stop(&self->emitter));
	ASSERT_EQ(0, emitter_count(&self->emitter, &self->after));
	ASSERT_EQ(0, session_stop(self->fd));
	if (variant->chunk) {
		ASSERT_EQ(0, drain_end(&drain));
	}
	ASSERT_EQ(0, buffer_drain(&self->buffer, self->fd));
}

static void log_figures(struct __test_metadata *const _metadata, FIXTURE_DATA(hammer) *self)
{
	struct torture_count sum = counts_between(&self->before, &self->after);

	TH_LOG("%llu events emitted: task %llu, softirq %llu, hardirq %llu, nmi %llu",
	       counts_events(&sum), sum.events[GENTRACE_LEVEL_TASK],
	       sum.events[GENTRACE_LEVEL_SOFTIRQ], sum.events[GENTRACE_LEVEL_HARDIRQ],
	       sum.events[GENTRACE_LEVEL_NMI]);
	TH_LOG("%llu NMIs, %llu in world stops, %llu test points, %llu interrupts sent",
	       sum.nmis, sum.nmis_in_stop, sum.points, sum.interrupts);
	TH_LOG("%llu recorded, %llu lost, %llu pairs, %llu halves, %zu generations, batches of %u lengths",
	       self->witness.events, self->witness.lost, self->witness.pairs,
	       self->witness.halves, self->trace.generations, self->witness.lengths);
}

static bool stacks_are_different(const struct gentrace_generation *generation)
{
	for (size_t i = 0; i < generation->stack_count; i++)
		for (size_t j = 0; j < i; j++) {
			const struct gentrace_stack *a = &generation->stack[i];
			const struct gentrace_stack *b = &generation->stack[j];

			if (a->user == b->user && a->walk == b->walk && a->length == b->length &&
			    !memcmp(a->frames, b->frames, a->length))
				return false;
		}
	return true;
}

/* Each context has stacks, none is in a table twice, and what is missing is counted. */
static void look_at_stacks(struct __test_metadata *const _metadata, FIXTURE_DATA(hammer) *self)
{
	unsigned long long taken[GENTRACE_LEVEL_CONTEXTS] = {}, full = 0, missed = 0;

	ASSERT_EQ(0, trace_line_up(&self->trace, GENTRACE_CLASS_BIT(GENTRACE_CLASS_STACK)));
	for (size_t i = 0; i < self->trace.entries; i++) {
		const struct gentrace_entry *entry = &self->trace.entry[i];

		if (entry->kind != GENTRACE_ENTRY_EVENT)
			continue;
		for (int j = 0; j < 2; j++) {
			taken[entry->level] += entry->value[j] >= GENTRACE_STACK_FIRST;
			full += entry->value[j] == GENTRACE_NO_STACK_FULL;
		}
	}
	for (size_t i = 0; i < self->trace.generations; i++) {
		ASSERT_TRUE(stacks_are_different(self->trace.generation[i]));
		missed += self->trace.generation[i]->end.stacks_missed;
	}
	TH_LOG("stacks: task %llu, softirq %llu, hardirq %llu, nmi %llu; %llu found no room",
	       taken[GENTRACE_LEVEL_TASK], taken[GENTRACE_LEVEL_SOFTIRQ],
	       taken[GENTRACE_LEVEL_HARDIRQ], taken[GENTRACE_LEVEL_NMI], missed);
	for (unsigned int level = 0; level < GENTRACE_LEVEL_CONTEXTS; level++) {
		if (self->emitter.levels & 1u << level) {
			ASSERT_LT(0, taken[level]);
		}
	}
	/* Of events that were lost nobody knows what they would have said. */
	ASSERT_LE(full, missed);
	if (!self->trace.totals.lost_total) {
		ASSERT_EQ(full, missed);
	}
}

TEST_F_TIMEOUT(hammer, every_event, TIMEOUT_S)
{
	struct torture_count sum;

	record(_metadata, self, variant);
	ASSERT_EQ(0, trace_decode(&self->trace, self->buffer.data, self->buffer.size));
	ASSERT_PROVEN(&self->trace);
	ASSERT_TRUE(witness_hear(&self->witness, &self->trace, !variant->others && !variant->reenter))
		TH_LOG("%s", self->witness.complaint);
	log_figures(_metadata, self);
	ASSERT_TRUE(witness_all(&self->witness, &self->before, &self->after))
		TH_LOG("%s", self->witness.complaint);

	/* Each context has been there, or nothing was proven. */
	sum = counts_between(&self->before, &self->after);
	ASSERT_TRUE(every_level_is_seen(&self->emitter, &self->before, &self->after));
	if (variant->reenter) {
		TH_LOG("%llu re-entrant, %llu of them refused", sum.events[TORTURE_REENTRANT],
		       self->witness.lost);
		ASSERT_LT(EVENTS_LEAST, sum.events[TORTURE_REENTRANT]);
		/* It takes a writer at every level below; without NMIs one is free. */
		if (self->emitter.levels == TORTURE_LEVELS_ALL) {
			ASSERT_LT(0, self->witness.lost);
		}
		ASSERT_EQ(self->witness.lost,
			  self->trace.totals.lost[GENTRACE_CAUSE_REENTRY]);
		return;
	}
	if (variant->stacks)
		look_at_stacks(_metadata, self);
	if (variant->stack_bytes) {
		ASSERT_EQ(GENTRACE_LOSSY, self->trace.verdict);
	}
	if (variant->lossless) {
		ASSERT_COMPLETE(&self->trace);
		ASSERT_EQ(0, self->witness.halves);
		ASSERT_EQ(counts_events(&sum), 2 * self->witness.pairs);
	} else if (!variant->others) {
		ASSERT_LT(0, self->witness.lost);
	}
}

TEST_HARNESS_MAIN
