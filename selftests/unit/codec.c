// SPDX-License-Identifier: GPL-2.0
/* codec.c - the varint codec: what it writes, and what it refuses to read. */
#include "unit.h"

static const __u64 numbers[] = {
	0, 1, 0x7f, 0x80, 0x3fff, 0x4000, 0xffffffff, 0x100000000ull,
	(1ull << 56) - 1, 1ull << 56, 1ull << 63, ~0ull - 1, ~0ull,
};

static void test_numbers_come_back(void **state)
{
	__u8 bytes[GENTRACE_VARINT_MAX];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(numbers); i++) {
		const __u8 *end = gentrace_put_varint(bytes, numbers[i]);
		__u64 value = 0;

		assert_in_range(end - bytes, 1, GENTRACE_VARINT_MAX);
		assert_ptr_equal(gentrace_get_varint(bytes, end, &value), end);
		assert_true(value == numbers[i]);
		/* Short of its last byte it is no number. */
		assert_null(gentrace_get_varint(bytes, end - 1, &value));
	}
}

static void test_every_power_of_two_has_its_length(void **state)
{
	__u8 bytes[GENTRACE_VARINT_MAX];
	unsigned int bit;

	(void)state;
	for (bit = 0; bit < 64; bit++) {
		unsigned int length = bit < 56 ? bit / 7 + 1 : 9;

		assert_int_equal(gentrace_put_varint(bytes, 1ull << bit) - bytes, length);
		assert_int_equal(gentrace_put_varint(bytes, (2ull << bit) - 1) - bytes, length);
	}
}

static void test_zigzag_keeps_small_numbers_small(void **state)
{
	(void)state;
	assert_true(gentrace_zigzag(0) == 0);
	assert_true(gentrace_zigzag(-1) == 1);
	assert_true(gentrace_zigzag(1) == 2);
	assert_true(gentrace_zigzag(INT64_MIN) == ~0ull);
	assert_true(gentrace_unzigzag(~0ull) == INT64_MIN);
	assert_true(gentrace_unzigzag(gentrace_zigzag(INT64_MAX)) == INT64_MAX);
	assert_true(gentrace_unzigzag(gentrace_zigzag(-4)) == -4);
}

/* What stands behind a number is not the number's, near the end and far from it. */
static void test_numbers_end_where_they_end(void **state)
{
	__u8 bytes[3 * GENTRACE_VARINT_MAX];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(numbers); i++) {
		__u64 value = 0;
		__u8 *end;

		memset(bytes, 0xff, sizeof(bytes));
		end = gentrace_put_varint(bytes, numbers[i]);
		memset(end, 0xff, 2 * GENTRACE_VARINT_MAX);
		assert_ptr_equal(gentrace_get_varint(bytes, end, &value), end);
		assert_true(value == numbers[i]);
		value = 0;
		assert_ptr_equal(gentrace_get_varint(bytes, bytes + sizeof(bytes), &value), end);
		assert_true(value == numbers[i]);
	}
}

/* All lengths, cut at every byte, against the rule written out. */
static void test_any_bytes_are_read_by_the_rule(void **state)
{
	__u8 bytes[GENTRACE_VARINT_MAX] = { 0, 0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x81 };
	unsigned int first, room;

	(void)state;
	for (first = 0; first < 256; first++) {
		unsigned int length = first ? (unsigned int)__builtin_ctz(first) + 1 : 9;

		bytes[0] = (__u8)first;
		for (room = 0; room <= sizeof(bytes); room++) {
			__u64 value = 42, low = 0;
			const __u8 *end = gentrace_get_varint(bytes, bytes + room, &value);

			if (room < length) {
				assert_null(end);
				assert_true(value == 42);
				continue;
			}
			memcpy(&low, first ? bytes : bytes + 1, length < 8 ? length : 8);
			assert_ptr_equal(end, bytes + length);
			assert_true(value == (first ? low >> length : low));
		}
	}
}

static void test_nothing_is_read_from_nothing(void **state)
{
	const char *text;
	__u8 byte = 0;
	__u64 value;
	__u32 length;

	(void)state;
	assert_null(gentrace_get_varint(&byte, &byte, &value));
	assert_null(gentrace_get_varint(NULL, &byte, &value));
	assert_null(gentrace_get_str(&byte, &byte, &text, &length));
	assert_null(gentrace_get_str(NULL, &byte, &text, &length));
}

static void test_strings_come_back(void **state)
{
	__u8 bytes[GENTRACE_STR_MAX];
	char long_text[300];
	const char *text = NULL;
	__u32 length = 0;
	const __u8 *end;

	(void)state;
	end = gentrace_put_str(bytes, NULL, 0);
	assert_ptr_equal(gentrace_get_str(bytes, end, &text, &length), end);
	assert_int_equal(length, 0);

	memset(long_text, 'x', sizeof(long_text));
	end = gentrace_put_str(bytes, long_text, sizeof(long_text));
	assert_int_equal(end - bytes, GENTRACE_STR_MAX);
	assert_ptr_equal(gentrace_get_str(bytes, end, &text, &length), end);
	assert_int_equal(length, GENTRACE_TEXT_MAX);
	assert_memory_equal(text, long_text, length);
	assert_null(gentrace_get_str(bytes, end - 1, &text, &length));
}

static void test_strings_that_are_too_long_are_refused(void **state)
{
	__u8 bytes[300];
	const char *text;
	__u32 length;

	(void)state;
	memset(bytes, 'x', sizeof(bytes));
	gentrace_put_varint(bytes, GENTRACE_TEXT_MAX + 1);
	assert_null(gentrace_get_str(bytes, bytes + sizeof(bytes), &text, &length));
	/* A length that overflows the pointer if somebody adds it first. */
	gentrace_put_varint(bytes, ~0ull);
	assert_null(gentrace_get_str(bytes, bytes + sizeof(bytes), &text, &length));
}

int codec_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers_come_back),
		cmocka_unit_test(test_every_power_of_two_has_its_length),
		cmocka_unit_test(test_zigzag_keeps_small_numbers_small),
		cmocka_unit_test(test_numbers_end_where_they_end),
		cmocka_unit_test(test_any_bytes_are_read_by_the_rule),
		cmocka_unit_test(test_nothing_is_read_from_nothing),
		cmocka_unit_test(test_strings_come_back),
		cmocka_unit_test(test_strings_that_are_too_long_are_refused),
	};

	return cmocka_run_group_tests_name("codec", tests, NULL, NULL);
}
