// SPDX-License-Identifier: GPL-2.0
/* reader.c - the reader, on sound traces and on all it can be given. */
#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit.h"

/* What came out of a trace. */
struct outcome {
	struct gentrace_reader_totals totals;
	__u64 events;
	__u64 findings;
	enum gentrace_severity verdict;
};

/* Everything a user could do with a generation, for the sanitizers to watch. */
static void use_generation(const struct gentrace_generation *generation,
			   struct outcome *outcome)
{
	struct gentrace_order *order = gentrace_order_create(generation, GENTRACE_ORDER_META);
	struct gentrace_buffer text = { 0 };
	const struct gentrace_entry *entry;
	__u64 before = 0;
	size_t i;

	while ((entry = gentrace_order_next(order))) {
		assert_true(entry->time >= before);
		before = entry->time;
		outcome->events += entry->kind == GENTRACE_ENTRY_EVENT;
	}
	gentrace_order_destroy(order);
	for (i = 0; i < generation->batch_count; i++)
		assert_int_equal(gentrace_text_batch(generation, &generation->batch[i], &text), 0);
	gentrace_buffer_clear(&text);
	outcome->findings += generation->findings.count;
}

static void check_sums(const struct gentrace_model *model)
{
	const struct gentrace_task *task;
	const struct gentrace_cpu *cpu;
	size_t i;

	for (i = 0; (task = gentrace_model_task(model, i)); i++)
		assert_true(task->run_ns + task->wait_ns + task->block_ns + task->unknown_ns ==
			    task->last_ns - task->first_ns);
	for (i = 0; (cpu = gentrace_model_cpu(model, i)); i++)
		assert_true(cpu->busy_ns + cpu->idle_ns + cpu->unknown_ns ==
			    cpu->last_ns - cpu->first_ns);
}

/* Read all of it, with everything there is; nothing may go wrong. */
static struct outcome read_all(struct gentrace_reader *reader)
{
	struct gentrace_verify *verify = gentrace_verify_create();
	struct gentrace_model *model = gentrace_model_create();
	struct gentrace_generation *generation;
	struct outcome outcome = { 0 };
	int ret;

	while ((ret = gentrace_reader_next(reader, &generation)) > 0) {
		use_generation(generation, &outcome);
		assert_int_equal(gentrace_verify_add(verify, generation), 0);
		assert_int_equal(gentrace_model_add(model, generation), 0);
		gentrace_generation_free(generation);
	}
	assert_int_equal(ret, 0);
	assert_null(generation);
	gentrace_reader_totals(reader, &outcome.totals);
	gentrace_reader_close(reader);
	gentrace_verify_finish(verify, &outcome.totals);
	gentrace_model_finish(model);
	check_sums(model);
	outcome.verdict = gentrace_verify_verdict(verify);
	gentrace_verify_destroy(verify);
	gentrace_model_destroy(model);
	return outcome;
}

static struct outcome read_memory(const void *bytes, size_t length)
{
	return read_all(gentrace_reader_open_memory(bytes, length, 0));
}

static void test_a_sound_trace_is_read_whole(void **state)
{
	struct gentrace_buffer trace;
	struct outcome outcome;

	(void)state;
	trace_load(&trace, "sound");
	outcome = read_memory(trace.bytes, trace.length);
	assert_int_equal(outcome.verdict, GENTRACE_NOTE);
	assert_int_equal(outcome.totals.generations, 2);
	assert_int_equal(outcome.totals.incomplete, 0);
	assert_int_equal(outcome.totals.damaged, 0);
	assert_int_equal(outcome.totals.skipped, 0);
	assert_int_equal(outcome.totals.bytes, trace.length);
	assert_int_equal(outcome.findings, 0);
	gentrace_buffer_clear(&trace);
}

