// SPDX-License-Identifier: GPL-2.0
/* why.c - tracectl why: what a task needed the time for. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "print/message.h"
#include "syscalls.h"
#include "why.h"

/* What a history may take; some seconds of a busy machine. */
#define HISTORY_BYTES	(2ull << 30)

static const char help[] =
	"usage: tracectl why [OPTIONS] [TASK] [FILE]\n"
	"\n"
	"Says what TASK (a pid, a name, or the cgroup of only one) needed the time for, in a\n"
	"trace (FILE, else " TRACE_DEFAULT "): when it ran, what interrupted it, when it waited for a\n"
	"CPU and behind whom, what it was blocked in and who ended that; and if that was a\n"
	"task, what that one needed the time for, and so on. The steps add up to the time that\n"
	"is asked about.\n"
	"Where stacks were recorded, they say where in the code a task waited, and where it was\n"
	"woken.\n"
	"Without TASK it is about what a flight recorder has noticed: the task of the hit that\n"
	"took longest, and the time that was measured.\n"
	"\n"
	"      --hit N           about hit N instead: info --hits lists them\n"
	"      --longest WHAT    not all of the time, but the longest block, wait, or call of\n"
	"                        a system call (its name) of the task\n"
	"      --cgroup PATH     the one of such tasks that was in this cgroup or below, and\n"
	"                        the longest time that it was there: /system.slice, 'user@*';\n"
	"                        can be repeated\n"
	ANSWER_STACKS_HELP
	ANSWER_HELP
	"\n"
	"Examples:\n"
	"  tracectl record -c all --stacks=all -d 5; tracectl why postgres\n"
	"  tracectl why --longest fsync 1234 trace.gt\n"
	"  tracectl why --from 1.2 --to 1.3 make\n"
	"  tracectl why spike-1f2e3d4c5b6a7988-7.gt\n"
	"  tracectl why --cgroup nginx.service nginx\n"
	"  tracectl why --json 1234 | jq '.causes[0]'\n";

enum { OPTION_LONGEST = 1, OPTION_HIT };

static const struct option options[] = {
	{ "longest", required_argument, NULL, OPTION_LONGEST },
	{ "hit", required_argument, NULL, OPTION_HIT },
	{ "cgroup", required_argument, NULL, FILTER_CGROUP },
	ANSWER_STACKS_OPTIONS,
	ANSWER_OPTIONS,
	{ 0 }
};

static bool is_wanted(const struct gentrace_segment *segment, const char *what)
{
	char name[SYSCALL_NAME_MAX];

	if (!strcmp(what, "block"))
		return segment->doing == GENTRACE_DOING_BLOCK;
	if (!strcmp(what, "wait"))
		return segment->doing == GENTRACE_DOING_WAIT;
	return segment->syscall != GENTRACE_SYSCALL_NONE &&
	       !strcmp(what, syscall_name(name, segment->syscall));
}

/* The longest row of segments that are wanted becomes what is asked about. */
static bool why_narrow(struct why *why, const char *what)
{
	__u64 begin_ns = 0, end_ns = 0, from_ns = 0, to_ns = 0;
	const struct gentrace_segment *segment;
	size_t i;

	for (i = 0; (segment = gentrace_history_segment(why->history, why->task, i)); i++) {
		if (!is_wanted(segment, what) || segment->end_ns <= why->from_ns ||
		    segment->begin_ns >= why->to_ns)
			continue;
		if (segment->begin_ns != end_ns)
			begin_ns = segment->begin_ns;
		end_ns = segment->end_ns;
		if (end_ns - begin_ns > to_ns - from_ns) {
			from_ns = begin_ns;
			to_ns = end_ns;
		}
	}
	why->from_ns = from_ns;
	why->to_ns = to_ns;
	return to_ns > from_ns;
}

static int explain_none(const struct why *why, const char *what)
{
	char task[ANSWER_TASK_MAX];

	message_error("there is no %s of %s in this time", what, answer_task(task, why->task));
	message_try("block, wait, or a system call that tracectl report %s lists; "
		    "it lists none unless they were recorded: record -c all",
		    trace_argument(why->answer.path));
	return EXIT_NO;
}

