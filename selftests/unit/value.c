// SPDX-License-Identifier: GPL-2.0
/* value.c - numbers as people write them: flags, devices, addresses. */
#include "unit.h"

/* Written like that, and read back. */
static void check_value(__u32 type, __u64 value, const char *written)
{
	char buffer[GENTRACE_VALUE_TEXT_MAX];
	const char *text = gentrace_value_text(buffer, type, value);
	__u64 read = ~value;

	assert_non_null(text);
	assert_string_equal(text, written);
	assert_true(gentrace_value_parse(text, type, &read));
	assert_true(read == value);
}

/* Just a number, and read back. */
static void check_number(__u32 type, __u64 value, const char *written)
{
	char buffer[GENTRACE_VALUE_TEXT_MAX];
	__u64 read = ~value;

	assert_null(gentrace_value_text(buffer, type, value));
	assert_true(gentrace_value_parse(written, type, &read));
	assert_true(read == value);
}

static void check_refused(__u32 type, const char *written)
{
	__u64 read;

	if (gentrace_value_parse(written, type, &read))
		fail_msg("%s was taken for %llu", written, read);
}

static void test_flags(void **state)
{
	(void)state;
	check_number(GENTRACE_TYPE_blkflags, 0, "0");
	check_value(GENTRACE_TYPE_blkflags, GENTRACE_BLOCK_FLAG_SYNC, "sync");
	check_value(GENTRACE_TYPE_blkflags,
		    GENTRACE_BLOCK_FLAG_SYNC | GENTRACE_BLOCK_FLAG_RAHEAD, "sync|ahead");
	check_value(GENTRACE_TYPE_blkflags, 0x8000000000000041, "sync|0x8000000000000040");
	check_value(GENTRACE_TYPE_blkflags, ~0ull,
		    "sync|meta|preflush|fua|ahead|0xffffffffffffffe0");
	check_value(GENTRACE_TYPE_lockflags, GENTRACE_LOCK_SPIN | GENTRACE_LOCK_MUTEX, "spin|mutex");
	check_value(GENTRACE_TYPE_faultflags, GENTRACE_FAULT_WRITE | GENTRACE_FAULT_USER, "write|user");
	check_value(GENTRACE_TYPE_faultflags, ~0ull,
		    "prot|write|user|rsvd|instr|pk|shstk|sgx|rmp|0xffffffff7fff7f80");
	check_refused(GENTRACE_TYPE_blkflags, "sync|");
	check_refused(GENTRACE_TYPE_blkflags, "|sync");
	check_refused(GENTRACE_TYPE_blkflags, "sync|read");
	check_refused(GENTRACE_TYPE_blkflags, "-1");
}

static void test_devices(void **state)
{
	(void)state;
	check_value(GENTRACE_TYPE_dev, GENTRACE_DEV(8, 1), "8:1");
	check_value(GENTRACE_TYPE_dev, GENTRACE_DEV(4095, 1048575), "4095:1048575");
	check_value(GENTRACE_TYPE_dev, 0, "0:0");
	check_value(GENTRACE_TYPE_dev, ~0ull, "4095:4503599627370495");
	check_refused(GENTRACE_TYPE_dev, "4096:0");
	check_refused(GENTRACE_TYPE_dev, "0:4503599627370496");
	check_refused(GENTRACE_TYPE_dev, "8:");
	check_refused(GENTRACE_TYPE_dev, ":1");
	check_refused(GENTRACE_TYPE_dev, "8:1:2");
	check_refused(GENTRACE_TYPE_dev, "8:sda");
}

static void test_addresses(void **state)
{
	__u64 read;

	(void)state;
	check_value(GENTRACE_TYPE_kaddr, 0xffffffff81000000, "0xffffffff81000000");
	check_value(GENTRACE_TYPE_kaddr, 0, "0x0");
	check_value(GENTRACE_TYPE_addr, 0x7fffffffffff, "0x7fffffffffff");
	check_value(GENTRACE_TYPE_addr, ~0ull, "0xffffffffffffffff");
	assert_true(gentrace_value_parse("-1", GENTRACE_TYPE_kaddr, &read));
	assert_true(read == ~0ull);
	check_refused(GENTRACE_TYPE_kaddr, "0x10000000000000000");
	check_refused(GENTRACE_TYPE_kaddr, "_text");
}

static void test_names(void **state)
{
	(void)state;
	check_value(GENTRACE_TYPE_blkop, GENTRACE_BLOCK_WRITE, "write");
	check_value(GENTRACE_TYPE_signal, 9, "KILL");
	check_value(GENTRACE_TYPE_signal, 31, "SYS");
	check_number(GENTRACE_TYPE_signal, 0, "0");
	check_number(GENTRACE_TYPE_signal, 34, "34");
	check_value(GENTRACE_TYPE_sigresult, GENTRACE_SIGNAL_LOSE_INFO, "lost_info");
	check_number(GENTRACE_TYPE_blkop, 99, "99");
	check_number(GENTRACE_TYPE_u, ~0ull, "0xffffffffffffffff");
	check_number(GENTRACE_TYPE_s, -5ull, "-5");
	check_refused(GENTRACE_TYPE_s, "9223372036854775808");
	check_refused(GENTRACE_TYPE_u, "-1");
	check_refused(GENTRACE_TYPE_blkop, "wipe");
}

int value_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_flags),
		cmocka_unit_test(test_devices),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests_name("value", tests, NULL, NULL);
}
