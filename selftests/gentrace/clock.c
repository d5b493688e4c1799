// SPDX-License-Identifier: GPL-2.0
/*
 * clock.c - the clocks a session can have, and that each tells the time.
 *
 * make check boots one machine with tsc=unstable, where the fallback is what
 * there is.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "trace.h"

/*
 * How far a converted stamp may be off: what an emulated machine needs to read
 * all its clocks, once at each end of the generation. A wrong rate is off by
 * more than that in any generation that is not over at once.
 */
#define SLACK_NS	1000000

/* Renames in one trace: the generation gets some length. */
#define RENAMES		100

FIXTURE(clock) {
	int fd;
	struct trace trace;
	__u32 clocks;
};

FIXTURE_SETUP(clock)
{
	struct gentrace_info info;

	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, session_info(self->fd, &info));
	self->clocks = info.clocks;
}

FIXTURE_TEARDOWN(clock)
{
	trace_free(&self->trace);
	close(self->fd);
}

static bool booted_with(const char *word)
{
	FILE *file = fopen("/proc/cmdline", "r");
	char line[4096] = "";
	bool found = file && fgets(line, sizeof(line), file) && strstr(line, word);

	if (file)
		fclose(file);
	return found;
}

static bool has(__u32 clocks, unsigned int clock)
{
	return clocks & 1u << clock;
}

/* A TSC that the kernel does not trust is not offered. */
TEST_F(clock, trust)
{
	EXPECT_TRUE(has(self->clocks, GENTRACE_CLOCK_AUTO));
	EXPECT_TRUE(has(self->clocks, GENTRACE_CLOCK_MONOTONIC));
	EXPECT_EQ(!booted_with("tsc=unstable"), has(self->clocks, GENTRACE_CLOCK_TSC));
}

/* What is offered can be had, what is not is refused, AUTO takes the best. */
TEST_F(clock, choice)
{
	struct gentrace_config config = session_config();
	struct gentrace_stats stats;

	config.clock = GENTRACE_CLOCK_TSC;
	if (has(self->clocks, GENTRACE_CLOCK_TSC)) {
		ASSERT_EQ(0, session_ioctl(self->fd, GENTRACE_IOC_ARM, &config));
	} else {
		ASSERT_EQ(-EOPNOTSUPP, session_ioctl(self->fd, GENTRACE_IOC_ARM, &config));
		ASSERT_EQ(0, session_stats(self->fd, &stats));
		EXPECT_EQ(GENTRACE_STATE_IDLE, stats.state);
	}
	EXPECT_EQ(GENTRACE_CLOCK_TSC, config.clock);
	close(self->fd);

	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	config = session_config();
	ASSERT_EQ(0, session_ioctl(self->fd, GENTRACE_IOC_ARM, &config));
	EXPECT_EQ(has(self->clocks, GENTRACE_CLOCK_TSC) ? GENTRACE_CLOCK_TSC :
							  GENTRACE_CLOCK_MONOTONIC,
		  config.clock);
}

static __u64 monotonic_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

/* Renames between two looks at the clock: that is when the trace has them. */
static void look_at(struct __test_metadata *const _metadata, const struct trace *trace,
		    const __u64 *before, const __u64 *after)
{
	size_t seen = 0;

	for (size_t i = 0; i < trace->entries; i++) {
		const struct gentrace_entry *entry = &trace->entry[i];
		__u64 ns;

		if (entry->id != GENTRACE_EVENT_task_rename || entry->value[0] != (__u64)getpid())
			continue;
		ASSERT_GT(RENAMES, seen);
		ns = gentrace_clock_monotonic(trace->generation[0], entry->time);
		EXPECT_LE(before[seen], ns + SLACK_NS);
		EXPECT_GE(after[seen] + SLACK_NS, ns);
		seen++;
	}
	EXPECT_EQ(RENAMES, seen);
}

TEST_F(clock, tells_the_time)
{
	struct gentrace_config config = session_quiet_config();
	__u64 before[RENAMES], after[RENAMES];
	unsigned int clock;

	config.classes = GENTRACE_CLASS_BIT(GENTRACE_CLASS_SCHED);
	for (clock = GENTRACE_CLOCK_TSC; clock <= GENTRACE_CLOCK_MONOTONIC; clock++) {
		if (!has(self->clocks, clock))
			continue;
		config.clock = clock;
		ASSERT_EQ(0, session_start(self->fd, &config));
		for (int i = 0; i < RENAMES; i++) {
			before[i] = monotonic_ns();
			prctl(PR_SET_NAME, "renamed");
			after[i] = monotonic_ns();
		}
		ASSERT_EQ(0, trace_take(&self->trace, self->fd, config.classes));
		ASSERT_COMPLETE(&self->trace);
		ASSERT_EQ(1, self->trace.generations);
		EXPECT_EQ(clock, self->trace.generation[0]->clock);
		look_at(_metadata, &self->trace, before, after);
		trace_free(&self->trace);
	}
}

TEST_HARNESS_MAIN
