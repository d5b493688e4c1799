// SPDX-License-Identifier: GPL-2.0
/* generation.c - each generation stands alone, and ends when it should. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "load.h"
#include "trace.h"

#define GENERATIONS	8

/* It takes hundreds for a flip to meet a section at the wrong instruction. */
#define FLIPS		1000

/* An emulated machine under load is slow. */
#define TIMEOUT_S	300

FIXTURE(generation) {
	int fd;
	struct load load;
	struct buffer buffer;
	struct trace trace;
};

FIXTURE_SETUP(generation)
{
	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, load_start(&self->load));
}

FIXTURE_TEARDOWN(generation)
{
	load_stop(&self->load);
	trace_free(&self->trace);
	buffer_free(&self->buffer);
	close(self->fd);
}

/* Room for all, so that nobody needs to read while the load goes on. */
static struct gentrace_config roomy(void)
{
	struct gentrace_config config = session_config();

	config.pool_bytes = 128ull << 20;
	config.budget_bytes = config.pool_bytes;
	config.period_ns = GENTRACE_PERIOD_NS_MAX;
	return config;
}

static bool has_closed(const struct gentrace_stats *stats, unsigned long long generations)
{
	return stats->generations >= generations;
}

/* Stop, read, prove; what is read stays, to be cut. */
static void finish(struct __test_metadata *const _metadata, FIXTURE_DATA(generation) *self)
{
	ASSERT_EQ(0, session_stop(self->fd));
	load_stop(&self->load);
	ASSERT_EQ(0, buffer_drain(&self->buffer, self->fd));
	ASSERT_EQ(0, trace_decode(&self->trace, self->buffer.data, self->buffer.size));
	ASSERT_PROVEN(&self->trace);
}

static const struct gentrace_batch_header *header_at(const struct buffer *buffer, size_t at)
{
	return (const void *)(buffer->data + at);
}

/*
 * The end of the generation that begins at @at. Knows lengths and numbers and
 * nothing else, as any tool may that cuts a trace.
 */
static size_t generation_end(const struct buffer *buffer, size_t at)
{
	__u64 number = header_at(buffer, at)->generation;

	while (at < buffer->size && header_at(buffer, at)->generation == number)
		at += header_at(buffer, at)->bytes;
	return at;
}

/* Any one generation, cut out of the file, is a trace. */
TEST_F_TIMEOUT(generation, cut_one_out, TIMEOUT_S)
{
	struct gentrace_config config = roomy();
	unsigned long long events = 0, decoded;
	size_t count = 0;

	ASSERT_EQ(0, session_start(self->fd, &config));
	for (int i = 1; i < GENERATIONS; i++) {
		ASSERT_EQ(0, session_flip(self->fd));
	}
	finish(_metadata, self);
	ASSERT_EQ(GENERATIONS, self->trace.generations);
	decoded = self->trace.totals.decoded;

	for (size_t at = 0, end; at < self->buffer.size; at = end, count++) {
		struct trace alone;

		end = generation_end(&self->buffer, at);
		ASSERT_EQ(0, trace_decode(&alone, self->buffer.data + at, end - at));
		ASSERT_PROVEN(&alone);
		ASSERT_EQ(1, alone.generations);
		EXPECT_TRUE(alone.generation[0]->complete);
		EXPECT_EQ(header_at(&self->buffer, at)->generation, alone.generation[0]->number);
		EXPECT_LE(2, alone.generation[0]->snapshots);
		EXPECT_LT(0, alone.generation[0]->status_count);
		EXPECT_LT(0, alone.generation[0]->cpu_status_count);
		events += alone.totals.decoded;
		trace_free(&alone);
	}
	EXPECT_EQ(GENERATIONS, count);
	EXPECT_EQ(decoded, events);
}