static void test_the_tables_are_what_the_meta_stream_says(void **state)
{
	struct gentrace_generation *generation;
	struct gentrace_reader *reader;
	struct gentrace_buffer trace;
	const char *text;
	__u32 length;

	(void)state;
	trace_load(&trace, "sound");
	reader = gentrace_reader_open_memory(trace.bytes, trace.length, 0);
	assert_int_equal(gentrace_reader_next(reader, &generation), 1);
	gentrace_reader_close(reader);
	gentrace_buffer_clear(&trace);

	/* Reader and bytes are gone; the generation stands alone. */
	assert_int_equal(generation->session, 0x5e55);
	assert_int_equal(generation->number, 7);
	assert_int_equal(generation->khz, 2000000);
	assert_int_equal(generation->cpus, 2);
	assert_int_equal(generation->period_ns, 1000000000);
	assert_string_equal(generation->release, "6.1.0-test");
	assert_int_equal(generation->snapshots, 2);
	assert_int_equal(generation->first.monotonic, 500);
	assert_int_equal(generation->last.clock, 3000);
	assert_int_equal(generation->status_count, 3);
	assert_int_equal(generation->status[2].pid, 200);
	assert_true(generation->status[2].kthread);
	assert_int_equal(generation->status[2].time, 1105);
	assert_memory_equal(generation->status[2].comm, "sleeper", 7);
	assert_int_equal(generation->cpu_status_count, 2);
	assert_int_equal(generation->stop_count, 2);
	assert_int_equal(generation->pause_count, 1);
	assert_int_equal(generation->events, 15);
	assert_int_equal(generation->end.emitted, 15);
	assert_int_equal(generation->stream_count, 5);
	assert_int_equal(generation->stream[4].level, GENTRACE_LEVEL_META);
	assert_int_equal(generation->stream[0].batch_count, 2);
	text = gentrace_generation_string(generation, 3, &length);
	assert_non_null(text);
	assert_int_equal(length, 4);
	assert_memory_equal(text, "eth0", 4);
	assert_null(gentrace_generation_string(generation, 0, &length));
	assert_null(gentrace_generation_string(generation, 4, &length));
	assert_null(gentrace_generation_stream(generation, 0, GENTRACE_LEVEL_NMI));
	gentrace_generation_free(generation);
}

/* Where the second generation begins. */
static size_t second_generation(const struct gentrace_buffer *trace)
{
	struct gentrace_reader *reader;
	struct gentrace_generation *generation;
	size_t offset;

	reader = gentrace_reader_open_memory(trace->bytes, trace->length, 0);
	assert_int_equal(gentrace_reader_next(reader, &generation), 1);
	gentrace_generation_free(generation);
	assert_int_equal(gentrace_reader_next(reader, &generation), 1);
	offset = generation->offset;
	gentrace_generation_free(generation);
	gentrace_reader_close(reader);
	return offset;
}

/* Cut where you like: no crash, and what is whole is read. */
static void test_a_trace_can_be_cut_anywhere(void **state)
{
	struct gentrace_buffer trace;
	size_t length, second;

	(void)state;
	trace_load(&trace, "sound");
	second = second_generation(&trace);
	for (length = 0; length < trace.length; length++) {
		/* In memory of its own, for the sanitizer to see its end. */
		char *bytes = malloc(length);
		struct outcome outcome;

		memcpy(bytes, trace.bytes, length);
		outcome = read_memory(bytes, length);
		free(bytes);
		assert_int_equal(outcome.totals.bytes, length);
		/* Between two generations is no damage. */
		assert_int_equal(outcome.verdict,
				 length == second ? GENTRACE_NOTE : GENTRACE_BROKEN);
	}
	gentrace_buffer_clear(&trace);
}

/* Each byte of the trace takes on values that matter. None goes unseen. */
static void test_a_trace_can_be_damaged_anywhere(void **state)
{
	static const __u8 flips[] = { 0x01, 0x80, 0xff };
	struct gentrace_buffer trace;
	size_t i, flip;

	(void)state;
	trace_load(&trace, "sound");
	for (i = 0; i < trace.length; i++) {
		for (flip = 0; flip < ARRAY_SIZE(flips); flip++) {
			struct outcome outcome;

			trace.bytes[i] ^= (char)flips[flip];
			outcome = read_memory(trace.bytes, trace.length);
			trace.bytes[i] ^= (char)flips[flip];
			assert_int_equal(outcome.totals.bytes, trace.length);
			assert_int_equal(outcome.verdict, GENTRACE_BROKEN);
		}
	}
	gentrace_buffer_clear(&trace);
}

