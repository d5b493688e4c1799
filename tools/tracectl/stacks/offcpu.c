// SPDX-License-Identifier: GPL-2.0
/* offcpu.c - tracectl offcpu: what tasks did while they were on no CPU. */
#include <errno.h>
#include <getopt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "print/message.h"
#include "offcpu.h"
#include "picture.h"
#include "answers/syscalls.h"
#include "print/terminal.h"

static const char help[] =
	"usage: tracectl offcpu [OPTIONS] [FILE]\n"
	"\n"
	"Says what tasks of a trace (FILE, else " TRACE_DEFAULT ") did while they were on no CPU: in\n"
	"which system call they were blocked and how, who woke them, for how long they waited\n"
	"for a CPU then; with the stacks of both, if they were recorded. All of it adds up to the\n"
	"blocked, wait and unknown time of report.\n"
	"\n"
	"      --folded          lines for flame graphs: task;system call;stack;kind;waker ns\n"
	"      --svg FILE        a flame graph, a picture for a browser\n"
	ANSWER_STACKS_HELP
	FILTER_SELECT_HELP
	ANSWER_HELP
	"\n"
	"Examples:\n"
	"  tracectl record -c all --stacks=all -d 5; tracectl offcpu --comm postgres\n"
	"  tracectl offcpu --svg offcpu.svg trace.gt\n"
	"  tracectl offcpu --folded | grep ';uninterruptible sleep;'\n"
	"  tracectl offcpu --json | jq '.groups[0]'\n";

enum { OPTION_FOLDED = 1, OPTION_SVG };

static const struct option options[] = {
	{ "folded", no_argument, NULL, OPTION_FOLDED },
	{ "svg", required_argument, NULL, OPTION_SVG },
	ANSWER_STACKS_OPTIONS,
	FILTER_SELECT_OPTIONS,
	ANSWER_OPTIONS,
	{ 0 }
};

/* ------------------------------------------------------------------ words */

const char *offcpu_doing(const struct offcpu_key *key)
{
	if (key->doing == GENTRACE_DOING_BLOCK)
		return "blocked";
	return key->doing == GENTRACE_DOING_WAIT ? "wait" : "unknown";
}

const char *offcpu_kind(const struct offcpu_key *key)
{
	if (key->doing == GENTRACE_DOING_BLOCK)
		return gentrace_task_state_name(key->state) ?: "blocked";
	if (key->doing == GENTRACE_DOING_WAIT)
		return key->preempted ? "preempted, waits for a CPU" : "woken, waits for a CPU";
	return "unknown";
}

const char *offcpu_syscall(char buffer[static OFFCPU_TEXT_MAX], const struct offcpu_key *key)
{
	char name[SYSCALL_NAME_MAX];

	if (key->syscall == GENTRACE_SYSCALL_NONE)
		return "-";
	return strcpy(buffer, syscall_name(name, key->syscall));
}

const char *offcpu_waker(char buffer[static OFFCPU_TEXT_MAX], const struct offcpu_key *key,
			 bool pid)
{
	char name[TERMINAL_ESCAPED(GENTRACE_NAME_MAX)];
	const char *level = gentrace_level_name(key->level) ?: "?";

	if (!key->woken)
		return "-";
	if (key->level == GENTRACE_LEVEL_TASK && pid)
		return answer_task(buffer, key->waker);
	if (key->level == GENTRACE_LEVEL_TASK)
		return flame_escape(buffer, OFFCPU_TEXT_MAX, key->waker ? key->waker->comm : "idle");
	if (key->source)
		snprintf(buffer, OFFCPU_TEXT_MAX, "%s %s", level,
			 flame_escape(name, sizeof(name), key->source));
	else if (key->level == GENTRACE_LEVEL_HARDIRQ)
		return "timer or another CPU";
	else
		return level;
	return buffer;
}

/* ----------------------------------------------------------------- groups */

static int compare(__u64 a, __u64 b)
{
	return (a > b) - (a < b);
}

static __u64 number_of(const struct gentrace_stacks *stacks)
{
	return stacks ? stacks->number : 0;
}

static __u64 index_of(const struct gentrace_task *task)
{
	return task ? task->index + 1 : 0;
}

/* By all that is told; names of interrupts are the model's, one pointer each. */
static int key_compare(const struct offcpu_key *a, const struct offcpu_key *b)
{
	return compare(a->task->index, b->task->index) ?: compare(a->doing, b->doing) ?:
	       compare(a->state, b->state) ?: compare(a->preempted, b->preempted) ?:
	       compare(a->syscall, b->syscall) ?: compare(a->woken, b->woken) ?:
	       compare(a->level, b->level) ?:
	       compare(index_of(a->waker), index_of(b->waker)) ?:
	       compare((uintptr_t)a->source, (uintptr_t)b->source) ?:
	       compare(number_of(a->stacks), number_of(b->stacks)) ?:
	       compare(number_of(a->waker_stacks), number_of(b->waker_stacks));
}

static int group_compare(const void *left, const void *right)
{
	const struct offcpu_group *a = left, *b = right;

	return key_compare(&a->key, &b->key);
}

static struct offcpu_key key_of(const struct gentrace_segment *segment)
{
	struct offcpu_key key = {
		.task = segment->task,
		.doing = segment->doing,
		.syscall = segment->syscall,
		.stacks = segment->stacks,
	};

	if (key.doing == GENTRACE_DOING_WAIT)
		key.preempted = !segment->woken_ns;
	if (key.doing != GENTRACE_DOING_BLOCK)
		return key;
	key.state = segment->state;
	key.woken = segment->waker.ns != 0;
	if (!key.woken)
		return key;
	key.level = segment->waker.level;
	key.waker_stacks = segment->waker.stacks;
	/* Only there it is the task that ran who did it. */
	if (key.level == GENTRACE_LEVEL_TASK)
		key.waker = segment->waker.task;
	else
		key.source = segment->waker.source;
	return key;
}

