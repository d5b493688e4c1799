// SPDX-License-Identifier: GPL-2.0
/* report_activities.c - system calls and interrupts, as tables. */
#include <stdio.h>
#include <string.h>

#include "print/cells.h"
#include "report_text.h"
#include "answers/syscalls.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* The numbers that all activities have; the row and its names are there. */
static void activity_cells(struct cells *cells, const struct gentrace_activity *activity)
{
	cells->lossy = activity->lossy;
	cells_count(cells, activity->count);
	cells_measured(cells, activity->count, activity->total_ns);
	cells_measured(cells, activity->count, activity->max_ns);
	cells_count(cells, activity->unfinished);
	cells->lossy = false;
}

int report_syscalls(const struct report *report)
{
	static const struct table_column columns[] = {
		{ "SYSCALL", false }, { "COUNT", true }, { "TOTAL", true },
		{ "MAX", true }, { "UNFINISHED", true }, { "MAX AT", true }, { "BY PID", true },
	};
	size_t rows = report->syscall_count < report->rows ? report->syscall_count : report->rows;
	char name[SYSCALL_NAME_MAX], text[UNITS_MAX];
	struct cells cells = { 0 };
	size_t i;

	if (!rows)
		return 0;
	table_heading("SYSTEM CALLS");
	for (i = 0; i < rows; i++)
		cells.some_lossy |= report->syscalls[i]->lossy;
	cells.table = table_create(columns, COUNT(columns));
	for (i = 0; i < rows; i++) {
		const struct gentrace_activity *syscall = report->syscalls[i];

		table_row(cells.table);
		table_cell(cells.table, syscall_name(name, syscall->id));
		activity_cells(&cells, syscall);
		table_cell(cells.table, syscall->count ? report_since(report, text, syscall->max_at) : "-");
		snprintf(text, sizeof(text), "%u", syscall->max_pid);
		table_cell(cells.table, syscall->count ? text : "-");
	}
	if (table_print(cells.table))
		return -1;
	report_more(report->syscall_count, rows, "system call");
	return 0;
}

typedef const struct gentrace_activity *(*activity_list)(const struct gentrace_model *model,
							 size_t i);

static void interrupt_row(struct cells *cells, const char *kind,
			  const struct gentrace_activity *activity, bool softirq)
{
	const char *name = softirq ? gentrace_softirq_name(activity->id) : activity->name;
	char number[UNITS_MAX];

	snprintf(number, sizeof(number), "%llu", activity->id);
	table_row(cells->table);
	table_cell(cells->table, kind);
	table_cell(cells->table, number);
	cells_text(cells, name && *name ? name : "?");
	activity_cells(cells, activity);
}

int report_interrupts(const struct report *report)
{
	static const struct table_column columns[] = {
		{ "INTERRUPT", false }, { "NUMBER", true }, { "NAME", false },
		{ "COUNT", true }, { "TOTAL", true }, { "MAX", true }, { "UNFINISHED", true },
	};
	static const struct { const char *kind; activity_list list; } kinds[] = {
		{ "hardirq", gentrace_model_irq },
		{ "softirq", gentrace_model_softirq },
		{ "nmi", gentrace_model_nmi },
	};
	const struct gentrace_activity *activity;
	struct cells cells = { 0 };
	bool any = false;
	size_t k, i;

	for (k = 0; k < COUNT(kinds); k++)
		for (i = 0; (activity = kinds[k].list(report->model, i)); i++) {
			cells.some_lossy |= activity->lossy;
			any = true;
		}
	if (!any)
		return 0;
	table_heading("INTERRUPTS");
	cells.table = table_create(columns, COUNT(columns));
	for (k = 0; k < COUNT(kinds); k++)
		for (i = 0; (activity = kinds[k].list(report->model, i)); i++)
			interrupt_row(&cells, kinds[k].kind, activity,
				      kinds[k].list == gentrace_model_softirq);
	return table_print(cells.table);
}
