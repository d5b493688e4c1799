// SPDX-License-Identifier: GPL-2.0
/* kept.c - traces that filters have left something out of. */
#include "unit.h"

#define OPENING(rows) \
	"batch gen=1 level=meta time=1000\n" \
	"+0 generation format=3 clock=monotonic cpus=2\n" \
	rows \
	"+0 clock_snapshot clock=1000 monotonic=1000 boottime=1000\n"
#define CLOSING \
	"batch level=meta time=2000\n" \
	"+0 clock_snapshot clock=2000 monotonic=2000 boottime=2000\n" \
	"+0 generation_end\n"

#define CPU_1		"+0 filter kind=2 first=1 last=1\n"
#define SWITCHES	"+0 filter kind=1 first=16 last=16\n"

static struct gentrace_generation *generation_of_text(const char *text)
{
	struct gentrace_generation *generation;
	struct gentrace_buffer trace;

	trace_parse(&trace, text);
	generation = trace_generation(&trace);
	gentrace_buffer_clear(&trace);
	return generation;
}

static void check_accounts(const struct gentrace_model *model, __u32 pid, __u64 run, __u64 wait,
			   __u64 block, __u64 unknown)
{
	const struct gentrace_task *task = gentrace_model_find(model, pid);

	assert_non_null(task);
	if (task->run_ns != run || task->wait_ns != wait || task->block_ns != block ||
	    task->unknown_ns != unknown)
		fail_msg("task %u: run %llu wait %llu block %llu unknown %llu", pid,
			 task->run_ns, task->wait_ns, task->block_ns, task->unknown_ns);
}

static void check_cpu(const struct gentrace_model *model, size_t i, __u64 busy, __u64 idle,
		      __u64 unknown)
{
	const struct gentrace_cpu *cpu = gentrace_model_cpu(model, i);

	assert_non_null(cpu);
	if (cpu->busy_ns != busy || cpu->idle_ns != idle || cpu->unknown_ns != unknown)
		fail_msg("cpu %u: busy %llu idle %llu unknown %llu", cpu->cpu, cpu->busy_ns,
			 cpu->idle_ns, cpu->unknown_ns);
}

static void test_what_is_kept_is_said(void **state)
{
	char text[GENTRACE_FILTER_TEXT_MAX];
	struct gentrace_generation *generation = generation_of_text(
		OPENING("+0 filter kind=2 first=0 last=1\n" SWITCHES
			"+0 filter kind=2 first=5 last=5\n+0 filter kind=1 first=17 last=18\n")
		CLOSING);

	(void)state;
	assert_false(generation->damaged);
	assert_int_equal(generation->format, 3);
	assert_int_equal(generation->kept_count, 4);
	assert_string_equal(gentrace_filter_text(generation->kept, generation->kept_count, text),
			    "CPUs 0-1, 5; events sched_switch, 17-18");
	assert_true(gentrace_generation_keeps(generation, GENTRACE_FILTER_CPU, 5));
	assert_false(gentrace_generation_keeps(generation, GENTRACE_FILTER_CPU, 4));
	assert_true(gentrace_generation_keeps(generation, GENTRACE_FILTER_EVENT, 18));
	assert_false(gentrace_generation_keeps(generation, GENTRACE_FILTER_EVENT, 19));
	assert_false(generation->filtered &
		     (GENTRACE_FILTERED_SWITCHES | GENTRACE_FILTERED_WAKEUPS));
	assert_true(generation->filtered & GENTRACE_FILTERED_CPUS);
	gentrace_generation_free(generation);
}

static void test_nothing_is_kept_of_a_whole_trace(void **state)
{
	char text[GENTRACE_FILTER_TEXT_MAX];
	struct gentrace_generation *generation = generation_of_text(OPENING("") CLOSING);

	(void)state;
	assert_int_equal(generation->filtered, 0);
	assert_string_equal(gentrace_filter_text(generation->kept, 0, text), "");
	assert_true(gentrace_generation_keeps(generation, GENTRACE_FILTER_CPU, 7));
	gentrace_generation_free(generation);
}