/* A damaged generation costs that generation only. */
static void test_the_next_generation_is_found_again(void **state)
{
	struct gentrace_generation *generation;
	struct gentrace_reader *reader;
	struct gentrace_buffer trace;
	size_t second, i;

	(void)state;
	trace_load(&trace, "sound");
	second = second_generation(&trace);
	/* All headers' magics and lengths, and every event byte, one by one. */
	for (i = 0; i < second; i++) {
		bool found = false;

		trace.bytes[i] ^= 0x40;
		reader = gentrace_reader_open_memory(trace.bytes, trace.length, 0);
		while (gentrace_reader_next(reader, &generation) == 1) {
			if (generation->number == 8 && generation->offset == second) {
				found = true;
				assert_true(generation->complete);
				assert_false(generation->damaged);
				assert_int_equal(generation->events, 9);
			}
			gentrace_generation_free(generation);
		}
		gentrace_reader_close(reader);
		trace.bytes[i] ^= 0x40;
		if (!found)
			fail_msg("byte %zu of the first generation costs the second", i);
	}
	gentrace_buffer_clear(&trace);
}

static void test_damage_is_located_and_skipped_bytes_are_counted(void **state)
{
	struct gentrace_generation *generation;
	struct gentrace_reader *reader;
	struct gentrace_buffer trace;
	size_t second, batch;

	(void)state;
	trace_load(&trace, "sound");
	second = second_generation(&trace);
	reader = gentrace_reader_open_memory(trace.bytes, trace.length, 0);
	gentrace_reader_next(reader, &generation);
	batch = generation->batch[2].offset;
	gentrace_generation_free(generation);
	gentrace_reader_close(reader);

	/* The third batch has lost its magic: all behind it goes, too. */
	trace.bytes[batch] = 'X';
	reader = gentrace_reader_open_memory(trace.bytes, trace.length, 0);
	assert_int_equal(gentrace_reader_next(reader, &generation), 1);
	assert_true(generation->damaged);
	assert_false(generation->complete);
	assert_int_equal(generation->batch_count, 2);
	assert_int_equal(generation->findings.count, 1);
	assert_int_equal(generation->findings.list[0].rule, GENTRACE_RULE_MAGIC);
	assert_int_equal(generation->findings.list[0].offset, batch);
	gentrace_generation_free(generation);
	assert_int_equal(gentrace_reader_next(reader, &generation), 1);
	assert_int_equal(generation->skipped, second - batch);
	assert_false(generation->damaged);
	gentrace_generation_free(generation);
	gentrace_reader_close(reader);
	gentrace_buffer_clear(&trace);
}

static void test_garbage_around_generations_is_skipped(void **state)
{
	struct gentrace_buffer trace;
	struct outcome outcome;
	size_t length;
	char *bytes;

	(void)state;
	trace_load(&trace, "sound");
	length = trace.length + 2000;
	bytes = malloc(length);
	/* Full of first bytes of the magic. */
	memset(bytes, 'G', length);
	memcpy(bytes + 1000, trace.bytes, trace.length);
	outcome = read_memory(bytes, length);
	assert_int_equal(outcome.totals.generations, 2);
	assert_int_equal(outcome.totals.skipped, 2000);
	assert_int_equal(outcome.totals.skipped_at_end, 1000);
	assert_int_equal(outcome.verdict, GENTRACE_BROKEN);
	free(bytes);
	gentrace_buffer_clear(&trace);
}

