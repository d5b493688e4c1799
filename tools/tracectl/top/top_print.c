// SPDX-License-Identifier: GPL-2.0
/* top_print.c - an interval as tables. */
#include <stdio.h>
#include <string.h>

#include "print/cells.h"
#include "print/units.h"
#include "read/proof.h"
#include "report/report.h"
#include "top.h"

/* Left out when it holds zeros only. */
#define COLUMN_UNKNOWN	7

static void task_row(struct cells *cells, const struct gentrace_task *task, __u64 span_ns)
{
	char text[UNITS_MAX];

	cells->lossy = false;
	table_row(cells->table);
	cells_text(cells, *task->comm ? task->comm : "?");
	snprintf(text, sizeof(text), "%u", task->pid);
	table_cell(cells->table, text);
	snprintf(text, sizeof(text), "%c", top_letter(task));
	table_cell(cells->table, text);
	cells->lossy = task->lossy;
	cells_percent(cells, task->run_ns, span_ns);
	cells_ns(cells, task->run_ns);
	cells_ns(cells, task->wait_ns);
	cells_ns(cells, task->block_ns);
	cells_ns(cells, task->unknown_ns);
	cells_count(cells, report_switches(task));
	cells_count(cells, task->wakeups);
	cells_measured(cells, task->latency.count, gentrace_histogram_percentile(&task->latency, 990));
	cells_measured(cells, task->latency.count, task->latency.max);
}

static int tasks_print(const struct interval *interval, size_t rows)
{
	static const struct table_column columns[] = {
		{ "TASK", false }, { "PID", true }, { "S", false }, { "RUN%", true },
		{ "RUN", true }, { "WAIT", true }, { "BLOCKED", true }, { "UNKNOWN", true },
		{ "SWITCHES", true }, { "WAKEUPS", true }, { "P99", true }, { "WORST", true },
	};
	struct cells cells = {
		.table = table_create(columns, sizeof(columns) / sizeof(*columns)),
	};
	__u64 unknown = 0;
	size_t i;

	for (i = 0; i < rows; i++) {
		cells.some_lossy |= interval->tasks[i]->lossy;
		unknown |= interval->tasks[i]->unknown_ns;
	}
	if (!unknown)
		table_hide(cells.table, COLUMN_UNKNOWN);
	for (i = 0; i < rows; i++)
		task_row(&cells, interval->tasks[i], interval_ns(interval));
	return table_print(cells.table);
}

int top_print(const struct top *top)
{
	const struct interval *interval = top->interval;
	size_t rows = interval->task_count < top->rows ? interval->task_count : top->rows;
	char line[TOP_LINE_MAX], cost[COST_TEXT_MAX], count[UNITS_MAX];

	if (top->totals.intervals > 1)
		putchar('\n');
	printf("%s%s%s\n", terminal_style(stdout, TERMINAL_BOLD), top_title(line, top, true),
	       terminal_style(stdout, TERMINAL_PLAIN));
	printf("tasks       %s\n", top_tasks_line(line, top));
	printf("latency     %s\n", top_latency_line(line, top));
	proof_print_line(top->path ?: "-", interval->verify);
	printf("total       %s\n", top_total_line(line, top));
	printf("cost        %s\n\n", cost_text(cost, &top->cost));
	if (tasks_print(interval, rows))
		return -1;
	if (interval->task_count > rows)
		printf("and %s more task%s: --rows 0 shows all\n",
		       units_count(count, interval->task_count - rows),
		       units_s(interval->task_count - rows));
	return 0;
}
