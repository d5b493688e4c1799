// SPDX-License-Identifier: GPL-2.0
/* report_text.c - the answers of tracectl report, for people. */
#include <stdio.h>
#include <string.h>

#include "report.h"
#include "syscalls.h"
#include "table.h"
#include "units.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define NAME_MAX_CELL TERMINAL_ESCAPED(GENTRACE_TEXT_MAX)

/* Columns that are left out when they hold zeros only. */
enum {
	CPU_NMI		= 6,
	CPU_UNKNOWN	= 7,
	TASK_UNKNOWN	= 5,
};

/*
 * Cells of a row whose numbers a loss may have touched end in ~. The others of
 * such a table end in a blank, so that the digits stay in line.
 */
struct cells {
	struct table *table;
	bool some_lossy;	/* in the table */
	bool lossy;		/* in this row */
};

static void cell_number(const struct cells *cells, const char *text)
{
	char marked[UNITS_MAX + 1];

	snprintf(marked, sizeof(marked), "%s%s", text,
		 cells->lossy ? "~" : cells->some_lossy ? " " : "");
	table_cell_styled(cells->table, marked, cells->lossy ? TERMINAL_WARN : TERMINAL_PLAIN);
}

static void cell_ns(const struct cells *cells, __u64 ns)
{
	char text[UNITS_MAX];

	cell_number(cells, ns ? units_ns(text, ns) : "0");
}

/* A number that is only one if something was measured. */
static void cell_measured(const struct cells *cells, __u64 measurements, __u64 ns)
{
	if (measurements)
		cell_ns(cells, ns);
	else
		cell_number(cells, "-");
}

static void cell_count(const struct cells *cells, __u64 count)
{
	char text[UNITS_MAX];

	cell_number(cells, units_count(text, count));
}

static void cell_percent(const struct cells *cells, __u64 part, __u64 whole)
{
	char text[UNITS_MAX];

	cell_number(cells, units_percent(text, part, whole));
}

static void cell_text(const struct cells *cells, const char *text)
{
	char escaped[NAME_MAX_CELL];

	table_cell(cells->table, terminal_escape(escaped, sizeof(escaped), text, strlen(text)));
}

static void heading(const char *text)
{
	printf("\n%s%s%s\n", terminal_style(stdout, TERMINAL_BOLD), text,
	       terminal_style(stdout, TERMINAL_PLAIN));
}

static void more_rows(size_t count, size_t shown, const char *what)
{
	char text[UNITS_MAX];

	if (count > shown)
		printf("and %s more %s%s: -n 0 shows all\n", units_count(text, count - shown), what,
		       units_s(count - shown));
}

/* "0.123456789 s": where to look with dump --from. */
static const char *since(const struct report *report, char buffer[static UNITS_MAX], __u64 ns)
{
	return units_seconds(buffer, ns - gentrace_model_summary(report->model)->first_ns);
}

static void recorded_print(const struct report *report, const struct gentrace_summary *summary)
{
	char a[UNITS_MAX], b[UNITS_MAX], date[UNITS_DATE_MAX], release[NAME_MAX_CELL];
	const char *comma = " ";
	size_t i;

	terminal_escape(release, sizeof(release), report->release, strlen(report->release));
	printf("%s: %s on %llu CPU%s, Linux %s", report->path,
	       units_ns(a, summary->last_ns - summary->first_ns), report->cpus,
	       units_s(report->cpus), release);
	if (summary->realtime_ns)
		printf(", %s", units_date(date, summary->realtime_ns));
	printf("\nevents      %s in %s:", units_count(a, summary->events),
	       units_bytes(b, summary->bytes));
	for (i = 0; i < GENTRACE_CLASS_COUNT; i++) {
		if (!summary->class_events[i])
			continue;
		printf("%s%s %s", comma, gentrace_class_name(i),
		       units_count(a, summary->class_events[i]));
		comma = ", ";
	}
	printf("; %llu generation%s\n", summary->generations, units_s(summary->generations));
}

static void size_print(const struct report *report)
{
	double all = report_event_bytes(report, GENTRACE_CLASS_META);
	double sched = report_event_bytes(report, GENTRACE_CLASS_SCHED);

	if (!all)
		return;
	printf("size        %.2f bytes an event", all);
	if (sched)
		printf(", %.2f a scheduler event", sched);
	puts("; headers, tables, everything included");
}

