// SPDX-License-Identifier: GPL-2.0
/* places.c - segments have the stacks of where they began and of who ended them. */
#include "unit.h"

#define LIMIT	(1u << 20)

enum { READER = 10, WRITER = 20, KWORKER = 30 };

#define KERNEL(offset)	(0xffffffff81000000ull + (offset))

/* What is in the trace, see traces/places.txt. */
static const __u64 read_frames[] = { KERNEL(0x10), KERNEL(0x20), KERNEL(0x30), 0 };
static const __u64 wake_frames[] = { KERNEL(0x110), KERNEL(0x120), KERNEL(0x130), KERNEL(0x140), 0 };
static const __u64 irq_frames[] = { KERNEL(0x210), KERNEL(0x220), 0 };
static const __u64 preempt_frames[] = { KERNEL(0x310), KERNEL(0x320), 0 };
static const __u64 kthread_frames[] = { KERNEL(0x410), 0 };
static const __u64 read_program[] = { 0x401010, 0x401020, 0x401030, 0 };
static const __u64 write_program[] = { 0x402010, 0x402020, 0 };

/* A trace, taken in, and its history. */
struct places {
	struct gentrace_model *model;
	struct gentrace_history *history;
};

static void places_take(struct places *places, const struct gentrace_buffer *trace, bool keep)
{
	struct gentrace_reader *reader = gentrace_reader_open_memory(trace->bytes, trace->length, 0);
	struct gentrace_generation *generation;

	places->model = gentrace_model_create();
	places->history = gentrace_history_create(LIMIT);
	gentrace_model_observe(places->model, gentrace_history_add, places->history);
	if (keep)
		assert_int_equal(gentrace_model_keep_stacks(places->model), 0);
	/* Generations go, and their tables with them. */
	while (gentrace_reader_next(reader, &generation) == 1) {
		assert_int_equal(gentrace_model_add(places->model, generation), 0);
		gentrace_generation_free(generation);
	}
	gentrace_reader_close(reader);
	assert_int_equal(gentrace_model_finish(places->model), 0);
}

/* traces/places.txt, with a change if @from is not NULL. */
static void places_load(struct places *places, const char *from, const char *to)
{
	struct gentrace_buffer trace, text = { 0 };

	text_load(&text, "places");
	if (from)
		text_edit(&text, from, to);
	trace_parse(&trace, text.bytes);
	places_take(places, &trace, true);
	gentrace_buffer_clear(&text);
	gentrace_buffer_clear(&trace);
}

static void places_clear(struct places *places)
{
	gentrace_model_destroy(places->model);
	gentrace_history_destroy(places->history);
}

static const struct gentrace_segment *segment_at(const struct places *places, __u32 pid, __u64 ns)
{
	const struct gentrace_task *task = gentrace_model_find(places->model, pid);
	const struct gentrace_segment *segment;

	assert_non_null(task);
	segment = gentrace_history_at(places->history, task, ns);
	assert_non_null(segment);
	return segment;
}

/* @want ends with 0. */
static void assert_frames(const struct gentrace_frames *frames, const __u64 *want)
{
	__u32 i;

	assert_non_null(frames);
	for (i = 0; want[i]; i++) {
		assert_in_range(i, 0, frames->count - 1);
		assert_true(frames->address[i] == want[i]);
	}
	assert_int_equal(frames->count, i);
	assert_false(frames->missing);
}

static void assert_no_kernel(const struct gentrace_stacks *stacks, __u32 reason)
{
	assert_non_null(stacks);
	assert_null(stacks->kernel);
	assert_int_equal(stacks->no_kernel, reason);
}

static void assert_no_user(const struct gentrace_stacks *stacks, __u32 reason)
{
	assert_non_null(stacks);
	assert_null(stacks->user);
	assert_int_equal(stacks->no_user, reason);
}

