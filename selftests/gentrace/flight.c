// SPDX-License-Identifier: GPL-2.0
/*
 * flight.c - the flight recorder: what is newest is there, in memory that does not grow,
 * and can be read while recording goes on.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "load.h"
#include "trace.h"

#define MEMORY		(3ull << 20)

/* Generations that have to go before a test believes that the window moves. */
#define DROPPED		10

/* An emulated machine under load is slow. */
#define TIMEOUT_S	300

FIXTURE(flight) {
	int fd;
	struct load load;
	struct buffer buffer;
	struct trace trace;
};

FIXTURE_SETUP(flight)
{
	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
}

FIXTURE_TEARDOWN(flight)
{
	load_stop(&self->load);
	trace_free(&self->trace);
	buffer_free(&self->buffer);
	close(self->fd);
}

static struct gentrace_config recorder(void)
{
	struct gentrace_config config = session_config();

	config.flags = GENTRACE_FLIGHT;
	config.classes = SESSION_CLASSES;
	config.pool_bytes = MEMORY;
	config.batch_bytes = GENTRACE_BATCH_BYTES_MIN;
	return config;
}

/* Whether the window moves on by so many generations; @window is the last one seen. */
static bool window_moves(int fd, struct gentrace_flight_window *window, unsigned long long generations)
{
	unsigned long long wanted;
	long long deadline = 0;

	if (session_window(fd, window))
		return false;
	for (wanted = window->dropped + generations; window->dropped < wanted; sched_yield())
		if (deadline_over(&deadline, SESSION_DEADLINE_S) || session_window(fd, window))
			return false;
	return true;
}

/* A snapshot is read to its end, and is a trace that proves itself. */
static void read_snapshot(struct __test_metadata *const _metadata, FIXTURE_DATA(flight) *self,
			  int fd, const struct gentrace_flight_snapshot *snapshot)
{
	buffer_free(&self->buffer);
	trace_free(&self->trace);
	memset(&self->buffer, 0, sizeof(self->buffer));
	memset(&self->trace, 0, sizeof(self->trace));
	ASSERT_EQ(0, buffer_drain(&self->buffer, fd));
	EXPECT_EQ(snapshot->bytes, self->buffer.size);
	ASSERT_EQ(0, trace_decode(&self->trace, self->buffer.data, self->buffer.size));
	ASSERT_PROVEN(&self->trace);
	ASSERT_EQ(snapshot->last - snapshot->first + 1, self->trace.generations);
	for (size_t i = 0; i < self->trace.generations; i++) {
		EXPECT_EQ(snapshot->first + i, self->trace.generation[i]->number);
		EXPECT_TRUE(self->trace.generation[i]->complete);
	}
	EXPECT_EQ(snapshot->begin_ns, self->trace.generation[0]->first.monotonic);
	EXPECT_EQ(snapshot->end_ns,
		  self->trace.generation[self->trace.generations - 1]->last.monotonic);
}

/* All memory, taken at once and for good: to the page, whatever is recorded. */
TEST_F_TIMEOUT(flight, memory_is_what_was_asked_for, TIMEOUT_S)
{
	struct gentrace_config config = recorder();
	unsigned long long before = module_bytes(), taken;
	struct gentrace_flight_window window;

	ASSERT_EQ(0, load_start(&self->load));
	ASSERT_EQ(0, session_start(self->fd, &config));
	taken = module_bytes() - before;
	EXPECT_GE(MEMORY, taken);
	EXPECT_LT(MEMORY / 10 * 9, taken);
	ASSERT_TRUE(window_moves(self->fd, &window, DROPPED));
	EXPECT_EQ(before + taken, module_bytes());
	EXPECT_GE(MEMORY, window.bytes);
	ASSERT_EQ(0, session_stop(self->fd));
	EXPECT_EQ(before + taken, module_bytes());
}

