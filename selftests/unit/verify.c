// SPDX-License-Identifier: GPL-2.0
/* verify.c - each rule of the verifier has a change to a sound trace it finds. */
#include "unit.h"

/* One change to traces/sound.txt and what must be found. */
static const struct breach breaches[] = {
	/* The ledger against itself and against the events. */
	{ "level=task emitted=8 recorded=8", "level=task emitted=9 recorded=8",
	  GENTRACE_BROKEN, GENTRACE_RULE_LEDGER },
	{ "level=task emitted=8 recorded=8", "level=task emitted=7 recorded=7",
	  GENTRACE_BROKEN, GENTRACE_RULE_LEDGER },
	{ "+100 sched_process_exec pid=300 old_pid=300 filename=\"/bin/child\"\n", "",
	  GENTRACE_BROKEN, GENTRACE_RULE_LEDGER },
	{ "batches=1 bytes=80", "batches=1 bytes=81",
	  GENTRACE_BROKEN, GENTRACE_RULE_LEDGER },
	{ "+0 stream_total cpu=1 level=hardirq emitted=2 recorded=2 batches=1 bytes=80\n", "",
	  GENTRACE_BROKEN, GENTRACE_RULE_LEDGER },
	/* The end against the ledger. */
	{ "reason=period emitted=15", "reason=period emitted=14",
	  GENTRACE_BROKEN, GENTRACE_RULE_TOTAL },
	{ "emitted=15 recorded=15", "emitted=15 recorded=14",
	  GENTRACE_BROKEN, GENTRACE_RULE_TOTAL },
	{ "recorded=15 batches=5", "recorded=15 lost=1 batches=5",
	  GENTRACE_BROKEN, GENTRACE_RULE_TOTAL },
	{ "recorded=15 batches=5", "recorded=15 batches=4",
	  GENTRACE_BROKEN, GENTRACE_RULE_TOTAL },
	{ "tasks=3 strings=1", "tasks=4 strings=1",
	  GENTRACE_BROKEN, GENTRACE_RULE_TOTAL },
	{ "tasks=3 strings=1", "tasks=3 strings=2",
	  GENTRACE_BROKEN, GENTRACE_RULE_TOTAL },
	/* Batches that are missing, in the middle and at the end. */
	{ "batch cpu=0 level=task time=1600 pid=300",
	  "batch cpu=0 level=task seq=2 time=1600 pid=300",
	  GENTRACE_BROKEN, GENTRACE_RULE_SEQUENCE },
	{ "recorded=8 batches=2 bytes=212", "recorded=8 batches=3 bytes=212",
	  GENTRACE_BROKEN, GENTRACE_RULE_SEQUENCE },
	{ "batch level=meta time=2900", "batch level=meta seq=3 time=2900",
	  GENTRACE_BROKEN, GENTRACE_RULE_SEQUENCE },
	/* Headers against the ledger, and gaps that are none. */
	{ "time=1600 pid=300", "time=1600 pid=300 lost=1 since=1600",
	  GENTRACE_BROKEN, GENTRACE_RULE_LOSS },
	{ "time=1600 pid=300", "time=1600 pid=300 since=1600",
	  GENTRACE_BROKEN, GENTRACE_RULE_LOSS },
	{ "time=1600 pid=300", "time=1600 pid=300 lost=1 since=1300",
	  GENTRACE_BROKEN, GENTRACE_RULE_TIME },
	{ "batch level=meta time=1100 pid=50", "batch level=meta time=1100 pid=50 lost=1 since=1000",
	  GENTRACE_BROKEN, GENTRACE_RULE_LOSS },
	{ "+0 string id=3 text=\"eth0\"",
	  "+0 string id=3 text=\"eth0\"\n+0 stream_total cpu=0xffffffff level=meta",
	  GENTRACE_BROKEN, GENTRACE_RULE_LOSS },
	/* Time. */
	{ "batch cpu=0 level=task time=1600 pid=300",
	  "batch cpu=0 level=task time=1400 pid=300",
	  GENTRACE_BROKEN, GENTRACE_RULE_TIME },
	{ "+100 clock_snapshot clock=3000 monotonic=1500 ",
	  "+100 clock_snapshot clock=900 monotonic=1500 ",
	  GENTRACE_BROKEN, GENTRACE_RULE_SNAPSHOT },
	{ "+0 clock_snapshot clock=3000 monotonic=1500 realtime=1700000000000001500 ",
	  "+0 clock_snapshot clock=2000 monotonic=1500 realtime=1700000000000001500 ",
	  GENTRACE_BROKEN, GENTRACE_RULE_SNAPSHOT },
	{ "+100 clock_snapshot clock=5000 monotonic=2500 "
	  "realtime=1700000000000002500 boottime=2700\n", "",
	  GENTRACE_BROKEN, GENTRACE_RULE_SNAPSHOT },
	{ "realtime=1700000000000002500", "realtime=1600000000000000000",
	  GENTRACE_NOTE, GENTRACE_RULE_SNAPSHOT },
	/* References into tables. */
	{ "+0 string id=3 text=\"eth0\"", "+0 string id=4 text=\"eth0\"",
	  GENTRACE_BROKEN, GENTRACE_RULE_STRING },
	{ "+0 string id=3 text=\"eth0\"",
	  "+0 string id=3 text=\"eth0\"\n+0 string id=3 text=\"eth1\"",
	  GENTRACE_BROKEN, GENTRACE_RULE_STRING },
	{ "strings=1", "strings=1 strings_missed=1",
	  GENTRACE_LOSSY, GENTRACE_RULE_STRING },
	{ "+0 sched_waking pid=100 last=1", "+0 sched_waking pid=999 last=1",
	  GENTRACE_BROKEN, GENTRACE_RULE_TASK },
	/* In the first generation it may be one that exited before. */
	{ "+0 sched_waking pid=200 last=1", "+0 sched_waking pid=999 last=1",
	  GENTRACE_NOTE, GENTRACE_RULE_TASK },
	{ "tasks=3 strings=1", "tasks=3 tasks_missed=1 strings=1",
	  GENTRACE_LOSSY, GENTRACE_RULE_TASK },
	/* The chain of switches from batch to batch. */
	{ "time=1600 pid=300", "time=1600 pid=100",
	  GENTRACE_BROKEN, GENTRACE_RULE_CHAIN },
	/* Whole generations. */
	{ "batch gen=8", "batch gen=9", GENTRACE_BROKEN, GENTRACE_RULE_NUMBERING },
	{ "batch gen=8", "batch gen=6", GENTRACE_BROKEN, GENTRACE_RULE_NUMBERING },
	{ "+0 generation_end reason=stop emitted=9 recorded=9 batches=2 tasks=4\n", "",
	  GENTRACE_BROKEN, GENTRACE_RULE_INCOMPLETE },
};

