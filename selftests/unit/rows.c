// SPDX-License-Identifier: GPL-2.0
/* rows.c - rows that are added to a generation while it passes by. */
#include <errno.h>

#include "unit.h"

/* Bytes of the batch at @at. */
static size_t batch_bytes(const struct gentrace_buffer *trace, size_t at)
{
	struct gentrace_batch_header header;

	memcpy(&header, trace->bytes + at, sizeof(header));
	return header.bytes;
}

/* Where the last batch begins. */
static size_t last_batch(const struct gentrace_buffer *trace)
{
	size_t at = 0;

	while (at + batch_bytes(trace, at) < trace->length)
		at += batch_bytes(trace, at);
	return at;
}

static void add_symbol(struct gentrace_rows *rows, __u64 address)
{
	const char *text[GENTRACE_ARGS_MAX] = { NULL };
	__u64 value[GENTRACE_ARGS_MAX] = { 0 };

	value[GENTRACE_ARG(kernel_symbol, address)] = address;
	value[GENTRACE_ARG(kernel_symbol, bytes)] = 16;
	value[GENTRACE_ARG(kernel_symbol, name)] = 8;
	text[GENTRACE_ARG(kernel_symbol, name)] = "schedule";
	assert_int_equal(gentrace_rows_add(rows, GENTRACE_EVENT_kernel_symbol, value, text), 0);
}

/* Trace stacks.txt with so many symbols, as a trace. */
static void trace_with_symbols(struct gentrace_buffer *trace, unsigned int symbols)
{
	struct gentrace_rows rows = { 0 };
	struct gentrace_buffer before;
	size_t last, length;
	unsigned int i;

	trace_load(&before, "stacks");
	last = last_batch(&before);
	length = before.length - last;
	assert_int_equal(gentrace_rows_begin(&rows, before.bytes + last, length), 0);
	for (i = 0; i < symbols; i++)
		add_symbol(&rows, 0xffffffff81000000 + 16 * i);
	assert_int_equal(gentrace_rows_end(&rows, before.bytes + last, length), 0);
	trace->length = last + rows.batches.length;
	trace->bytes = malloc(trace->length);
	assert_non_null(trace->bytes);
	memcpy(trace->bytes, before.bytes, last);
	memcpy(trace->bytes + last, rows.batches.bytes, rows.batches.length);
	gentrace_rows_clear(&rows);
	gentrace_buffer_clear(&before);
}

/* None, a few, and more than a batch has room for: the trace is as sound as it was. */
static void test_a_trace_with_rows_is_sound(void **state)
{
	static const unsigned int symbols[] = { 0, 3, 5000 };
	struct gentrace_generation *generation;
	const struct gentrace_symbol *symbol;
	struct gentrace_verify *verify;
	struct gentrace_buffer trace;
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(symbols); i++) {
		trace_with_symbols(&trace, symbols[i]);
		verify = trace_verify(trace.bytes, trace.length);
		/* That its table was full is what it had to say before. */
		assert_int_equal(gentrace_verify_verdict(verify), GENTRACE_LOSSY);
		assert_int_equal(gentrace_verify_findings(verify)->count, 1);
		gentrace_verify_destroy(verify);
		generation = trace_generation(&trace);
		assert_int_equal(generation->symbol_count, symbols[i]);
		symbol = gentrace_generation_symbol(generation,
						    0xffffffff81000000 + 16 * symbols[i] - 1);
		assert_true(!symbol == !symbols[i]);
		gentrace_generation_free(generation);
		free(trace.bytes);
	}
}

/* What was damaged on its way must not get a sum that says it is sound. */
static void test_a_damaged_batch_gets_no_rows(void **state)
{
	struct gentrace_rows rows = { 0 };
	struct gentrace_buffer trace;
	size_t last;

	(void)state;
	trace_load(&trace, "stacks");
	last = last_batch(&trace);
	trace.bytes[trace.length - 1] ^= 1;
	assert_int_equal(gentrace_rows_begin(&rows, trace.bytes + last, trace.length - last),
			 -EBADMSG);
	/* Nothing can stand before the first one. */
	assert_int_equal(gentrace_rows_begin(&rows, trace.bytes, batch_bytes(&trace, 0)),
			 -EBADMSG);
	assert_int_equal(gentrace_rows_begin(&rows, trace.bytes, 1), -EBADMSG);
	gentrace_rows_clear(&rows);
	gentrace_buffer_clear(&trace);
}

/* The outline has the tables of the generation, and none of its events. */
static void test_an_outline_has_the_tables(void **state)
{
	struct gentrace_outline *outline = gentrace_outline_create();
	struct gentrace_generation *generation = NULL;
	struct gentrace_buffer trace;
	size_t at = 0, length;

	(void)state;
	assert_non_null(outline);
	trace_load(&trace, "stacks");
	assert_int_equal(gentrace_outline_add(outline, trace.bytes, 10, &generation), -EBADMSG);
	while (at < trace.length) {
		int last = at == last_batch(&trace);

		length = batch_bytes(&trace, at);
		assert_null(generation);
		assert_int_equal(gentrace_outline_add(outline, trace.bytes + at, length,
						      &generation), last);
		at += length;
	}
	assert_non_null(generation);
	assert_int_equal(generation->stack_count, 3);
	assert_int_equal(generation->status_count, 2);
	assert_int_equal(generation->events, 0);
	gentrace_generation_free(generation);
	/* A generation that another one follows without an end is forgotten. */
	assert_int_equal(gentrace_outline_add(outline, trace.bytes, batch_bytes(&trace, 0),
					      &generation), 0);
	gentrace_outline_destroy(outline);
	gentrace_buffer_clear(&trace);
}

int rows_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_trace_with_rows_is_sound),
		cmocka_unit_test(test_a_damaged_batch_gets_no_rows),
		cmocka_unit_test(test_an_outline_has_the_tables),
	};

	return cmocka_run_group_tests_name("rows", tests, NULL, NULL);
}