static void world_stops_print(const struct report *report)
{
	const struct gentrace_world_stop *stop;
	char whole[UNITS_MAX], longest[UNITS_MAX];
	size_t i;

	for (i = 0; (stop = gentrace_model_world_stop(report->model, i)); i++) {
		if (i >= report->rows)
			continue;
		printf("%-11s %s", i ? "" : "world stop", gentrace_stop_op_name(stop->op) ?: "?");
		if (stop->whole_ns)
			printf(" %s as a whole", units_ns(whole, stop->whole_ns));
		if (stop->cpus)
			printf("%s longest on CPU %u: %s", stop->whole_ns ? "," : "",
			       stop->cpu_max, units_ns(longest, stop->cpu_max_ns));
		putchar('\n');
	}
	more_rows(i, report->rows, "world stop");
}

static void verdict_print(const struct report *report, const struct gentrace_summary *summary)
{
	const struct gentrace_proof *totals = gentrace_verify_totals(report->verify);
	char a[UNITS_MAX], b[UNITS_MAX], c[UNITS_MAX];

	fputs("losses      ", stdout);
	switch (gentrace_verify_verdict(report->verify)) {
	case GENTRACE_NOTE:
		printf("%snone%s: %s emitted = recorded, proven\n",
		       terminal_style(stdout, TERMINAL_GOOD),
		       terminal_style(stdout, TERMINAL_PLAIN), units_count(a, totals->emitted));
		break;
	case GENTRACE_LOSSY:
		printf("%s%s of %s events%s (%s); numbers with ~ may be touched by it\n",
		       terminal_style(stdout, TERMINAL_WARN), units_count(a, summary->lost_total),
		       units_count(b, totals->emitted), terminal_style(stdout, TERMINAL_PLAIN),
		       units_percent(c, summary->lost_total, totals->emitted));
		break;
	case GENTRACE_BROKEN:
		printf("%snot known, the trace is broken%s (%s lost by its own account): tracectl verify %s\n",
		       terminal_style(stdout, TERMINAL_BAD),
		       terminal_style(stdout, TERMINAL_PLAIN),
		       units_count(a, summary->lost_total), report->path);
		break;
	}
}

static int losses_print(const struct report *report)
{
	static const struct table_column columns[] = {
		{ "CPU", true }, { "LEVEL", false }, { "CLASS", false }, { "LOST", true },
		{ "FROM", true }, { "TO", true }, { "CAUSE", false },
	};
	const struct gentrace_loss *loss;
	struct cells cells = { 0 };
	char text[UNITS_MAX];
	size_t i;

	if (!gentrace_model_loss(report->model, 0))
		return 0;
	heading("LOSSES");
	cells.table = table_create(columns, COUNT(columns));
	for (i = 0; (loss = gentrace_model_loss(report->model, i)); i++) {
		if (i >= report->rows)
			continue;
		table_row(cells.table);
		cell_count(&cells, loss->cpu);
		cell_text(&cells, gentrace_level_name(loss->level) ?: "?");
		cell_text(&cells, gentrace_class_name(loss->class) ?: "?");
		cell_count(&cells, loss->count);
		cell_text(&cells, since(report, text, loss->first));
		cell_text(&cells, since(report, text, loss->last));
		cell_text(&cells, gentrace_cause_meaning(loss->cause) ?: "?");
	}
	if (table_print(cells.table))
		return -1;
	more_rows(i, report->rows, "stream");
	return 0;
}

static void cpu_row(struct cells *cells, const struct gentrace_cpu *cpu)
{
	__u64 span = cpu->last_ns - cpu->first_ns;

	cells->lossy = false;
	table_row(cells->table);
	cell_count(cells, cpu->cpu);
	cells->lossy = cpu->lossy;
	cell_ns(cells, cpu->busy_ns);
	cell_percent(cells, cpu->busy_ns, span);
	cell_ns(cells, cpu->idle_ns);
	cell_ns(cells, cpu->hardirq_ns);
	cell_ns(cells, cpu->softirq_ns);
	cell_ns(cells, cpu->nmi_ns);
	cell_ns(cells, cpu->unknown_ns);
	cell_count(cells, cpu->switches);
	/* What was recorded and what was lost is known. */
	cells->lossy = false;
	cell_count(cells, cpu->events);
	cell_count(cells, cpu->lost);
}

