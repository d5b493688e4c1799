// SPDX-License-Identifier: GPL-2.0
/* line.c - an order that was kept is the order. */
#include "unit.h"

#include "line.h"

static void assert_same_entry(const struct gentrace_entry *kept,
			      const struct gentrace_entry *entry)
{
	unsigned int i;

	assert_int_equal(kept->kind, entry->kind);
	assert_int_equal(kept->id, entry->id);
	assert_int_equal(kept->class, entry->class);
	assert_int_equal(kept->level, entry->level);
	assert_int_equal(kept->cpu, entry->cpu);
	assert_int_equal(kept->pid, entry->pid);
	assert_int_equal(kept->ns, entry->ns);
	assert_ptr_equal(kept->info, entry->info);
	if (entry->kind == GENTRACE_ENTRY_GAP) {
		assert_int_equal(kept->until_ns, entry->until_ns);
		assert_int_equal(kept->lost, entry->lost);
		assert_int_equal(kept->missing, entry->missing);
		return;
	}
	for (i = 0; i < entry->info->args; i++) {
		assert_int_equal(kept->value[i], entry->value[i]);
		if (entry->info->arg[i].type == GENTRACE_TYPE_str)
			assert_memory_equal(kept->text[i], entry->text[i], entry->value[i]);
	}
}

static size_t assert_same_order(const struct gentrace_generation *generation)
{
	struct gentrace_order *order = gentrace_order_create(generation, 0);
	struct line *line = line_make(generation);
	struct line_walk walk = { .line = line };
	const struct gentrace_entry *entry;
	size_t count = 0;

	assert_non_null(line);
	while ((entry = gentrace_order_next(order))) {
		assert_same_entry(line_next(&walk), entry);
		count++;
	}
	assert_null(line_next(&walk));
	line_free(line);
	gentrace_order_destroy(order);
	return count;
}

static size_t trace_entries(const char *name)
{
	struct gentrace_generation *generation;
	struct gentrace_reader *reader;
	struct gentrace_buffer trace;
	size_t count = 0;

	trace_load(&trace, name);
	reader = gentrace_reader_open_memory(trace.bytes, trace.length, 0);
	while (gentrace_reader_next(reader, &generation) > 0) {
		count += assert_same_order(generation);
		gentrace_generation_free(generation);
	}
	gentrace_reader_close(reader);
	gentrace_buffer_clear(&trace);
	return count;
}

static void test_all_entries_are_kept(void **state)
{
	(void)state;
	assert_true(trace_entries("sound") > 10);
	assert_true(trace_entries("lossy") > 2);
	assert_true(trace_entries("future") > 0);
}

/* Numbers that do not fit, signs, and a long time without an event. */
static void test_what_is_not_small_is_kept_as_a_whole(void **state)
{
	struct gentrace_generation *generation;
	struct gentrace_buffer trace;

	(void)state;
	trace_parse(&trace,
		    "batch gen=1 level=meta time=1000\n"
		    "+0 generation format=2 clock=monotonic\n"
		    "+0 clock_snapshot clock=1000 monotonic=1000\n"
		    "batch cpu=8191 level=task time=1000 pid=12\n"
		    "+1 sys_exit nr=1 ret=-11\n"
		    "+1 sys_exit nr=1 ret=-2147483648\n"
		    "+1 sys_exit nr=1 ret=-2147483649\n"
		    "+1 sys_exit nr=1 ret=4294967295\n"
		    "+1 cpu_idle state=4294967295\n"
		    "+1 cpu_idle state=4294967296\n"
		    "+4294967296 cpu_idle state=0\n"
		    "+4294967295 sched_switch prev_state=S next_pid=4294967295\n"
		    "+1 sched_process_exit pid=12 tgid=12 comm=\"x\"\n");
	generation = trace_generation(&trace);
	assert_int_equal(assert_same_order(generation), 9);
	gentrace_generation_free(generation);
	gentrace_buffer_clear(&trace);
}

int line_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_entries_are_kept),
		cmocka_unit_test(test_what_is_not_small_is_kept_as_a_whole),
	};

	return cmocka_run_group_tests_name("line", tests, NULL, NULL);
}
