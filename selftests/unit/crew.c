// SPDX-License-Identifier: GPL-2.0
/* crew.c - a trace read by threads is the same trace, whatever is wrong with it. */
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "unit.h"

static const char *const names[] = { "sound", "lossy", "windows" };

static int file_of(const void *bytes, size_t length)
{
	int fd = memfd_create("trace", 0);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, length), length);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}

static void assert_same_findings(const struct gentrace_findings *a,
				 const struct gentrace_findings *b)
{
	size_t i;

	assert_int_equal(a->count, b->count);
	assert_int_equal(a->more, b->more);
	for (i = 0; i < a->count; i++) {
		assert_string_equal(a->list[i].text, b->list[i].text);
		assert_int_equal(a->list[i].offset, b->list[i].offset);
		assert_int_equal(a->list[i].rule, b->list[i].rule);
	}
}

static void assert_same_generation(const struct gentrace_generation *a,
				   const struct gentrace_generation *b)
{
	assert_int_equal(a->offset, b->offset);
	assert_int_equal(a->skipped, b->skipped);
	assert_int_equal(a->number, b->number);
	assert_int_equal(a->complete, b->complete);
	assert_int_equal(a->damaged, b->damaged);
	assert_int_equal(a->events, b->events);
	assert_int_equal(a->batch_count, b->batch_count);
	assert_int_equal(a->length, b->length);
	if (a->length)
		assert_memory_equal(a->bytes, b->bytes, a->length);
	assert_same_findings(&a->findings, &b->findings);
}

/* Read the file alone and with threads. */
static void assert_same_reading(const void *bytes, size_t length, unsigned int threads)
{
	int fd = file_of(bytes, length);
	struct gentrace_reader *alone = gentrace_reader_open_memory(bytes, length, 0);
	struct gentrace_reader *crew = gentrace_reader_open_threads(fd, 0, threads);
	struct gentrace_reader_totals totals, crew_totals;
	struct gentrace_generation *a, *b;
	int ret;

	assert_true(alone && crew);
	do {
		ret = gentrace_reader_next(alone, &a);
		assert_int_equal(gentrace_reader_next(crew, &b), ret);
		gentrace_reader_totals(alone, &totals);
		gentrace_reader_totals(crew, &crew_totals);
		assert_memory_equal(&totals, &crew_totals, sizeof(totals));
		if (ret > 0)
			assert_same_generation(a, b);
		gentrace_generation_free(a);
		gentrace_generation_free(b);
	} while (ret > 0);
	gentrace_reader_close(alone);
	gentrace_reader_close(crew);
	close(fd);
}

static void test_threads_read_the_same(void **state)
{
	struct gentrace_buffer trace;
	unsigned int threads;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		trace_load(&trace, names[i]);
		for (threads = 1; threads < 6; threads++)
			assert_same_reading(trace.bytes, trace.length, threads);
		gentrace_buffer_clear(&trace);
	}
}

static void test_threads_read_the_same_of_a_cut_trace(void **state)
{
	struct gentrace_buffer trace;
	size_t length;

	(void)state;
	trace_load(&trace, "windows");
	for (length = 0; length < trace.length; length += 7)
		assert_same_reading(trace.bytes, length, 3);
	gentrace_buffer_clear(&trace);
}

static void test_threads_read_the_same_of_a_damaged_trace(void **state)
{
	struct gentrace_buffer trace;
	size_t i;

	(void)state;
	trace_load(&trace, "windows");
	for (i = 0; i < trace.length; i++) {
		trace.bytes[i] ^= 0x55;
		assert_same_reading(trace.bytes, trace.length, 3);
		trace.bytes[i] ^= 0x55;
	}
	gentrace_buffer_clear(&trace);
}

/* Headers lead across the end of a generation that stands there twice. */
static void test_a_wrong_guess_is_thrown_away(void **state)
{
	struct gentrace_buffer trace;
	size_t length;
	char *twice;

	(void)state;
	trace_load(&trace, "windows");
	/* One of four. */
	length = trace.length / 4;
	twice = malloc(2 * length);
	assert_non_null(twice);
	memcpy(twice, trace.bytes, length);
	memcpy(twice + length, trace.bytes, length);
	assert_same_reading(twice, 2 * length, 4);
	free(twice);
	gentrace_buffer_clear(&trace);
}