/* A kind that this library does not know can have left out anything. */
static void test_an_unknown_filter_leaves_nothing_known(void **state)
{
	static const char trace[] = OPENING("+0 filter kind=77 first=3 last=3 name=\"x\"\n"
					    "+0 cpu_status cpu=0 online=1\n") CLOSING;
	struct gentrace_generation *generation = generation_of_text(trace);
	struct gentrace_model *model = text_model(trace);
	char text[GENTRACE_FILTER_TEXT_MAX];

	(void)state;
	assert_int_equal(generation->filtered, ~0u);
	assert_non_null(strstr(gentrace_filter_text(generation->kept, generation->kept_count, text),
			       "unknown to this tool"));
	check_cpu(model, 0, 0, 0, 1000);
	gentrace_model_destroy(model);
	gentrace_generation_free(generation);
}

static void test_long_texts_end(void **state)
{
	struct gentrace_kept kept[GENTRACE_FILTERS_MAX];
	char text[GENTRACE_FILTER_TEXT_MAX];
	size_t count, length;

	(void)state;
	for (count = 0; count < GENTRACE_FILTERS_MAX; count++) {
		kept[count] = (struct gentrace_kept) {
			.kind = GENTRACE_FILTER_CPU, .first = ~0ull - count, .last = ~0ull,
			.name = "name", .name_length = 4,
		};
		gentrace_filter_text(kept, count + 1, text);
		length = strlen(text);
		assert_true(length < sizeof(text));
		if (length > sizeof(text) - 80)
			break;
	}
	for (; count < GENTRACE_FILTERS_MAX; count++)
		kept[count] = kept[0];
	assert_true(strlen(gentrace_filter_text(kept, count, text)) < sizeof(text));
	assert_string_equal(text + strlen(text) - 4, " ...");
}

static void test_filters_are_bounded(void **state)
{
	struct gentrace_generation *generation;
	char all[64 * (GENTRACE_FILTERS_MAX + 2)], *p = all;
	unsigned int i;

	(void)state;
	p += sprintf(p, "batch gen=1 level=meta\n+0 generation format=3\n");
	for (i = 0; i <= GENTRACE_FILTERS_MAX; i++)
		p += sprintf(p, "+0 filter kind=2 first=%u last=%u\n", i, i);
	generation = generation_of_text(all);
	assert_true(generation->damaged);
	assert_int_equal(generation->kept_count, GENTRACE_FILTERS_MAX);
	assert_true(has_finding(&generation->findings, GENTRACE_BROKEN, GENTRACE_RULE_LIMIT));
	gentrace_generation_free(generation);
}

/* A CPU that nobody looked at was not idle; whoever is not on the other may be there. */
static void test_a_cpu_that_is_left_out_is_unknown(void **state)
{
	struct gentrace_model *model = text_model(
		OPENING(CPU_1 "+0 cpu_status cpu=0 online=1\n+0 cpu_status cpu=1 online=1\n"
			"+0 task_status pid=10 start=1 state=C cpu=0\n"
			"+0 task_status pid=20 start=1 state=C cpu=1\n"
			"+0 task_status pid=30 start=1 state=S cpu=1\n")
		"batch cpu=1 level=task time=1000 pid=20\n"
		"+100 sched_switch prev_state=R+ next_pid=30\n"
		"+100 sched_wakeup pid=20 target=1\n"
		"+100 sched_switch prev_state=S next_pid=20\n"
		"+200 sched_switch prev_state=S next_pid=0\n"
		CLOSING);

	(void)state;
	check_cpu(model, 0, 0, 0, 1000);
	check_cpu(model, 1, 500, 500, 0);
	check_accounts(model, 10, 0, 0, 0, 1000);
	check_accounts(model, 20, 300, 0, 0, 700);
	check_accounts(model, 30, 200, 0, 0, 800);
	assert_int_equal(gentrace_model_find(model, 20)->latency.count, 0);
	gentrace_model_destroy(model);
}

/* Preempted is waiting; blocked may be waiting since nobody knows when. */
static void test_blocking_has_no_end_without_wakeups(void **state)
{
	struct gentrace_model *model = text_model(
		OPENING(SWITCHES "+0 task_status pid=10 start=1 state=C\n"
			"+0 task_status pid=20 start=1 state=R\n")
		"batch cpu=0 level=task time=1000 pid=10\n"
		"+100 sched_switch prev_state=S next_pid=20\n"
		"+200 sched_switch prev_state=R+ next_pid=10\n"
		"+300 sched_switch prev_state=S next_pid=20\n"
		CLOSING);

	(void)state;
	check_accounts(model, 10, 400, 0, 0, 600);
	check_accounts(model, 20, 600, 400, 0, 0);
	check_cpu(model, 0, 1000, 0, 0);
	gentrace_model_destroy(model);
}

