// SPDX-License-Identifier: GPL-2.0
/* symbols.c - the names in a generation: what they are of, and what must not be. */
#include "unit.h"

/* One change to traces/symbols.txt and what must be found. */
static const struct breach breaches[] = {
	/* Said twice. */
	{ "+0 kernel_image id=2 name=\"veth\"",
	  "+0 kernel_image id=2 name=\"veth\"\n+0 symbols kernel=off",
	  GENTRACE_BROKEN, GENTRACE_RULE_SYMBOL },
	/* Images: an id twice, one that is none, no name. */
	{ "kernel_image id=2", "kernel_image id=1", GENTRACE_BROKEN, GENTRACE_RULE_SYMBOL },
	{ "kernel_image id=2", "kernel_image id=0", GENTRACE_BROKEN, GENTRACE_RULE_SYMBOL },
	{ "name=\"vmlinux\"", "name=\"\"", GENTRACE_BROKEN, GENTRACE_RULE_SYMBOL },
	{ "user_image id=2", "user_image id=1", GENTRACE_BROKEN, GENTRACE_RULE_SYMBOL },
	/* Symbols: of no image, nameless, empty, beyond the end, one in another. */
	{ "kernel_symbol image=2", "kernel_symbol image=3",
	  GENTRACE_BROKEN, GENTRACE_RULE_SYMBOL },
	{ "name=\"veth_poll\"", "name=\"\"", GENTRACE_BROKEN, GENTRACE_RULE_SYMBOL },
	{ "bytes=32 name=\"veth_poll\"", "bytes=0 name=\"veth_poll\"",
	  GENTRACE_BROKEN, GENTRACE_RULE_SYMBOL },
	{ "bytes=32 name=\"veth_poll\"", "bytes=0x40000001 name=\"veth_poll\"",
	  GENTRACE_BROKEN, GENTRACE_RULE_SYMBOL },
	{ "bytes=16", "bytes=17", GENTRACE_BROKEN, GENTRACE_RULE_SYMBOL },
	/* Processes: one program twice, an id twice, an impossible one. */
	{ "tgid=300 start_stack=0x7ffc00002000 state", "tgid=100 start_stack=0x7ffc00001000 state",
	  GENTRACE_BROKEN, GENTRACE_RULE_SYMBOL },
	{ "user_space id=2", "user_space id=1", GENTRACE_BROKEN, GENTRACE_RULE_SYMBOL },
	{ "user_space id=2", "user_space id=0x400000", GENTRACE_BROKEN, GENTRACE_RULE_SYMBOL },
	/* Mappings: of no process, of no image, empty, beyond the end, one in another. */
	{ "space=1 begin=0x402000", "space=3 begin=0x402000",
	  GENTRACE_BROKEN, GENTRACE_RULE_SYMBOL },
	{ "image=2\n\n", "image=3\n\n", GENTRACE_BROKEN, GENTRACE_RULE_SYMBOL },
	{ "bytes=0x200", "bytes=0", GENTRACE_BROKEN, GENTRACE_RULE_SYMBOL },
	{ "bytes=0x1000", "bytes=0xffffffffffffffff", GENTRACE_BROKEN, GENTRACE_RULE_SYMBOL },
	{ "bytes=0x200", "bytes=0x1001", GENTRACE_BROKEN, GENTRACE_RULE_SYMBOL },
};

static void expect_symbol(const struct gentrace_generation *generation, __u64 address,
			  const char *name)
{
	const struct gentrace_symbol *symbol = gentrace_generation_symbol(generation, address);

	if (!name) {
		assert_null(symbol);
		return;
	}
	assert_non_null(symbol);
	assert_int_equal(symbol->name_length, strlen(name));
	assert_memory_equal(symbol->name, name, strlen(name));
}

static void test_an_address_is_in_a_function_or_in_none(void **state)
{
	struct gentrace_generation *generation;
	const struct gentrace_image *image;
	struct gentrace_buffer trace;

	(void)state;
	trace_load(&trace, "symbols");
	generation = trace_generation(&trace);
	assert_true(generation->named);
	assert_int_equal(generation->kernel_naming, GENTRACE_NAMING_TAKEN);
	expect_symbol(generation, 0xffffffff80ffffff, NULL);
	expect_symbol(generation, 0xffffffff81000000, "__schedule");
	expect_symbol(generation, 0xffffffff8100000f, "__schedule");
	expect_symbol(generation, 0xffffffff81000010, "schedule");
	expect_symbol(generation, 0xffffffff8100002f, "schedule");
	expect_symbol(generation, 0xffffffff81000030, NULL);
	expect_symbol(generation, 0xffffffffc000001f, "veth_poll");
	expect_symbol(generation, ~0ull, NULL);
	expect_symbol(generation, 0, NULL);
	image = gentrace_generation_kernel_image(generation, 1);
	assert_non_null(image);
	assert_int_equal(image->begin, 0xffffffff81000000);
	assert_int_equal(image->build_id_length, 2);
	assert_memory_equal(image->build_id, "\x12\x34", 2);
	assert_null(gentrace_generation_kernel_image(generation, 0));
	assert_null(gentrace_generation_kernel_image(generation, 3));
	gentrace_generation_free(generation);
	gentrace_buffer_clear(&trace);
}