/* Of what is newest nothing is missing, and old generations went as a whole. */
TEST_F_TIMEOUT(flight, newest_wins, TIMEOUT_S)
{
	struct gentrace_config config = recorder();
	struct gentrace_flight_snapshot snapshot;
	struct gentrace_flight_window window;
	struct gentrace_stats stats;
	size_t renames = 0;

	ASSERT_EQ(0, load_start(&self->load));
	ASSERT_EQ(0, session_start(self->fd, &config));
	ASSERT_TRUE(window_moves(self->fd, &window, DROPPED));
	ASSERT_EQ(0, prctl(PR_SET_NAME, "last"));
	ASSERT_EQ(0, session_snapshot(self->fd, &snapshot));
	read_snapshot(_metadata, self, self->fd, &snapshot);
	/* Many, however much is recorded: the window does not collapse. */
	EXPECT_LT(4, self->trace.generations);
	ASSERT_EQ(0, trace_line_up(&self->trace, ~0ull));
	for (size_t i = 0; i < self->trace.entries; i++)
		renames += self->trace.entry[i].id == GENTRACE_EVENT_task_rename &&
			   self->trace.entry[i].pid == (__u32)getpid();
	EXPECT_EQ(1, renames);
	ASSERT_EQ(0, session_stats(self->fd, &stats));
	EXPECT_EQ(stats.emitted, stats.recorded + session_lost(&stats));
	/* The bursts of a pipe do not outrun the advancer. */
	EXPECT_EQ(0, session_lost(&stats));
	EXPECT_EQ(0, stats.fault);
}

static bool is_snapshot_or_full(int error)
{
	return !error || error == -ENOSPC;
}

/* What it holds stays as it was, and the recorder goes on in the rest. */
TEST_F_TIMEOUT(flight, a_snapshot_is_not_in_the_way, TIMEOUT_S)
{
	struct gentrace_config config = recorder();
	struct gentrace_flight_snapshot snapshot, later;
	struct gentrace_flight_window window;
	struct gentrace_stats stats;
	int other = session_open(0);

	ASSERT_LE(0, other);
	ASSERT_EQ(0, load_start(&self->load));
	ASSERT_EQ(0, session_start(self->fd, &config));
	ASSERT_TRUE(window_moves(self->fd, &window, DROPPED));
	ASSERT_EQ(0, session_snapshot(self->fd, &snapshot));
	ASSERT_TRUE(window_moves(other, &window, DROPPED));
	EXPECT_LT(0, window.batches_held);
	EXPECT_GE(snapshot.first, window.first);
	/* A second one would be: it gets what is left of three quarters, if that is anything. */
	EXPECT_TRUE(is_snapshot_or_full(session_snapshot(other, &later)));
	ASSERT_EQ(0, session_window(self->fd, &window));
	EXPECT_GE(window.batches_total - window.batches_total / 4, window.batches_held);
	close(other);
	other = session_open(0);
	ASSERT_LE(0, other);
	read_snapshot(_metadata, self, self->fd, &snapshot);
	ASSERT_EQ(0, session_window(self->fd, &window));
	EXPECT_EQ(0, window.batches_held);
	/* What is newest does not follow what was held: the gap is no part of it. */
	ASSERT_EQ(0, session_snapshot(other, &later));
	EXPECT_LT(snapshot.last, later.first);
	read_snapshot(_metadata, self, other, &later);
	ASSERT_EQ(0, session_stats(self->fd, &stats));
	EXPECT_EQ(0, session_lost(&stats));
	close(other);
}

