// SPDX-License-Identifier: GPL-2.0
/* latency.c - tracectl latency: from being woken to being on a CPU. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <grow.h>

#include "command.h"
#include "latency.h"
#include "print/message.h"

static const char help[] =
	"usage: tracectl latency [OPTIONS] [FILE]\n"
	"\n"
	"Says how long tasks of a trace (FILE, else " TRACE_DEFAULT ") waited from being woken to\n"
	"being on a CPU: all wakeups as a histogram, then by task, and the worst one by one,\n"
	"with what was on the CPU instead. A task that was preempted is not counted here:\n"
	"tracectl report has its time under WAIT.\n"
	"\n"
	"      --by KEY          told apart by task [default], cpu, or prio\n"
	FILTER_SELECT_HELP
	ANSWER_HELP
	"\n"
	"Examples:\n"
	"  tracectl latency\n"
	"  tracectl latency --by cpu -n 5 trace.gt\n"
	"  tracectl latency --comm 'nginx*' --from 1.2 --to 1.3\n"
	"  tracectl latency --json | jq .all.p99_ns\n";

enum { OPTION_BY = 1 };

static const struct option options[] = {
	{ "by", required_argument, NULL, OPTION_BY },
	FILTER_SELECT_OPTIONS,
	ANSWER_OPTIONS,
	{ 0 }
};

/* The last ones of a CPU: of a wait that is longer, the begin is not known. */
#define SHIFTS	1024

struct shifts {
	struct gentrace_shift ring[SHIFTS];
	size_t count;
};

static int shifts_add(struct latency *latency, const struct gentrace_segment *segment)
{
	struct gentrace_shift *last;
	struct shifts *shifts;

	if (segment->cpu >= GENTRACE_CPUS_MAX)
		return 0;
	/* A ring is large: only as many as there are, and not what grow_zeroed() would take. */
	if (segment->cpu >= latency->cpus) {
		size_t cpus = segment->cpu + 1;

		shifts = reallocarray(latency->cpu, cpus, sizeof(*shifts));
		if (!shifts)
			return -ENOMEM;
		memset(shifts + latency->cpus, 0, (cpus - latency->cpus) * sizeof(*shifts));
		latency->cpu = shifts;
		latency->cpus = cpus;
	}
	shifts = &latency->cpu[segment->cpu];
	last = &shifts->ring[(shifts->count - 1) % SHIFTS];
	if (!shifts->count || !gentrace_shift_extend(last, segment))
		shifts->ring[shifts->count++ % SHIFTS] = gentrace_shift_begin(segment);
	return 0;
}

/* Who was on the CPU while it waited. */
static void find_instead(const struct latency *latency, struct latency_worst *worst)
{
	const struct shifts *shifts;
	size_t i;

	if (worst->cpu >= latency->cpus)
		return;
	shifts = &latency->cpu[worst->cpu];
	for (i = 0; i < shifts->count && i < SHIFTS; i++) {
		const struct gentrace_shift *shift = &shifts->ring[(shifts->count - 1 - i) % SHIFTS];
		__u64 ns = gentrace_shift_within(shift, worst->begin_ns, worst->end_ns);

		if (shift->end_ns <= worst->begin_ns)
			break;
		if (!ns)
			continue;
		worst->others++;
		worst->others_ns += ns;
		if (ns > worst->instead_ns) {
			worst->instead = shift->task;
			worst->instead_ns = ns;
		}
	}
	if (!worst->others)
		return;
	worst->others--;
	worst->others_ns -= worst->instead_ns;
}

static __u64 worst_ns(const void *thing)
{
	const struct latency_worst *worst = thing;

	return worst->end_ns - worst->begin_ns;
}

static int worst_add(struct latency *latency, const struct gentrace_segment *segment)
{
	struct latency_worst worst = {
		.task = segment->task,
		.begin_ns = segment->woken_ns,
		.end_ns = segment->end_ns,
		.cpu = segment->cpu,
	};
	void *place;
	int error = longest_place(&latency->worst, latency->answer.rows, sizeof(worst),
				  worst_ns(&worst), worst_ns, &place);

	if (!place)
		return error;
	find_instead(latency, &worst);
	*(struct latency_worst *)place = worst;
	return 0;
}