static int offcpu_add(void *data, const struct gentrace_segment *segment)
{
	struct offcpu *offcpu = data;
	const struct answer *answer = &offcpu->answer;
	__u64 begin = answer_instant(answer, answer->reading.from_ns);
	__u64 end = answer_instant(answer, answer->reading.to_ns);
	struct offcpu_group wanted = { .key = key_of(segment) }, *group;
	int error;

	if (begin < segment->begin_ns)
		begin = segment->begin_ns;
	if (end > segment->end_ns)
		end = segment->end_ns;
	if (segment->doing == GENTRACE_DOING_RUN || begin >= end ||
	    !filter_selects(&answer->filter, segment->task, segment->cpu))
		return 0;
	error = groups_get(&offcpu->groups, &wanted, sizeof(wanted), group_compare, &group);
	if (error)
		return error;
	group->ns += end - begin;
	/* A wait that moves to another CPU is in two pieces, and one wait. */
	group->count += segment->then != segment->doing;
	group->lossy |= segment->lossy;
	offcpu->ns[segment->doing] += end - begin;
	if (end - begin > group->longest_ns) {
		group->longest_ns = end - begin;
		group->longest_at = begin;
	}
	return 0;
}

static int longer(const void *left, const void *right)
{
	const struct offcpu_group *a = *(struct offcpu_group *const *)left;
	const struct offcpu_group *b = *(struct offcpu_group *const *)right;

	return compare(b->ns, a->ns) ?: key_compare(&a->key, &b->key);
}

/* ---------------------------------------------------------------- command */

static int svg_write(const struct offcpu *offcpu, const struct flame *flame, const char *file)
{
	const struct gentrace_proof *totals = gentrace_verify_totals(offcpu->answer.verify);
	enum gentrace_severity verdict = gentrace_verify_verdict(offcpu->answer.verify);
	char title[256], note[256], name[161], a[UNITS_MAX], b[UNITS_MAX], c[UNITS_MAX];
	const char *path = trace_name(offcpu->answer.path);

	terminal_escape(name, sizeof(name), path, strlen(path));
	snprintf(title, sizeof(title), "%s: time on no CPU", name);
	snprintf(note, sizeof(note), "blocked %s, waiting for a CPU %s, unknown %s; ",
		 units_ns(a, offcpu->ns[GENTRACE_DOING_BLOCK]),
		 units_ns(b, offcpu->ns[GENTRACE_DOING_WAIT]),
		 units_ns(c, offcpu->ns[GENTRACE_DOING_UNKNOWN]));
	snprintf(note + strlen(note), sizeof(note) - strlen(note), "%s",
		 verdict == GENTRACE_NOTE ? "nothing was lost" :
		 verdict == GENTRACE_BROKEN ? "the trace is broken, do not trust it" : "");
	if (verdict == GENTRACE_LOSSY)
		snprintf(note + strlen(note), sizeof(note) - strlen(note), "%s of %s events were lost",
			 units_count(a, totals->lost_total), units_count(b, totals->emitted));
	return picture_write(flame, file, title, note);
}

static int offcpu_flame(const struct offcpu *offcpu, const char *svg)
{
	struct flame flame = { 0 };
	int status = EXIT_OK;

	if (offcpu_stacks(offcpu, &flame))
		status = trace_no_memory();
	else if (svg)
		status = svg_write(offcpu, &flame, svg);
	else
		flame_print_folded(&flame, stdout);
	flame_clear(&flame);
	return status;
}

static int offcpu_answer(struct offcpu *offcpu, bool folded, const char *svg)
{
	int status = EXIT_OK;

	groups_sort(&offcpu->groups, longer);
	if (folded || svg)
		status = offcpu_flame(offcpu, svg);
	else if (offcpu->answer.json)
		offcpu_print_json(offcpu);
	else if (offcpu_print(offcpu))
		status = trace_no_memory();
	return status ?: trace_finish(&offcpu->answer.trace);
}

static int offcpu_file(struct offcpu *offcpu, bool folded, const char *svg)
{
	int status = answer_read(&offcpu->answer, offcpu_add, NULL, offcpu);

	if (!status)
		status = offcpu_answer(offcpu, folded, svg);
	groups_clear(&offcpu->groups);
	answer_close(&offcpu->answer);
	return status;
}

int command_offcpu(int argc, char **argv)
{
	struct offcpu offcpu = { .answer = ANSWER("offcpu") };
	const char *svg = NULL;
	bool folded = false;
	int option, status;

	offcpu.answer.stacks = true;
	while ((option = getopt_long(argc, argv, ANSWER_SHORT, options, NULL)) >= 0) {
		switch (option) {
		case OPTION_FOLDED:
			folded = true;
			break;
		case OPTION_SVG:
			svg = optarg;
			break;
		case 'h':
			fputs(help, stdout);
			return EXIT_OK;
		default:
			status = answer_option(&offcpu.answer, option, optarg);
			if (status)
				return status;
		}
	}
	if (folded + !!svg + offcpu.answer.json > 1)
		return message_usage("offcpu", "--folded, --svg and --json: one at a time");
	if (svg && !strcmp(svg, "-") && isatty(STDOUT_FILENO))
		return message_usage("offcpu", "a picture is no sight for a terminal");
	status = answer_file(&offcpu.answer, argc, argv);
	return status ?: offcpu_file(&offcpu, folded, svg);
}