/* Every second one dropped: what is left is whole; a hole in the numbers is no damage. */
TEST_F_TIMEOUT(generation, drop_some, TIMEOUT_S)
{
	struct gentrace_config config = roomy();
	unsigned char *kept;
	size_t size = 0, count = 0;
	struct trace rest;

	ASSERT_EQ(0, session_start(self->fd, &config));
	for (int i = 1; i < GENERATIONS; i++) {
		ASSERT_EQ(0, session_flip(self->fd));
	}
	finish(_metadata, self);
	kept = malloc(self->buffer.size);
	ASSERT_NE(NULL, kept);
	for (size_t at = 0, end; at < self->buffer.size; at = end, count++) {
		end = generation_end(&self->buffer, at);
		if (count % 2)
			continue;
		memcpy(kept + size, self->buffer.data + at, end - at);
		size += end - at;
	}
	ASSERT_EQ(0, trace_decode(&rest, kept, size));
	EXPECT_EQ(GENERATIONS / 2, rest.generations);
	EXPECT_EQ(0, rest.skipped);
	for (size_t i = 0; i < rest.generations; i++) {
		EXPECT_TRUE(rest.generation[i]->complete);
		EXPECT_FALSE(rest.generation[i]->damaged);
	}
	trace_free(&rest);
	free(kept);
}

/* FLIP returns when the generation it ended can be read, whole. */
TEST_F_TIMEOUT(generation, on_request, TIMEOUT_S)
{
	struct gentrace_config config = roomy();
	int reader = session_open(O_NONBLOCK);
	struct gentrace_stats before, after;

	ASSERT_LE(0, reader);
	ASSERT_EQ(0, session_start(self->fd, &config));
	for (int i = 1; i < GENERATIONS; i++) {
		struct trace so_far;

		ASSERT_EQ(0, session_stats(self->fd, &before));
		ASSERT_EQ(0, session_flip(self->fd));
		ASSERT_EQ(0, session_stats(self->fd, &after));
		EXPECT_EQ(before.generation + 1, after.generation);
		EXPECT_EQ(before.generations + 1, after.generations);
		ASSERT_EQ(0, buffer_drain(&self->buffer, reader));
		ASSERT_EQ(0, trace_decode(&so_far, self->buffer.data, self->buffer.size));
		ASSERT_LE(i, so_far.generations);
		EXPECT_TRUE(so_far.generation[i - 1]->complete);
		EXPECT_EQ(GENTRACE_END_REQUEST, so_far.generation[i - 1]->end.reason);
		trace_free(&so_far);
	}
	close(reader);
	finish(_metadata, self);
	ASSERT_EQ(GENERATIONS, self->trace.generations);
	EXPECT_EQ(GENTRACE_END_STOP, self->trace.generation[GENERATIONS - 1]->end.reason);
}

/* The shortest period there is, and nobody asks. */
TEST_F_TIMEOUT(generation, period, TIMEOUT_S)
{
	struct gentrace_config config = roomy();
	struct gentrace_stats stats;

	config.period_ns = GENTRACE_PERIOD_NS_MIN;
	ASSERT_EQ(0, session_start(self->fd, &config));
	ASSERT_TRUE(session_await(self->fd, &stats, has_closed, GENERATIONS));
	finish(_metadata, self);
	ASSERT_LE(GENERATIONS, self->trace.generations);
	for (size_t i = 0; i < self->trace.generations; i++) {
		const struct gentrace_generation *it = self->trace.generation[i];
		bool last = i == self->trace.generations - 1;

		EXPECT_EQ(last ? GENTRACE_END_STOP : GENTRACE_END_PERIOD, it->end.reason);
		if (!last) {
			EXPECT_LE(config.period_ns, it->last.monotonic - it->first.monotonic);
		}
	}
}

