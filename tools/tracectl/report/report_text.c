// SPDX-License-Identifier: GPL-2.0
/* report_text.c - a report for people: its head, and the order of its parts. */
#include <stdio.h>
#include <string.h>

#include "answers/hits.h"
#include "print/cells.h"
#include "read/proof.h"
#include "report_text.h"
#include "read/trace.h"
#include "print/units.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

void report_more(size_t count, size_t shown, const char *what)
{
	char text[UNITS_MAX];

	if (count > shown)
		printf("and %s more %s%s: -n 0 shows all\n", units_count(text, count - shown), what,
		       units_s(count - shown));
}

const char *report_since(const struct report *report, char buffer[static UNITS_MAX], __u64 ns)
{
	__u64 first_ns = gentrace_model_summary(report->model)->first_ns;

	return units_seconds(buffer, ns - trace_begin_ns(report->trace, first_ns));
}

static void recorded_print(const struct report *report, const struct gentrace_summary *summary)
{
	char a[UNITS_MAX], b[UNITS_MAX], date[UNITS_DATE_MAX];
	char release[TERMINAL_ESCAPED(GENTRACE_TEXT_MAX)];
	const char *comma = " ";
	size_t i;

	terminal_escape(release, sizeof(release), report->release, strlen(report->release));
	printf("%s: %s on %llu CPU%s, Linux %s", trace_name(report->path),
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
	report_more(i, report->rows, "world stop");
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
	table_heading("LOSSES");
	cells.table = table_create(columns, COUNT(columns));
	for (i = 0; (loss = gentrace_model_loss(report->model, i)); i++) {
		if (i >= report->rows)
			continue;
		table_row(cells.table);
		cells_count(&cells, loss->cpu);
		cells_text(&cells, gentrace_level_name(loss->level) ?: "?");
		cells_text(&cells, gentrace_class_name(loss->class) ?: "?");
		cells_count(&cells, loss->count);
		cells_text(&cells, report_since(report, text, loss->first));
		cells_text(&cells, report_since(report, text, loss->last));
		cells_text(&cells, gentrace_cause_meaning(loss->cause) ?: "?");
	}
	if (table_print(cells.table))
		return -1;
	report_more(i, report->rows, "stream");
	return 0;
}

int report_print(const struct report *report)
{
	const struct gentrace_summary *summary = gentrace_model_summary(report->model);

	hits_print(report->model, trace_begin_ns(report->trace, summary->first_ns), report->rows);
	if (gentrace_model_hit(report->model, 0))
		printf("  next: tracectl why %s\n", trace_argument(report->path));
	trace_print_window(report->trace);
	recorded_print(report, summary);
	size_print(report);
	world_stops_print(report);
	proof_print_line(report->path, report->verify);
	if (losses_print(report) || report_cpus(report) || report_tasks(report) ||
	    report_syscalls(report) || report_interrupts(report))
		return -1;
	return 0;
}
