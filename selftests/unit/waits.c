// SPDX-License-Identifier: GPL-2.0
/* waits.c - segments, what is pending, and the critical path of a trace whose path is known. */
#include <errno.h>

#include "pending.h"
#include "unit.h"

#define LIMIT	(1u << 20)

enum { SINK = 10, MIDDLE = 20, SOURCE = 30, HOG = 40, BRIEF = 50 };

/* A trace, taken in; @observer may be NULL. */
static struct gentrace_model *model_observed(const char *name, gentrace_observer_t observer,
					     void *data)
{
	struct gentrace_buffer trace;
	struct gentrace_model *model;

	trace_load(&trace, name);
	model = trace_model(&trace, observer, data);
	gentrace_buffer_clear(&trace);
	return model;
}

/* What the segments of a trace add up to, by index of the task. */
struct sums {
	__u64 ns[64][GENTRACE_DOING_EXITED];
	__u64 told[64];
};

static int sums_add(void *data, const struct gentrace_segment *segment)
{
	struct sums *sums = data;
	size_t i = segment->task->index;

	assert_in_range(i, 0, 63);
	assert_true(segment->begin_ns < segment->end_ns);
	assert_in_range(segment->doing, 0, GENTRACE_DOING_EXITED - 1);
	/* No hole, and nothing twice. */
	assert_int_equal(segment->begin_ns, sums->told[i] ?: segment->task->first_ns);
	sums->told[i] = segment->end_ns;
	sums->ns[i][segment->doing] += segment->end_ns - segment->begin_ns;
	return 0;
}

/* Whatever a trace is: the segments of a task are its accounts. */
static void check_sums(const char *name)
{
	const struct gentrace_task *task;
	struct gentrace_model *model;
	struct sums sums = { 0 };
	size_t i;

	model = model_observed(name, sums_add, &sums);
	for (i = 0; (task = gentrace_model_task(model, i)); i++) {
		assert_int_equal(task->index, i);
		assert_int_equal(sums.ns[i][GENTRACE_DOING_UNKNOWN], task->unknown_ns);
		assert_int_equal(sums.ns[i][GENTRACE_DOING_RUN], task->run_ns);
		assert_int_equal(sums.ns[i][GENTRACE_DOING_WAIT], task->wait_ns);
		assert_int_equal(sums.ns[i][GENTRACE_DOING_BLOCK], task->block_ns);
	}
	assert_true(i > 0);
	gentrace_model_destroy(model);
}

static void test_segments_are_the_accounts(void **state)
{
	(void)state;
	check_sums("sound");
	check_sums("lossy");
	check_sums("waits");
	check_sums("begun");
	check_sums("cgroups");
	check_sums("windows");
	check_sums("places");
	check_sums("errands");
}

/* To be told must change nothing of what the model says. */
static void test_an_observer_changes_nothing(void **state)
{
	static const char *const names[] = { "sound", "lossy", "waits", "windows", "places" };
	const struct gentrace_task *a, *b;
	size_t n, i;

	(void)state;
	for (n = 0; n < ARRAY_SIZE(names); n++) {
		struct sums sums = { 0 };
		struct gentrace_model *seen = model_observed(names[n], sums_add, &sums);
		struct gentrace_model *unseen = model_observed(names[n], NULL, NULL);

		for (i = 0; (a = gentrace_model_task(seen, i)); i++) {
			b = gentrace_model_task(unseen, i);
			assert_non_null(b);
			assert_int_equal(a->run_ns, b->run_ns);
			assert_int_equal(a->wait_ns, b->wait_ns);
			assert_int_equal(a->block_ns, b->block_ns);
			assert_int_equal(a->unknown_ns, b->unknown_ns);
			assert_int_equal(a->latency.sum, b->latency.sum);
			assert_int_equal(a->lossy, b->lossy);
		}
		gentrace_model_destroy(seen);
		gentrace_model_destroy(unseen);
	}
}

static const struct gentrace_task *find_task(const struct gentrace_model *model, __u32 pid)
{
	const struct gentrace_task *task = gentrace_model_find(model, pid);

	assert_non_null(task);
	return task;
}

