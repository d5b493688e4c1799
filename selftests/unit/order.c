// SPDX-License-Identifier: GPL-2.0
/* order.c - one time line: what comes when, who was running, what is missing. */
#include "unit.h"

#define OPENING "batch gen=1 level=meta\n" \
		"+0 generation format=2 clock=monotonic\n" \
		"+0 clock_snapshot clock=100 monotonic=100\n"
#define CLOSING "batch level=meta time=900\n" \
		"+0 clock_snapshot clock=900 monotonic=900\n" \
		"+0 generation_end\n"

/* An entry as a test wants it; a gap has id 0. */
struct expected {
	__u64 time;
	__u32 cpu;
	__u32 level;
	__u32 id;
	__u32 pid;
};

static void check_order(const char *text, const struct expected *expected, size_t count)
{
	struct gentrace_generation *generation;
	const struct gentrace_entry *entry;
	struct gentrace_buffer trace;
	struct gentrace_order *order;
	size_t i;

	trace_parse(&trace, text);
	generation = trace_generation(&trace);
	order = gentrace_order_create(generation, 0);
	for (i = 0; i < count; i++) {
		entry = gentrace_order_next(order);
		assert_non_null(entry);
		if (entry->time != expected[i].time || entry->cpu != expected[i].cpu ||
		    entry->level != expected[i].level || entry->id != expected[i].id ||
		    entry->pid != expected[i].pid)
			fail_msg("entry %zu is event %u at %llu on cpu %u level %u pid %u", i,
				 entry->id, entry->time, entry->cpu, entry->level, entry->pid);
	}
	assert_null(gentrace_order_next(order));
	/* And the end stays the end. */
	assert_null(gentrace_order_next(order));
	gentrace_order_destroy(order);
	gentrace_generation_free(generation);
	gentrace_buffer_clear(&trace);
}

#define SWITCH	GENTRACE_EVENT_sched_switch
#define ENTRY	GENTRACE_EVENT_softirq_entry
#define EXIT	GENTRACE_EVENT_softirq_exit
#define RAISE	GENTRACE_EVENT_softirq_raise
#define NONE	GENTRACE_PID_NONE
#define TASK	GENTRACE_LEVEL_TASK
#define SOFTIRQ	GENTRACE_LEVEL_SOFTIRQ
#define HARDIRQ	GENTRACE_LEVEL_HARDIRQ

static void test_streams_merge_by_time(void **state)
{
	static const struct expected expected[] = {
		{ 110, 0, TASK, RAISE, 1 },
		{ 115, 1, TASK, RAISE, 2 },
		{ 120, 0, HARDIRQ, RAISE, 1 },
		{ 130, 0, TASK, RAISE, 1 },
		{ 140, 1, TASK, RAISE, 2 },
	};

	(void)state;
	check_order(OPENING
		    "batch cpu=1 level=task time=115 pid=2\n+0 softirq_raise\n+25 softirq_raise\n"
		    "batch cpu=0 level=task time=110 pid=1\n+0 softirq_raise\n+20 softirq_raise\n"
		    "batch cpu=0 level=hardirq time=120 pid=1\n+0 softirq_raise\n"
		    CLOSING, expected, ARRAY_SIZE(expected));
}

static void test_equal_times_go_by_cpu_then_from_outside_in(void **state)
{
	static const struct expected expected[] = {
		{ 110, 0, TASK, RAISE, 1 },
		{ 110, 0, SOFTIRQ, RAISE, 1 },
		{ 110, 0, HARDIRQ, RAISE, 1 },
		{ 110, 1, TASK, RAISE, 2 },
		{ 110, 2, HARDIRQ, RAISE, 3 },
	};

	(void)state;
	check_order(OPENING
		    "batch cpu=2 level=hardirq time=110 pid=3\n+0 softirq_raise\n"
		    "batch cpu=0 level=hardirq time=110 pid=1\n+0 softirq_raise\n"
		    "batch cpu=1 level=task time=110 pid=2\n+0 softirq_raise\n"
		    "batch cpu=0 level=softirq time=110 pid=1\n+0 softirq_raise\n"
		    "batch cpu=0 level=task time=110 pid=1\n+0 softirq_raise\n"
		    CLOSING, expected, ARRAY_SIZE(expected));
}