static void test_a_generation_can_be_cut_out(void **state)
{
	struct gentrace_buffer trace;
	struct outcome outcome;
	size_t second;

	(void)state;
	trace_load(&trace, "sound");
	second = second_generation(&trace);
	outcome = read_memory(trace.bytes, second);
	assert_int_equal(outcome.verdict, GENTRACE_NOTE);
	assert_int_equal(outcome.totals.generations, 1);
	outcome = read_memory(trace.bytes + second, trace.length - second);
	assert_int_equal(outcome.verdict, GENTRACE_NOTE);
	assert_int_equal(outcome.totals.generations, 1);
	gentrace_buffer_clear(&trace);
}

static void test_sessions_can_be_concatenated(void **state)
{
	struct gentrace_buffer text = { 0 }, trace, other;
	struct outcome outcome;
	char *bytes;

	(void)state;
	text_load(&text, "sound");
	trace_parse(&trace, text.bytes);
	/* The other session has nothing in common with the first. */
	for (char *p = text.bytes; (p = strstr(p, "0x5e55"));)
		memcpy(p, "0x1234", 6);
	trace_parse(&other, text.bytes);
	bytes = malloc(trace.length + other.length);
	memcpy(bytes, trace.bytes, trace.length);
	memcpy(bytes + trace.length, other.bytes, other.length);
	outcome = read_memory(bytes, trace.length + other.length);
	assert_int_equal(outcome.verdict, GENTRACE_NOTE);
	assert_int_equal(outcome.totals.generations, 4);
	free(bytes);
	gentrace_buffer_clear(&text);
	gentrace_buffer_clear(&trace);
	gentrace_buffer_clear(&other);
}

/* A writer that hands out the trace in morsels, as a pipe from another task. */
static pid_t feed(int fd, const struct gentrace_buffer *trace, size_t morsel)
{
	pid_t pid = fork();
	size_t i;

	assert_true(pid >= 0);
	if (pid)
		return pid;
	for (i = 0; i < trace->length; i += morsel) {
		size_t count = trace->length - i < morsel ? trace->length - i : morsel;

		if (write(fd, trace->bytes + i, count) != (ssize_t)count)
			_exit(1);
	}
	_exit(0);
}

static void test_a_pipe_reads_like_memory(void **state)
{
	static const size_t morsels[] = { 1, 7, 71, 72, 73, 4096 };
	struct gentrace_buffer trace;
	size_t i;

	(void)state;
	trace_load(&trace, "sound");
	for (i = 0; i < ARRAY_SIZE(morsels); i++) {
		struct outcome outcome;
		int pipe_fd[2], status;
		pid_t pid;

		assert_int_equal(pipe(pipe_fd), 0);
		pid = feed(pipe_fd[1], &trace, morsels[i]);
		close(pipe_fd[1]);
		outcome = read_all(gentrace_reader_open_fd(pipe_fd[0], 0));
		close(pipe_fd[0]);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_int_equal(status, 0);
		assert_int_equal(outcome.verdict, GENTRACE_NOTE);
		assert_int_equal(outcome.totals.generations, 2);
		assert_int_equal(outcome.totals.bytes, trace.length);
	}
	gentrace_buffer_clear(&trace);
}

/* Longer than what the reader keeps in memory, so that it has to move on. */
static void test_a_long_file_reads_like_memory(void **state)
{
	const size_t copies = 3000;
	struct gentrace_generation *generation;
	struct gentrace_reader *reader;
	struct gentrace_buffer trace;
	FILE *file = tmpfile();
	__u64 generations = 0;
	size_t i;

	(void)state;
	assert_non_null(file);
	trace_load(&trace, "sound");
	for (i = 0; i < copies; i++)
		assert_int_equal(fwrite(trace.bytes, 1, trace.length, file), trace.length);
	rewind(file);
	reader = gentrace_reader_open_fd(fileno(file), 0);
	while (gentrace_reader_next(reader, &generation) == 1) {
		assert_false(generation->damaged);
		assert_true(generation->complete);
		assert_int_equal(generation->skipped, 0);
		gentrace_generation_free(generation);
		generations++;
	}
	assert_int_equal(generations, 2 * copies);
	gentrace_reader_close(reader);
	gentrace_buffer_clear(&trace);
	fclose(file);
}

