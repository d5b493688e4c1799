// SPDX-License-Identifier: GPL-2.0
/*
 * diff.c - tracectl diff: what got worse between two traces, beyond the noise.
 *
 * Two medians differ if their notches do not overlap: median +- 1.57 IQR / sqrt(n),
 * McGill, Tukey and Larsen, "Variations of Box Plots" (1978), about 95 % sure. Samples
 * of a latency or a system call are the single ones; of run, wait and blocked time they
 * are slices of the trace.
 */
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "diff.h"
#include "print/message.h"

static const char help[] =
	"usage: tracectl diff [OPTIONS] BEFORE AFTER\n"
	"\n"
	"Says what differs between two traces of the same work, what got worse first: by the\n"
	"name of the tasks, how long they run, wait for a CPU and are blocked, and how long it\n"
	"takes from being woken to being on a CPU; and the times of system calls. A change\n"
	"within the noise is none: medians are compared with what their spread makes of them.\n"
	"\n"
	"      --slice TIME      run, wait and blocked time are samples of so long [100ms]\n"
	FILTER_SELECT_HELP
	ANSWER_HELP
	"\n"
	"Examples:\n"
	"  tracectl record -o before.gt -c all -d 10; ...; tracectl record -o after.gt -c all -d 10\n"
	"  tracectl diff before.gt after.gt\n"
	"  tracectl diff --comm 'nginx*' --json before.gt after.gt | jq '.changes[0]'\n";

enum { OPTION_SLICE = 1 };

static const struct option options[] = {
	{ "slice", required_argument, NULL, OPTION_SLICE },
	FILTER_SELECT_OPTIONS,
	ANSWER_OPTIONS,
	{ 0 }
};

const char *change_kind_name(enum change_kind kind)
{
	static const char *const names[] = {
		[CHANGE_RUN] = "run",
		[CHANGE_WAIT] = "wait",
		[CHANGE_BLOCK] = "blocked",
		[CHANGE_LATENCY] = "latency",
		[CHANGE_SYSCALL] = "syscall",
	};

	return names[kind];
}

const char *change_verdict_name(enum change_verdict verdict)
{
	static const char *const names[] = {
		[CHANGE_SAME] = "same",
		[CHANGE_WORSE] = "worse",
		[CHANGE_BETTER] = "better",
		[CHANGE_NEW] = "new",
		[CHANGE_GONE] = "gone",
		[CHANGE_UNTOLD] = "too few to tell",
	};

	return names[verdict];
}

static __u64 per_second(__u64 sum, const struct side *side)
{
	return side->span_ns ? (__u64)((double)sum / (double)side->span_ns * 1e9) : 0;
}

static struct spread spread_of_histogram(const struct side *side,
					 const struct gentrace_histogram *histogram)
{
	if (!histogram)
		return (struct spread) { 0 };
	return (struct spread) {
		.count = histogram->count,
		.q1 = gentrace_histogram_percentile(histogram, 250),
		.median = gentrace_histogram_percentile(histogram, 500),
		.q3 = gentrace_histogram_percentile(histogram, 750),
		.per_s = per_second(histogram->sum, side),
	};
}

