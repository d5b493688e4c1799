// SPDX-License-Identifier: GPL-2.0
/*
 * fuzz.c - traces damaged at random, read with everything the library has.
 *
 * fuzz ROUNDS TEXT...: each round takes one of the traces, changes some of its
 * bytes, cuts or repeats a piece, and reads the result. The sanitizers and the
 * assertions are the judges; the number of the round that failed is the last
 * thing printed, and FIRST=number begins with it.
 */
#include <assert.h>
#include <sanitizer/common_interface_defs.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libgentrace.h>

#define TRACE_MAX	(1 << 20)

static __u64 seed;
static long round_now;

static void tell_round(void)
{
	fprintf(stderr, "round %ld\n", round_now);
}

static void tell_abort(int signal)
{
	(void)signal;
	tell_round();
}

static size_t random_below(size_t limit)
{
	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return limit ? (seed >> 33) % limit : 0;
}

static void damage(char *bytes, size_t *length)
{
	size_t i, changes = random_below(8);

	for (i = 0; i < changes && *length; i++)
		bytes[random_below(*length)] ^= (char)(1u << random_below(8));
	if (!random_below(4))
		*length = random_below(*length + 1);
	if (!random_below(4)) {
		size_t from = random_below(*length + 1), count = random_below(*length - from + 1);

		memmove(bytes + *length, bytes + from, count);
		*length += count;
	}
}

static void use(const struct gentrace_generation *generation)
{
	struct gentrace_order *order = gentrace_order_create(generation, GENTRACE_ORDER_META);
	struct gentrace_buffer text = { 0 };
	const struct gentrace_entry *entry;
	__u64 before = 0;
	size_t i;

	while ((entry = gentrace_order_next(order))) {
		assert(entry->time >= before);
		before = entry->time;
	}
	gentrace_order_destroy(order);
	for (i = 0; i < generation->batch_count; i++)
		assert(!gentrace_text_batch(generation, &generation->batch[i], &text));
	gentrace_buffer_clear(&text);
}

static void check_sums(const struct gentrace_model *model)
{
	const struct gentrace_task *task;
	size_t i;

	for (i = 0; (task = gentrace_model_task(model, i)); i++)
		assert(task->run_ns + task->wait_ns + task->block_ns + task->unknown_ns ==
		       task->last_ns - task->first_ns);
}

static void read_all(const char *bytes, size_t length)
{
	struct gentrace_reader *reader = gentrace_reader_open_memory(bytes, length, 1 << 24);
	struct gentrace_verify *verify = gentrace_verify_create();
	struct gentrace_model *model = gentrace_model_create();
	struct gentrace_generation *generation;
	struct gentrace_reader_totals totals;

	while (gentrace_reader_next(reader, &generation) == 1) {
		use(generation);
		assert(!gentrace_verify_add(verify, generation));
		assert(!gentrace_model_add(model, generation));
		gentrace_generation_free(generation);
	}
	gentrace_reader_totals(reader, &totals);
	assert(totals.bytes == length);
	gentrace_reader_close(reader);
	assert(!gentrace_verify_finish(verify, &totals));
	assert(!gentrace_model_finish(model));
	check_sums(model);
	gentrace_verify_destroy(verify);
	gentrace_model_destroy(model);
}

static size_t load(const char *path, char *bytes)
{
	struct gentrace_text_error error;
	struct gentrace_buffer trace = { 0 };
	FILE *file = fopen(path, "r");
	size_t length = file ? fread(bytes, 1, TRACE_MAX, file) : 0;

	if (!file || gentrace_text_parse(bytes, length, &trace, &error)) {
		fprintf(stderr, "%s is no trace in the text form\n", path);
		exit(EXIT_FAILURE);
	}
	fclose(file);
	memcpy(bytes, trace.bytes, trace.length);
	length = trace.length;
	gentrace_buffer_clear(&trace);
	return length;
}

int main(int argc, char **argv)
{
	long rounds = argc > 2 ? atol(argv[1]) : 0;
	const char *first = getenv("FIRST");
	char *bytes = malloc(2 * TRACE_MAX);

	__sanitizer_set_death_callback(tell_round);
	signal(SIGABRT, tell_abort);
	for (round_now = first ? atol(first) : 0; round_now < rounds; round_now++) {
		size_t length = load(argv[2 + round_now % (argc - 2)], bytes);
		char *exact;

		seed = (__u64)round_now;
		random_below(1);
		damage(bytes, &length);
		/* In memory of its own, for the sanitizer to see its end. */
		exact = malloc(length);
		memcpy(exact, bytes, length);
		read_all(exact, length);
		free(exact);
	}
	free(bytes);
	printf("%ld rounds\n", rounds);
	return rounds ? EXIT_SUCCESS : EXIT_FAILURE;
}
