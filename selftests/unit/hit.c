// SPDX-License-Identifier: GPL-2.0
/* hit.c - what a flight recorder has noticed: traces/hits.txt, and such as nobody records. */
#include <sys/mman.h>
#include <unistd.h>

#include "unit.h"

static int trace_file(const struct gentrace_buffer *trace)
{
	int fd = memfd_create("trace", 0);

	assert_int_not_equal(fd, -1);
	assert_int_equal(write(fd, trace->bytes, trace->length), trace->length);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}

static void check_hit(const struct gentrace_model *model, size_t i, const char *trigger,
		      const char *comm, __u64 ns, __u64 took)
{
	const struct gentrace_hit *hit = gentrace_model_hit(model, i);

	assert_non_null(hit);
	assert_int_equal(hit->session, 0x4175);
	assert_int_equal(hit->generation, 2);
	assert_int_equal(hit->number, i + 1);
	assert_int_equal(hit->ns, ns);
	assert_int_equal(hit->realtime_ns, 1700000000000000000ull + ns);
	assert_int_equal(hit->took, took);
	assert_non_null(hit->trigger);
	assert_string_equal(hit->trigger->name, trigger);
	if (comm)
		assert_string_equal(hit->task->comm, comm);
	else
		assert_null(hit->task);
}

static void check_hits(const struct gentrace_model *model)
{
	check_hit(model, 0, "spike", "web", 14100, 3000);
	check_hit(model, 1, "storm", "web", 17050, 2000);
	check_hit(model, 2, "said", "helper", 18050, 0);
	check_hit(model, 3, "lost-4", NULL, 19000, 12);
	assert_null(gentrace_model_hit(model, 4));
	assert_int_equal(gentrace_model_hit(model, 1)->cpu, 0);
	assert_int_equal(gentrace_model_hit(model, 1)->level, GENTRACE_LEVEL_HARDIRQ);
	assert_string_equal(gentrace_model_hit(model, 0)->trigger->rule,
			    "wakeup > 2us comm=web as=spike");
}

static void test_a_model_has_what_was_noticed(void **state)
{
	struct gentrace_buffer trace;
	struct gentrace_model *model;

	(void)state;
	trace_load(&trace, "hits");
	model = trace_model(&trace, NULL, NULL);
	gentrace_buffer_clear(&trace);
	check_hits(model);
	gentrace_model_destroy(model);
}

/* What threads have summed up ahead has them, too. */
static void test_threads_know_it(void **state)
{
	struct gentrace_model *model = gentrace_model_create();
	struct gentrace_generation *generation;
	struct gentrace_reader *reader;
	struct gentrace_buffer trace;
	int fd;

	(void)state;
	trace_load(&trace, "hits");
	fd = trace_file(&trace);
	reader = gentrace_reader_open_threads(fd, 0, 4);
	gentrace_reader_model_ahead(reader);
	while (gentrace_reader_next(reader, &generation) > 0) {
		assert_int_equal(gentrace_model_add(model, generation), 0);
		gentrace_generation_free(generation);
	}
	check_hits(model);
	gentrace_reader_close(reader);
	gentrace_model_destroy(model);
	gentrace_buffer_clear(&trace);
	close(fd);
}

/* Which generations are read, as bits, and how many hits they have. */
static unsigned int wanted(const struct gentrace_buffer *trace, size_t *hits)
{
	struct gentrace_generation *generation;
	struct gentrace_window window;
	int fd = trace_file(trace);
	struct gentrace_reader *reader = gentrace_reader_open_threads(fd, 0, 1);
	unsigned int bits = 0;

	*hits = 0;
	assert_int_equal(gentrace_reader_hits(reader, &window), 0);
	while (gentrace_reader_next(reader, &generation) > 0) {
		bits |= 1u << generation->number;
		*hits += generation->hit_count;
		gentrace_generation_free(generation);
	}
	assert_int_equal(__builtin_popcount(bits), window.wanted);
	gentrace_reader_close(reader);
	close(fd);
	return bits;
}