/* A full budget ends a generation, and an idle hour does not. */
TEST_F_TIMEOUT(generation, budget, TIMEOUT_S)
{
	struct gentrace_config config = roomy();
	struct gentrace_stats stats;

	config.batch_bytes = GENTRACE_BATCH_BYTES_MIN;
	config.budget_bytes = 4 * GENTRACE_BATCH_BYTES_MIN;
	ASSERT_EQ(0, session_start(self->fd, &config));
	ASSERT_TRUE(session_await(self->fd, &stats, has_closed, GENERATIONS));
	finish(_metadata, self);
	ASSERT_LE(GENERATIONS, self->trace.generations);
	for (size_t i = 0; i + 1 < self->trace.generations; i++) {
		EXPECT_EQ(GENTRACE_END_BUDGET, self->trace.generation[i]->end.reason);
		EXPECT_LE(config.budget_bytes, self->trace.generation[i]->length);
	}
}

/* The clocks of one generation go on in the next. */
TEST_F_TIMEOUT(generation, clocks_go_on, TIMEOUT_S)
{
	struct gentrace_config config = roomy();
	const unsigned int clocks[] = { GENTRACE_CLOCK_MONOTONIC, GENTRACE_CLOCK_AUTO };

	for (size_t c = 0; c < ARRAY_SIZE(clocks); c++) {
		config.clock = clocks[c];
		ASSERT_EQ(0, session_start(self->fd, &config));
		for (int i = 1; i < GENERATIONS; i++) {
			ASSERT_EQ(0, session_flip(self->fd));
		}
		ASSERT_EQ(0, trace_take(&self->trace, self->fd, 0));
		ASSERT_PROVEN(&self->trace);
		ASSERT_EQ(GENERATIONS, self->trace.generations);
		for (size_t i = 1; i < self->trace.generations; i++) {
			const struct gentrace_generation *a = self->trace.generation[i - 1];
			const struct gentrace_generation *b = self->trace.generation[i];

			EXPECT_EQ(a->number + 1, b->number);
			EXPECT_LE(a->first.monotonic, b->first.monotonic);
			EXPECT_LE(a->first.clock, b->first.clock);
			EXPECT_LT(b->first.monotonic, b->last.monotonic);
		}
		trace_free(&self->trace);
		close(self->fd);
		self->fd = session_open(0);
		ASSERT_LE(0, self->fd);
	}
}

/* The times of a generation's first and last event. */
static void extent(const struct gentrace_generation *generation, __u64 *first, __u64 *last)
{
	*first = ~0ull;
	*last = 0;
	for (size_t i = 0; i < generation->batch_count; i++) {
		const struct gentrace_batch *batch = &generation->batch[i];

		if (batch->header.level == GENTRACE_LEVEL_META)
			continue;
		if (batch->header.base_time < *first)
			*first = batch->header.base_time;
		if (batch->last_time > *last)
			*last = batch->last_time;
	}
}

/*
 * No event is later than one of the next generation. A microsecond is allowed
 * for: clocks are read out of order with what is around them, and a store takes
 * its time to the other CPU. An interrupt takes longer.
 */
TEST_F_TIMEOUT(generation, one_after_the_other, TIMEOUT_S)
{
	struct gentrace_config config = roomy();
	int reader = session_open(O_NONBLOCK);
	__u64 first, last, before = 0;

	ASSERT_LE(0, reader);
	config.classes = session_classes(self->fd);
	ASSERT_EQ(0, session_start(self->fd, &config));
	for (unsigned int i = 0; i < session_cycles(FLIPS); i++) {
		ASSERT_EQ(0, session_flip(self->fd));
		ASSERT_EQ(0, buffer_drain(&self->buffer, reader));
	}
	close(reader);
	finish(_metadata, self);
	for (size_t i = 0; i < self->trace.generations; i++) {
		const struct gentrace_generation *it = self->trace.generation[i];

		extent(it, &first, &last);
		EXPECT_LE(before, first + it->khz / 1000)
			TH_LOG("generation %llu begins before the one before it ends", it->number);
		if (last > before)
			before = last;
	}
}

TEST_HARNESS_MAIN
