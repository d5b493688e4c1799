// SPDX-License-Identifier: GPL-2.0
/* answer.c - reading a trace to answer a question about it. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "command.h"
#include "print/json.h"
#include "print/message.h"
#include "read/proof.h"
#include "stacks/symbols.h"
#include "print/terminal.h"

/* 0 is all of them. */
static int answer_limit(const struct answer *answer, const char *argument, const char *what,
			size_t *limit)
{
	__u64 number;

	if (!units_parse_number(argument, ~0u, &number))
		return message_usage(answer->command, "'%s' is no number of %s", argument, what);
	*limit = number ?: ~(size_t)0;
	return EXIT_OK;
}

int answer_option(struct answer *answer, int option, char *argument)
{
	switch (option) {
	case FILTER_PID:
	case FILTER_COMM:
	case FILTER_CPU:
	case FILTER_CGROUP:
		return filter_option(&answer->filter, answer->command, option, argument);
	case 'n':
		return answer_limit(answer, argument, "rows", &answer->rows);
	case ANSWER_FRAMES:
		return answer_limit(answer, argument, "frames", &answer->frames);
	case ANSWER_NO_STACKS:
		answer->stacks = false;
		return EXIT_OK;
	case ANSWER_NO_DEMANGLE:
		answer->mangled = true;
		return EXIT_OK;
	case ANSWER_JSON:
		answer->json = true;
		return EXIT_OK;
	}
	return reading_option(&answer->reading, answer->command, option, argument);
}

int answer_file(struct answer *answer, int argc, char **argv)
{
	if (argc - optind > 1)
		return message_usage(answer->command, "one file at a time");
	if (optind < argc)
		answer->path = argv[optind];
	return EXIT_OK;
}

static int answer_add(void *data, const struct gentrace_generation *generation)
{
	const struct answer *answer = data;
	int error = answer->look ? answer->look(answer->data, generation) : 0;

	return error ?: gentrace_model_add(answer->model, generation) ?:
	       gentrace_verify_add(answer->verify, generation);
}

static int answer_walk(struct answer *answer)
{
	struct gentrace_reader_totals totals;
	int status = trace_walk(&answer->trace, &totals, answer_add, answer);
	int error;

	if (status)
		return status;
	error = gentrace_model_finish(answer->model) ?:
		gentrace_verify_finish(answer->verify, &totals);
	if (error)
		return trace_failed(error);
	/* Without anything in it, it has no answer; a damaged one has. */
	if (!totals.generations)
		return trace_finish(&answer->trace);
	return cgroups_check(&answer->filter.cgroups, answer->model, answer->path);
}

int answer_keep_stacks(struct answer *answer)
{
	answer->symbols = symbols_create();
	if (!answer->symbols || gentrace_model_keep_stacks(answer->model))
		return -1;
	gentrace_model_observe_frames(answer->model, symbols_learn, answer->symbols);
	return 0;
}

int answer_read(struct answer *answer, gentrace_observer_t segments,
		gentrace_call_observer_t calls, void *data)
{
	if (trace_open_part(&answer->trace, answer->path, &answer->reading))
		return EXIT_FAILED;
	answer->model = gentrace_model_create();
	answer->verify = gentrace_verify_create();
	if (!answer->model || !answer->verify ||
	    (answer->stacks && answer_keep_stacks(answer)))
		return trace_no_memory();
	gentrace_model_observe(answer->model, segments, data);
	gentrace_model_observe_calls(answer->model, calls, data);
	answer->data = data;
	return answer_walk(answer);
}

void answer_close(struct answer *answer)
{
	gentrace_verify_destroy(answer->verify);
	gentrace_model_destroy(answer->model);
	symbols_destroy(answer->symbols);
	if (answer->trace.reader)
		trace_close(&answer->trace);
}

static __u64 answer_begin(const struct answer *answer)
{
	return trace_begin_ns(&answer->trace, gentrace_model_summary(answer->model)->first_ns);
}

const char *answer_since(const struct answer *answer, char buffer[static UNITS_MAX], __u64 ns)
{
	return units_seconds(buffer, (__s64)(ns - answer_begin(answer)));
}

__u64 answer_instant(const struct answer *answer, __u64 since_ns)
{
	__u64 ns;

	return __builtin_add_overflow(answer_begin(answer), since_ns, &ns) ? ~0ull : ns;
}

bool answer_clip(const struct answer *answer, const struct gentrace_segment *segment,
		 __u64 *begin_ns, __u64 *end_ns)
{
	*begin_ns = answer_instant(answer, answer->reading.from_ns);
	*end_ns = answer_instant(answer, answer->reading.to_ns);
	if (*begin_ns < segment->begin_ns)
		*begin_ns = segment->begin_ns;
	if (*end_ns > segment->end_ns)
		*end_ns = segment->end_ns;
	return *begin_ns < *end_ns;
}

bool answer_wants(const struct answer *answer, const struct gentrace_task *task, __u32 cpu,
		  __u64 begin_ns, __u64 end_ns)
{
	return filter_selects(&answer->filter, task, cpu) &&
	       end_ns > answer_instant(answer, answer->reading.from_ns) &&
	       begin_ns < answer_instant(answer, answer->reading.to_ns);
}

const char *answer_task(char buffer[static ANSWER_TASK_MAX], const struct gentrace_task *task)
{
	char name[TERMINAL_ESCAPED(GENTRACE_NAME_MAX)];

	if (!task)
		return "idle";
	if (*task->comm)
		terminal_escape(name, sizeof(name), task->comm, strlen(task->comm));
	else
		strcpy(name, "?");
	snprintf(buffer, ANSWER_TASK_MAX, "%s/%u", name, task->pid);
	return buffer;
}

void answer_add_task(struct json_object *object, const char *key,
		     const struct gentrace_task *task)
{
	object = json_add_object(object, key);
	json_add_u64(object, "pid", task ? task->pid : 0);
	json_add_u64(object, "incarnation", task ? task->incarnation : 0);
	json_add_text(object, "comm", task ? task->comm : "idle");
}

void answer_add_latency(struct json_object *object, const struct gentrace_histogram *latency)
{
	json_add_u64(object, "count", latency->count);
	json_add_u64(object, "total_ns", latency->sum);
	json_add_u64(object, "p50_ns", gentrace_histogram_percentile(latency, 500));
	json_add_u64(object, "p95_ns", gentrace_histogram_percentile(latency, 950));
	json_add_u64(object, "p99_ns", gentrace_histogram_percentile(latency, 990));
	json_add_u64(object, "worst_ns", latency->max);
}

void answer_add_head(struct json_object *object, const struct answer *answer)
{
	json_add_text(object, "file", answer->path);
	trace_add_window(object, &answer->trace);
	proof_add_line(object, answer->verify);
}
