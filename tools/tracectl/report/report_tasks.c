// SPDX-License-Identifier: GPL-2.0
/* report_tasks.c - what CPUs and tasks did, as tables. */
#include <stdio.h>
#include <string.h>

#include "print/cells.h"
#include "report_text.h"
#include "read/trace.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* Columns that are left out when they hold zeros only. */
enum {
	CPU_NMI		= 6,
	CPU_UNKNOWN	= 7,
	TASK_UNKNOWN	= 5,
};

static void cpu_row(struct cells *cells, const struct gentrace_cpu *cpu)
{
	__u64 span = cpu->last_ns - cpu->first_ns;

	cells->lossy = false;
	table_row(cells->table);
	cells_count(cells, cpu->cpu);
	cells->lossy = cpu->lossy;
	cells_ns(cells, cpu->busy_ns);
	cells_percent(cells, cpu->busy_ns, span);
	cells_ns(cells, cpu->idle_ns);
	cells_ns(cells, cpu->hardirq_ns);
	cells_ns(cells, cpu->softirq_ns);
	cells_ns(cells, cpu->nmi_ns);
	cells_ns(cells, cpu->unknown_ns);
	cells_count(cells, cpu->switches);
	/* What was recorded and what was lost is known. */
	cells->lossy = false;
	cells_count(cells, cpu->events);
	cells_count(cells, cpu->lost);
}

int report_cpus(const struct report *report)
{
	static const struct table_column columns[] = {
		{ "CPU", true }, { "BUSY", true }, { "BUSY%", true }, { "IDLE", true },
		{ "HARDIRQ", true }, { "SOFTIRQ", true }, { "NMI", true },
		{ "UNKNOWN", true }, { "SWITCHES", true }, { "EVENTS", true }, { "LOST", true },
	};
	const struct gentrace_cpu *cpu;
	struct cells cells = { 0 };
	__u64 nmi = 0, unknown = 0;
	size_t i;

	for (i = 0; (cpu = gentrace_model_cpu(report->model, i)); i++) {
		cells.some_lossy |= cpu->lossy;
		nmi |= cpu->nmi_ns;
		unknown |= cpu->unknown_ns;
	}
	table_heading("CPUS");
	cells.table = table_create(columns, COUNT(columns));
	if (!nmi)
		table_hide(cells.table, CPU_NMI);
	if (!unknown)
		table_hide(cells.table, CPU_UNKNOWN);
	for (i = 0; (cpu = gentrace_model_cpu(report->model, i)); i++)
		cpu_row(&cells, cpu);
	return table_print(cells.table);
}

static void latency_cells(const struct cells *cells, const struct gentrace_histogram *latency)
{
	static const unsigned int permilles[] = { 500, 950, 990, 1000 };
	size_t i;

	for (i = 0; i < COUNT(permilles); i++)
		cells_measured(cells, latency->count,
			      gentrace_histogram_percentile(latency, permilles[i]));
}

static void task_row(struct cells *cells, const struct gentrace_task *task)
{
	char pid[UNITS_MAX];

	cells->lossy = false;
	table_row(cells->table);
	cells_text(cells, *task->comm ? task->comm : "?");
	snprintf(pid, sizeof(pid), "%u", task->pid);
	table_cell(cells->table, pid);
	cells->lossy = task->lossy;
	cells_ns(cells, task->run_ns);
	cells_ns(cells, task->wait_ns);
	cells_ns(cells, task->block_ns);
	cells_ns(cells, task->unknown_ns);
	cells_count(cells, report_switches(task));
	cells_count(cells, task->wakeups);
	latency_cells(cells, &task->latency);
}

static int task_table_print(const struct report *report, size_t rows)
{
	static const struct table_column columns[] = {
		{ "TASK", false }, { "PID", true }, { "RUN", true }, { "WAIT", true },
		{ "BLOCKED", true }, { "UNKNOWN", true }, { "SWITCHES", true },
		{ "WAKEUPS", true }, { "P50", true }, { "P95", true }, { "P99", true },
		{ "WORST", true },
	};
	struct cells cells = { .table = table_create(columns, COUNT(columns)) };
	__u64 unknown = 0;
	size_t i;

	for (i = 0; i < rows; i++) {
		cells.some_lossy |= report->tasks[i]->lossy;
		unknown |= report->tasks[i]->unknown_ns;
	}
	if (!unknown)
		table_hide(cells.table, TASK_UNKNOWN);
	for (i = 0; i < rows; i++)
		task_row(&cells, report->tasks[i]);
	return table_print(cells.table);
}

/* Whom to look at first, and how. */
static void worst_print(const struct report *report)
{
	const struct gentrace_task *worst = NULL;
	char from[UNITS_MAX], to[UNITS_MAX], ns[UNITS_MAX], comm[TERMINAL_ESCAPED(GENTRACE_TEXT_MAX)];
	size_t i;

	for (i = 0; i < report->task_count; i++)
		if (!worst || report->tasks[i]->latency.max > worst->latency.max)
			worst = report->tasks[i];
	if (!worst || !worst->latency.max)
		return;
	terminal_escape(comm, sizeof(comm), worst->comm, strlen(worst->comm));
	report_since(report, from, worst->latency_worst_ns);
	report_since(report, to, worst->latency_worst_ns + worst->latency.max);
	printf("longest wait for a CPU: %s by %s/%u%s, until CPU %u took it\n",
	       units_ns(ns, worst->latency.max), comm, worst->pid,
	       worst->lossy ? " (~)" : "", worst->latency_worst_cpu);
	printf("  next: tracectl dump --from %s --to %s --cpu %u %s\n", from, to,
	       worst->latency_worst_cpu, trace_argument(report->path));
}

static void tasks_heading(const struct report *report)
{
	char text[64];

	if (!filter_asks_for_tasks(&report->filter)) {
		table_heading("TASKS");
		return;
	}
	snprintf(text, sizeof(text), "TASKS: %zu of %zu, those asked for", report->task_count,
		 report->all_tasks);
	table_heading(text);
}

int report_tasks(const struct report *report)
{
	size_t rows = report->task_count < report->rows ? report->task_count : report->rows;

	tasks_heading(report);
	if (task_table_print(report, rows))
		return -1;
	report_more(report->task_count, rows, "task");
	worst_print(report);
	return 0;
}
