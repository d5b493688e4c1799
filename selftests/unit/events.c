// SPDX-License-Identifier: GPL-2.0
/* events.c - the event table, and each of its rows through the whole library. */
#include "unit.h"

static void test_every_event_is_found_by_id_and_name(void **state)
{
	unsigned int id, events = 0;

	(void)state;
	for (id = 0; id < GENTRACE_EVENT_LIMIT; id++) {
		const struct gentrace_event_info *info = gentrace_event_info(id);

		if (!info)
			continue;
		events++;
		assert_int_equal(info->id, id);
		assert_ptr_equal(gentrace_event_by_name(info->name), info);
		assert_in_range(info->class, 0, GENTRACE_CLASS_COUNT - 1);
		assert_true(strlen(info->meaning) > 0);
	}
	/* Two rows with one id would have become one. */
#define A(type, name)
#define E(id, name, class, args, text) + 1
	assert_int_equal(events, 0 GENTRACE_EVENTS(E, A));
#undef E
#undef A
}

static void test_the_meta_stream_has_ids_of_its_own(void **state)
{
	unsigned int id;

	(void)state;
	assert_null(gentrace_event_info(0));
	assert_null(gentrace_event_info(GENTRACE_EVENT_LIMIT));
	assert_null(gentrace_event_info(~0ull));
	for (id = 1; id < GENTRACE_EVENT_LIMIT; id++) {
		const struct gentrace_event_info *info = gentrace_event_info(id);

		if (info)
			assert_int_equal(info->class == GENTRACE_CLASS_META,
					 id < 16 || id == GENTRACE_EVENT_cpu_sample_rate ||
					 (id >= 192 && id < 224));
	}
}

static void test_names_of_numbers(void **state)
{
	(void)state;
	assert_string_equal(gentrace_class_name(GENTRACE_CLASS_SCHED), "sched");
	assert_string_equal(gentrace_level_name(GENTRACE_LEVEL_NMI), "nmi");
	assert_string_equal(gentrace_cause_name(GENTRACE_CAUSE_NO_BATCH), "no_batch");
	assert_string_equal(gentrace_task_state_letter(GENTRACE_TASK_PREEMPTED), "R+");
	assert_string_equal(gentrace_softirq_name(1), "TIMER");
	assert_string_equal(gentrace_type_name(GENTRACE_TYPE_pid), "pid");
	assert_string_equal(gentrace_value_name(GENTRACE_TYPE_event, 16), "sched_switch");
	assert_null(gentrace_value_name(GENTRACE_TYPE_u, 16));
	assert_null(gentrace_class_name(GENTRACE_CLASS_COUNT));
	assert_null(gentrace_level_name(~0ull));
	assert_null(gentrace_task_state_letter(1ull << 40));
	assert_int_equal(gentrace_class_by_name("irq"), GENTRACE_CLASS_IRQ);
	assert_int_equal(gentrace_class_by_name("none"), -1);
	assert_int_equal(gentrace_level_by_name("meta"), GENTRACE_LEVEL_META);
}

static void test_arguments_have_the_indices_of_the_table(void **state)
{
	const struct gentrace_event_info *info;

	(void)state;
	info = gentrace_event_info(GENTRACE_EVENT_sched_switch);
	assert_string_equal(info->arg[GENTRACE_ARG(sched_switch, next_pid)].name, "next_pid");
	info = gentrace_event_info(GENTRACE_EVENT_task_status);
	assert_string_equal(info->arg[GENTRACE_ARG(task_status, comm)].name, "comm");
}

/* A line for the event in which all numbers are @number, all strings @string. */
static void event_line(char *line, const struct gentrace_event_info *info,
		       const char *number, const char *string)
{
	unsigned int i;

	line += sprintf(line, "+1 %s", info->name);
	for (i = 0; i < info->args; i++) {
		__u32 wire = info->arg[i].type & GENTRACE_WIRE_MASK;
		bool negative = wire == GENTRACE_WIRE_ZIGZAG && !strcmp(number, "0xffffffffffffffff");

		line += sprintf(line, " %s=%s", info->arg[i].name,
				wire == GENTRACE_WIRE_BYTES ? string :
				negative ? "-9223372036854775808" : number);
	}
	sprintf(line, "\n");
}

