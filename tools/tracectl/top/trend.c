// SPDX-License-Identifier: GPL-2.0
/* trend.c - what is remembered of tasks from one interval to the next. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "trend.h"

#define LEVELS	8

void trend_add(struct trend *trend, __u64 ns)
{
	trend->ns[trend->count++ % TREND_MAX] = ns;
}

bool trend_ago(const struct trend *trend, size_t ago, __u64 *ns)
{
	if (ago >= TREND_MAX || ago >= trend->count)
		return false;
	*ns = trend->ns[(trend->count - 1 - ago) % TREND_MAX];
	return true;
}

static int trend_compare(const void *left, const void *right)
{
	const struct trend_task *a = left, *b = right;

	return (a->pid > b->pid) - (a->pid < b->pid) ?:
	       (a->start > b->start) - (a->start < b->start);
}

/* A birth that is not known may be any. */
static bool trend_is(const struct trend_task *task, __u32 pid, __u64 start)
{
	return task->pid == pid && (task->start == start || !task->start || !start);
}

struct trend_task *trends_find(const struct trends *trends, const struct gentrace_task *task)
{
	size_t low = 0, high = trends->tasks, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (trends->task[middle].pid < task->pid)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < trends->tasks && trends->task[low].pid == task->pid; low++)
		if (trend_is(&trends->task[low], task->pid, task->start))
			return &trends->task[low];
	return NULL;
}

int trends_add(struct trends *trends, const struct interval *interval)
{
	struct trend_task *list = calloc(interval->all_tasks + 1, sizeof(*list)), *before;
	const struct gentrace_task *task;
	size_t i;

	if (!list)
		return -ENOMEM;
	for (i = 0; i < interval->all_tasks; i++) {
		task = gentrace_model_task(interval->model, i);
		before = trends_find(trends, task);
		if (before)
			list[i] = *before;
		list[i].pid = task->pid;
		list[i].start = task->start;
		memcpy(list[i].comm, task->comm, sizeof(list[i].comm));
		trend_add(&list[i].trend, task->latency.max);
	}
	qsort(list, interval->all_tasks, sizeof(*list), trend_compare);
	free(trends->task);
	trends->task = list;
	trends->tasks = interval->all_tasks;
	return 0;
}

void trends_clear(struct trends *trends)
{
	free(trends->task);
	*trends = (struct trends) { 0 };
}

/* Nothing is a blank, however little is the lowest level, the largest the highest. */
static const char *level_text(__u64 ns, __u64 most, bool utf8)
{
	static const char *const blocks[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
	static const char *const letters[] = { "_", ".", ":", "-", "=", "+", "*", "#" };
	size_t level;

	if (!ns)
		return " ";
	level = (size_t)((__uint128_t)(ns - 1) * LEVELS / most);
	return utf8 ? blocks[level] : letters[level];
}

__u64 trend_text(char text[static TREND_TEXT_MAX], const struct trend *trend, size_t width,
		 bool utf8)
{
	__u64 ns, most = 0;
	size_t ago;

	if (width > TREND_MAX)
		width = TREND_MAX;
	*text = '\0';
	for (ago = 0; ago < width && trend_ago(trend, ago, &ns); ago++)
		most = ns > most ? ns : most;
	for (ago = width; ago--;)
		strcat(text, trend_ago(trend, ago, &ns) ? level_text(ns, most, utf8) : " ");
	return most;
}