static void test_a_sound_trace_is_complete(void **state)
{
	const struct gentrace_proof *proof;
	struct gentrace_verify *verify;
	struct gentrace_buffer trace;

	(void)state;
	trace_load(&trace, "sound");
	verify = trace_verify(trace.bytes, trace.length);
	assert_int_equal(gentrace_verify_findings(verify)->count, 0);
	assert_int_equal(gentrace_verify_verdict(verify), GENTRACE_NOTE);
	proof = gentrace_verify_proof(verify, 0);
	assert_non_null(proof);
	assert_int_equal(proof->generation, 7);
	assert_int_equal(proof->session, 0x5e55);
	assert_true(proof->complete);
	assert_int_equal(proof->emitted, 15);
	assert_int_equal(proof->recorded, 15);
	assert_int_equal(proof->decoded, 15);
	assert_int_equal(proof->lost_total, 0);
	assert_int_equal(proof->streams, 4);
	assert_int_equal(proof->batches, 8);
	assert_int_equal(gentrace_verify_proof(verify, 1)->generation, 8);
	assert_null(gentrace_verify_proof(verify, 2));
	assert_int_equal(gentrace_verify_totals(verify)->emitted, 24);
	assert_int_equal(gentrace_verify_totals(verify)->bytes, trace.length);
	assert_true(gentrace_verify_totals(verify)->complete);
	gentrace_verify_destroy(verify);
	gentrace_buffer_clear(&trace);
}