/* Batches of a stream in the file's order, which need not be theirs. */
static void test_batches_go_by_sequence(void **state)
{
	static const struct expected expected[] = {
		{ 110, 0, TASK, RAISE, 1 },
		{ 120, 0, TASK, ENTRY, 1 },
		{ 130, 0, TASK, EXIT, 1 },
	};

	(void)state;
	check_order(OPENING
		    "batch cpu=0 level=task seq=2 time=130 pid=1\n+0 softirq_exit\n"
		    "batch cpu=0 level=task seq=0 time=110 pid=1\n+0 softirq_raise\n"
		    "batch cpu=0 level=task seq=1 time=120 pid=1\n+0 softirq_entry\n"
		    CLOSING, expected, ARRAY_SIZE(expected));
}

static void test_the_running_task_follows_the_switches(void **state)
{
	static const struct expected expected[] = {
		/* Before the task stream's first batch: it names who was there. */
		{ 105, 0, HARDIRQ, RAISE, 10 },
		{ 110, 0, TASK, SWITCH, 10 },
		{ 115, 0, HARDIRQ, RAISE, 20 },
		{ 120, 0, TASK, SWITCH, 20 },
		{ 125, 0, HARDIRQ, RAISE, 0 },
		{ 130, 0, TASK, SWITCH, 0 },
		/* The thread 30 execs and is its leader 29 from then on. */
		{ 140, 0, TASK, GENTRACE_EVENT_sched_process_exec, 30 },
		{ 150, 0, TASK, SWITCH, 29 },
	};

	(void)state;
	check_order(OPENING
		    "batch cpu=0 level=task time=110 pid=10\n"
		    "+0 sched_switch next_pid=20\n+10 sched_switch next_pid=0\n"
		    "+10 sched_switch next_pid=30\n"
		    "+10 sched_process_exec pid=29 old_pid=30\n"
		    "+10 sched_switch next_pid=0\n"
		    "batch cpu=0 level=hardirq time=105 pid=10\n"
		    "+0 softirq_raise\n+10 softirq_raise\n+10 softirq_raise\n"
		    CLOSING, expected, ARRAY_SIZE(expected));
}

static void test_without_switches_nobody_knows_who_runs(void **state)
{
	static const struct expected expected[] = {
		{ 110, 0, TASK, GENTRACE_EVENT_sys_enter, NONE },
	};

	(void)state;
	check_order("batch gen=1 level=meta\n+0 generation format=2 clock=monotonic classes=8\n"
		    "batch cpu=0 level=task time=110 pid=10\n+0 sys_enter nr=1\n",
		    expected, ARRAY_SIZE(expected));
}

static void test_a_gap_hides_who_runs_until_the_next_batch(void **state)
{
	static const struct expected expected[] = {
		{ 110, 0, TASK, SWITCH, 10 },
		{ 120, 0, TASK, 0, NONE },
		{ 130, 0, HARDIRQ, RAISE, NONE },
		{ 150, 0, TASK, SWITCH, 40 },
		{ 160, 0, HARDIRQ, RAISE, 50 },
	};

	(void)state;
	check_order(OPENING
		    "batch cpu=0 level=task time=110 pid=10\n+0 sched_switch next_pid=20\n"
		    "batch cpu=0 level=task time=140 pid=40 lost=3 since=120\n"
		    "+10 sched_switch next_pid=50\n"
		    "batch cpu=0 level=hardirq time=130 pid=30\n"
		    "+0 softirq_raise\n+30 softirq_raise\n"
		    CLOSING, expected, ARRAY_SIZE(expected));
}

/* The gap of a trace with one, wherever it is. */
static struct gentrace_entry find_gap(const char *text)
{
	struct gentrace_generation *generation;
	const struct gentrace_entry *entry;
	struct gentrace_entry gap = { .kind = GENTRACE_ENTRY_EVENT };
	struct gentrace_buffer trace;
	struct gentrace_order *order;

	trace_parse(&trace, text);
	generation = trace_generation(&trace);
	order = gentrace_order_create(generation, 0);
	while ((entry = gentrace_order_next(order))) {
		if (entry->kind != GENTRACE_ENTRY_GAP)
			continue;
		assert_int_equal(gap.kind, GENTRACE_ENTRY_EVENT);
		gap = *entry;
	}
	assert_int_equal(gap.kind, GENTRACE_ENTRY_GAP);
	gentrace_order_destroy(order);
	gentrace_generation_free(generation);
	gentrace_buffer_clear(&trace);
	return gap;
}

