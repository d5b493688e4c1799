// SPDX-License-Identifier: GPL-2.0
/*
 * part.c - what is known of generations alone, joined, is what a model knows. Traces of
 * which nobody knows the answers are those of tools/tracectl/check/threads.sh.
 */
#include "unit.h"

#include "generation.h"
#include "part.h"

/**
 * struct both - a trace, taken in twice
 * @whole: entry by entry
 * @parts: by parts
 * @generations: how many
 * @joined: of these, had a part that was joined
 */
struct both {
	struct gentrace_model *whole;
	struct gentrace_model *parts;
	unsigned int generations;
	unsigned int joined;
};

static void both_add(struct both *both, struct gentrace_generation *public)
{
	struct generation *generation = (struct generation *)public;

	assert_int_equal(gentrace_model_add(both->whole, public), 0);
	generation->part = part_make(public);
	assert_int_equal(gentrace_model_add(both->parts, public), 0);
	both->joined += generation->part && generation->part->joined;
	both->generations++;
}

static struct both both_read(const struct gentrace_buffer *trace)
{
	struct gentrace_reader *reader =
		gentrace_reader_open_memory(trace->bytes, trace->length, 0);
	struct gentrace_generation *generation;
	struct both both = {
		.whole = gentrace_model_create(), .parts = gentrace_model_create(),
	};

	while (gentrace_reader_next(reader, &generation) > 0) {
		both_add(&both, generation);
		gentrace_generation_free(generation);
	}
	gentrace_reader_close(reader);
	assert_int_equal(gentrace_model_finish(both.whole), 0);
	assert_int_equal(gentrace_model_finish(both.parts), 0);
	return both;
}

static void both_destroy(struct both *both)
{
	gentrace_model_destroy(both->whole);
	gentrace_model_destroy(both->parts);
}

/* All but the pointers, which are compared by what they stand for. */
static void assert_same_task(const struct gentrace_task *a, const struct gentrace_task *b)
{
	char path_a[GENTRACE_CGROUP_PATH_MAX], path_b[GENTRACE_CGROUP_PATH_MAX];
	const char *cgroup_a = gentrace_cgroup_path(a->cgroup, path_a);
	const char *cgroup_b = gentrace_cgroup_path(b->cgroup, path_b);
	struct gentrace_task x = *a, y = *b;
	unsigned int permille;

	assert_string_equal(cgroup_a ?: "none", cgroup_b ?: "none");
	for (permille = 0; permille <= 1000; permille++)
		assert_int_equal(gentrace_histogram_percentile(&a->latency, permille),
				 gentrace_histogram_percentile(&b->latency, permille));
	x.cgroup = y.cgroup = NULL;
	x.latency.octave = y.latency.octave = NULL;
	x.latency.folded = y.latency.folded = NULL;
	x.latency.wide = y.latency.wide = 0;
	assert_memory_equal(&x, &y, sizeof(x));
}

static void assert_same_activities(const struct both *both,
				   const struct gentrace_activity *(*get)(
					   const struct gentrace_model *, size_t))
{
	const struct gentrace_activity *a;
	size_t i;

	for (i = 0; (a = get(both->whole, i)); i++)
		assert_memory_equal(a, get(both->parts, i), sizeof(*a));
	assert_null(get(both->parts, i));
}

static void assert_same_models(const struct both *both)
{
	const struct gentrace_task *task;
	const struct gentrace_cpu *cpu;
	size_t i;

	assert_memory_equal(gentrace_model_summary(both->whole),
			    gentrace_model_summary(both->parts),
			    sizeof(struct gentrace_summary));
	for (i = 0; (task = gentrace_model_task(both->whole, i)); i++)
		assert_same_task(task, gentrace_model_task(both->parts, i));
	assert_null(gentrace_model_task(both->parts, i));
	for (i = 0; (cpu = gentrace_model_cpu(both->whole, i)); i++)
		assert_memory_equal(cpu, gentrace_model_cpu(both->parts, i), sizeof(*cpu));
	assert_same_activities(both, gentrace_model_syscall);
	assert_same_activities(both, gentrace_model_irq);
	assert_same_activities(both, gentrace_model_softirq);
	assert_same_activities(both, gentrace_model_nmi);
}