static void test_segments_say_why(void **state)
{
	struct gentrace_history *history = gentrace_history_create(LIMIT);
	struct gentrace_model *model = model_observed("waits", gentrace_history_add, history);
	const struct gentrace_task *sink = find_task(model, SINK);
	const struct gentrace_segment *segment;

	(void)state;
	segment = gentrace_history_at(history, sink, 2000);
	assert_int_equal(segment->doing, GENTRACE_DOING_BLOCK);
	assert_int_equal(segment->syscall, 0);
	assert_int_equal(segment->begin_ns, 1100);
	assert_int_equal(segment->end_ns, 4950);
	assert_ptr_equal(segment->waker.task, find_task(model, MIDDLE));
	assert_int_equal(segment->waker.ns, 4900);
	assert_int_equal(segment->waker.cpu, 1);
	/* The instant of a change is the end of what was. */
	segment = gentrace_history_at(history, sink, 7000);
	assert_int_equal(segment->doing, GENTRACE_DOING_WAIT);
	assert_int_equal(segment->then, GENTRACE_DOING_RUN);
	assert_int_equal(segment->woken_ns, 4950);
	assert_int_equal(segment->cpu, 0);
	/* Outside of system calls, and interrupted. */
	segment = gentrace_history_at(history, sink, 8100);
	assert_int_equal(segment->doing, GENTRACE_DOING_RUN);
	assert_true(segment->syscall == GENTRACE_SYSCALL_NONE);
	assert_int_equal(segment->begin_ns, 7100);
	assert_int_equal(segment->end_ns, 9000);
	assert_int_equal(segment->hardirq_ns, 200);
	/* Woken by an interrupt, which nobody handled. */
	segment = gentrace_history_at(history, sink, 10000);
	assert_int_equal(segment->waker.level, GENTRACE_LEVEL_HARDIRQ);
	assert_null(segment->waker.source);
	assert_null(segment->waker.task);
	/* Preempted, not woken. */
	segment = gentrace_history_at(history, find_task(model, HOG), 9000);
	assert_int_equal(segment->doing, GENTRACE_DOING_WAIT);
	assert_int_equal(segment->woken_ns, 0);
	gentrace_model_destroy(model);
	gentrace_history_destroy(history);
}

static int count_lossy(void *data, const struct gentrace_segment *segment)
{
	size_t *lossy = data;

	*lossy += segment->lossy;
	return 0;
}

/* CPU 0 has lost events from 1500 to 2000, among them perhaps switches and wakeups. */
static int check_lossy(void *data, const struct gentrace_segment *segment)
{
	size_t *certain = data;

	if (segment->doing == GENTRACE_DOING_UNKNOWN)
		assert_true(segment->lossy);
	else if (segment->doing == GENTRACE_DOING_RUN)
		assert_false(segment->lossy);
	else
		assert_int_equal(segment->lossy, segment->begin_ns < 2000 && segment->end_ns > 1500);
	*certain += !segment->lossy && segment->doing != GENTRACE_DOING_RUN;
	return 0;
}

/* Who ended what the task was blocked in at that time. */
static const struct gentrace_waker *woken_at(const struct gentrace_history *history,
					     const struct gentrace_task *task, __u64 ns)
{
	const struct gentrace_segment *segment = gentrace_history_at(history, task, ns);

	assert_int_equal(segment->doing, GENTRACE_DOING_BLOCK);
	return &segment->waker;
}

/* The function of a timer, and the work of a worker for as long as it does it. */
static void test_what_a_waker_does(void **state)
{
	struct gentrace_history *history = gentrace_history_create(LIMIT);
	struct gentrace_model *model = model_observed("errands", gentrace_history_add, history);
	const struct gentrace_task *sleeper = find_task(model, 10);

	(void)state;
	assert_string_equal(woken_at(history, sleeper, 2000)->source, "hrtimer_wakeup");
	assert_string_equal(woken_at(history, sleeper, 4000)->source, "flush_all_of_it [disk]");
	assert_int_equal(woken_at(history, sleeper, 4000)->level, GENTRACE_LEVEL_TASK);
	assert_null(woken_at(history, sleeper, 7000)->source);
	gentrace_history_destroy(history);
	gentrace_model_destroy(model);
}

