// SPDX-License-Identifier: GPL-2.0
/* lifecycle.c - sessions begin and end, a thousand times, under load. */
#define _GNU_SOURCE
#include <time.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "load.h"
#include "trace.h"

#define CYCLES		1000

/* Attaching all probes takes a second under emulation: only some cycles do. */
#define CYCLES_FULL	20

#define TIMEOUT_S	1200

FIXTURE(lifecycle) {
	int fd;
	struct load load;
	unsigned long long generation;
	unsigned long long session;
};

FIXTURE_SETUP(lifecycle)
{
	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, load_start(&self->load));
}

FIXTURE_TEARDOWN(lifecycle)
{
	load_stop(&self->load);
	close(self->fd);
}

static struct gentrace_config small(void)
{
	struct gentrace_config config = session_config();

	config.pool_bytes = 4ull << 20;
	config.batch_bytes = GENTRACE_BATCH_BYTES_MIN;
	return config;
}

/* Generations go on where the last session left them; sessions have new names. */
static void look_at(struct __test_metadata *const _metadata, FIXTURE_DATA(lifecycle) *self,
		    const struct trace *trace)
{
	for (size_t i = 0; i < trace->generations; i++) {
		const struct gentrace_generation *it = trace->generation[i];

		ASSERT_TRUE(it->complete);
		if (self->generation) {
			ASSERT_EQ(self->generation + 1, it->number);
		}
		self->generation = it->number;
	}
	ASSERT_NE(self->session, trace->generation[0]->session);
	self->session = trace->generation[0]->session;
}

/* Both world stops are in the trace, every CPU in each of them. */
static void look_at_stops(struct __test_metadata *const _metadata, const struct trace *trace)
{
	size_t stops[2] = {}, pauses[2] = {};

	for (size_t i = 0; i < trace->generations; i++) {
		const struct gentrace_generation *it = trace->generation[i];

		for (size_t k = 0; k < it->stop_count; k++) {
			ASSERT_GE(GENTRACE_STOP_OP_STOP, it->stop[k].op);
			ASSERT_LE(it->stop[k].enter, it->stop[k].leave);
			stops[it->stop[k].op]++;
		}
		for (size_t k = 0; k < it->pause_count; k++)
			pauses[it->pause[k].op]++;
	}
	for (int op = 0; op < 2; op++) {
		ASSERT_EQ(sysconf(_SC_NPROCESSORS_ONLN), stops[op]);
		ASSERT_EQ(1, pauses[op]);
	}
}

static void cycle(struct __test_metadata *const _metadata, FIXTURE_DATA(lifecycle) *self,
		  const struct gentrace_config *config)
{
	struct trace trace;

	ASSERT_EQ(0, session_arm(self->fd, config));
	ASSERT_EQ(0, session_start_armed(self->fd));
	ASSERT_EQ(0, trace_take(&trace, self->fd, 0));
	ASSERT_PROVEN(&trace);
	look_at(_metadata, self, &trace);
	look_at_stops(_metadata, &trace);
	trace_free(&trace);
}

TEST_F_TIMEOUT(lifecycle, start_and_stop, TIMEOUT_S)
{
	struct gentrace_config config = small();
	unsigned int cycles = session_cycles(CYCLES);
	time_t begin = time(NULL);

	config.classes = GENTRACE_CLASS_BIT(GENTRACE_CLASS_POWER);
	for (unsigned int i = 0; i < cycles; i++) {
		cycle(_metadata, self, &config);
	}
	TH_LOG("%u cycles in %ld s", cycles, (long)(time(NULL) - begin));
}

/* All probes, and a file of its own for each session. */
TEST_F_TIMEOUT(lifecycle, open_and_close, TIMEOUT_S)
{
	struct gentrace_config config = small();

	config.classes = session_classes(self->fd);
	for (unsigned int i = 0; i < session_cycles(CYCLES_FULL); i++) {
		cycle(_metadata, self, &config);
		close(self->fd);
		self->fd = session_open(0);
		ASSERT_LE(0, self->fd);
	}
}

/* Armed, and never started: nothing was, and nothing is left. */
TEST_F_TIMEOUT(lifecycle, arm_and_close, TIMEOUT_S)
{
	struct gentrace_config config = small();
	struct gentrace_stats stats;

	for (unsigned int i = 0; i < session_cycles(CYCLES_FULL); i++) {
		ASSERT_EQ(0, session_arm(self->fd, &config));
		ASSERT_EQ(0, session_stats(self->fd, &stats));
		ASSERT_EQ(GENTRACE_STATE_ARMED, stats.state);
		ASSERT_EQ(0, stats.emitted);
		close(self->fd);
		self->fd = session_open(0);
		ASSERT_LE(0, self->fd);
		ASSERT_EQ(0, session_stats(self->fd, &stats));
		ASSERT_EQ(GENTRACE_STATE_IDLE, stats.state);
		ASSERT_EQ(0, stats.batches);
	}
}

/* Closed in the middle of tracing: the next session is as good as any. */
TEST_F_TIMEOUT(lifecycle, close_while_tracing, TIMEOUT_S)
{
	struct gentrace_config config = small();
	struct gentrace_stats stats;

	for (unsigned int i = 0; i < session_cycles(CYCLES_FULL); i++) {
		ASSERT_EQ(0, session_start(self->fd, &config));
		close(self->fd);
		self->fd = session_open(0);
		ASSERT_LE(0, self->fd);
		ASSERT_EQ(0, session_stats(self->fd, &stats));
		ASSERT_EQ(GENTRACE_STATE_IDLE, stats.state);
	}
	cycle(_metadata, self, &config);
}

TEST_HARNESS_MAIN