static void test_generations_without_are_hopped_over(void **state)
{
	struct gentrace_buffer trace;
	size_t hits;

	(void)state;
	trace_load(&trace, "hits");
	assert_int_equal(wanted(&trace, &hits), 0x0c);
	assert_int_equal(hits, 4);
	gentrace_buffer_clear(&trace);
	/* Nothing was to be noticed there. */
	trace_load(&trace, "windows");
	assert_int_equal(wanted(&trace, &hits), 0);
	gentrace_buffer_clear(&trace);
}

#define STEP(number, begin, end, count) \
	"batch session=7 gen=" #number " level=meta time=" #begin "\n" \
	"+0 generation format=2 session=7 clock=monotonic khz=1000000 cpus=1\n" \
	"+0 trigger trigger=0 name=\"n\" rule=\"wait > 1\" hits=" #count "\n" \
	"+0 clock_snapshot clock=" #begin " monotonic=" #begin "\n" \
	"batch level=meta time=" #end "\n" \
	"+0 clock_snapshot clock=" #end " monotonic=" #end "\n+0 generation_end\n"

/* The second, the third, in whose first instants it may have been; and the last. */
static void test_a_count_that_grows_is_of_two_generations(void **state)
{
	struct gentrace_buffer trace;
	size_t hits;

	(void)state;
	trace_parse(&trace, STEP(1, 1000, 2000, 0) STEP(2, 2000, 3000, 0) STEP(3, 3000, 4000, 1)
		    STEP(4, 4000, 5000, 1) STEP(5, 5000, 6000, 1));
	assert_int_equal(wanted(&trace, &hits), 0x2c);
	gentrace_buffer_clear(&trace);
	/* Of one that is missing nobody knows. */
	trace_parse(&trace, STEP(1, 1000, 2000, 0) STEP(3, 3000, 4000, 0) STEP(4, 4000, 5000, 0));
	assert_int_equal(wanted(&trace, &hits), 0x12);
	gentrace_buffer_clear(&trace);
}

/* One that is damaged may have any. */
static void test_damage_is_not_hopped_over(void **state)
{
	struct gentrace_buffer trace;
	size_t hits;

	(void)state;
	trace_load(&trace, "hits");
	/* The last batch of the first generation. */
	trace.bytes[500 - 8] ^= 0xff;
	assert_int_equal(wanted(&trace, &hits) & 0x0e, 0x0e);
	gentrace_buffer_clear(&trace);
}

#define OPENING \
	"batch gen=1 level=meta time=1000\n" \
	"+0 generation format=2 clock=monotonic khz=1000000 cpus=2\n"
#define BEGIN \
	"+0 clock_snapshot clock=1000 monotonic=1000 boottime=1000\n" \
	"+0 task_status pid=7 tgid=7 comm=\"seven\"\n"
#define TRIGGER(number) \
	"+0 trigger trigger=" #number " name=\"n" #number "\" rule=\"wait > 1\"\n"
#define CLOSING \
	"batch level=meta time=2000\n" \
	"+0 clock_snapshot clock=2000 monotonic=2000 boottime=2000\n" \
	"+0 generation_end\n"

/* By time, wherever they stand; a trigger that no row tells of; a task that there is not. */
static void test_what_nobody_records(void **state)
{
	struct gentrace_model *model = text_model(
		OPENING TRIGGER(3) TRIGGER(3) BEGIN
		"batch cpu=1 level=task time=1500 pid=7\n"
		"+0 trigger_hit trigger=3 hit=9 pid=7 took=0xffffffffffffffff\n"
		"batch cpu=0 level=task time=1200 pid=0\n"
		"+0 trigger_hit trigger=4 hit=1 pid=99\n" CLOSING);
	const struct gentrace_hit *hit = gentrace_model_hit(model, 0);

	(void)state;
	assert_int_equal(hit->ns, 1200);
	assert_null(hit->trigger);
	assert_null(hit->task);
	assert_int_equal(hit->pid, 99);
	hit = gentrace_model_hit(model, 1);
	assert_int_equal(hit->took, ~0ull);
	assert_string_equal(hit->trigger->name, "n3");
	assert_string_equal(hit->task->comm, "seven");
	assert_null(gentrace_model_hit(model, 2));
	gentrace_model_destroy(model);
}