static int cpus_print(const struct report *report)
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
	heading("CPUS");
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
		cell_measured(cells, latency->count,
			      gentrace_histogram_percentile(latency, permilles[i]));
}

static void task_row(struct cells *cells, const struct gentrace_task *task)
{
	char pid[UNITS_MAX];

	cells->lossy = false;
	table_row(cells->table);
	cell_text(cells, *task->comm ? task->comm : "?");
	snprintf(pid, sizeof(pid), "%u", task->pid);
	table_cell(cells->table, pid);
	cells->lossy = task->lossy;
	cell_ns(cells, task->run_ns);
	cell_ns(cells, task->wait_ns);
	cell_ns(cells, task->block_ns);
	cell_ns(cells, task->unknown_ns);
	cell_count(cells, report_switches(task));
	cell_count(cells, task->wakeups);
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
	char from[UNITS_MAX], to[UNITS_MAX], ns[UNITS_MAX], comm[NAME_MAX_CELL];
	size_t i;

	for (i = 0; i < report->task_count; i++)
		if (!worst || report->tasks[i]->latency.max > worst->latency.max)
			worst = report->tasks[i];
	if (!worst || !worst->latency.max)
		return;
	terminal_escape(comm, sizeof(comm), worst->comm, strlen(worst->comm));
	since(report, from, worst->latency_worst_ns);
	since(report, to, worst->latency_worst_ns + worst->latency.max);
	printf("longest wait for a CPU: %s by %s/%u%s, until CPU %u took it\n",
	       units_ns(ns, worst->latency.max), comm, worst->pid,
	       worst->lossy ? " (~)" : "", worst->latency_worst_cpu);
	printf("  next: tracectl dump --from %s --to %s --cpu %u %s\n", from, to,
	       worst->latency_worst_cpu, report->path);
}

static int tasks_print(const struct report *report)
{
	size_t rows = report->task_count < report->rows ? report->task_count : report->rows;

	heading("TASKS");
	if (task_table_print(report, rows))
		return -1;
	more_rows(report->task_count, rows, "task");
	worst_print(report);
	return 0;
}

/* The numbers that all activities have; the row and its names are there. */
static void activity_cells(struct cells *cells, const struct gentrace_activity *activity)
{
	cells->lossy = activity->lossy;
	cell_count(cells, activity->count);
	cell_measured(cells, activity->count, activity->total_ns);
	cell_measured(cells, activity->count, activity->max_ns);
	cell_count(cells, activity->unfinished);
	cells->lossy = false;
}

static int syscalls_print(const struct report *report)
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
	heading("SYSTEM CALLS");
	for (i = 0; i < rows; i++)
		cells.some_lossy |= report->syscalls[i]->lossy;
	cells.table = table_create(columns, COUNT(columns));
	for (i = 0; i < rows; i++) {
		const struct gentrace_activity *syscall = report->syscalls[i];

		table_row(cells.table);
		table_cell(cells.table, syscall_name(name, syscall->id));
		activity_cells(&cells, syscall);
		table_cell(cells.table, syscall->count ? since(report, text, syscall->max_at) : "-");
		snprintf(text, sizeof(text), "%u", syscall->max_pid);
		table_cell(cells.table, syscall->count ? text : "-");
	}
	if (table_print(cells.table))
		return -1;
	more_rows(report->syscall_count, rows, "system call");
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
	cell_text(cells, name && *name ? name : "?");
	activity_cells(cells, activity);
}

static int interrupts_print(const struct report *report)
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
	heading("INTERRUPTS");
	cells.table = table_create(columns, COUNT(columns));
	for (k = 0; k < COUNT(kinds); k++)
		for (i = 0; (activity = kinds[k].list(report->model, i)); i++)
			interrupt_row(&cells, kinds[k].kind, activity,
				      kinds[k].list == gentrace_model_softirq);
	return table_print(cells.table);
}

int report_print(const struct report *report)
{
	const struct gentrace_summary *summary = gentrace_model_summary(report->model);

	recorded_print(report, summary);
	size_print(report);
	world_stops_print(report);
	verdict_print(report, summary);
	if (losses_print(report) || cpus_print(report) || tasks_print(report) ||
	    syscalls_print(report) || interrupts_print(report))
		return -1;
	return 0;
}