/* A generation is handed out as soon as its end is there, not at the next. */
static void test_a_generation_does_not_wait_for_the_next(void **state)
{
	struct gentrace_generation *generation;
	struct gentrace_reader *reader;
	struct gentrace_buffer trace;
	int pipe_fd[2];
	size_t second;

	(void)state;
	trace_load(&trace, "sound");
	second = second_generation(&trace);
	assert_int_equal(pipe2(pipe_fd, O_NONBLOCK), 0);
	reader = gentrace_reader_open_fd(pipe_fd[0], 0);
	assert_int_equal(gentrace_reader_next(reader, &generation), -EAGAIN);
	assert_int_equal(write(pipe_fd[1], trace.bytes, 100), 100);
	assert_int_equal(gentrace_reader_next(reader, &generation), -EAGAIN);
	assert_int_equal(write(pipe_fd[1], trace.bytes + 100, second - 100), second - 100);
	assert_int_equal(gentrace_reader_next(reader, &generation), 1);
	assert_int_equal(generation->number, 7);
	assert_true(generation->complete);
	gentrace_generation_free(generation);
	assert_int_equal(gentrace_reader_next(reader, &generation), -EAGAIN);
	close(pipe_fd[1]);
	assert_int_equal(gentrace_reader_next(reader, &generation), 0);
	gentrace_reader_close(reader);
	close(pipe_fd[0]);
	gentrace_buffer_clear(&trace);
}

static void test_errors_of_read_are_passed_on(void **state)
{
	struct gentrace_generation *generation;
	struct gentrace_reader *reader = gentrace_reader_open_fd(-1, 0);

	(void)state;
	assert_int_equal(gentrace_reader_next(reader, &generation), -EBADF);
	assert_null(generation);
	gentrace_reader_close(reader);
}

static void test_memory_has_a_limit(void **state)
{
	struct gentrace_generation *generation;
	struct gentrace_reader *reader;
	struct gentrace_buffer trace;

	(void)state;
	trace_load(&trace, "sound");
	reader = gentrace_reader_open_memory(trace.bytes, trace.length, 1500);
	assert_int_equal(gentrace_reader_next(reader, &generation), 1);
	assert_true(generation->damaged);
	assert_false(generation->complete);
	assert_true(has_finding(&generation->findings, GENTRACE_BROKEN, GENTRACE_RULE_LIMIT));
	gentrace_generation_free(generation);
	gentrace_reader_close(reader);
	gentrace_buffer_clear(&trace);
}

static void test_unknown_events_are_stepped_over(void **state)
{
	struct gentrace_generation *generation;
	const struct gentrace_entry *entry;
	struct gentrace_buffer trace;
	struct gentrace_order *order;

	(void)state;
	trace_load(&trace, "future");
	generation = trace_generation(&trace);
	assert_false(generation->damaged);
	assert_int_equal(generation->unknown_events, 2);
	assert_int_equal(generation->events, 5);
	order = gentrace_order_create(generation, 0);

	/* An argument more than we know: ours are what they were. */
	entry = gentrace_order_next(order);
	assert_int_equal(entry->id, GENTRACE_EVENT_sched_switch);
	assert_int_equal(entry->time, 111);
	assert_int_equal(entry->value[GENTRACE_ARG(sched_switch, prev_state)], GENTRACE_TASK_DISK);
	assert_int_equal(entry->value[GENTRACE_ARG(sched_switch, next_pid)], 5);
	/* An argument less: it reads as nothing. */
	entry = gentrace_order_next(order);
	assert_int_equal(entry->id, GENTRACE_EVENT_sched_wakeup);
	assert_int_equal(entry->value[GENTRACE_ARG(sched_wakeup, pid)], 6);
	assert_int_equal(entry->value[GENTRACE_ARG(sched_wakeup, target)], 0);
	/* An argument of another kind: not a number, so no number. */
	entry = gentrace_order_next(order);
	assert_int_equal(entry->id, GENTRACE_EVENT_task_rename);
	assert_int_equal(entry->value[GENTRACE_ARG(task_rename, pid)], 0);
	assert_int_equal(entry->value[GENTRACE_ARG(task_rename, comm)], 3);
	assert_memory_equal(entry->text[GENTRACE_ARG(task_rename, comm)], "new", 3);
	assert_null(gentrace_order_next(order));
	gentrace_order_destroy(order);
	gentrace_generation_free(generation);
	gentrace_buffer_clear(&trace);
}

