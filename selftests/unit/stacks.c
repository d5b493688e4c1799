// SPDX-License-Identifier: GPL-2.0
/* stacks.c - the stack table of a generation: what is in it, and what must not be. */
#include <errno.h>

#include "unit.h"

/* One change to traces/stacks.txt and what must be found. */
static const struct breach breaches[] = {
	/* An event refers to what is not there; an id beyond all sets. */
	{ "kernel=16 user=17", "kernel=16 user=19", GENTRACE_BROKEN, GENTRACE_RULE_STACK },
	{ "kernel=16 user=17", "kernel=0x400000 user=17", GENTRACE_BROKEN, GENTRACE_RULE_STACK },
	{ "kernel=16 user=17", "kernel=16 user=0xffffffffffffffff",
	  GENTRACE_BROKEN, GENTRACE_RULE_STACK },
	{ "stack_frames id=17", "stack_frames id=19", GENTRACE_BROKEN, GENTRACE_RULE_STACK },
	/* An id twice, and one that is none. */
	{ "stack_frames id=18", "stack_frames id=17", GENTRACE_BROKEN, GENTRACE_RULE_STACK },
	{ "stack_frames id=18", "stack_frames id=15", GENTRACE_BROKEN, GENTRACE_RULE_STACK },
	/* Frames that end in the middle of a number, and a stack without any. */
	{ "frames=\"\\x09\"", "frames=\"\\x08\"", GENTRACE_BROKEN, GENTRACE_RULE_STACK },
	{ "frames=\"\\x09\"", "frames=\"\"", GENTRACE_BROKEN, GENTRACE_RULE_STACK },
	/* The end against the table. */
	{ "stacks=3 stacks_missed", "stacks=2 stacks_missed",
	  GENTRACE_BROKEN, GENTRACE_RULE_TOTAL },
};

static void test_a_table_is_found_by_id(void **state)
{
	static const __u64 kernel[] = {
		0xffffffff81000010, 0xffffffff81000030, 0xffffffff81000020,
	};
	__u64 address[GENTRACE_STACK_FRAMES_MAX];
	struct gentrace_generation *generation;
	const struct gentrace_stack *stack;
	struct gentrace_buffer trace;

	(void)state;
	trace_load(&trace, "stacks");
	generation = trace_generation(&trace);
	assert_int_equal(generation->stacks, GENTRACE_STACKS(SWITCH));
	assert_int_equal(generation->stack_count, 3);
	stack = gentrace_generation_stack(generation, 16);
	assert_non_null(stack);
	assert_false(stack->user);
	assert_int_equal(stack->walk, GENTRACE_WALK_WHOLE);
	assert_int_equal(gentrace_frames_read(stack->frames, stack->length, address), 3);
	assert_memory_equal(address, kernel, sizeof(kernel));
	stack = gentrace_generation_stack(generation, 17);
	assert_non_null(stack);
	assert_true(stack->user);
	assert_int_equal(gentrace_frames_read(stack->frames, stack->length, address), 2);
	assert_int_equal(address[0], 0x401000);
	assert_int_equal(address[1], 0x401200);
	assert_null(gentrace_generation_stack(generation, 0));
	assert_null(gentrace_generation_stack(generation, 19));
	assert_null(gentrace_generation_stack(generation, ~0ull));
	gentrace_generation_free(generation);
	gentrace_buffer_clear(&trace);
}

/* Only what did not fit; an entry that nobody refers to is no fault. */
static void test_a_table_that_was_full_is_lossy(void **state)
{
	const struct gentrace_findings *findings;
	struct gentrace_verify *verify;
	struct gentrace_buffer trace;

	(void)state;
	trace_load(&trace, "stacks");
	verify = trace_verify(trace.bytes, trace.length);
	findings = gentrace_verify_findings(verify);
	assert_int_equal(findings->count, 1);
	assert_true(has_finding(findings, GENTRACE_LOSSY, GENTRACE_RULE_STACK));
	gentrace_verify_destroy(verify);
	gentrace_buffer_clear(&trace);
}