static const struct gentrace_user_space *space_of(const struct gentrace_generation *generation,
						  __u64 id)
{
	const struct gentrace_stack *stack = gentrace_generation_stack(generation, id);

	assert_non_null(stack);
	return gentrace_generation_space(generation, stack);
}

static void test_a_process_is_known_by_pid_and_program(void **state)
{
	const struct gentrace_user_space *space;
	struct gentrace_generation *generation;
	const struct gentrace_mapping *mapping;
	struct gentrace_buffer trace;

	(void)state;
	trace_load(&trace, "symbols");
	generation = trace_generation(&trace);
	assert_null(space_of(generation, 16));
	assert_null(space_of(generation, 20));
	space = space_of(generation, 19);
	assert_non_null(space);
	assert_int_equal(space->state, GENTRACE_SPACE_ENDED);
	assert_null(gentrace_generation_mapping(generation, space, 0x401000));
	space = space_of(generation, 17);
	assert_non_null(space);
	assert_int_equal(space->state, GENTRACE_SPACE_READ);
	mapping = gentrace_generation_mapping(generation, space, 0x4011ff);
	assert_non_null(mapping);
	assert_int_equal(mapping->offset, 0x1000);
	assert_memory_equal(gentrace_generation_user_image(generation, mapping->image)->name,
			    "/usr/bin/worker", 15);
	assert_null(gentrace_generation_mapping(generation, space, 0x401200));
	assert_null(gentrace_generation_mapping(generation, space, 0x400fff));
	mapping = gentrace_generation_mapping(generation, space, 0x402fff);
	assert_non_null(mapping);
	assert_int_equal(mapping->image, 2);
	assert_null(gentrace_generation_mapping(generation, space, ~0ull));
	gentrace_generation_free(generation);
	gentrace_buffer_clear(&trace);
}

/* A call that is the last instruction of its function returns behind it. */
static void test_a_frame_is_in_the_function_that_calls(void **state)
{
	const struct gentrace_stack kernel = { .user = false }, user = { .user = true };

	(void)state;
	assert_int_equal(gentrace_frame_code(&kernel, 0, 10), 9);
	assert_int_equal(gentrace_frame_code(&kernel, 1, 10), 9);
	assert_int_equal(gentrace_frame_code(&user, 0, 10), 10);
	assert_int_equal(gentrace_frame_code(&user, 1, 10), 9);
}

static void test_names_that_agree_are_sound(void **state)
{
	struct gentrace_verify *verify;
	struct gentrace_buffer trace;

	(void)state;
	trace_load(&trace, "symbols");
	verify = trace_verify(trace.bytes, trace.length);
	assert_int_equal(gentrace_verify_findings(verify)->count, 0);
	gentrace_verify_destroy(verify);
	gentrace_buffer_clear(&trace);
}

static void test_each_breach_is_found(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(breaches); i++)
		check_breach("symbols", &breaches[i]);
}

/* Traces of before there were names, and those that nobody has added any to. */
static void test_a_trace_without_names_says_so(void **state)
{
	struct gentrace_generation *generation;
	struct gentrace_buffer trace;

	(void)state;
	trace_load(&trace, "stacks");
	generation = trace_generation(&trace);
	assert_false(generation->named);
	expect_symbol(generation, 0xffffffff81000010, NULL);
	assert_null(space_of(generation, 17));
	gentrace_generation_free(generation);
	gentrace_buffer_clear(&trace);
}

static void test_reasons_have_names(void **state)
{
	(void)state;
	assert_string_equal(gentrace_naming_name(GENTRACE_NAMING_HIDDEN), "hidden");
	assert_non_null(gentrace_naming_meaning(GENTRACE_NAMING_OFF));
	assert_null(gentrace_naming_meaning(4));
	assert_string_equal(gentrace_space_name(GENTRACE_SPACE_CHANGED), "changed");
	assert_non_null(gentrace_space_meaning(GENTRACE_SPACE_DENIED));
	assert_null(gentrace_space_name(~0ull));
}

int symbols_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_an_address_is_in_a_function_or_in_none),
		cmocka_unit_test(test_a_process_is_known_by_pid_and_program),
		cmocka_unit_test(test_a_frame_is_in_the_function_that_calls),
		cmocka_unit_test(test_names_that_agree_are_sound),
		cmocka_unit_test(test_each_breach_is_found),
		cmocka_unit_test(test_a_trace_without_names_says_so),
		cmocka_unit_test(test_reasons_have_names),
	};

	return cmocka_run_group_tests_name("symbols", tests, NULL, NULL);
}