static void test_each_breach_is_found(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(breaches); i++)
		check_breach("sound", &breaches[i]);
}

/* Every rule that the verifier itself has is broken by some breach above. */
static void test_no_rule_is_left_out(void **state)
{
	static const enum gentrace_rule rules[] = {
		GENTRACE_RULE_INCOMPLETE, GENTRACE_RULE_LEDGER, GENTRACE_RULE_LOSS,
		GENTRACE_RULE_SEQUENCE, GENTRACE_RULE_TOTAL, GENTRACE_RULE_TIME,
		GENTRACE_RULE_CHAIN, GENTRACE_RULE_STRING, GENTRACE_RULE_TASK,
		GENTRACE_RULE_NUMBERING, GENTRACE_RULE_SNAPSHOT,
	};
	size_t i, j;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rules); i++) {
		for (j = 0; j < ARRAY_SIZE(breaches) && breaches[j].rule != rules[i]; j++)
			;
		if (j == ARRAY_SIZE(breaches))
			fail_msg("nothing breaks rule %s", gentrace_rule_name(rules[i]));
	}
}

/* A trace that lost events and accounts for each of them. */
static void test_counted_losses_are_lossy_not_broken(void **state)
{
	const struct gentrace_findings *findings;
	const struct gentrace_proof *proof;
	struct gentrace_verify *verify;
	struct gentrace_buffer trace;

	(void)state;
	trace_load(&trace, "lossy");
	verify = trace_verify(trace.bytes, trace.length);
	findings = gentrace_verify_findings(verify);
	assert_int_equal(gentrace_verify_verdict(verify), GENTRACE_LOSSY);
	assert_true(has_finding(findings, GENTRACE_LOSSY, GENTRACE_RULE_LOSS));
	proof = gentrace_verify_proof(verify, 0);
	assert_int_equal(proof->emitted, proof->recorded + proof->lost_total);
	assert_int_equal(proof->lost[GENTRACE_CAUSE_NO_BATCH], 7);
	assert_int_equal(proof->lost[GENTRACE_CAUSE_REENTRY], 1);
	assert_int_equal(proof->lost_total, 8);
	gentrace_verify_destroy(verify);
	gentrace_buffer_clear(&trace);
}

static void test_an_empty_trace_proves_nothing(void **state)
{
	struct gentrace_verify *verify = trace_verify("", 0);

	(void)state;
	assert_int_equal(gentrace_verify_verdict(verify), GENTRACE_BROKEN);
	assert_true(has_finding(gentrace_verify_findings(verify), GENTRACE_BROKEN,
				GENTRACE_RULE_OPENING));
	gentrace_verify_destroy(verify);
}

static void test_bytes_that_belong_nowhere_are_broken(void **state)
{
	struct gentrace_verify *verify;
	struct gentrace_buffer trace;

	(void)state;
	trace_load(&trace, "sound");
	/* Without the first byte, the first generation is skipped. */
	verify = trace_verify(trace.bytes + 1, trace.length - 1);
	assert_true(has_finding(gentrace_verify_findings(verify), GENTRACE_BROKEN,
				GENTRACE_RULE_SKIPPED));
	gentrace_verify_destroy(verify);
	gentrace_buffer_clear(&trace);
}