/* The same bytes, for as many as want them. */
TEST_F_TIMEOUT(flight, many_readers, TIMEOUT_S)
{
	struct gentrace_config config = recorder();
	struct gentrace_flight_snapshot snapshot, same;
	struct buffer again = { };
	int other = session_open(0);

	ASSERT_LE(0, other);
	ASSERT_EQ(0, load_start(&self->load));
	ASSERT_EQ(0, session_start(self->fd, &config));
	for (int i = 0; i < 5; i++) {
		ASSERT_EQ(0, session_flip(self->fd));
	}
	ASSERT_EQ(0, session_stop(self->fd));
	ASSERT_EQ(0, session_snapshot(self->fd, &snapshot));
	ASSERT_EQ(0, session_snapshot(other, &same));
	EXPECT_EQ(0, memcmp(&snapshot, &same, sizeof(snapshot)));
	/* One is in the middle while the other one begins. */
	ASSERT_LT(0, buffer_read_some(&again, other, 1000));
	read_snapshot(_metadata, self, self->fd, &snapshot);
	ASSERT_EQ(0, buffer_drain(&again, other));
	ASSERT_EQ(self->buffer.size, again.size);
	EXPECT_EQ(0, memcmp(self->buffer.data, again.data, again.size));
	buffer_free(&again);
	close(other);
}

/* Reading without asking is a snapshot of all, once. */
TEST_F(flight, cat)
{
	struct gentrace_config config = recorder();
	struct pollfd poll_fd = { .fd = self->fd, .events = POLLIN };
	int other = session_open(0);

	ASSERT_LE(0, other);
	ASSERT_EQ(0, session_start(self->fd, &config));
	ASSERT_EQ(1, poll(&poll_fd, 1, 0));
	EXPECT_EQ(POLLIN, poll_fd.revents);
	ASSERT_EQ(0, buffer_drain(&self->buffer, self->fd));
	ASSERT_EQ(0, trace_decode(&self->trace, self->buffer.data, self->buffer.size));
	ASSERT_PROVEN(&self->trace);
	ASSERT_EQ(1, poll(&poll_fd, 1, 0));
	EXPECT_EQ(POLLIN | POLLHUP, poll_fd.revents);
	EXPECT_EQ(0, buffer_read(&self->buffer, self->fd));
	close(other);
}

/* Who ends last: with the file that armed it, or by who stops it. */
TEST_F(flight, outlives_its_opener)
{
	struct gentrace_config config = recorder();
	struct gentrace_flight_snapshot snapshot;
	struct gentrace_stats stats;
	int other = session_open(0);

	ASSERT_LE(0, other);
	ASSERT_EQ(0, session_start(other, &config));
	close(other);
	ASSERT_EQ(0, session_stats(self->fd, &stats));
	EXPECT_EQ(GENTRACE_STATE_IDLE, stats.state);

	config.flags |= GENTRACE_PERSISTENT;
	other = session_open(0);
	ASSERT_LE(0, other);
	ASSERT_EQ(0, session_start(other, &config));
	close(other);
	ASSERT_EQ(0, session_stats(self->fd, &stats));
	EXPECT_EQ(GENTRACE_STATE_TRACING, stats.state);

	/* One that was read while it went on does not end it, and one that was not read neither. */
	other = session_open(0);
	ASSERT_LE(0, other);
	ASSERT_EQ(0, session_snapshot(other, &snapshot));
	read_snapshot(_metadata, self, other, &snapshot);
	close(other);
	other = session_open(0);
	ASSERT_LE(0, other);
	ASSERT_EQ(0, session_stop(other));
	ASSERT_EQ(0, session_snapshot(other, &snapshot));
	close(other);
	ASSERT_EQ(0, session_stats(self->fd, &stats));
	EXPECT_EQ(GENTRACE_STATE_STOPPED, stats.state);

	other = session_open(0);
	ASSERT_LE(0, other);
	ASSERT_EQ(0, session_snapshot(other, &snapshot));
	read_snapshot(_metadata, self, other, &snapshot);
	close(other);
	ASSERT_EQ(0, session_stats(self->fd, &stats));
	EXPECT_EQ(GENTRACE_STATE_IDLE, stats.state);
}