static int number_compare(const void *left, const void *right)
{
	const __u64 *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

/* Sorts the slices: nobody asks for their order any more. */
static struct spread spread_of_slices(const struct side *side, const struct side_task *task,
				      enum side_account account)
{
	struct spread spread = { .count = side->slices };
	__u64 *ns, sum = 0;
	size_t i;

	if (!task || !side->slices)
		return (struct spread) { 0 };
	ns = task->ns[account];
	for (i = 0; i < side->slices; i++)
		sum += ns[i];
	qsort(ns, side->slices, sizeof(*ns), number_compare);
	spread.q1 = ns[side->slices / 4];
	spread.median = ns[side->slices / 2];
	spread.q3 = ns[side->slices * 3 / 4];
	spread.per_s = per_second(sum, side);
	return spread;
}

/* A sample is at most 1/64 larger than it was, if it is from a histogram. */
static double spread_notch(const struct spread *spread)
{
	double root = sqrt((double)spread->count);

	return 1.57 * (double)(spread->q3 - spread->q1) / root + (double)spread->median / 64;
}

static enum change_verdict change_judge(const struct change *change)
{
	const struct spread *before = &change->before, *after = &change->after;
	double difference = (double)after->median - (double)before->median;
	double noise;

	if (!before->per_s && !after->per_s)
		return CHANGE_SAME;
	if (before->count < DIFF_SAMPLES && after->count < DIFF_SAMPLES)
		return CHANGE_UNTOLD;
	if (!before->count)
		return CHANGE_NEW;
	if (!after->count)
		return CHANGE_GONE;
	if (before->count < DIFF_SAMPLES || after->count < DIFF_SAMPLES)
		return CHANGE_UNTOLD;
	noise = spread_notch(before) + spread_notch(after);
	if (difference > noise)
		return CHANGE_WORSE;
	return -difference > noise ? CHANGE_BETTER : CHANGE_SAME;
}

static int diff_append(struct diff *diff, struct change change)
{
	struct change *list;

	change.verdict = change_judge(&change);
	if (!change.before.count && !change.after.count)
		return 0;
	/* Grows at powers of two, where the count says that it is full. */
	if (!(diff->changes & (diff->changes - 1))) {
		list = reallocarray(diff->change, diff->changes ? 2 * diff->changes : 1, sizeof(*list));
		if (!list)
			return -ENOMEM;
		diff->change = list;
	}
	diff->change[diff->changes++] = change;
	return 0;
}

/* Of one name; one of the sides may not have it. */
static int diff_task(struct diff *diff, const struct side_task *before,
		     const struct side_task *after)
{
	struct change change = {
		.name = before ? before->comm : after->comm,
		.lossy = (before && before->lossy) || (after && after->lossy),
	};
	int account;

	for (account = 0; account < SIDE_ACCOUNTS; account++) {
		change.kind = CHANGE_RUN + account;
		change.before = spread_of_slices(&diff->before, before, account);
		change.after = spread_of_slices(&diff->after, after, account);
		if (diff_append(diff, change))
			return -ENOMEM;
	}
	change.kind = CHANGE_LATENCY;
	change.before = spread_of_histogram(&diff->before, before ? &before->latency : NULL);
	change.after = spread_of_histogram(&diff->after, after ? &after->latency : NULL);
	return diff_append(diff, change);
}

static int diff_tasks(struct diff *diff)
{
	size_t i;

	for (i = 0; i < diff->before.tasks; i++) {
		const struct side_task *task = diff->before.task[i];

		if (diff_task(diff, task, side_find_task(&diff->after, task->comm)))
			return -ENOMEM;
	}
	for (i = 0; i < diff->after.tasks; i++) {
		const struct side_task *task = diff->after.task[i];

		if (!side_find_task(&diff->before, task->comm) && diff_task(diff, NULL, task))
			return -ENOMEM;
	}
	return 0;
}

static int diff_syscall(struct diff *diff, __u64 nr)
{
	const struct side_syscall *before = side_find_syscall(&diff->before, nr);
	const struct side_syscall *after = side_find_syscall(&diff->after, nr);

	return diff_append(diff, (struct change) {
		.kind = CHANGE_SYSCALL,
		.nr = nr,
		.before = spread_of_histogram(&diff->before, before ? &before->ns : NULL),
		.after = spread_of_histogram(&diff->after, after ? &after->ns : NULL),
	});
}

static int diff_syscalls(struct diff *diff)
{
	size_t i;

	for (i = 0; i < diff->before.syscalls; i++)
		if (diff_syscall(diff, diff->before.syscall[i].nr))
			return -ENOMEM;
	for (i = 0; i < diff->after.syscalls; i++)
		if (!side_find_syscall(&diff->before, diff->after.syscall[i].nr) &&
		    diff_syscall(diff, diff->after.syscall[i].nr))
			return -ENOMEM;
	return 0;
}

/* By how much time a second it is more. */
static __s64 change_weight(const struct change *change)
{
	return (__s64)change->after.per_s - (__s64)change->before.per_s;
}

static int change_compare(const void *left, const void *right)
{
	/* In the order they are told. */
	static const int place[] = {
		[CHANGE_WORSE] = 0,
		[CHANGE_NEW] = 1,
		[CHANGE_BETTER] = 2,
		[CHANGE_GONE] = 3,
		[CHANGE_UNTOLD] = 4,
		[CHANGE_SAME] = 5,
	};
	const struct change *a = left, *b = right;
	__s64 x = llabs(change_weight(a)), y = llabs(change_weight(b));

	return place[a->verdict] - place[b->verdict] ?: (x < y) - (x > y) ?:
	       (a->kind > b->kind) - (a->kind < b->kind) ?: strcmp(a->name ?: "", b->name ?: "");
}

static int diff_answer(struct diff *diff)
{
	int before, after;

	if (diff_tasks(diff) || diff_syscalls(diff))
		return trace_no_memory();
	if (diff->change)
		qsort(diff->change, diff->changes, sizeof(*diff->change), change_compare);
	if (diff->before.answer.json)
		diff_print_json(diff);
	else if (diff_print(diff))
		return trace_no_memory();
	before = trace_finish(&diff->before.answer.trace);
	after = trace_finish(&diff->after.answer.trace);
	return before ?: after;
}

static int diff_files(struct diff *diff)
{
	int status = side_read(&diff->before) ?: side_read(&diff->after);

	if (!status)
		status = diff_answer(diff);
	free(diff->change);
	side_close(&diff->after);
	side_close(&diff->before);
	return status;
}

static int diff_option(struct diff *diff, int option)
{
	char why[128];

	if (option != OPTION_SLICE)
		return answer_option(&diff->before.answer, option, optarg);
	if (units_take_ns(optarg, &diff->before.slice_ns, why, sizeof(why)))
		return message_usage("diff", "%s", why);
	if (diff->before.slice_ns < 1000)
		return message_usage("diff", "a slice of less than a microsecond is none");
	return EXIT_OK;
}

int command_diff(int argc, char **argv)
{
	struct diff diff = { .before = { .answer = ANSWER("diff"), .slice_ns = 100000000 } };
	int option, status;

	while ((option = getopt_long(argc, argv, ANSWER_SHORT, options, NULL)) >= 0) {
		if (option == 'h') {
			fputs(help, stdout);
			return EXIT_OK;
		}
		status = diff_option(&diff, option);
		if (status)
			return status;
	}
	if (argc - optind != 2)
		return message_usage("diff", "two files: BEFORE and AFTER");
	diff.after = diff.before;
	diff.before.answer.path = argv[optind];
	diff.after.answer.path = argv[optind + 1];
	return diff_files(&diff);
}