static void test_nobody_runs_without_switches(void **state)
{
	struct gentrace_model *model = text_model(
		OPENING("+0 filter kind=1 first=17 last=17\n+0 cpu_status cpu=0 online=1\n"
			"+0 task_status pid=10 start=1 state=C\n")
		"batch cpu=0 level=task time=1000 pid=10\n"
		"+100 sched_wakeup pid=20 target=0\n"
		CLOSING);

	(void)state;
	check_cpu(model, 0, 0, 0, 1000);
	gentrace_model_destroy(model);
}

/* Whom a task that is kept wakes is not kept for that, and not said to wait. */
static void test_who_is_woken_is_not_kept(void **state)
{
	struct gentrace_model *model = text_model(
		OPENING("+0 filter kind=3 first=10 last=10\n"
			"+0 task_status pid=10 start=1 state=C\n")
		"batch cpu=0 level=task time=1000 pid=10\n"
		"+100 sched_waking pid=20 last=0\n"
		"+0 sched_wakeup pid=20 target=0\n"
		"+100 sched_switch prev_state=S next_pid=0xffffffff\n"
		CLOSING);

	(void)state;
	check_accounts(model, 10, 200, 0, 800, 0);
	assert_null(gentrace_model_find(model, 20));
	gentrace_model_destroy(model);
}

/* A task runs until it is left out, on whichever CPU; then nobody knows who does. */
static void test_a_task_that_is_left_out_is_unknown(void **state)
{
	struct gentrace_model *model = text_model(
		OPENING("+0 filter kind=4 first=9 last=9 name=\"/a\"\n"
			"+0 cpu_status cpu=0 online=1\n"
			"+0 task_status pid=10 start=1 state=S\n"
			"+0 task_status pid=20 start=1 state=S\n")
		"batch cpu=0 level=task time=1000 pid=0xffffffff\n"
		"+100 sched_wakeup pid=10 target=0\n"
		"+100 sched_switch prev_state=S next_pid=10\n"
		"+400 sched_waking pid=20 last=0\n"
		"batch cpu=1 level=task time=1400 pid=0xffffffff\n"
		"+0 task_filter pid=10 tgid=10 kept=0\n"
		"+200 task_filter pid=30 tgid=30 kept=1 comm=\"new\"\n"
		"+100 sched_wakeup pid=10 target=0\n"
		CLOSING);

	(void)state;
	check_accounts(model, 10, 200, 100, 100, 600);
	check_accounts(model, 20, 0, 0, 1000, 0);
	check_accounts(model, 30, 0, 0, 0, 400);
	assert_string_equal(gentrace_model_find(model, 30)->comm, "new");
	check_cpu(model, 0, 200, 0, 800);
	gentrace_model_destroy(model);
}

/* A child that is born into another cgroup has no name and no life here. */
static void test_a_child_that_is_left_out_is_none(void **state)
{
	struct gentrace_model *model = text_model(
		OPENING("+0 filter kind=4 first=9 last=9\n"
			"+0 task_status pid=10 start=1 state=C\n")
		"batch cpu=0 level=task time=1000 pid=10\n"
		"+100 sched_process_fork parent=10 child=0xffffffff tgid=11\n"
		"+100 sched_switch prev_state=S next_pid=0xffffffff\n"
		CLOSING);

	(void)state;
	check_accounts(model, 10, 200, 0, 800, 0);
	assert_null(gentrace_model_task(model, 1));
	check_cpu(model, 0, 200, 0, 800);
	gentrace_model_destroy(model);
}

int kept_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_kept_is_said),
		cmocka_unit_test(test_nothing_is_kept_of_a_whole_trace),
		cmocka_unit_test(test_an_unknown_filter_leaves_nothing_known),
		cmocka_unit_test(test_long_texts_end),
		cmocka_unit_test(test_filters_are_bounded),
		cmocka_unit_test(test_a_cpu_that_is_left_out_is_unknown),
		cmocka_unit_test(test_blocking_has_no_end_without_wakeups),
		cmocka_unit_test(test_nobody_runs_without_switches),
		cmocka_unit_test(test_who_is_woken_is_not_kept),
		cmocka_unit_test(test_a_task_that_is_left_out_is_unknown),
		cmocka_unit_test(test_a_child_that_is_left_out_is_none),
	};

	return cmocka_run_group_tests_name("kept", tests, NULL, NULL);
}