static void test_a_block_has_both_stacks(void **state)
{
	const struct gentrace_segment *segment;
	struct places places;

	(void)state;
	places_load(&places, NULL, NULL);
	segment = segment_at(&places, READER, 3000);
	assert_int_equal(segment->begin_ns, 1000);
	assert_frames(segment->stacks->kernel, read_frames);
	assert_frames(segment->stacks->user, read_program);
	assert_true(segment->stacks->user->user);
	assert_int_equal(segment->stacks->user->walk, GENTRACE_WALK_WHOLE);
	assert_frames(segment->waker.stacks->kernel, wake_frames);
	assert_frames(segment->waker.stacks->user, write_program);
	assert_int_equal(segment->waker.stacks->user->walk, GENTRACE_WALK_BROKEN);
	/* While it waits for a CPU it is still there; who runs is elsewhere already. */
	assert_ptr_equal(segment_at(&places, READER, 3200)->stacks, segment->stacks);
	assert_null(segment_at(&places, READER, 3200)->waker.stacks);
	assert_null(segment_at(&places, READER, 5000)->stacks);
	/* An interrupt wakes: whose program it interrupted does not matter. */
	segment = segment_at(&places, READER, 14110);
	assert_frames(segment->stacks->kernel, read_frames);
	assert_no_user(segment->stacks, GENTRACE_NO_STACK_EMPTY);
	assert_int_equal(segment->waker.level, GENTRACE_LEVEL_HARDIRQ);
	assert_frames(segment->waker.stacks->kernel, irq_frames);
	assert_int_equal(segment->waker.stacks->kernel->walk, GENTRACE_WALK_CUT);
	assert_no_user(segment->waker.stacks, GENTRACE_NO_STACK_INTERRUPT);
	places_clear(&places);
}

static void test_who_is_preempted_was_somewhere(void **state)
{
	const struct gentrace_segment *segment;
	struct places places;

	(void)state;
	places_load(&places, NULL, NULL);
	segment = segment_at(&places, READER, 13000);
	assert_int_equal(segment->doing, GENTRACE_DOING_WAIT);
	assert_frames(segment->stacks->kernel, preempt_frames);
	assert_frames(segment->stacks->user, read_program);
	segment = segment_at(&places, KWORKER, 20000);
	assert_frames(segment->stacks->kernel, kthread_frames);
	assert_no_user(segment->stacks, GENTRACE_NO_STACK_NO_USER);
	assert_null(segment->waker.stacks);
	places_clear(&places);
}

/* Across a flip, and though the next generation has other ids. */
static void test_equal_stacks_are_one(void **state)
{
	const struct gentrace_segment *first, *second, *third;
	struct places places;

	(void)state;
	places_load(&places, NULL, NULL);
	first = segment_at(&places, READER, 3000);
	second = segment_at(&places, READER, 12000);
	assert_int_equal(second->begin_ns, 5000);
	assert_ptr_equal(second->stacks, first->stacks);
	assert_ptr_equal(second->waker.stacks, first->waker.stacks);
	assert_int_equal(first->waker.stacks->kernel->generation, 1);
	/* The same kernel's stack, with another one of the program. */
	third = segment_at(&places, WRITER, 20000);
	assert_ptr_equal(third->stacks->kernel, first->stacks->kernel);
	assert_ptr_not_equal(third->stacks, first->stacks);
	assert_ptr_equal(third->stacks->user, first->waker.stacks->user);
	places_clear(&places);
}

static void test_what_was_not_seen_is_said(void **state)
{
	const struct gentrace_segment *segment;
	struct places places;

	(void)state;
	/* Asleep since before the trace. */
	places_load(&places, NULL, NULL);
	segment = segment_at(&places, KWORKER, 12400);
	assert_no_kernel(segment->stacks, GENTRACE_NO_FRAMES_UNSEEN);
	assert_frames(segment->waker.stacks->kernel, wake_frames);
	assert_ptr_equal(segment_at(&places, KWORKER, 12500)->stacks, segment->stacks);
	places_clear(&places);
	/* The stack of a switch was lost, the one of another switch must not be taken for it. */
	places_load(&places, "+500 stack kernel=18 user=empty\n+0 sched", "+500 sched");
	segment = segment_at(&places, READER, 14110);
	assert_no_kernel(segment->stacks, GENTRACE_NO_FRAMES_LOST);
	assert_no_user(segment->stacks, GENTRACE_NO_FRAMES_LOST);
	places_clear(&places);
	/* Not even at the same instant. */
	places_load(&places, "+500 stack kernel=18 user=empty\n+0 sched", "+0 sched");
	segment = segment_at(&places, READER, 13800);
	assert_int_equal(segment->begin_ns, 13000);
	assert_no_kernel(segment->stacks, GENTRACE_NO_FRAMES_LOST);
	places_clear(&places);
	/* Of a waking. */
	places_load(&places, "+100 stack kernel=20 user=interrupt\n+0 sched", "+100 sched");
	segment = segment_at(&places, READER, 14110);
	assert_no_kernel(segment->waker.stacks, GENTRACE_NO_FRAMES_LOST);
	places_clear(&places);
	/* Ids that the table does not have, one of them with more bits than are looked up. */
	places_load(&places, "+500 stack kernel=18 user=empty", "+500 stack kernel=99 user=0xffffffffffffffff");
	segment = segment_at(&places, READER, 14110);
	assert_true(segment->stacks->kernel->missing && segment->stacks->user->missing);
	assert_int_equal(segment->stacks->kernel->id, 99);
	assert_true(segment->stacks->user->id == ~0ull && segment->stacks->user->user);
	assert_int_equal(segment->stacks->kernel->count, 0);
	places_clear(&places);
	/* An entry whose frames cannot be read is in the table. */
	places_load(&places, "\\xf0\\xfb\\xfe\\xbf\\x1f", "\\xf0\\xfb\\xfe\\xbf\\x1f\\x08");
	segment = segment_at(&places, KWORKER, 20000);
	assert_int_equal(segment->stacks->kernel->count, 0);
	assert_false(segment->stacks->kernel->missing);
	places_clear(&places);
	/* A reason that this library does not know yet. */
	places_load(&places, "+500 stack kernel=18 user=empty", "+500 stack kernel=15 user=empty");
	assert_no_kernel(segment_at(&places, READER, 14110)->stacks, 15);
	places_clear(&places);
}

