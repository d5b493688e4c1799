// SPDX-License-Identifier: GPL-2.0
/*
 * suspend.c - the machine sleeps while we trace.
 *
 * To memory, with an alarm that wakes it: tasks are frozen, all CPUs but one go
 * offline, and the processors lose their state. CLOCK_MONOTONIC stands still,
 * CLOCK_BOOTTIME goes on. The TSC begins again at 0, with the test build of the
 * module if not with this machine's processor. A machine whose files come by
 * virtiofs cannot do that; selftests/vm/asleep boots one without.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "load.h"
#include "trace.h"

/* How long it sleeps; the kernel refuses to if an alarm is nearer than 2 s. */
#define SLEEP_S		5

/*
 * The TSC's nominal speed may be off by some parts of a thousand, and it stops a
 * little earlier than CLOCK_MONOTONIC. A TSC that goes on is off by all the sleep.
 */
#define SKEW_NS		100000000ll

#define TIMES		2
#define TIMEOUT_S	600

FIXTURE(suspend) {
	int fd;
	struct load load;
	struct trace trace;
};

FIXTURE_VARIANT(suspend) {
	__u32 clock;
};

FIXTURE_VARIANT_ADD(suspend, tsc) {
	.clock = GENTRACE_CLOCK_TSC,
};

FIXTURE_VARIANT_ADD(suspend, monotonic) {
	.clock = GENTRACE_CLOCK_MONOTONIC,
};

FIXTURE_SETUP(suspend)
{
	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, load_start(&self->load));
}

FIXTURE_TEARDOWN(suspend)
{
	load_stop(&self->load);
	trace_free(&self->trace);
	close(self->fd);
}

/* An alarm that wakes the machine; -errno where the clock cannot. */
static int alarm_set(int seconds)
{
	struct itimerspec when = { .it_value.tv_sec = seconds };
	int fd = timerfd_create(CLOCK_BOOTTIME_ALARM, TFD_CLOEXEC);

	if (fd < 0)
		return -errno;
	return timerfd_settime(fd, 0, &when, NULL) ? -errno : fd;
}

static int sleep_in_memory(void)
{
	int fd = open("/sys/power/state", O_WRONLY | O_CLOEXEC);
	int error = fd < 0 || write(fd, "mem", 3) != 3 ? -errno : 0;

	close(fd);
	return error;
}

/* By how much the clocks that count sleep are ahead of the one that does not. */
static long long slept_ns(const struct gentrace_snapshot *snapshot)
{
	return snapshot->boottime - snapshot->monotonic;
}

/* By how much the trace's clock is ahead of CLOCK_MONOTONIC at the end. */
static long long gained_ns(const struct gentrace_generation *it)
{
	long long units = (long long)(it->last.clock - it->first.clock);

	return units * 1000000 / (long long)it->khz -
	       (long long)(it->last.monotonic - it->first.monotonic);
}

/*
 * Each snapshot is no earlier than the one before, on every clock, and the trace's
 * does not count sleep.
 */
static void look_at_clocks(struct __test_metadata *const _metadata, const struct trace *trace)
{
	for (size_t i = 0; i < trace->generations; i++) {
		const struct gentrace_generation *it = trace->generation[i];

		ASSERT_LE(it->first.clock, it->last.clock);
		ASSERT_LE(it->first.monotonic, it->last.monotonic);
		ASSERT_LE(it->first.boottime, it->last.boottime);
		ASSERT_LE(slept_ns(&it->first), slept_ns(&it->last));
		ASSERT_LT(-SKEW_NS, gained_ns(it));
		ASSERT_GT(SKEW_NS, gained_ns(it));
		if (i) {
			ASSERT_LE(trace->generation[i - 1]->last.clock, it->first.clock);
		}
	}
}

TEST_F_TIMEOUT(suspend, in_memory, TIMEOUT_S)
{
	struct gentrace_config config = session_quiet_config();
	unsigned int times = session_cycles(TIMES);
	const struct gentrace_generation *last;
	long long slept;
	int alarm = alarm_set(3600);

	if (alarm < 0)
		SKIP(return, "no clock that can wake this machine: %s", strerror(-alarm));
	close(alarm);
	config.clock = variant->clock;
	config.classes = GENTRACE_CLASSES_DEFAULT;
	config.pool_bytes = 64ull << 20;
	config.budget_bytes = config.pool_bytes;
	ASSERT_EQ(0, session_start(self->fd, &config));
	for (unsigned int i = 0; i < times; i++) {
		alarm = alarm_set(SLEEP_S);
		ASSERT_LE(0, alarm);
		ASSERT_EQ(0, sleep_in_memory());
		close(alarm);
		ASSERT_EQ(0, session_flip(self->fd));
	}
	ASSERT_EQ(0, trace_take(&self->trace, self->fd, 0));
	ASSERT_PROVEN(&self->trace);
	ASSERT_LE(times + 1, self->trace.generations);
	look_at_clocks(_metadata, &self->trace);
	last = self->trace.generation[self->trace.generations - 1];
	slept = slept_ns(&last->last) - slept_ns(&self->trace.generation[0]->first);
	TH_LOG("%u times asleep, %lld ms in all, %llu events, %llu lost", times,
	       slept / 1000000, self->trace.totals.emitted, self->trace.totals.lost_total);
	/* Whole seconds, counted by another clock; some are spent on the way. */
	ASSERT_LT(times * (SLEEP_S - 3) * 1000000000ll, slept);
}

TEST_HARNESS_MAIN