static void test_each_breach_is_found(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(breaches); i++)
		check_breach("stacks", &breaches[i]);
}

/* Bytes of just the length that they have, for the sanitizer to see who reads on. */
static int frames_read(const __u8 *bytes, size_t length, __u64 *address)
{
	char *copy = malloc(length);
	int count;

	assert_true(copy || !length);
	memcpy(copy, bytes, length);
	count = gentrace_frames_read(copy, (__u32)length, address);
	free(copy);
	return count;
}

/* As many as a stack can have, of any size: what was written is what is read. */
static void test_frames_come_back(void **state)
{
	__u8 bytes[(GENTRACE_STACK_FRAMES_MAX + 1) * GENTRACE_VARINT_MAX], *p = bytes, *last;
	__u64 address[GENTRACE_STACK_FRAMES_MAX], written[GENTRACE_STACK_FRAMES_MAX];
	__u64 before = 0;
	unsigned int i;

	(void)state;
	for (i = 0; i < GENTRACE_STACK_FRAMES_MAX; i++) {
		written[i] = i % 2 ? ~0ull << i : 0x123456789abcdefull * i;
		last = p;
		p = gentrace_put_frame(p, before, written[i]);
		before = written[i];
		assert_int_equal(frames_read(bytes, (size_t)(p - bytes), address), i + 1);
		assert_memory_equal(address, written, (i + 1) * sizeof(*written));
		/* Without the last byte the last number is malformed, or not there. */
		assert_int_equal(frames_read(bytes, (size_t)(p - bytes) - 1, address),
				 p == last + 1 ? (int)i : -EBADMSG);
	}
	/* One more than that. */
	p = gentrace_put_frame(p, before, before);
	assert_int_equal(frames_read(bytes, (size_t)(p - bytes), address), -EBADMSG);
}

/* Whatever the bytes are: so many addresses as there are numbers, or none. */
static void test_any_bytes_are_frames_or_are_not(void **state)
{
	__u64 address[GENTRACE_STACK_FRAMES_MAX], value;
	__u8 bytes[GENTRACE_TEXT_MAX];
	unsigned int round, i;

	(void)state;
	srand(1);
	for (round = 0; round < 20000; round++) {
		size_t length = (size_t)rand() % (sizeof(bytes) + 1);
		const __u8 *p = bytes, *end = bytes + length;
		int count, expected = 0;

		for (i = 0; i < length; i++)
			bytes[i] = (__u8)(rand() >> 8 | (rand() & 1));
		while (p && p < end && expected <= (int)GENTRACE_STACK_FRAMES_MAX) {
			p = gentrace_get_varint(p, end, &value);
			expected++;
		}
		if (!p || expected > (int)GENTRACE_STACK_FRAMES_MAX)
			expected = -EBADMSG;
		count = frames_read(bytes, length, address);
		assert_int_equal(count, expected);
	}
}

static void test_reasons_have_names(void **state)
{
	(void)state;
	assert_string_equal(gentrace_no_stack_name(GENTRACE_NO_STACK_OFF), "off");
	assert_string_equal(gentrace_value_name(GENTRACE_TYPE_stack, 1), "full");
	assert_null(gentrace_value_name(GENTRACE_TYPE_stack, GENTRACE_STACK_FIRST));
	assert_non_null(gentrace_no_stack_meaning(GENTRACE_NO_STACK_NO_USER));
	assert_null(gentrace_no_stack_name(~0ull));
	assert_string_equal(gentrace_walk_name(GENTRACE_WALK_CUT), "cut");
	assert_null(gentrace_walk_name(3));
}

int stacks_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_table_is_found_by_id),
		cmocka_unit_test(test_a_table_that_was_full_is_lossy),
		cmocka_unit_test(test_each_breach_is_found),
		cmocka_unit_test(test_frames_come_back),
		cmocka_unit_test(test_any_bytes_are_frames_or_are_not),
		cmocka_unit_test(test_reasons_have_names),
	};

	return cmocka_run_group_tests_name("stacks", tests, NULL, NULL);
}