/* Only so much of it, in whole generations. */
TEST_F(flight, a_window_of_it)
{
	struct gentrace_config config = recorder();
	struct gentrace_flight_snapshot snapshot = { .size = sizeof(snapshot), .window_ns = 1 };

	config.period_ns = GENTRACE_PERIOD_NS_MAX;
	ASSERT_EQ(0, session_start(self->fd, &config));
	for (int i = 0; i < 3; i++) {
		ASSERT_EQ(0, session_flip(self->fd));
	}
	ASSERT_EQ(0, session_ioctl(self->fd, GENTRACE_IOC_SNAPSHOT, &snapshot));
	EXPECT_EQ(snapshot.first, snapshot.last);
	read_snapshot(_metadata, self, self->fd, &snapshot);
	snapshot.window_ns = GENTRACE_PERIOD_NS_MAX;
	ASSERT_EQ(0, session_ioctl(self->fd, GENTRACE_IOC_SNAPSHOT, &snapshot));
	EXPECT_EQ(4, snapshot.last - snapshot.first);
	read_snapshot(_metadata, self, self->fd, &snapshot);
}

/* Its session goes while it is read: the file is at its end, and can have another one. */
TEST_F(flight, its_session_goes)
{
	struct gentrace_config config = recorder();
	struct gentrace_flight_snapshot snapshot;
	int other = session_open(0);

	ASSERT_LE(0, other);
	ASSERT_EQ(0, session_start(self->fd, &config));
	ASSERT_EQ(0, session_snapshot(other, &snapshot));
	ASSERT_EQ(100, buffer_read_some(&self->buffer, other, 100));
	ASSERT_EQ(0, session_stop(self->fd));
	ASSERT_EQ(0, session_start(self->fd, &config));
	EXPECT_EQ(0, buffer_read(&self->buffer, other));
	ASSERT_EQ(0, session_snapshot(other, &snapshot));
	read_snapshot(_metadata, self, other, &snapshot);
	close(other);
}

/* Refused, and nothing has changed. */
TEST_F(flight, refused)
{
	struct gentrace_config config = recorder();
	struct gentrace_flight_snapshot snapshot = { .size = sizeof(snapshot) };
	struct gentrace_take take = { .size = sizeof(take), .count = 1 };
	struct gentrace_stats stats;

	EXPECT_EQ(-ENODATA, session_snapshot(self->fd, &snapshot));
	config.pool_bytes = GENTRACE_POOL_BYTES_MIN;
	EXPECT_EQ(-ENOSPC, session_start(self->fd, &config));
	config = recorder();
	config.budget_bytes = config.pool_bytes / 4 + 1;
	EXPECT_EQ(-EINVAL, session_start(self->fd, &config));
	config = recorder();
	ASSERT_EQ(0, session_arm(self->fd, &config));
	EXPECT_EQ(-ENODATA, session_snapshot(self->fd, &snapshot));
	ASSERT_EQ(0, session_start_armed(self->fd));
	snapshot = (struct gentrace_flight_snapshot){ .size = sizeof(snapshot), .flags = 1 };
	EXPECT_EQ(-EINVAL, session_ioctl(self->fd, GENTRACE_IOC_SNAPSHOT, &snapshot));
	snapshot = (struct gentrace_flight_snapshot){ .size = sizeof(snapshot) - 1 };
	EXPECT_EQ(-EINVAL, session_ioctl(self->fd, GENTRACE_IOC_SNAPSHOT, &snapshot));
	EXPECT_EQ(-EFAULT, session_ioctl(self->fd, GENTRACE_IOC_SNAPSHOT, NULL));
	EXPECT_EQ(-EOPNOTSUPP, session_ioctl(self->fd, GENTRACE_IOC_TAKE, &take));
	EXPECT_EQ(MAP_FAILED, mmap(NULL, 4096, PROT_READ, MAP_SHARED, self->fd, 0));
	ASSERT_EQ(0, session_stats(self->fd, &stats));
	EXPECT_EQ(GENTRACE_STATE_TRACING, stats.state);
	ASSERT_EQ(0, session_stop(self->fd));
	config = session_quiet_config();
	ASSERT_EQ(0, session_start(self->fd, &config));
	EXPECT_EQ(-EOPNOTSUPP, session_snapshot(self->fd, &snapshot));
}

TEST_HARNESS_MAIN
