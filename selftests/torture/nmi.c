// SPDX-License-Identifier: GPL-2.0
/*
 * nmi.c - NMIs without pause while sessions start, flip and stop.
 *
 * What start and stop promise of every context is hardest to keep for NMIs:
 * stop_machine() does not stop them. The torture module numbers each one when
 * it begins, whether anybody traces or not, and sends more of them to all CPUs
 * from inside of the world stop. So there is no need to hit the moment; each
 * cycle asks for the numbers
 *
 *	when START has returned: every later one is recorded or lost;
 *	before STOP is called: every one up to here is;
 *	when STOP has returned: none after this one is recorded.
 */
#define _GNU_SOURCE
#include <unistd.h>

#include "kselftest_harness.h"
#include "witness.h"

#define CYCLES		20

/* With everything else going on there are a hundred times as many events. */
#define CYCLES_ALL	4

/* Flips in each session, too. */
#define FLIPS		3

#define TIMEOUT_S	3600

FIXTURE(nmi) {
	int fd;
	struct emitter emitter;
	struct counts begin;
	struct counts started;
	struct counts stopping;
	struct counts stopped;
	struct trace trace;
	struct witness witness;
	unsigned long long recorded;
	unsigned long long lost;
};

FIXTURE_SETUP(nmi)
{
	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, emitter_open(&self->emitter))
		TH_LOG("load gentrace_torture.ko, and the test build of gentrace.ko");
	ASSERT_EQ(0, emitter_count(&self->emitter, &self->begin));
}

FIXTURE_TEARDOWN(nmi)
{
	emitter_close(&self->emitter);
	trace_free(&self->trace);
	close(self->fd);
}

/* Every CPU was in both world stops, and saw there what they were for. */
static void look_at_stops(struct __test_metadata *const _metadata, const struct trace *trace)
{
	size_t stops = 0;

	for (size_t i = 0; i < trace->generations; i++)
		stops += trace->generation[i]->stop_count;
	ASSERT_EQ(2 * sysconf(_SC_NPROCESSORS_ONLN), stops);
}

static void cycle(struct __test_metadata *const _metadata, FIXTURE_DATA(nmi) *self,
		  const struct gentrace_config *config, unsigned int levels)
{
	ASSERT_EQ(0, session_start(self->fd, config));
	ASSERT_EQ(0, emitter_count(&self->emitter, &self->started));
	for (int i = 0; i < FLIPS; i++) {
		ASSERT_EQ(0, session_flip(self->fd));
	}
	ASSERT_EQ(0, emitter_count(&self->emitter, &self->stopping));
	ASSERT_EQ(0, session_stop(self->fd));
	ASSERT_EQ(0, emitter_count(&self->emitter, &self->stopped));
	ASSERT_EQ(0, trace_take_stopped(&self->trace, self->fd));
	ASSERT_PROVEN(&self->trace);
	ASSERT_LE(FLIPS + 1, self->trace.generations);
	look_at_stops(_metadata, &self->trace);

	ASSERT_TRUE(witness_hear(&self->witness, &self->trace, true))
		TH_LOG("%s", self->witness.complaint);
	ASSERT_TRUE(witness_between(&self->witness, &self->started, &self->stopping,
				    &self->stopped, levels))
		TH_LOG("%s", self->witness.complaint);
	self->recorded += self->witness.events;
	self->lost += self->witness.lost;
	trace_free(&self->trace);
}

static void run(struct __test_metadata *const _metadata, FIXTURE_DATA(nmi) *self,
		unsigned int cycles, unsigned int levels)
{
	struct torture_order order = { .period_ns = 200000, .levels = levels, .every = 5 };
	struct gentrace_config config = session_config();
	struct torture_count sum;

	config.classes = GENTRACE_CLASS_BIT(GENTRACE_CLASS_TEST);
	config.pool_bytes = 1ull << 20;
	config.budget_bytes = config.pool_bytes;
	config.batch_bytes = GENTRACE_BATCH_BYTES_MIN;
	config.period_ns = GENTRACE_PERIOD_NS_MAX;
	ASSERT_EQ(0, emitter_run(&self->emitter, &order));
	for (unsigned int i = 0; i < cycles; i++) {
		cycle(_metadata, self, &config, levels);
	}
	ASSERT_EQ(0, emitter_stop(&self->emitter));
	ASSERT_EQ(0, emitter_count(&self->emitter, &self->stopped));
	sum = counts_between(&self->begin, &self->stopped);
	TH_LOG("%llu NMIs, %llu of them in world stops, %u cycles of start, %d flips, stop",
	       sum.nmis, sum.nmis_in_stop, cycles, FLIPS);
	TH_LOG("%llu events recorded, %llu lost", self->recorded, self->lost);
	ASSERT_LT(100 * cycles, sum.nmis);
	ASSERT_LE(2 * cycles, sum.nmis_in_stop);
	ASSERT_LT(100 * cycles, self->recorded + self->lost);
}

/* Nothing but NMIs: as many as the machine can. */
TEST_F_TIMEOUT(nmi, alone, TIMEOUT_S)
{
	run(_metadata, self, session_cycles(CYCLES), TORTURE_LEVEL_BIT(NMI));
}

/* In the midst of events of all other contexts, whose numbers are held to the same. */
TEST_F_TIMEOUT(nmi, on_top_of_all, TIMEOUT_S)
{
	run(_metadata, self, session_cycles(CYCLES_ALL), TORTURE_LEVELS_ALL);
}

TEST_HARNESS_MAIN