/* What of the time that is wanted the task was there. */
static bool why_span(struct why *why)
{
	const struct reading *reading = &why->answer.reading;

	if (why->stay) {
		why->from_ns = why->stay->begin_ns;
		why->to_ns = why->stay->end_ns;
		return true;
	}
	why->from_ns = answer_instant(&why->answer, reading->from_ns);
	why->to_ns = answer_instant(&why->answer, reading->to_ns);
	if (why->from_ns < why->task->first_ns)
		why->from_ns = why->task->first_ns;
	if (why->to_ns > why->task->last_ns)
		why->to_ns = why->task->last_ns;
	return why->from_ns < why->to_ns;
}

/* Which task, and which time. EXIT_OK, or what the command exits with. */
static int why_ask(struct why *why, bool all)
{
	if (!why->who.text)
		return why_ask_hit(why, all);
	why->task = who_find(&why->who, &why->answer);
	if (!why->task)
		return EXIT_NO;
	why->stay = stays_of(&why->who.stays, why->task);
	if (why_span(why))
		return EXIT_OK;
	message_error("%s was not there in this time", why->who.text);
	message_try("--from and --to within the life of the task, or without them");
	return EXIT_NO;
}

static int why_answer(struct why *why, const char *longest)
{
	int status = why_ask(why, longest);

	if (status)
		return status;
	if (!why->task)
		return why_nobody(why);
	if (longest && !why_narrow(why, longest))
		return explain_none(why, longest);
	if (gentrace_path_find(&why->path, why->history, why->task, why->from_ns, why->to_ns) ||
	    causes_add_up(why))
		return trace_no_memory();
	if (why->answer.json)
		why_print_json(why);
	else if (why_print(why))
		return trace_no_memory();
	return trace_finish(&why->answer.trace);
}

static int why_add(void *data, const struct gentrace_segment *segment)
{
	struct why *why = data;

	if (why->answer.filter.cgroups.count && stays_add(&why->who.stays, &why->answer, segment))
		return -ENOMEM;
	return gentrace_history_add(why->history, segment);
}

static int why_interrupt(void *data, const struct gentrace_call *call)
{
	const struct why *why = data;

	return gentrace_history_interrupt(why->history, call);
}

static int why_file(struct why *why, const char *longest)
{
	int status;

	why->history = gentrace_history_create(HISTORY_BYTES);
	if (!why->history)
		return trace_no_memory();
	status = answer_read(&why->answer, why_add, why_interrupt, why);
	if (!status)
		status = why_answer(why, longest);
	gentrace_path_clear(&why->path);
	free(why->cause);
	stays_clear(&why->who.stays);
	answer_close(&why->answer);
	gentrace_history_destroy(why->history);
	return status;
}

/* TASK FILE, either of them, or none: what is a trace is no task. */
static int why_arguments(struct why *why, int count, char **argument)
{
	if (count > 2)
		return message_usage("why", "one task and one file at a time");
	if (count == 2 && why->hit_number)
		return message_usage("why", "a hit says which task: --hit, or a task");
	if (count == 2 || (count && !why->hit_number && !why_is_trace(argument[0])))
		why->who.text = argument[0];
	if (count == 2 || (count && !why->who.text))
		why->answer.path = argument[count - 1];
	if (!why->who.text && (why->answer.filter.cgroups.count ||
			       (!count && !why_is_trace_inside(TRACE_DEFAULT))))
		return message_usage("why", "which task? A pid or a name is missing");
	return EXIT_OK;
}

int command_why(int argc, char **argv)
{
	struct why why = { .answer = ANSWER("why") };
	const char *longest = NULL;
	int option, status;

	why.answer.stacks = true;
	while ((option = getopt_long(argc, argv, ANSWER_SHORT, options, NULL)) >= 0) {
		switch (option) {
		case OPTION_LONGEST:
			longest = optarg;
			break;
		case OPTION_HIT:
			if (!units_parse_number(optarg, ~0ull, &why.hit_number) || !why.hit_number)
				return message_usage("why", "'%s' is no number of a hit", optarg);
			break;
		case 'h':
			fputs(help, stdout);
			return EXIT_OK;
		default:
			status = answer_option(&why.answer, option, optarg);
			if (status)
				return status;
		}
	}
	status = why_arguments(&why, argc - optind, argv + optind);
	return status ?: why_file(&why, longest);
}