/* A reader that is closed while its threads are at work. */
static void test_threads_can_be_left_behind(void **state)
{
	struct gentrace_generation *generation;
	struct gentrace_reader *reader;
	struct gentrace_buffer trace;
	int i, fd;

	(void)state;
	trace_load(&trace, "windows");
	fd = file_of(trace.bytes, trace.length);
	for (i = 0; i < 100; i++) {
		reader = gentrace_reader_open_threads(fd, 0, 4);
		assert_non_null(reader);
		if (i % 2) {
			assert_int_equal(gentrace_reader_next(reader, &generation), 1);
			gentrace_generation_free(generation);
		}
		gentrace_reader_close(reader);
	}
	close(fd);
	gentrace_buffer_clear(&trace);
}

static void test_a_pipe_is_read_without_threads(void **state)
{
	struct gentrace_generation *generation;
	struct gentrace_reader *reader;
	struct gentrace_window window;
	struct gentrace_buffer trace;
	int fds[2];

	(void)state;
	trace_load(&trace, "sound");
	assert_int_equal(pipe(fds), 0);
	assert_int_equal(write(fds[1], trace.bytes, trace.length), trace.length);
	close(fds[1]);
	reader = gentrace_reader_open_threads(fds[0], 0, 4);
	assert_int_equal(gentrace_reader_window(reader, 0, 1, &window), -ESPIPE);
	assert_int_equal(gentrace_reader_next(reader, &generation), 1);
	gentrace_generation_free(generation);
	gentrace_reader_close(reader);
	close(fds[0]);
	gentrace_buffer_clear(&trace);
}

/* ------------------------------------------------------------------ windows */

/* Which generations of the trace a window has: a bit each. */
static unsigned int wanted(const struct gentrace_buffer *trace, __u64 from_ns, __u64 to_ns)
{
	int fd = file_of(trace->bytes, trace->length);
	struct gentrace_reader *reader = gentrace_reader_open_threads(fd, 0, 2);
	struct gentrace_generation *generation;
	struct gentrace_window window;
	unsigned int bits = 0;

	assert_int_equal(gentrace_reader_window(reader, from_ns, to_ns, &window), 0);
	while (gentrace_reader_next(reader, &generation) > 0) {
		bits |= 1u << generation->number;
		gentrace_generation_free(generation);
	}
	assert_int_equal(__builtin_popcount(bits), window.wanted);
	assert_int_equal(window.generations, 4);
	gentrace_reader_close(reader);
	close(fd);
	return bits;
}

/* The generations of windows.txt begin at 0, 1000, 2000 and 3000 ns. */
static void test_a_window_has_what_overlaps_it(void **state)
{
	struct gentrace_buffer trace;

	(void)state;
	trace_load(&trace, "windows");
	assert_int_equal(wanted(&trace, 0, ~0ull), 0x1e);
	assert_int_equal(wanted(&trace, 0, 10), 0x02);
	assert_int_equal(wanted(&trace, 1500, 1600), 0x04);
	assert_int_equal(wanted(&trace, 1500, 2500), 0x0c);
	assert_int_equal(wanted(&trace, 1000, 1000), 0x06);
	assert_int_equal(wanted(&trace, 3999, ~0ull), 0x10);
	assert_int_equal(wanted(&trace, 4001, ~0ull), 0);
	gentrace_buffer_clear(&trace);
}

/* A generation that is damaged could be anywhere, and hides none behind it. */
static void test_a_window_passes_damage(void **state)
{
	struct gentrace_buffer trace;

	(void)state;
	trace_load(&trace, "windows");
	/* In the middle of the second one: its last batch cannot be found. */
	trace.bytes[trace.length * 3 / 8] ^= 0xff;
	assert_true(wanted(&trace, 3500, 3600) & 0x10);
	assert_false(wanted(&trace, 3500, 3600) & 0x02);
	gentrace_buffer_clear(&trace);
}

int crew_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_threads_read_the_same),
		cmocka_unit_test(test_threads_read_the_same_of_a_cut_trace),
		cmocka_unit_test(test_threads_read_the_same_of_a_damaged_trace),
		cmocka_unit_test(test_a_wrong_guess_is_thrown_away),
		cmocka_unit_test(test_threads_can_be_left_behind),
		cmocka_unit_test(test_a_pipe_is_read_without_threads),
		cmocka_unit_test(test_a_window_has_what_overlaps_it),
		cmocka_unit_test(test_a_window_passes_damage),
	};

	return cmocka_run_group_tests_name("crew", tests, NULL, NULL);
}