static size_t group_number(const struct latency *latency, const struct gentrace_segment *segment)
{
	switch (latency->key) {
	case LATENCY_CPU:
		return segment->cpu;
	case LATENCY_PRIO:
		/* Kernel priorities end at 140; the last one is "not known". */
		return segment->task->prio < 140 ? segment->task->prio : 140;
	default:
		return segment->task->index;
	}
}

static int group_get(struct latency *latency, const struct gentrace_segment *segment,
		     struct latency_group **group)
{
	size_t number = group_number(latency, segment);

	*group = grow_zeroed(latency->group, &latency->groups, number, sizeof(**group));
	if (!*group)
		return -ENOMEM;
	latency->group = *group;
	*group = &latency->group[number];
	(*group)->task = segment->task;
	(*group)->number = number;
	return 0;
}

unsigned int latency_octave(__u64 ns)
{
	return ns ? 64 - __builtin_clzll(ns) : 0;
}

static int wakeup_add(struct latency *latency, const struct gentrace_segment *segment)
{
	__u64 ns = segment->end_ns - segment->woken_ns;
	struct latency_group *group;

	if (group_get(latency, segment, &group))
		return -ENOMEM;
	if (!group->latency.count || ns > group->latency.max)
		group->worst_at = segment->woken_ns;
	group->lossy |= segment->task->lossy;
	latency->octave[latency_octave(ns)]++;
	if (gentrace_histogram_add(&group->latency, ns) || gentrace_histogram_add(&latency->all, ns))
		return -ENOMEM;
	return worst_add(latency, segment);
}

static int latency_add(void *data, const struct gentrace_segment *segment)
{
	struct latency *latency = data;

	if (segment->doing == GENTRACE_DOING_RUN)
		return shifts_add(latency, segment);
	if (!latency_is_one(segment) ||
	    !answer_wants(&latency->answer, segment->task, segment->cpu, segment->begin_ns,
			  segment->end_ns))
		return 0;
	return wakeup_add(latency, segment);
}

static int group_compare(const void *left, const void *right)
{
	const struct latency_group *a = left, *b = right;

	return (a->latency.max < b->latency.max) - (a->latency.max > b->latency.max) ?:
	       (a->number > b->number) - (a->number < b->number);
}

static int latency_answer(struct latency *latency)
{
	if (latency->group)
		qsort(latency->group, latency->groups, sizeof(*latency->group), group_compare);
	if (latency->answer.json)
		latency_print_json(latency);
	else if (latency_print(latency))
		return trace_no_memory();
	return trace_finish(&latency->answer.trace);
}

static int latency_file(struct latency *latency)
{
	int status = answer_read(&latency->answer, latency_add, NULL, latency);
	size_t i;

	if (!status)
		status = latency_answer(latency);
	for (i = 0; i < latency->groups; i++)
		gentrace_histogram_clear(&latency->group[i].latency);
	gentrace_histogram_clear(&latency->all);
	free(latency->group);
	free(latency->worst.list);
	free(latency->cpu);
	answer_close(&latency->answer);
	return status;
}

int command_latency(int argc, char **argv)
{
	static const char *const keys[] = {
		[LATENCY_TASK] = "task",
		[LATENCY_CPU] = "cpu",
		[LATENCY_PRIO] = "prio",
	};
	struct latency latency = { .answer = ANSWER("latency") };
	int option, status, key;

	while ((option = getopt_long(argc, argv, ANSWER_SHORT, options, NULL)) >= 0) {
		switch (option) {
		case OPTION_BY:
			key = units_parse_word(optarg, keys, sizeof(keys) / sizeof(*keys));
			if (key < 0)
				return message_usage("latency", "wakeups cannot be told apart by '%s': "
						     "task, cpu, prio", optarg);
			latency.key = key;
			break;
		case 'h':
			fputs(help, stdout);
			return EXIT_OK;
		default:
			status = answer_option(&latency.answer, option, optarg);
			if (status)
				return status;
		}
	}
	status = answer_file(&latency.answer, argc, argv);
	return status ?: latency_file(&latency);
}