/* A class of which events were lost meanwhile: what was begun may have ended. */
static void test_an_end_may_be_lost(void **state)
{
	struct gentrace_history *history = gentrace_history_create(LIMIT);
	struct gentrace_buffer text, trace;
	struct gentrace_model *model;

	(void)state;
	text_load(&text, "errands");
	text_edit(&text, "+500 sched_waking pid=10 last=0\n",
		  "batch cpu=1 level=task time=5500 pid=20 lost=1 since=5100\n"
		  "+0 sched_waking pid=10 last=0\n");
	text_edit(&text, "cpu=1 level=task emitted=6 recorded=6 batches=1",
		  "cpu=1 level=task emitted=7 recorded=6 batches=2");
	text_edit(&text, "+0 string id=1",
		  "+0 stream_loss cpu=1 level=task class=work cause=no_batch count=1 "
		  "first=5100 last=5400\n+0 string id=1");
	trace_parse(&trace, text.bytes);
	model = trace_model(&trace, gentrace_history_add, history);
	assert_string_equal(woken_at(history, find_task(model, 10), 2000)->source,
			    "hrtimer_wakeup");
	assert_null(woken_at(history, find_task(model, 10), 4000)->source);
	gentrace_history_destroy(history);
	gentrace_model_destroy(model);
	gentrace_buffer_clear(&text);
	gentrace_buffer_clear(&trace);
}

static void test_what_a_loss_may_have_touched(void **state)
{
	static const char *const names[] = { "sound", "waits", "windows", "places" };
	size_t i, lossy = 0, certain = 0;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(names); i++)
		gentrace_model_destroy(model_observed(names[i], count_lossy, &lossy));
	assert_int_equal(lossy, 0);
	gentrace_model_destroy(model_observed("doubt", check_lossy, &certain));
	/* Blocked and woken before it, blocked and woken behind it. */
	assert_int_equal(certain, 4);
}

static void test_shifts_are_what_a_cpu_did(void **state)
{
	struct gentrace_history *history = gentrace_history_create(LIMIT);
	struct gentrace_model *model = model_observed("waits", gentrace_history_add, history);
	static const struct { __u32 pid; __u64 begin_ns, end_ns; } shifts[] = {
		{ SINK, 0, 1100 }, { BRIEF, 1100, 5000 }, { HOG, 5000, 7000 }, { SINK, 7000, 9100 },
		{ SINK, 12100, 13000 },
	};
	const struct gentrace_shift *shift;
	size_t i;

	(void)state;
	for (i = 0; (shift = gentrace_history_shift(history, 0, 0, i)); i++) {
		assert_in_range(i, 0, ARRAY_SIZE(shifts) - 1);
		assert_int_equal(shift->task->pid, shifts[i].pid);
		assert_int_equal(shift->begin_ns, shifts[i].begin_ns);
		assert_int_equal(shift->end_ns, shifts[i].end_ns);
	}
	assert_int_equal(i, ARRAY_SIZE(shifts));
	assert_int_equal(gentrace_history_shift(history, 0, 5000, 0)->task->pid, HOG);
	assert_null(gentrace_history_shift(history, 0, 13000, 0));
	assert_null(gentrace_history_shift(history, 7, 0, 0));
	gentrace_model_destroy(model);
	gentrace_history_destroy(history);
}

/* What has begun and not ended on a CPU, the innermost last. */
struct nest {
	struct gentrace_call call[3];
	size_t depth;
};

static void nest_begin(struct nest *nest, __u32 kind, __u64 ns)
{
	nest->call[nest->depth++] = (struct gentrace_call) {
		.kind = kind, .cpu = 3, .id = ns, .name = "", .begin_ns = ns,
	};
}

static void nest_end(struct nest *nest, struct gentrace_history *history, __u64 ns)
{
	struct gentrace_call *call = &nest->call[--nest->depth];

	call->end_ns = ns;
	assert_int_equal(gentrace_history_interrupt(history, call), 0);
}

