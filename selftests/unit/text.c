// SPDX-License-Identifier: GPL-2.0
/* text.c - the text form: what it means, and what it says is wrong. */
#include <errno.h>

#include "unit.h"

#define OPENING "batch gen=1 level=meta time=10\n+0 generation format=2\n"

static void test_a_batch_is_what_its_lines_say(void **state)
{
	struct gentrace_buffer trace;
	struct gentrace_generation *generation;
	const struct gentrace_batch *batch;

	(void)state;
	trace_parse(&trace, "# a comment\n\n \t\r\n" OPENING
		    "batch session=0x10 gen=1 cpu=3 level=softirq seq=4 time=99 pid=7 "
		    "lost=5 since=98\n"
		    "+1 softirq_raise vec=NET_RX\n");
	/* The session has changed, so this is another, which nothing opens. */
	generation = trace_generation(&trace);
	assert_int_equal(generation->batch_count, 1);
	gentrace_generation_free(generation);
	gentrace_buffer_clear(&trace);

	trace_parse(&trace, OPENING
		    "batch cpu=3 level=softirq seq=4 time=99 pid=7 lost=5 since=98\n"
		    "+1 softirq_raise vec=NET_RX\n");
	generation = trace_generation(&trace);
	batch = &generation->batch[1];
	assert_int_equal(batch->header.magic, GENTRACE_BATCH_MAGIC);
	assert_int_equal(batch->header.header_bytes, 72);
	assert_int_equal(batch->header.bytes, 75);
	assert_int_equal(batch->header.events, 1);
	assert_int_equal(batch->header.cpu, 3);
	assert_int_equal(batch->header.level, GENTRACE_LEVEL_SOFTIRQ);
	assert_int_equal(batch->header.sequence, 4);
	assert_int_equal(batch->header.base_time, 99);
	assert_int_equal(batch->header.pid, 7);
	assert_int_equal(batch->header.lost, 5);
	assert_int_equal(batch->header.lost_since, 98);
	assert_memory_equal(batch->bytes, "\x24\x03\x07", 3);
	gentrace_generation_free(generation);
	gentrace_buffer_clear(&trace);
}

static void test_sequences_count_within_their_stream(void **state)
{
	static const __u32 sequences[] = { 0, 0, 1, 0, 7, 8, 1 };
	struct gentrace_generation *generation;
	struct gentrace_buffer trace;
	size_t i;

	(void)state;
	trace_parse(&trace, OPENING
		    "batch cpu=0 level=task\n"
		    "batch cpu=0 level=task\n"
		    "batch cpu=1 level=task\n"
		    "batch cpu=1 level=task seq=7\n"
		    "batch cpu=1 level=task\n"
		    "batch level=meta\n");
	generation = trace_generation(&trace);
	assert_int_equal(generation->batch_count, ARRAY_SIZE(sequences));
	for (i = 0; i < ARRAY_SIZE(sequences); i++)
		assert_int_equal(generation->batch[i].header.sequence, sequences[i]);
	gentrace_generation_free(generation);
	gentrace_buffer_clear(&trace);
}

static void check_refusal(const char *text, size_t line, const char *expected)
{
	struct gentrace_buffer trace = { 0 };
	struct gentrace_text_error error;

	assert_int_equal(gentrace_text_parse(text, strlen(text), &trace, &error), -EINVAL);
	if (error.line != line || !strstr(error.text, expected))
		fail_msg("line %zu: %s; wanted line %zu: %s",
			 error.line, error.text, line, expected);
	gentrace_buffer_clear(&trace);
}