static void check_damage(const char *text, enum gentrace_rule rule)
{
	struct gentrace_generation *generation;
	struct gentrace_buffer trace;

	trace_parse(&trace, text);
	generation = trace_generation(&trace);
	if (!generation->damaged || !has_finding(&generation->findings, GENTRACE_BROKEN, rule))
		fail_msg("no finding about %s in:\n%s", gentrace_rule_name(rule), text);
	gentrace_generation_free(generation);
	gentrace_buffer_clear(&trace);
}

#define OPENING "batch gen=1 level=meta\n+0 generation format=2\n"

static void test_each_damage_is_called_by_its_name(void **state)
{
	(void)state;
	check_damage("batch gen=1 level=meta\n+0 generation format=4\n", GENTRACE_RULE_FORMAT);
	check_damage(OPENING "+0 generation format=2\n", GENTRACE_RULE_DECLARATION);
	check_damage(OPENING "+0 event_type event=16\n+0 event_type event=16\n",
		     GENTRACE_RULE_DECLARATION);
	check_damage(OPENING "+0 event_arg event=16 type=pid\n", GENTRACE_RULE_DECLARATION);
	check_damage(OPENING "+0 event_type event=300\n", GENTRACE_RULE_DECLARATION);
	check_damage(OPENING "+0 event_type event=200\n+0 event_arg event=200 type=3\n",
		     GENTRACE_RULE_DECLARATION);
	check_damage(OPENING "batch cpu=0 level=task\n+0 sched_switch\n"
		     "batch level=meta\n+0 event_type event=16\n", GENTRACE_RULE_DECLARATION);
	check_damage(OPENING "batch cpu=0 level=task\n+0 @200\n", GENTRACE_RULE_EVENT);
	check_damage(OPENING "batch cpu=0 level=task\n+0 @16 u=1\n", GENTRACE_RULE_EVENT);
	check_damage(OPENING "batch cpu=0 level=task time=1\n+0xffffffffffffffff sched_switch\n",
		     GENTRACE_RULE_EVENT);
	check_damage(OPENING "batch cpu=0 level=task\n+0 cpu_status\n", GENTRACE_RULE_EVENT);
	check_damage(OPENING "+0 sched_switch\n", GENTRACE_RULE_EVENT);
	check_damage(OPENING "batch cpu=0 level=task events=3\n+0 sched_switch\n",
		     GENTRACE_RULE_EVENT_COUNT);
	check_damage(OPENING "batch cpu=8192 level=task\n", GENTRACE_RULE_HEADER);
	check_damage(OPENING "batch cpu=0 level=5\n", GENTRACE_RULE_HEADER);
	check_damage("batch session=1 gen=1 level=meta\n+0 generation format=2 session=2\n",
		     GENTRACE_RULE_OPENING);
	check_damage(OPENING "+0 stream_total cpu=1\n+0 stream_total cpu=1\n",
		     GENTRACE_RULE_LEDGER);
}

/* The second batch says that it, or its header, has so many bytes. */
static void check_length(size_t field, size_t width, __u32 length)
{
	struct gentrace_generation *generation;
	struct gentrace_buffer trace;

	trace_parse(&trace, OPENING "batch cpu=0 level=task\n+0 sched_switch\n");
	generation = trace_generation(&trace);
	memcpy(trace.bytes + generation->batch[1].offset + field, &length, width);
	gentrace_generation_free(generation);

	generation = trace_generation(&trace);
	if (!has_finding(&generation->findings, GENTRACE_BROKEN, GENTRACE_RULE_LENGTH))
		fail_msg("a length of %u is taken for possible", length);
	gentrace_generation_free(generation);
	gentrace_buffer_clear(&trace);
}