static void check_gap(const char *text, __u64 from, __u64 until, __u64 lost, __u64 missing)
{
	struct gentrace_entry gap = find_gap(text);

	if (gap.time != from || gap.until != until || gap.lost != lost ||
	    gap.missing != missing)
		fail_msg("a gap from %llu to %llu of %llu events and %llu batches in:\n%s",
			 gap.time, gap.until, gap.lost, gap.missing, text);
	assert_true(gap.ns == from && gap.until_ns == until);
}

static void test_gaps_say_what_is_missing_and_when(void **state)
{
	(void)state;
	/* Losses that the next batch tells of, also before the first. */
	check_gap(OPENING "batch cpu=0 level=task time=110\n+5 softirq_raise\n"
		  "batch cpu=0 level=task time=140 lost=3 since=120\n" CLOSING,
		  120, 140, 3, 0);
	check_gap(OPENING "batch cpu=0 level=task time=140 lost=3 since=120\n" CLOSING,
		  120, 140, 3, 0);
	/* Losses behind the last batch: only the ledger knows. */
	check_gap(OPENING "batch cpu=0 level=task time=110\n+5 softirq_raise\n"
		  "batch level=meta\n"
		  "+0 stream_total emitted=6 recorded=1 batches=1\n"
		  "+0 stream_loss class=sched count=5 first=120 last=170\n"
		  "+0 clock_snapshot clock=900\n+0 generation_end\n",
		  120, 170, 5, 0);
	/* Some before a batch, the rest behind it. */
	check_gap(OPENING "batch cpu=0 level=task time=110 lost=2 since=110\n+5 softirq_raise\n"
		  "batch level=meta\n"
		  "+0 stream_total emitted=3 recorded=1 batches=1\n"
		  "+0 stream_loss class=sched count=2 first=110 last=110\n"
		  "+0 clock_snapshot clock=900\n+0 generation_end\n",
		  110, 110, 2, 0);
	/* A stream that lost everything. */
	check_gap(OPENING "batch level=meta\n"
		  "+0 stream_total cpu=3 emitted=5\n"
		  "+0 stream_loss cpu=3 class=sched count=5 first=120 last=170\n"
		  "+0 clock_snapshot clock=900\n+0 generation_end\n",
		  120, 170, 5, 0);
	/* Batches that left the kernel and did not arrive. */
	check_gap(OPENING "batch cpu=0 level=task time=110\n+5 softirq_raise\n"
		  "batch cpu=0 level=task seq=3 time=140\n" CLOSING, 115, 140, 0, 2);
	check_gap(OPENING "batch cpu=0 level=task seq=1 time=140\n" CLOSING, 100, 140, 0, 1);
	check_gap(OPENING "batch cpu=0 level=task time=110\n+5 softirq_raise\n"
		  "batch level=meta\n"
		  "+0 stream_total emitted=2 recorded=2 batches=2\n"
		  "+0 clock_snapshot clock=900 monotonic=900\n+0 generation_end\n",
		  115, 900, 0, 1);
	/* A batch that is damaged behind its first event, of two. */
	check_gap(OPENING "+0 clock_snapshot clock=800\n"
		  "batch cpu=0 level=task time=110\n+5 softirq_raise\n+5 @200\n"
		  CLOSING, 115, 800, 1, 1);
}

/* A stream whose times go back is damaged, but the time line does not follow. */
static void test_the_time_line_never_goes_back(void **state)
{
	static const struct expected expected[] = {
		{ 200, 0, TASK, RAISE, 1 },
		{ 200, 0, TASK, ENTRY, 1 },
		{ 200, 0, TASK, EXIT, 1 },
		{ 210, 1, TASK, RAISE, 2 },
	};

	(void)state;
	check_order(OPENING
		    "batch cpu=0 level=task time=200 pid=1\n+0 softirq_raise\n"
		    "batch cpu=0 level=task time=150 pid=1\n+0 softirq_entry\n+10 softirq_exit\n"
		    "batch cpu=1 level=task time=210 pid=2\n+0 softirq_raise\n"
		    CLOSING, expected, ARRAY_SIZE(expected));
}

/* ------------------------------------------------------------------ clocks */