/* A newer module could tell more of a hit, an older one less: then it is a short event. */
static void test_other_declarations(void **state)
{
	struct gentrace_model *model = text_model(
		OPENING "+0 event_type event=225 class=14 name=\"trigger_hit\"\n"
		"+0 event_arg event=225 type=0 name=\"trigger\"\n"
		"+0 event_arg event=225 type=0 name=\"hit\"\n" TRIGGER(3) BEGIN
		"batch cpu=0 level=task time=1200 pid=7\n"
		"+0 @225 u=3 u=1\n+300 @225 u=3 u=2\n+300 @225 u=3 u=3\n"
		"+10 mark pid=7 text=\"so that there is room behind them, for whom it may concern\"\n"
		CLOSING);

	(void)state;
	assert_int_equal(gentrace_model_hit(model, 0)->ns, 1200);
	assert_int_equal(gentrace_model_hit(model, 1)->ns, 1500);
	assert_int_equal(gentrace_model_hit(model, 2)->ns, 1800);
	assert_int_equal(gentrace_model_hit(model, 2)->number, 3);
	assert_null(gentrace_model_hit(model, 3));
	gentrace_model_destroy(model);
}

static void test_more_triggers_than_there_can_be(void **state)
{
	struct gentrace_generation *generation;
	struct gentrace_buffer trace;

	(void)state;
	trace_parse(&trace, OPENING TRIGGER(0) TRIGGER(1) TRIGGER(2) TRIGGER(3) TRIGGER(4)
		    TRIGGER(5) TRIGGER(6) TRIGGER(7) TRIGGER(8) TRIGGER(9) TRIGGER(10) TRIGGER(11)
		    TRIGGER(12) TRIGGER(13) TRIGGER(14) TRIGGER(15) TRIGGER(16) BEGIN CLOSING);
	generation = trace_generation(&trace);
	assert_true(has_finding(&generation->findings, GENTRACE_BROKEN, GENTRACE_RULE_LIMIT));
	assert_int_equal(generation->trigger_count, GENTRACE_TRIGGERS_MAX);
	gentrace_generation_free(generation);
	gentrace_buffer_clear(&trace);
}

/* A hit of six bytes takes more memory than that. */
static void test_hits_are_charged(void **state)
{
	static const char row[] = "+0 trigger_hit trigger=1 hit=1\n";
	struct gentrace_buffer trace;
	struct gentrace_generation *generation;
	struct gentrace_reader *reader;
	const size_t count = 20000;
	char *text = malloc(count * sizeof(row) + 4096);
	size_t length, i;

	(void)state;
	assert_non_null(text);
	length = (size_t)sprintf(text, "%s", OPENING BEGIN "batch cpu=0 level=task time=1200\n");
	for (i = 0; i < count; i++)
		length += (size_t)sprintf(text + length, "%s", row);
	strcpy(text + length, CLOSING);
	trace_parse(&trace, text);
	reader = gentrace_reader_open_memory(trace.bytes, trace.length, 2 * trace.length);
	assert_int_equal(gentrace_reader_next(reader, &generation), 1);
	assert_true(has_finding(&generation->findings, GENTRACE_BROKEN, GENTRACE_RULE_LIMIT));
	assert_true(generation->hit_count * sizeof(*generation->hit) <= 2 * trace.length);
	gentrace_generation_free(generation);
	gentrace_reader_close(reader);
	gentrace_buffer_clear(&trace);
	free(text);
}

int hit_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_model_has_what_was_noticed),
		cmocka_unit_test(test_threads_know_it),
		cmocka_unit_test(test_generations_without_are_hopped_over),
		cmocka_unit_test(test_a_count_that_grows_is_of_two_generations),
		cmocka_unit_test(test_damage_is_not_hopped_over),
		cmocka_unit_test(test_what_nobody_records),
		cmocka_unit_test(test_other_declarations),
		cmocka_unit_test(test_more_triggers_than_there_can_be),
		cmocka_unit_test(test_hits_are_charged),
	};

	return cmocka_run_group_tests_name("hit", tests, NULL, NULL);
}