/* How many of its generations were joined. */
static unsigned int trace_joins(const char *name)
{
	struct gentrace_buffer trace;
	struct both both;

	trace_load(&trace, name);
	both = both_read(&trace);
	assert_same_models(&both);
	both_destroy(&both);
	gentrace_buffer_clear(&trace);
	return both.joined;
}

static void test_parts_make_the_whole(void **state)
{
	(void)state;
	assert_int_equal(trace_joins("windows"), 4);
	assert_int_equal(trace_joins("sound"), 2);
	assert_int_equal(trace_joins("cgroups"), 1);
	assert_int_equal(trace_joins("parts"), 3);
}

static void test_losses_are_no_part(void **state)
{
	(void)state;
	assert_int_equal(trace_joins("lossy"), 0);
	assert_int_equal(trace_joins("doubt"), 0);
}

/* What the trace was made for, so that nobody takes it out of it unseen. */
static void test_what_spans_generations_is_one_thing(void **state)
{
	const struct gentrace_activity *softirq, *irq, *syscall;
	struct gentrace_buffer trace;
	struct both both;

	(void)state;
	trace_load(&trace, "parts");
	both = both_read(&trace);
	softirq = gentrace_model_softirq(both.parts, 0);
	irq = gentrace_model_irq(both.parts, 0);
	syscall = gentrace_model_syscall(both.parts, 0);
	assert_int_equal(softirq->max_ns, 1000);
	/* Interrupts of 100, 50 and 100 in it, on both sides of the end of a generation. */
	assert_int_equal(gentrace_model_cpu(both.parts, 0)->softirq_ns, 750);
	/* Three took 100: the first one of them counts. Two took 50. */
	assert_int_equal(irq->max_at, 5700);
	assert_string_equal(irq->name, "first");
	irq = gentrace_model_irq(both.parts, 1);
	assert_int_equal(irq->max_ns, 50);
	assert_int_equal(irq->max_at, 6010);
	assert_int_equal(syscall->max_ns, 9500);
	assert_int_equal(syscall->unfinished, 0);
	assert_int_equal(gentrace_model_find(both.parts, 10)->syscalls, 1);
	both_destroy(&both);
	gentrace_buffer_clear(&trace);
}

/* An event of the first generation comes so late that the second cannot begin without it. */
static void test_what_overlaps_too_much_is_not_joined(void **state)
{
	struct gentrace_buffer text, trace;
	struct both both;

	(void)state;
	text_load(&text, "parts");
	text_edit(&text, "+250 irq_handler_entry irq=6", "+600 irq_handler_entry irq=6");
	trace_parse(&trace, text.bytes);
	both = both_read(&trace);
	assert_same_models(&both);
	assert_int_equal(both.generations, 3);
	assert_int_equal(both.joined, 2);
	both_destroy(&both);
	gentrace_buffer_clear(&trace);
	gentrace_buffer_clear(&text);
}

static void test_observers_see_all_entries(void **state)
{
	struct gentrace_buffer trace;
	struct both both = {
		.whole = gentrace_model_create(), .parts = gentrace_model_create(),
	};
	struct gentrace_history *history = gentrace_history_create(1 << 20);
	struct gentrace_generation *generation;

	(void)state;
	trace_load(&trace, "cgroups");
	generation = trace_generation(&trace);
	gentrace_model_observe(both.parts, gentrace_history_add, history);
	both_add(&both, generation);
	assert_int_equal(both.joined, 0);
	gentrace_generation_free(generation);
	gentrace_history_destroy(history);
	both_destroy(&both);
	gentrace_buffer_clear(&trace);
}

int part_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parts_make_the_whole),
		cmocka_unit_test(test_losses_are_no_part),
		cmocka_unit_test(test_what_spans_generations_is_one_thing),
		cmocka_unit_test(test_what_overlaps_too_much_is_not_joined),
		cmocka_unit_test(test_observers_see_all_entries),
	};

	return cmocka_run_group_tests_name("part", tests, NULL, NULL);
}