/* text -> binary -> text -> binary; the binaries must be the same. */
static void round_trip(const char *line, bool meta)
{
	static char text[65536];
	struct gentrace_buffer first, second, written = { 0 };
	struct gentrace_generation *generation;
	size_t i;

	snprintf(text, sizeof(text),
		 "batch gen=1 level=meta\n+0 generation format=2\n%s%s",
		 meta ? "" : "batch gen=1 cpu=0 level=task\n", line);
	trace_parse(&first, text);
	generation = trace_generation(&first);
	assert_false(generation->damaged);
	for (i = 0; i < generation->batch_count; i++)
		assert_int_equal(gentrace_text_batch(generation, &generation->batch[i], &written), 0);
	trace_parse(&second, written.bytes);
	assert_int_equal(first.length, second.length);
	assert_memory_equal(first.bytes, second.bytes, first.length);
	gentrace_generation_free(generation);
	gentrace_buffer_clear(&first);
	gentrace_buffer_clear(&second);
	gentrace_buffer_clear(&written);
}

static void test_every_event_makes_the_round_trip(void **state)
{
	static const char *const numbers[] = {
		"0", "1", "127", "128", "9223372036854775807", "0xffffffffffffffff",
	};
	char string[4 * GENTRACE_TEXT_MAX + 3] = "\"";
	static char line[65536];
	unsigned int id, i;

	(void)state;
	for (i = 0; i < GENTRACE_TEXT_MAX; i++)
		sprintf(string + strlen(string), "\\x%02x", i + 1);
	strcat(string, "\"");
	/* An opening in the middle, or a declaration of nonsense, is damage. */
	for (id = GENTRACE_EVENT_event_arg + 1; id < GENTRACE_EVENT_LIMIT; id++) {
		const struct gentrace_event_info *info = gentrace_event_info(id);

		for (i = 0; info && i < ARRAY_SIZE(numbers); i++) {
			event_line(line, info, numbers[i], i % 2 ? string : "\"\"");
			round_trip(line, info->class == GENTRACE_CLASS_META);
		}
	}
}

static void test_the_declarations_make_the_round_trip(void **state)
{
	(void)state;
	round_trip("events\n", true);
}

/* What the time line has of an event are the numbers that were written. */
static void test_extreme_values_arrive(void **state)
{
	const struct gentrace_entry *entry;
	struct gentrace_generation *generation;
	struct gentrace_buffer trace;
	struct gentrace_order *order;

	(void)state;
	trace_parse(&trace,
		    "batch gen=1 level=meta\n"
		    "+0 generation format=2 clock=monotonic\n"
		    "batch cpu=8191 level=nmi time=18446744073709551614 pid=4194303\n"
		    "+1 sys_exit nr=0xffffffffffffffff ret=-9223372036854775808\n"
		    "+0 task_rename pid=0xffffffff comm=\"\\x00\\xff\"\n");
	generation = trace_generation(&trace);
	order = gentrace_order_create(generation, 0);
	entry = gentrace_order_next(order);
	assert_non_null(entry);
	assert_int_equal(entry->cpu, 8191);
	assert_int_equal(entry->level, GENTRACE_LEVEL_NMI);
	assert_true(entry->time == ~0ull);
	assert_true(entry->ns == ~0ull);
	assert_true(entry->value[GENTRACE_ARG(sys_exit, nr)] == ~0ull);
	assert_true((__s64)entry->value[GENTRACE_ARG(sys_exit, ret)] == INT64_MIN);
	entry = gentrace_order_next(order);
	assert_non_null(entry);
	assert_int_equal(entry->value[GENTRACE_ARG(task_rename, comm)], 2);
	assert_memory_equal(entry->text[GENTRACE_ARG(task_rename, comm)], "\0\xff", 2);
	assert_null(gentrace_order_next(order));
	gentrace_order_destroy(order);
	gentrace_generation_free(generation);
	gentrace_buffer_clear(&trace);
}

int events_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_event_is_found_by_id_and_name),
		cmocka_unit_test(test_the_meta_stream_has_ids_of_its_own),
		cmocka_unit_test(test_names_of_numbers),
		cmocka_unit_test(test_arguments_have_the_indices_of_the_table),
		cmocka_unit_test(test_every_event_makes_the_round_trip),
		cmocka_unit_test(test_the_declarations_make_the_round_trip),
		cmocka_unit_test(test_extreme_values_arrive),
	};

	return cmocka_run_group_tests_name("events", tests, NULL, NULL);
}