/* Softirqs, hardirqs in them, NMIs in those, at random; at each instant one has the CPU. */
static void test_interruptions_are_what_had_a_cpu(void **state)
{
	enum { INSTANTS = 20000 };
	static __u64 owner[INSTANTS];	/* when it began; 0: nobody */
	struct gentrace_history *history = gentrace_history_create(16 << 20);
	const struct gentrace_interruption *piece;
	struct nest nest = { 0 };
	size_t i, seen = 0, owned = 0;
	__u64 seed = 11, ns;

	(void)state;
	for (ns = 1; ns < INSTANTS; ns++) {
		seed = seed * 6364136223846793005ull + 1442695040888963407ull;
		if (nest.depth && (seed >> 60 < 3 || ns > INSTANTS - 4))
			nest_end(&nest, history, ns);
		else if (nest.depth < 3 && seed >> 60 > 11 && ns < INSTANTS - 4)
			nest_begin(&nest, nest.depth == 2 ? GENTRACE_CALL_NMI :
				   nest.depth ? GENTRACE_CALL_HARDIRQ : GENTRACE_CALL_SOFTIRQ, ns);
		owner[ns] = nest.depth ? nest.call[nest.depth - 1].begin_ns : 0;
		owned += owner[ns] != 0;
	}
	assert_int_equal(nest.depth, 0);
	for (i = 0; (piece = gentrace_history_interruption(history, 3, 0, i)); i++) {
		for (ns = piece->begin_ns; ns < piece->end_ns; ns++, seen++)
			assert_int_equal(owner[ns], piece->id);
	}
	assert_int_equal(seen, owned);
	/* Found from any instant on. */
	for (ns = 0; ns < INSTANTS; ns++) {
		piece = gentrace_history_interruption(history, 3, ns, 0);
		if (owner[ns])
			assert_true(piece && piece->begin_ns <= ns && piece->end_ns > ns);
		else
			assert_true(!piece || piece->begin_ns > ns);
	}
	assert_null(gentrace_history_interruption(history, 2, 0, 0));
	gentrace_history_destroy(history);
}

/* An NMI tells its length by another clock: it takes nothing that others have. */
static void test_an_nmi_interrupts_what_it_fell_into(void **state)
{
	struct gentrace_history *history = gentrace_history_create(LIMIT);
	struct gentrace_call call = { .kind = GENTRACE_CALL_HARDIRQ, .name = "", .begin_ns = 100,
				      .end_ns = 200 };

	(void)state;
	assert_int_equal(gentrace_history_interrupt(history, &call), 0);
	call = (struct gentrace_call) { .kind = GENTRACE_CALL_NMI, .name = "", .begin_ns = 50,
					.end_ns = 300 };
	assert_int_equal(gentrace_history_interrupt(history, &call), 0);
	assert_int_equal(gentrace_history_interruption(history, 0, 0, 0)->end_ns, 200);
	assert_int_equal(gentrace_history_interruption(history, 0, 0, 1)->begin_ns, 200);
	assert_int_equal(gentrace_history_interruption(history, 0, 0, 1)->end_ns, 300);
	gentrace_history_destroy(history);
}

/* Those within a run are what the model has charged it with. */
static int check_interruptions(void *data, const struct gentrace_segment *segment)
{
	const struct gentrace_history *history = data;
	const struct gentrace_interruption *piece;
	__u64 ns[GENTRACE_CALL_NMI + 1] = { 0 };
	size_t i;

	for (i = 0; segment->doing == GENTRACE_DOING_RUN &&
	     (piece = gentrace_history_interruption(history, segment->cpu, segment->begin_ns, i)); i++)
		ns[piece->kind] += gentrace_interruption_within(piece, segment->begin_ns,
								segment->end_ns);
	assert_int_equal(ns[GENTRACE_CALL_HARDIRQ], segment->hardirq_ns);
	assert_int_equal(ns[GENTRACE_CALL_SOFTIRQ], segment->softirq_ns);
	assert_int_equal(ns[GENTRACE_CALL_NMI], segment->nmi_ns);
	return 0;
}