static void test_errors_say_where_and_what_was_expected(void **state)
{
	(void)state;
	check_refusal("+1 sched_switch\n", 1, "expected a batch line before the first event");
	check_refusal("events\n", 1, "expected a batch line");
	check_refusal("\n# x\nbatch level=meta\n", 3, "expected gen=");
	check_refusal("batch gen=1 foo=1\n", 1, "found foo");
	check_refusal("batch gen=1 level=deep\n", 1, "expected a number for level, found deep");
	check_refusal("batch gen=1 level=256\n", 1, "expected a number of 8 bits for level");
	check_refusal("batch gen=1 cpu=4294967296\n", 1, "expected a number of 32 bits for cpu");
	check_refusal("batch gen=18446744073709551616\n", 1, "expected a number for gen");
	check_refusal("batch gen=-1\n", 1, "expected a number for gen");
	check_refusal("batch gen=0x\n", 1, "expected a number for gen");
	check_refusal("batch gen\n", 1, "expected = behind gen");
	check_refusal("bath gen=1\n", 1, "expected batch, events or +, found bath");
	check_refusal(OPENING "+x sched_switch\n", 3, "expected a number for the time");
	check_refusal(OPENING "+1\n", 3, "expected the name of an event");
	check_refusal(OPENING "+1 sched_swich\n", 3, "found sched_swich");
	check_refusal(OPENING "+1 sched_switch pid=1\n", 3, "an argument of sched_switch");
	check_refusal(OPENING "+1 sched_switch next_pid=\n", 3, "expected a value");
	check_refusal(OPENING "+1 sched_switch prev_state=Q\n", 3, "for prev_state, found Q");
	check_refusal(OPENING "+1 sys_exit ret=9223372036854775808\n", 3, "for ret");
	check_refusal(OPENING "+1 task_rename comm=x\n", 3, "in double quotes");
	check_refusal(OPENING "+1 task_rename comm=\"x\n", 3, "at the end of the string");
	check_refusal(OPENING "+1 task_rename comm=\"\\q\"\n", 3, "expected \\n");
	check_refusal(OPENING "+1 task_rename comm=\"\\x1\"\n", 3, "two hexadecimal digits");
	check_refusal(OPENING "+1 @0\n", 3, "expected an id from 1 to 255");
	check_refusal(OPENING "+1 @256\n", 3, "expected an id from 1 to 255");
	check_refusal(OPENING "+1 @200 x=1\n", 3, "expected u, s or b");
	check_refusal(OPENING "events 1\n", 3, "expected nothing behind events");
}

static void test_long_things_are_refused(void **state)
{
	char text[1024];

	(void)state;
	sprintf(text, OPENING "+0 task_rename comm=\"%0300d\"\n", 0);
	check_refusal(text, 3, "at most 255 bytes");
	sprintf(text, OPENING "+0 %0100d\n", 0);
	check_refusal(text, 3, "found something longer");
}

static void test_the_escapes_are_bytes(void **state)
{
	struct gentrace_buffer trace;
	struct gentrace_generation *generation;

	(void)state;
	trace_parse(&trace, OPENING "+0 string id=1 text=\"a\\n\\t\\\"\\\\\\x00\\xfe\"\n");
	generation = trace_generation(&trace);
	assert_int_equal(generation->string_count, 1);
	assert_int_equal(generation->string[0].length, 7);
	assert_memory_equal(generation->string[0].text, "a\n\t\"\\\0\xfe", 7);
	gentrace_generation_free(generation);
	gentrace_buffer_clear(&trace);
}

/* A text of no bytes need not be anywhere. */
static void test_an_empty_text_is_an_empty_trace(void **state)
{
	struct gentrace_buffer trace = { 0 };
	struct gentrace_text_error error;

	(void)state;
	assert_int_equal(gentrace_text_parse("", 0, &trace, &error), 0);
	assert_int_equal(gentrace_text_parse(NULL, 0, &trace, &error), 0);
	assert_int_equal(trace.length, 0);
	assert_int_equal(error.line, 0);
}

/* The file, its trace, the text of that, the trace of that. */
static void test_a_whole_trace_makes_the_round_trip(void **state)
{
	struct gentrace_buffer first, second, text = { 0 };
	struct gentrace_generation *generation;
	struct gentrace_reader *reader;
	size_t i;

	(void)state;
	trace_load(&first, "sound");
	reader = gentrace_reader_open_memory(first.bytes, first.length, 0);
	while (gentrace_reader_next(reader, &generation) == 1) {
		for (i = 0; i < generation->batch_count; i++)
			assert_int_equal(gentrace_text_batch(generation, &generation->batch[i],
							     &text), 0);
		gentrace_generation_free(generation);
	}
	gentrace_reader_close(reader);
	trace_parse(&second, text.bytes);
	assert_int_equal(first.length, second.length);
	assert_memory_equal(first.bytes, second.bytes, first.length);
	gentrace_buffer_clear(&first);
	gentrace_buffer_clear(&second);
	gentrace_buffer_clear(&text);
}

int text_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_batch_is_what_its_lines_say),
		cmocka_unit_test(test_sequences_count_within_their_stream),
		cmocka_unit_test(test_errors_say_where_and_what_was_expected),
		cmocka_unit_test(test_long_things_are_refused),
		cmocka_unit_test(test_the_escapes_are_bytes),
		cmocka_unit_test(test_an_empty_text_is_an_empty_trace),
		cmocka_unit_test(test_a_whole_trace_makes_the_round_trip),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