static void test_impossible_lengths_are_refused(void **state)
{
	(void)state;
	check_length(offsetof(struct gentrace_batch_header, bytes), 4, 0);
	check_length(offsetof(struct gentrace_batch_header, bytes), 4, 71);
	check_length(offsetof(struct gentrace_batch_header, bytes), 4,
		     GENTRACE_BATCH_BYTES_MAX + 1);
	check_length(offsetof(struct gentrace_batch_header, bytes), 4, ~0u);
	check_length(offsetof(struct gentrace_batch_header, header_bytes), 2, 0);
	check_length(offsetof(struct gentrace_batch_header, header_bytes), 2, 71);
	check_length(offsetof(struct gentrace_batch_header, header_bytes), 2, 0xffff);
}

/*
 * What stands before an event that cannot be read is kept. Nothing behind it
 * is trusted but the opening of a generation, be it inside of the batch.
 */
static void test_a_damaged_event_ends_its_generation(void **state)
{
	struct gentrace_generation *generation;
	struct gentrace_reader *reader;
	struct gentrace_buffer trace;

	(void)state;
	trace_parse(&trace, OPENING
		    "batch cpu=0 level=task\n+0 sched_switch\n+0 @200\n"
		    "batch gen=2 level=meta\n+0 generation format=2\n");
	/* The batch with the damage claims all of the next generation, too. */
	reader = gentrace_reader_open_memory(trace.bytes, trace.length, 0);
	assert_int_equal(gentrace_reader_next(reader, &generation), 1);
	assert_true(generation->damaged);
	assert_int_equal(generation->batch_count, 2);
	trace.bytes[generation->batch[1].offset + 8] = (char)(trace.length -
							     generation->batch[1].offset);
	gentrace_generation_free(generation);
	gentrace_reader_close(reader);

	reader = gentrace_reader_open_memory(trace.bytes, trace.length, 0);
	assert_int_equal(gentrace_reader_next(reader, &generation), 1);
	assert_int_equal(generation->batch[1].events, 1);
	assert_int_equal(generation->findings.list[0].rule, GENTRACE_RULE_LENGTH);
	assert_int_equal(generation->findings.list[1].rule, GENTRACE_RULE_CHECKSUM);
	assert_int_equal(generation->findings.list[2].rule, GENTRACE_RULE_EVENT);
	assert_int_equal(generation->findings.list[2].offset, generation->batch[1].offset + 72 + 4);
	gentrace_generation_free(generation);
	assert_int_equal(gentrace_reader_next(reader, &generation), 1);
	assert_int_equal(generation->number, 2);
	assert_int_equal(generation->skipped, 2);
	gentrace_generation_free(generation);
	gentrace_reader_close(reader);
	gentrace_buffer_clear(&trace);
}

/* Is the generation that began at @offset read from there, and whole? */
static bool is_read_at(const struct gentrace_buffer *trace, size_t offset)
{
	struct gentrace_reader *reader;
	struct gentrace_generation *generation;
	bool found = false;

	reader = gentrace_reader_open_memory(trace->bytes, trace->length, 0);
	while (gentrace_reader_next(reader, &generation) == 1) {
		found |= generation->offset == offset && generation->complete &&
			 !generation->damaged && generation->events == 9;
		gentrace_generation_free(generation);
	}
	gentrace_reader_close(reader);
	return found;
}

/*
 * The last batch of a generation claims as many bytes of the next one as it has
 * lost. They may well be decoded: as the rest of a number, or as text.
 */
static void test_lost_bytes_cost_their_own_generation_only(void **state)
{
	struct gentrace_buffer trace;
	size_t second, lost;

	(void)state;
	for (lost = 1; lost < 200; lost++) {
		trace_load(&trace, "sound");
		second = second_generation(&trace);
		memmove(trace.bytes + second - lost, trace.bytes + second, trace.length - second);
		trace.length -= lost;
		if (!is_read_at(&trace, second - lost))
			fail_msg("%zu bytes of the first generation cost the second", lost);
		assert_int_equal(read_memory(trace.bytes, trace.length).verdict, GENTRACE_BROKEN);
		gentrace_buffer_clear(&trace);
	}
}

