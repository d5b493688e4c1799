// SPDX-License-Identifier: GPL-2.0
/* loss.c - a pool too small, a reader too slow: every event is accounted for. */
#define _GNU_SOURCE
#include <unistd.h>

#include "kselftest_harness.h"
#include "load.h"
#include "trace.h"

/* Losses are waited for until there are this many. */
#define LOST		10000

/* Generations that must still come after the losses. */
#define AFTER		3

/* An emulated machine under load is slow. */
#define TIMEOUT_S	300

FIXTURE(loss) {
	int fd;
	struct load load;
	struct buffer buffer;
	struct trace trace;
};

FIXTURE_SETUP(loss)
{
	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, load_start(&self->load));
}

FIXTURE_TEARDOWN(loss)
{
	load_stop(&self->load);
	trace_free(&self->trace);
	buffer_free(&self->buffer);
	close(self->fd);
}

static struct gentrace_config tiny(void)
{
	struct gentrace_config config = session_config();

	config.classes = SESSION_CLASSES;
	config.pool_bytes = 64 * GENTRACE_BATCH_BYTES_MIN;
	config.batch_bytes = GENTRACE_BATCH_BYTES_MIN;
	config.period_ns = 10 * GENTRACE_PERIOD_NS_MIN;
	return config;
}

static bool has_lost(const struct gentrace_stats *stats, unsigned long long events)
{
	return session_lost(stats) + stats->open_lost >= events;
}

/* Everything is over: what is left to be read, read, and proven. */
static void finish(struct __test_metadata *const _metadata, FIXTURE_DATA(loss) *self)
{
	struct gentrace_stats stats;

	ASSERT_EQ(0, session_stop(self->fd));
	ASSERT_EQ(0, buffer_drain(&self->buffer, self->fd));
	ASSERT_EQ(0, session_stats(self->fd, &stats));
	ASSERT_EQ(0, trace_decode(&self->trace, self->buffer.data, self->buffer.size));
	ASSERT_PROVEN(&self->trace);
	EXPECT_EQ(GENTRACE_LOSSY, self->trace.verdict);

	/* Three tell the same story: the ledgers, the events found, the module. */
	EXPECT_EQ(stats.emitted, self->trace.totals.emitted);
	EXPECT_EQ(stats.recorded, self->trace.totals.recorded);
	EXPECT_EQ(stats.recorded, self->trace.totals.decoded);
	EXPECT_EQ(session_lost(&stats), self->trace.totals.lost_total);
	EXPECT_EQ(stats.lost[GENTRACE_CAUSE_NO_BATCH],
		  self->trace.totals.lost[GENTRACE_CAUSE_NO_BATCH]);
	EXPECT_EQ(stats.emitted, stats.recorded + session_lost(&stats));
	EXPECT_EQ(self->buffer.size, stats.bytes_read);
	EXPECT_EQ(0, stats.fault);
}

/* A gap is a span with an end, and inside of its generation. */
static unsigned long long sum_gaps(struct __test_metadata *const _metadata,
				   const struct trace *trace)
{
	unsigned long long lost = 0;

	for (size_t i = 0; i < trace->entries; i++) {
		const struct gentrace_entry *entry = &trace->entry[i];

		if (entry->kind != GENTRACE_ENTRY_GAP)
			continue;
		EXPECT_LT(0, entry->lost);
		EXPECT_EQ(0, entry->missing);
		EXPECT_LE(entry->time, entry->until);
		lost += entry->lost;
	}
	return lost;
}

/* Nobody reads until all is over. */
TEST_F_TIMEOUT(loss, dead_reader, TIMEOUT_S)
{
	struct gentrace_config config = tiny();
	struct gentrace_stats stats;

	ASSERT_EQ(0, session_start(self->fd, &config));
	ASSERT_TRUE(session_await(self->fd, &stats, has_lost, LOST));
	EXPECT_EQ(GENTRACE_STATE_TRACING, stats.state);
	finish(_metadata, self);
	EXPECT_LE(LOST, self->trace.totals.lost_total);
	ASSERT_EQ(0, trace_line_up(&self->trace, 0));
	EXPECT_EQ(self->trace.totals.lost_total, sum_gaps(_metadata, &self->trace));
}

static bool has_closed(const struct gentrace_stats *stats, unsigned long long generations)
{
	return stats->generations >= generations;
}

/* A reader that comes back finds the tracer at work, and the gap marked. */
TEST_F_TIMEOUT(loss, reader_comes_back, TIMEOUT_S)
{
	struct gentrace_config config = tiny();
	struct gentrace_stats then, now;
	unsigned long long recorded = 0;

	ASSERT_EQ(0, session_start(self->fd, &config));
	ASSERT_TRUE(session_await(self->fd, &then, has_lost, LOST));
	do {
		ASSERT_LT(0, buffer_read(&self->buffer, self->fd));
		ASSERT_EQ(0, session_stats(self->fd, &now));
	} while (!has_closed(&now, then.generations + AFTER));
	finish(_metadata, self);

	for (size_t i = 0; i < self->trace.generations; i++)
		if (self->trace.generation[i]->number > then.generation + 1)
			recorded += self->trace.generation[i]->end.recorded;
	EXPECT_LT(0, recorded);
	ASSERT_EQ(0, trace_line_up(&self->trace, 0));
	EXPECT_EQ(self->trace.totals.lost_total, sum_gaps(_metadata, &self->trace));
}

/* One byte at a time until enough is lost: slow, but never at a standstill. */
TEST_F_TIMEOUT(loss, slow_reader, TIMEOUT_S)
{
	struct gentrace_config config = tiny();
	struct gentrace_stats stats;

	ASSERT_EQ(0, session_start(self->fd, &config));
	do {
		unsigned char byte;

		ASSERT_EQ(1, read(self->fd, &byte, 1));
		if (self->buffer.size == self->buffer.room) {
			self->buffer.room += 1 << 20;
			self->buffer.data = realloc(self->buffer.data, self->buffer.room);
			ASSERT_NE(NULL, self->buffer.data);
		}
		self->buffer.data[self->buffer.size++] = byte;
		ASSERT_EQ(0, session_stats(self->fd, &stats));
	} while (!has_lost(&stats, LOST));
	finish(_metadata, self);
}

/* A generation that is put off for want of memory is put off, not lost. */
TEST_F_TIMEOUT(loss, smallest_pool, TIMEOUT_S)
{
	struct gentrace_config config = tiny();
	struct gentrace_stats stats;

	config.pool_bytes = GENTRACE_POOL_BYTES_MIN;
	config.period_ns = GENTRACE_PERIOD_NS_MIN;
	ASSERT_EQ(0, session_start(self->fd, &config));
	ASSERT_TRUE(session_await(self->fd, &stats, has_lost, LOST));
	finish(_metadata, self);
}

TEST_HARNESS_MAIN