static void test_reasons_have_words(void **state)
{
	__u32 reason;

	(void)state;
	for (reason = 0; reason < 24; reason++)
		assert_true(*gentrace_no_frames_meaning(reason));
	assert_string_equal(gentrace_no_frames_meaning(GENTRACE_NO_STACK_FULL),
			    "the generation's stack table was full");
}

/* Where a site is not asked for, what others say is not taken for it. */
static void test_only_where_stacks_are_taken(void **state)
{
	struct gentrace_buffer trace, text = { 0 };
	struct places places;
	char *site;

	(void)state;
	text_load(&text, "places");
	/* Only switches, and what the events say all the same is nobody's. */
	while ((site = strstr(text.bytes, "sites=15")))
		memcpy(site, "sites=03", 8);
	trace_parse(&trace, text.bytes);
	places_take(&places, &trace, true);
	assert_non_null(segment_at(&places, READER, 3000)->stacks);
	assert_null(segment_at(&places, READER, 3000)->waker.stacks);
	places_clear(&places);
	/* None are kept unless they are asked for. */
	places_take(&places, &trace, false);
	assert_null(segment_at(&places, READER, 3000)->stacks);
	places_clear(&places);
	gentrace_buffer_clear(&trace);
	/* A trace without any has none, not even reasons. */
	trace_load(&trace, "waits");
	places_take(&places, &trace, true);
	assert_null(segment_at(&places, READER, 2000)->stacks);
	assert_null(segment_at(&places, READER, 2000)->waker.stacks);
	places_clear(&places);
	gentrace_buffer_clear(&text);
	gentrace_buffer_clear(&trace);
}

/* The blocks that a path goes through are told with the steps that end them. */
static void test_a_path_has_the_blocks_it_goes_through(void **state)
{
	static const __u64 ends[] = { 3000, 12000 };
	struct gentrace_path path = { 0 };
	struct places places;
	size_t i, found = 0;

	(void)state;
	places_load(&places, NULL, NULL);
	assert_int_equal(gentrace_path_find(&path, places.history,
					    gentrace_model_find(places.model, READER), 0, 20000), 0);
	for (i = 0; i < path.steps; i++) {
		const struct gentrace_step *step = &path.step[i];

		if (!step->ends)
			continue;
		assert_in_range(found, 0, ARRAY_SIZE(ends) - 1);
		assert_int_equal(step->end_ns, ends[found++]);
		assert_int_equal(step->task->pid, WRITER);
		assert_int_equal(step->ends->task->pid, READER);
		assert_int_equal(step->ends->doing, GENTRACE_DOING_BLOCK);
		assert_frames(step->ends->waker.stacks->kernel, wake_frames);
	}
	assert_int_equal(found, ARRAY_SIZE(ends));
	gentrace_path_clear(&path);
	places_clear(&places);
}

int places_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_block_has_both_stacks),
		cmocka_unit_test(test_who_is_preempted_was_somewhere),
		cmocka_unit_test(test_equal_stacks_are_one),
		cmocka_unit_test(test_what_was_not_seen_is_said),
		cmocka_unit_test(test_reasons_have_words),
		cmocka_unit_test(test_only_where_stacks_are_taken),
		cmocka_unit_test(test_a_path_has_the_blocks_it_goes_through),
	};

	return cmocka_run_group_tests_name("places", tests, NULL, NULL);
}