/* What only looks like the begin of a header is part of the batch. */
static void test_the_magic_can_be_a_name(void **state)
{
	struct gentrace_generation *generation;
	struct gentrace_buffer trace;

	(void)state;
	trace_parse(&trace, OPENING "batch cpu=0 level=task\n+0 task_rename pid=1 comm=\"GTRB\"\n"
		    "+0 task_rename pid=1 comm=\"GT\"\n");
	generation = trace_generation(&trace);
	assert_false(generation->damaged);
	assert_int_equal(generation->events, 2);
	gentrace_generation_free(generation);
	gentrace_buffer_clear(&trace);
}

/* @events after one that would be beyond the last instant there is. */
static void assert_no_event_after_the_end_of_time(unsigned int events)
{
	struct gentrace_generation *generation;
	struct gentrace_buffer trace;
	char text[2048];
	size_t length;

	length = (size_t)snprintf(text, sizeof(text),
				  "batch gen=1 level=meta time=1000\n"
				  "+0 generation format=2 clock=monotonic\n"
				  "+0 clock_snapshot clock=1000 monotonic=1000\n"
				  "batch cpu=0 level=task time=18446744073709551600 pid=12\n"
				  "+1 sched_switch prev_state=S next_pid=5\n"
				  "+99 sched_switch prev_state=S next_pid=12\n");
	while (events--)
		length += (size_t)snprintf(text + length, sizeof(text) - length,
					   "+0 sched_wakeup pid=5\n");
	trace_parse(&trace, text);
	generation = trace_generation(&trace);
	assert_true(generation->damaged);
	assert_true(has_finding(&generation->findings, GENTRACE_BROKEN, GENTRACE_RULE_EVENT));
	assert_int_equal(generation->events, 1);
	gentrace_generation_free(generation);
	gentrace_buffer_clear(&trace);
}

/* At the end of a batch, and where an event goes the short way. */
static void test_no_event_after_the_end_of_time(void **state)
{
	(void)state;
	assert_no_event_after_the_end_of_time(0);
	assert_no_event_after_the_end_of_time(40);
}

int reader_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_sound_trace_is_read_whole),
		cmocka_unit_test(test_no_event_after_the_end_of_time),
		cmocka_unit_test(test_the_tables_are_what_the_meta_stream_says),
		cmocka_unit_test(test_a_trace_can_be_cut_anywhere),
		cmocka_unit_test(test_a_trace_can_be_damaged_anywhere),
		cmocka_unit_test(test_the_next_generation_is_found_again),
		cmocka_unit_test(test_damage_is_located_and_skipped_bytes_are_counted),
		cmocka_unit_test(test_garbage_around_generations_is_skipped),
		cmocka_unit_test(test_a_generation_can_be_cut_out),
		cmocka_unit_test(test_sessions_can_be_concatenated),
		cmocka_unit_test(test_a_pipe_reads_like_memory),
		cmocka_unit_test(test_a_long_file_reads_like_memory),
		cmocka_unit_test(test_a_generation_does_not_wait_for_the_next),
		cmocka_unit_test(test_errors_of_read_are_passed_on),
		cmocka_unit_test(test_memory_has_a_limit),
		cmocka_unit_test(test_unknown_events_are_stepped_over),
		cmocka_unit_test(test_each_damage_is_called_by_its_name),
		cmocka_unit_test(test_impossible_lengths_are_refused),
		cmocka_unit_test(test_a_damaged_event_ends_its_generation),
		cmocka_unit_test(test_lost_bytes_cost_their_own_generation_only),
		cmocka_unit_test(test_the_magic_can_be_a_name),
	};

	return cmocka_run_group_tests_name("reader", tests, NULL, NULL);
}
