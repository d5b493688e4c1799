// SPDX-License-Identifier: GPL-2.0
/* latency_text.c - wakeup latencies, for people. */
#include <stdio.h>

#include "print/cells.h"
#include "latency.h"
#include "read/proof.h"
#include "print/terminal.h"

#define COUNT(array)	(sizeof(array) / sizeof(*(array)))

/* The longest bar of the histogram. */
#define BAR	50

static const unsigned int permilles[] = { 500, 950, 990 };

static void head_print(const struct latency *latency)
{
	const struct gentrace_histogram *all = &latency->all;
	char count[UNITS_MAX], p50[UNITS_MAX], p95[UNITS_MAX], p99[UNITS_MAX], worst[UNITS_MAX];

	printf("%s: %s wakeup%s", trace_name(latency->answer.path), units_count(count, all->count),
	       units_s(all->count));
	if (all->count)
		printf(": half of them within %s, 95 %% %s, 99 %% %s, worst %s",
		       units_ns(p50, gentrace_histogram_percentile(all, 500)),
		       units_ns(p95, gentrace_histogram_percentile(all, 950)),
		       units_ns(p99, gentrace_histogram_percentile(all, 990)),
		       units_ns(worst, all->max));
	putchar('\n');
	trace_print_window(&latency->answer.trace);
	proof_print_line(latency->answer.path, latency->answer.verify);
}

static void octaves_print(const struct latency *latency)
{
	unsigned int i, first = latency_octave(latency->all.min), last = latency_octave(latency->all.max);
	char below[UNITS_MAX], count[UNITS_MAX];
	__u64 most = 0;

	for (i = first; i <= last; i++)
		if (latency->octave[i] > most)
			most = latency->octave[i];
	table_heading("HISTOGRAM");
	for (i = first; i <= last; i++) {
		int bar = (int)((latency->octave[i] * BAR + most - 1) / most);

		printf("  < %9s  %9s  %.*s\n", units_ns(below, i < 64 ? 1ull << i : ~0ull),
		       units_count(count, latency->octave[i]), bar,
		       "##################################################");
	}
}

static const char *group_name(char buffer[static ANSWER_TASK_MAX], const struct latency *latency,
			      const struct latency_group *group)
{
	if (latency->key == LATENCY_TASK)
		return answer_task(buffer, group->task);
	if (latency->key == LATENCY_PRIO && group->number >= 140)
		return "?";
	snprintf(buffer, ANSWER_TASK_MAX, "%u", group->number);
	return buffer;
}

static int groups_print(const struct latency *latency)
{
	static const char *const names[] = { "TASK", "CPU", "PRIO" };
	const struct table_column columns[] = {
		{ names[latency->key], latency->key != LATENCY_TASK }, { "WAKEUPS", true },
		{ "P50", true }, { "P95", true }, { "P99", true }, { "WORST", true },
		{ "WORST AT", true },
	};
	struct cells cells = { .table = table_create(columns, COUNT(columns)) };
	char name[ANSWER_TASK_MAX], since[UNITS_MAX];
	size_t i, p, more = 0;

	for (i = 0; i < latency->groups && latency->group[i].latency.count; i++)
		cells.some_lossy |= latency->group[i].lossy;
	for (i = 0; i < latency->groups && latency->group[i].latency.count; i++) {
		const struct latency_group *group = &latency->group[i];

		if (i >= latency->answer.rows) {
			more++;
			continue;
		}
		cells.lossy = group->lossy;
		table_row(cells.table);
		table_cell(cells.table, group_name(name, latency, group));
		cells_count(&cells, group->latency.count);
		for (p = 0; p < COUNT(permilles); p++)
			cells_ns(&cells, gentrace_histogram_percentile(&group->latency, permilles[p]));
		cells_ns(&cells, group->latency.max);
		table_cell(cells.table, answer_since(&latency->answer, since, group->worst_at));
	}
	table_heading(latency->key == LATENCY_TASK ? "BY TASK" : latency->key == LATENCY_CPU ? "BY CPU" :
		"BY PRIORITY of the kernel: 120 is nice 0, below 100 real time");
	if (table_print(cells.table))
		return -1;
	if (more)
		printf("and %zu more: -n 0 shows all\n", more);
	return 0;
}

static void instead_text(char *buffer, size_t size, const struct latency_worst *worst)
{
	char task[ANSWER_TASK_MAX], ns[UNITS_MAX], others[UNITS_MAX];

	if (!worst->instead) {
		snprintf(buffer, size, "nobody: the CPU was idle, or came from it late");
		return;
	}
	answer_task(task, worst->instead);
	units_ns(ns, worst->instead_ns);
	if (worst->others)
		snprintf(buffer, size, "%s for %s, %zu other%s for %s", task, ns, worst->others,
			 units_s(worst->others), units_ns(others, worst->others_ns));
	else
		snprintf(buffer, size, "%s for %s", task, ns);
}

static int worst_print(const struct latency *latency)
{
	static const struct table_column columns[] = {
		{ "AT", true }, { "TOOK", true }, { "TASK", false }, { "CPU", true },
		{ "ON THE CPU INSTEAD", false },
	};
	char text[ANSWER_TASK_MAX + 3 * UNITS_MAX], task[ANSWER_TASK_MAX], number[UNITS_MAX];
	struct table *table = table_create(columns, COUNT(columns));
	size_t i;

	for (i = 0; i < latency->worst.count; i++) {
		const struct latency_worst *worst = (const struct latency_worst *)latency->worst.list + i;

		table_row(table);
		table_cell(table, answer_since(&latency->answer, number, worst->begin_ns));
		table_cell(table, units_ns(number, worst->end_ns - worst->begin_ns));
		table_cell(table, answer_task(task, worst->task));
		snprintf(number, sizeof(number), "%u", worst->cpu);
		table_cell(table, number);
		instead_text(text, sizeof(text), worst);
		table_cell(table, text);
	}
	table_heading("WORST");
	return table_print(table);
}

static void next_print(const struct latency *latency)
{
	const struct latency_worst *worst = latency->worst.list;
	char from[UNITS_MAX], to[UNITS_MAX];

	printf("\nnext: tracectl dump --from %s --to %s --cpu %u %s\n",
	       answer_since(&latency->answer, from, worst->begin_ns),
	       answer_since(&latency->answer, to, worst->end_ns), worst->cpu,
	       trace_argument(latency->answer.path));
}

int latency_print(const struct latency *latency)
{
	head_print(latency);
	if (!latency->all.count)
		return 0;
	octaves_print(latency);
	if (groups_print(latency) || worst_print(latency))
		return -1;
	next_print(latency);
	return 0;
}