static void test_interruptions_are_the_accounts(void **state)
{
	static const char *const names[] = { "sound", "waits", "places", "parts" };
	struct gentrace_history *history;
	struct gentrace_buffer trace;
	struct gentrace_model *model;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		history = gentrace_history_create(LIMIT);
		model = gentrace_model_create();
		trace_load(&trace, names[i]);
		gentrace_model_observe_calls(model, gentrace_history_interrupt, history);
		gentrace_model_observe(model, check_interruptions, history);
		trace_add(&trace, model);
		gentrace_buffer_clear(&trace);
		gentrace_model_destroy(model);
		gentrace_history_destroy(history);
	}
}

static void test_the_path_goes_through_wakers(void **state)
{
	struct gentrace_history *history = gentrace_history_create(LIMIT);
	struct gentrace_model *model = model_observed("waits", gentrace_history_add, history);
	static const struct { __u32 pid, doing; __u64 end_ns; unsigned int depth; } steps[] = {
		{ SINK, GENTRACE_DOING_RUN, 1000, 0 },
		{ SINK, GENTRACE_DOING_RUN, 1100, 0 },		/* read() */
		{ SOURCE, GENTRACE_DOING_RUN, 2900, 2 },	/* for middle, for sink */
		{ MIDDLE, GENTRACE_DOING_BLOCK, 2950, 1 },	/* being woken */
		{ MIDDLE, GENTRACE_DOING_WAIT, 3000, 1 },
		{ MIDDLE, GENTRACE_DOING_RUN, 4900, 1 },
		{ SINK, GENTRACE_DOING_BLOCK, 4950, 0 },
		{ SINK, GENTRACE_DOING_WAIT, 7000, 0 },		/* behind hog */
		{ SINK, GENTRACE_DOING_RUN, 7100, 0 },
		{ SINK, GENTRACE_DOING_RUN, 9000, 0 },
		{ SINK, GENTRACE_DOING_RUN, 9100, 0 },
		{ SINK, GENTRACE_DOING_BLOCK, 12010, 0 },	/* the timer */
		{ SINK, GENTRACE_DOING_WAIT, 12100, 0 },
		{ SINK, GENTRACE_DOING_RUN, 12500, 0 },
	};
	struct gentrace_path path = { 0 };
	__u64 now = 500;
	size_t i;

	(void)state;
	assert_int_equal(gentrace_path_find(&path, history, find_task(model, SINK), now, 12500), 0);
	assert_int_equal(path.steps, ARRAY_SIZE(steps));
	for (i = 0; i < path.steps; i++) {
		assert_int_equal(path.step[i].begin_ns, now);
		now = path.step[i].end_ns;
		assert_int_equal(now, steps[i].end_ns);
		assert_int_equal(path.step[i].task->pid, steps[i].pid);
		assert_int_equal(path.step[i].segment->doing, steps[i].doing);
		assert_int_equal(path.step[i].depth, steps[i].depth);
	}
	gentrace_path_clear(&path);
	gentrace_model_destroy(model);
	gentrace_history_destroy(history);
}

/* Outside of the trace nothing is known, which is said and not made up. */
static void test_the_path_adds_up(void **state)
{
	static const __u64 ends[] = { 1, 1100, 2925, 4950, 5000, 12010, 13000, 20000 };
	static const __u32 pids[] = { SINK, MIDDLE, SOURCE, HOG };
	struct gentrace_history *history = gentrace_history_create(LIMIT);
	struct gentrace_model *model = model_observed("waits", gentrace_history_add, history);
	size_t e, p, i;

	(void)state;
	for (e = 0; e < ARRAY_SIZE(ends) * ARRAY_SIZE(pids); e++) {
		__u64 to = ends[e / ARRAY_SIZE(pids)], now = 0;
		struct gentrace_path path = { 0 };

		p = e % ARRAY_SIZE(pids);
		assert_int_equal(gentrace_path_find(&path, history, find_task(model, pids[p]), 0, to), 0);
		for (i = 0; i < path.steps; i++) {
			assert_int_equal(path.step[i].begin_ns, now);
			now = path.step[i].end_ns;
			assert_true(path.step[i].begin_ns < now);
			assert_true(path.step[i].segment || path.step[i].begin_ns >= 13000);
		}
		assert_int_equal(now, to);
		gentrace_path_clear(&path);
	}
	gentrace_model_destroy(model);
	gentrace_history_destroy(history);
}