static void check_clock(const char *opening, __u64 clock, __u64 monotonic, __u64 realtime)
{
	struct gentrace_generation *generation;
	struct gentrace_buffer trace;

	trace_parse(&trace, opening);
	generation = trace_generation(&trace);
	assert_true(gentrace_clock_monotonic(generation, clock) == monotonic);
	assert_true(gentrace_clock_realtime(generation, clock) == realtime);
	gentrace_generation_free(generation);
	gentrace_buffer_clear(&trace);
}

static void test_times_lie_on_the_line_between_snapshots(void **state)
{
	/* 3 units are 1 ns, and realtime runs twice as fast. */
	static const char text[] =
		"batch gen=1 level=meta\n+0 generation format=2 clock=tsc khz=1\n"
		"+0 clock_snapshot clock=1000 monotonic=100 realtime=7000\n"
		"+0 clock_snapshot clock=2000 monotonic=200 realtime=7200\n"
		"+0 clock_snapshot clock=4000 monotonic=1100 realtime=9000\n";

	(void)state;
	check_clock(text, 1000, 100, 7000);
	check_clock(text, 1003, 101, 7002);
	check_clock(text, 4000, 1100, 9000);
	/* Outside of them, too, but never before the beginning. */
	check_clock(text, 4300, 1200, 9200);
	check_clock(text, 700, 0, 6800);
	check_clock(text, 0, 0, 6333 + 1);
}

static void test_one_snapshot_needs_the_rate(void **state)
{
	static const char text[] =
		"batch gen=1 level=meta\n+0 generation format=2 clock=tsc khz=2500000\n"
		"+0 clock_snapshot clock=1000 monotonic=100 realtime=7000\n";

	(void)state;
	check_clock(text, 1000, 100, 7000);
	check_clock(text, 3500, 1100, 8000);
}

static void test_a_monotonic_trace_clock_is_monotonic_time(void **state)
{
	(void)state;
	check_clock("batch gen=1 level=meta\n+0 generation format=2 clock=monotonic\n"
		    "+0 clock_snapshot clock=1000 monotonic=1001 realtime=7000\n"
		    "+0 clock_snapshot clock=2000 monotonic=2003 realtime=8000\n",
		    1500, 1500, 7500);
}

static void test_without_a_snapshot_there_is_no_date(void **state)
{
	(void)state;
	check_clock("batch gen=1 level=meta\n+0 generation format=2 clock=tsc khz=1000\n",
		    5, 5000, 0);
	check_clock("batch gen=1 level=meta\n+0 generation format=2 clock=tsc\n", 5, 5, 0);
}

static void test_the_extremes_of_time_do_not_overflow(void **state)
{
	static const char text[] =
		"batch gen=1 level=meta\n+0 generation format=2 clock=tsc khz=1\n"
		"+0 clock_snapshot clock=0 monotonic=0 realtime=1\n"
		"+0 clock_snapshot clock=1 monotonic=0xffffffffffffffff realtime=0\n";

	(void)state;
	check_clock(text, 1, ~0ull, ~0ull);
	check_clock(text, ~0ull, ~0ull, ~0ull);
	check_clock("batch gen=1 level=meta\n+0 generation format=2 clock=tsc\n"
		    "+0 clock_snapshot clock=0 monotonic=0 realtime=0\n"
		    "+0 clock_snapshot clock=0xffffffffffffffff monotonic=0xfffffffffffffffe\n",
		    ~0ull, ~0ull - 1, 0);
}

int order_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_streams_merge_by_time),
		cmocka_unit_test(test_equal_times_go_by_cpu_then_from_outside_in),
		cmocka_unit_test(test_batches_go_by_sequence),
		cmocka_unit_test(test_the_running_task_follows_the_switches),
		cmocka_unit_test(test_without_switches_nobody_knows_who_runs),
		cmocka_unit_test(test_a_gap_hides_who_runs_until_the_next_batch),
		cmocka_unit_test(test_gaps_say_what_is_missing_and_when),
		cmocka_unit_test(test_the_time_line_never_goes_back),
		cmocka_unit_test(test_times_lie_on_the_line_between_snapshots),
		cmocka_unit_test(test_one_snapshot_needs_the_rate),
		cmocka_unit_test(test_a_monotonic_trace_clock_is_monotonic_time),
		cmocka_unit_test(test_without_a_snapshot_there_is_no_date),
		cmocka_unit_test(test_the_extremes_of_time_do_not_overflow),
	};

	return cmocka_run_group_tests_name("order", tests, NULL, NULL);
}