/* Does the verifier miss an introduction of some task? */
static bool lacks_introduction(const struct gentrace_buffer *text)
{
	struct gentrace_buffer trace;
	struct gentrace_verify *verify;
	bool found;

	trace_parse(&trace, text->bytes);
	verify = trace_verify(trace.bytes, trace.length);
	found = has_finding(gentrace_verify_findings(verify), GENTRACE_BROKEN,
			    GENTRACE_RULE_TASK);
	gentrace_verify_destroy(verify);
	gentrace_buffer_clear(&trace);
	return found;
}

/* A task exits before its last switch, and a flip may come in between. */
static void test_a_task_may_leave_across_a_flip(void **state)
{
	struct gentrace_buffer text = { 0 };

	(void)state;
	/* In generation 8 runs a task of which the walk over tasks knew nothing. */
	text_load(&text, "sound");
	text_edit(&text, "+100 sched_switch prev_state=S next_pid=100\n",
		  "+100 sched_switch prev_state=S next_pid=77\n");
	assert_true(lacks_introduction(&text));
	/* Generation 7 has lost something, perhaps its exit. */
	text_edit(&text, "hardirq emitted=2 recorded=2 batches=1 bytes=80\n",
		  "hardirq emitted=2 recorded=2 batches=1 bytes=80\n"
		  "+0 stream_loss cpu=0 level=task class=sched cause=no_batch count=1 first=1300 last=1300\n");
	assert_false(lacks_introduction(&text));
	text_edit(&text, "+0 stream_loss cpu=0 level=task class=sched cause=no_batch count=1 first=1300 last=1300\n",
		  "");
	/* It exited in generation 7, */
	text_edit(&text, "+200 sched_migrate_task pid=100 from=0 to=1",
		  "+200 sched_process_exit pid=77");
	assert_false(lacks_introduction(&text));
	/* but not if it died there, too: the pid is somebody else's. */
	text_edit(&text, "+200 sched_process_exit pid=77",
		  "+100 sched_process_exit pid=77\n"
		  "+0 sched_switch prev_state=S next_pid=77\n"
		  "+100 sched_switch prev_state=X next_pid=200\n");
	assert_true(lacks_introduction(&text));
	/* If all that is seen of it is its death, that is enough. */
	text_edit(&text, "+100 sched_switch prev_state=S next_pid=77\n",
		  "+100 sched_switch prev_state=S next_pid=77\n"
		  "+0 sched_switch prev_state=X next_pid=100\n");
	assert_false(lacks_introduction(&text));
	gentrace_buffer_clear(&text);
}

/* A hostile trace can be wrong all over; what is kept of it stays small. */
static void test_findings_are_bounded(void **state)
{
	static char text[1 << 20];
	const struct gentrace_findings *findings;
	struct gentrace_verify *verify;
	struct gentrace_buffer trace;
	char *p = text;
	int i;

	(void)state;
	p += sprintf(p, "batch gen=1 level=meta\n+0 generation format=2\n"
		     "batch cpu=0 level=task\n");
	for (i = 1; i <= 5000; i++)
		p += sprintf(p, "+1 sched_waking pid=%d\n", i);
	trace_parse(&trace, text);
	verify = trace_verify(trace.bytes, trace.length);
	findings = gentrace_verify_findings(verify);
	assert_in_range(findings->count, 1, 1000);
	assert_true(findings->count + findings->more > 5000);
	gentrace_verify_destroy(verify);
	gentrace_buffer_clear(&trace);
}

int verify_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_sound_trace_is_complete),
		cmocka_unit_test(test_each_breach_is_found),
		cmocka_unit_test(test_no_rule_is_left_out),
		cmocka_unit_test(test_counted_losses_are_lossy_not_broken),
		cmocka_unit_test(test_an_empty_trace_proves_nothing),
		cmocka_unit_test(test_bytes_that_belong_nowhere_are_broken),
		cmocka_unit_test(test_a_task_may_leave_across_a_flip),
		cmocka_unit_test(test_findings_are_bounded),
	};

	return cmocka_run_group_tests_name("verify", tests, NULL, NULL);
}