static void test_a_history_is_bounded(void **state)
{
	struct gentrace_history *history = gentrace_history_create(1000);
	struct gentrace_model *model = gentrace_model_create();
	struct gentrace_generation *generation;
	struct gentrace_buffer trace;

	(void)state;
	trace_load(&trace, "waits");
	generation = trace_generation(&trace);
	gentrace_model_observe(model, gentrace_history_add, history);
	assert_int_equal(gentrace_model_add(model, generation), -E2BIG);
	gentrace_generation_free(generation);
	gentrace_buffer_clear(&trace);
	gentrace_model_destroy(model);
	gentrace_history_destroy(history);
}

/*
 * A table that things come into and go from, against an array that is searched: as
 * many keys as collide, and removals in the middle of those.
 */
static void test_what_is_pending_is_found(void **state)
{
	enum { KEYS = 512, STEPS = 200000 };
	static bool there[KEYS];
	struct pending pending = { 0 };
	size_t count = 0, i;
	__u64 seed = 7;

	(void)state;
	for (i = 0; i < STEPS; i++) {
		unsigned int key;
		struct begun *begun;

		seed = seed * 6364136223846793005ull + 1442695040888963407ull;
		key = (unsigned int)(seed >> 40) % KEYS;
		begun = pending_find(&pending, key % 8, key / 8);
		assert_int_equal(begun != NULL, there[key]);
		if (begun) {
			assert_int_equal(begun->since, key);
			pending_remove(&pending, begun);
		} else {
			const struct begun new = { .what = key % 8, .where = key / 8, .since = key };

			assert_int_equal(pending_add(&pending, &new, &begun), 0);
		}
		there[key] = !there[key];
		count += there[key] ? 1 : -1ul;
		assert_int_equal(pending.count, count);
	}
	pending_forget(&pending);
	assert_int_equal(pending.unfinished, count);
	assert_null(pending_find(&pending, 0, 0));
	pending_clear(&pending);
}

/* Begins without an end do not take all memory. */
static void test_what_is_pending_is_bounded(void **state)
{
	struct pending pending = { 0 };
	struct begun *begun;
	__u64 i;

	(void)state;
	for (i = 0; i < 1u << 17; i++) {
		const struct begun new = { .what = 1, .where = i };

		assert_int_equal(pending_add(&pending, &new, &begun), 0);
	}
	assert_null(begun);
	assert_int_equal(pending.count + pending.unfinished, i);
	assert_in_range(pending.size, 1, i);
	pending_clear(&pending);
}

int waits_tests(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_segments_are_the_accounts),
		cmocka_unit_test(test_an_observer_changes_nothing),
		cmocka_unit_test(test_segments_say_why),
		cmocka_unit_test(test_what_a_waker_does),
		cmocka_unit_test(test_an_end_may_be_lost),
		cmocka_unit_test(test_what_a_loss_may_have_touched),
		cmocka_unit_test(test_shifts_are_what_a_cpu_did),
		cmocka_unit_test(test_interruptions_are_what_had_a_cpu),
		cmocka_unit_test(test_an_nmi_interrupts_what_it_fell_into),
		cmocka_unit_test(test_interruptions_are_the_accounts),
		cmocka_unit_test(test_the_path_goes_through_wakers),
		cmocka_unit_test(test_the_path_adds_up),
		cmocka_unit_test(test_a_history_is_bounded),
		cmocka_unit_test(test_what_is_pending_is_found),
		cmocka_unit_test(test_what_is_pending_is_bounded),
	};

	return cmocka_run_group_tests_name("waits", tests, NULL, NULL);
}
