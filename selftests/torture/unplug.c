// SPDX-License-Identifier: GPL-2.0
/*
 * unplug.c - a CPU comes and goes while every context of it emits.
 *
 * Nothing of it may be lost silently: what a CPU had in its streams when it went
 * is flushed, by the next flip or by STOP, whether it is back or not.
 */
#define _GNU_SOURCE
#include <unistd.h>

#include "kselftest_harness.h"
#include "drain.h"
#include "plug.h"
#include "witness.h"

#define CYCLES		10

/* Sessions that end while the CPU is away. */
#define CYCLES_AWAY	5

#define TIMEOUT_S	3600

FIXTURE(unplug) {
	int fd;
	struct emitter emitter;
	struct counts before;
	struct counts after;
	struct buffer buffer;
	struct trace trace;
	struct witness witness;
};

FIXTURE_SETUP(unplug)
{
	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, emitter_open(&self->emitter))
		TH_LOG("load gentrace_torture.ko, and the test build of gentrace.ko");
	ASSERT_TRUE(plug_exists())
		TH_LOG("CPU %d cannot be taken offline here", PLUG_CPU);
	ASSERT_TRUE(plug_is_in() || plug_set(true));
}

FIXTURE_TEARDOWN(unplug)
{
	emitter_close(&self->emitter);
	if (!plug_is_in())
		plug_set(true);
	trace_free(&self->trace);
	buffer_free(&self->buffer);
	close(self->fd);
}

static struct gentrace_config config_of(unsigned long long pool)
{
	struct gentrace_config config = session_config();

	config.classes = GENTRACE_CLASS_BIT(GENTRACE_CLASS_TEST);
	config.pool_bytes = pool;
	config.batch_bytes = GENTRACE_BATCH_BYTES_MIN;
	config.period_ns = 20 * GENTRACE_PERIOD_NS_MIN;
	return config;
}

/* Threads emit so many pairs on each CPU; timers do for ever. */
static const struct torture_order order = {
	.pairs = 5000, .period_ns = 1000000, .levels = TORTURE_LEVELS_ALL, .every = 31,
};

static void hear_all(struct __test_metadata *const _metadata,
		     FIXTURE_DATA(unplug) *self, bool alone)
{
	ASSERT_PROVEN(&self->trace);
	ASSERT_TRUE(witness_hear(&self->witness, &self->trace, alone))
		TH_LOG("%s", self->witness.complaint);
	ASSERT_TRUE(witness_all(&self->witness, &self->before, &self->after))
		TH_LOG("%s", self->witness.complaint);
}

/* Down and up in one session, flips all the while. */
TEST_F_TIMEOUT(unplug, in_one_session, TIMEOUT_S)
{
	struct gentrace_config config = config_of(32ull << 20);
	unsigned int cycles = session_cycles(CYCLES);
	struct torture_count sum;
	struct drain drain;

	ASSERT_EQ(0, emitter_count(&self->emitter, &self->before));
	ASSERT_EQ(0, session_start(self->fd, &config));
	ASSERT_EQ(0, drain_start(&drain, &self->buffer, self->fd, 1 << 20, 0));
	ASSERT_EQ(0, emitter_run(&self->emitter, &order));
	for (unsigned int i = 0; i < cycles; i++) {
		ASSERT_TRUE(plug_set(false));
		ASSERT_TRUE(plug_set(true));
	}
	ASSERT_EQ(0, emitter_stop(&self->emitter));
	ASSERT_EQ(0, emitter_count(&self->emitter, &self->after));
	ASSERT_EQ(0, session_stop(self->fd));
	ASSERT_EQ(0, drain_end(&drain));
	ASSERT_EQ(0, trace_decode(&self->trace, self->buffer.data, self->buffer.size));
	hear_all(_metadata, self, true);

	sum = counts_between(&self->before, &self->after);
	TH_LOG("%u times down and up, %llu events, %llu NMIs, %llu lost, %zu generations", cycles,
	       counts_events(&sum), sum.nmis, self->witness.lost, self->trace.generations);
	for (unsigned int level = 0; level < GENTRACE_LEVEL_CONTEXTS; level++) {
		ASSERT_LT(self->before.cpu[PLUG_CPU].events[level],
			  self->after.cpu[PLUG_CPU].events[level]);
	}
}

/* Away when the session ends: what it left behind is in the trace. */
TEST_F_TIMEOUT(unplug, away_at_stop, TIMEOUT_S)
{
	struct gentrace_config config = config_of(32ull << 20);
	unsigned int cycles = session_cycles(CYCLES_AWAY);
	unsigned long long left = 0;

	/* One generation: nothing but STOP flushes. */
	config.period_ns = GENTRACE_PERIOD_NS_MAX;
	config.budget_bytes = config.pool_bytes;
	for (unsigned int i = 0; i < cycles; i++) {
		ASSERT_EQ(0, emitter_count(&self->emitter, &self->before));
		ASSERT_EQ(0, session_start(self->fd, &config));
		ASSERT_EQ(0, emitter_run(&self->emitter, &order));
		ASSERT_EQ(0, emitter_wait(&self->emitter));
		ASSERT_TRUE(plug_set(false));
		ASSERT_EQ(0, emitter_stop(&self->emitter));
		ASSERT_EQ(0, emitter_count(&self->emitter, &self->after));
		ASSERT_EQ(0, session_stop(self->fd));
		ASSERT_EQ(0, trace_take_stopped(&self->trace, self->fd));
		hear_all(_metadata, self, true);
		for (unsigned int level = 0; level < GENTRACE_LEVEL_CONTEXTS; level++)
			left += self->witness.span[TORTURE_WRITER(PLUG_CPU, level)].recorded;
		trace_free(&self->trace);
		ASSERT_TRUE(plug_set(true));
	}
	TH_LOG("%u times away at STOP, %llu events of the CPU that went", cycles, left);
	ASSERT_LT(1000 * cycles, left);
}

TEST_HARNESS_MAIN
