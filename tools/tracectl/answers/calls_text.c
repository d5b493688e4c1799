// SPDX-License-Identifier: GPL-2.0
/* calls_text.c - system calls and interrupts, for people. */
#include <stdio.h>
#include <string.h>

#include "calls.h"
#include "print/cells.h"
#include "read/proof.h"
#include "print/terminal.h"

#define COUNT(array)	(sizeof(array) / sizeof(*(array)))

static void head_print(const struct calls *calls)
{
	static const char *const names[][2] = {
		[CALLS_SYSCALLS] = { "system call", "system calls" },
		[CALLS_INTERRUPTS] = { "interrupt", "interrupts" },
		[CALLS_REQUESTS] = { "request", "requests" },
		[CALLS_LOCKS] = { "wait for a lock", "waits for locks" },
	};
	char text[UNITS_MAX], more[UNITS_MAX];
	__u64 count = 0, unfinished = calls_unfinished(calls);
	size_t i;

	for (i = 0; i < calls->kinds; i++)
		count += calls->kind[i].ns.count;
	printf("%s: %s %s", trace_name(calls->answer.path), units_count(text, count),
	       names[calls->what][count != 1]);
	if (unfinished)
		printf("; %s more in all began and were not seen to end",
		       units_count(more, unfinished));
	putchar('\n');
	trace_print_window(&calls->answer.trace);
	proof_print_line(calls->answer.path, calls->answer.verify);
}

void calls_kind_cells(const struct cells *cells, const struct calls *calls,
		      const struct calls_kind *kind)
{
	char since[UNITS_MAX];

	cells_ns(cells, gentrace_histogram_percentile(&kind->ns, 500));
	cells_ns(cells, gentrace_histogram_percentile(&kind->ns, 990));
	cells_ns(cells, kind->ns.max);
	table_cell(cells->table, answer_since(&calls->answer, since, kind->longest.begin_ns));
}

static void syscall_row(const struct cells *cells, const struct calls *calls,
			const struct calls_kind *kind)
{
	char name[CALLS_NAME_MAX], task[ANSWER_TASK_MAX];

	table_row(cells->table);
	table_cell(cells->table, call_name(name, &kind->longest));
	cells_count(cells, kind->ns.count);
	cells_count(cells, kind->errors);
	cells_ns(cells, kind->ns.sum);
	cells_ns(cells, kind->run_ns);
	cells_ns(cells, kind->wait_ns);
	cells_ns(cells, kind->block_ns);
	cells_ns(cells, kind->unknown_ns);
	calls_kind_cells(cells, calls, kind);
	table_cell(cells->table, answer_task(task, kind->longest.task));
}

#define SYSCALL_UNKNOWN	7

static int syscalls_print(const struct calls *calls, size_t rows)
{
	static const struct table_column columns[] = {
		{ "SYSCALL", false }, { "COUNT", true }, { "ERRORS", true }, { "TOTAL", true },
		{ "RAN", true }, { "WAITED", true }, { "BLOCKED", true }, { "UNKNOWN", true },
		{ "P50", true }, { "P99", true }, { "MAX", true }, { "MAX AT", true }, { "BY", false },
	};
	struct cells cells = { .table = table_create(columns, COUNT(columns)) };
	__u64 unknown = 0;
	size_t i;

	for (i = 0; i < rows; i++) {
		syscall_row(&cells, calls, &calls->kind[i]);
		unknown |= calls->kind[i].unknown_ns;
	}
	if (!unknown)
		table_hide(cells.table, SYSCALL_UNKNOWN);
	return table_print(cells.table);
}

static int interrupts_print(const struct calls *calls, size_t rows)
{
	static const struct table_column columns[] = {
		{ "INTERRUPT", false }, { "NUMBER", true }, { "NAME", false }, { "COUNT", true },
		{ "TOTAL", true }, { "P50", true }, { "P99", true }, { "MAX", true },
		{ "MAX AT", true }, { "CPU", true },
	};
	struct cells cells = { .table = table_create(columns, COUNT(columns)) };
	char text[CALLS_NAME_MAX];
	size_t i;

	for (i = 0; i < rows; i++) {
		const struct calls_kind *kind = &calls->kind[i];

		table_row(cells.table);
		table_cell(cells.table, call_kind_name(&kind->longest));
		snprintf(text, sizeof(text), "%llu", kind->longest.id);
		table_cell(cells.table, kind->longest.kind == GENTRACE_CALL_NMI ? "-" : text);
		table_cell(cells.table, call_name(text, &kind->longest));
		cells_count(&cells, kind->ns.count);
		cells_ns(&cells, kind->ns.sum);
		calls_kind_cells(&cells, calls, kind);
		snprintf(text, sizeof(text), "%u", kind->longest.cpu);
		table_cell(cells.table, text);
	}
	return table_print(cells.table);
}

const char *call_result(char buffer[static CALLS_RESULT_MAX], const struct gentrace_call *call)
{
	const char *name = strerrorname_np(-call_error(call));

	if (!call_error(call))
		snprintf(buffer, CALLS_RESULT_MAX, "= %lld", call->result);
	else
		snprintf(buffer, CALLS_RESULT_MAX, "failed: %s", name ?: "?");
	return buffer;
}

static int worst_print(const struct calls *calls)
{
	static const struct table_column columns[] = {
		{ "AT", true }, { "TOOK", true }, { "WHAT", false }, { "TASK", false },
		{ "CPU", true }, { "BLOCKED", true }, { "RESULT", false },
	};
	struct table *table = table_create(columns, COUNT(columns));
	char text[ANSWER_TASK_MAX], name[CALLS_NAME_MAX];
	size_t i;

	if (calls->what == CALLS_INTERRUPTS) {
		table_hide(table, 5);
		table_hide(table, 6);
	}
	for (i = 0; i < calls->worst.count; i++) {
		const struct gentrace_call *call = calls_worst(calls, i);

		table_row(table);
		table_cell(table, answer_since(&calls->answer, text, call->begin_ns));
		table_cell(table, units_ns(text, call_ns(call)));
		table_cell(table, call_name(name, call));
		table_cell(table, answer_task(text, call->task));
		snprintf(text, sizeof(text), "%u", call->cpu);
		table_cell(table, text);
		table_cell(table, call->block_ns ? units_ns(text, call->block_ns) : "0");
		table_cell(table, call_result(text, call));
	}
	return table_print(table);
}

static void next_print(const struct calls *calls)
{
	const struct gentrace_call *call = calls_worst(calls, 0);
	char from[UNITS_MAX], to[UNITS_MAX];

	printf("\nnext: tracectl ");
	if ((calls->what == CALLS_SYSCALLS || calls->what == CALLS_LOCKS) && call->task &&
	    call->level == GENTRACE_LEVEL_TASK)
		printf("why --from %s --to %s %u %s\n",
		       answer_since(&calls->answer, from, call->begin_ns),
		       answer_since(&calls->answer, to, call->end_ns), call->task->pid,
		       trace_argument(calls->answer.path));
	else
		printf("dump --from %s --to %s --cpu %u %s\n",
		       answer_since(&calls->answer, from, call->begin_ns),
		       answer_since(&calls->answer, to, call->end_ns), call->cpu,
		       trace_argument(calls->answer.path));
}

static int kinds_print(const struct calls *calls, size_t rows)
{
	switch (calls->what) {
	case CALLS_INTERRUPTS:
		return interrupts_print(calls, rows);
	case CALLS_REQUESTS:
		return requests_print(calls, rows);
	case CALLS_LOCKS:
		return locks_print(calls, rows);
	default:
		return syscalls_print(calls, rows);
	}
}

static int longest_print(const struct calls *calls)
{
	table_heading("LONGEST");
	switch (calls->what) {
	case CALLS_REQUESTS:
		return requests_print_worst(calls);
	case CALLS_LOCKS:
		return locks_print_worst(calls);
	default:
		return worst_print(calls);
	}
}

int calls_print(const struct calls *calls)
{
	size_t rows = calls->kinds < calls->answer.rows ? calls->kinds : calls->answer.rows;

	head_print(calls);
	if (!calls->kinds)
		return 0;
	putchar('\n');
	if (kinds_print(calls, rows))
		return -1;
	if (calls->kinds > rows)
		printf("and %zu more: -n 0 shows all\n", calls->kinds - rows);
	if (longest_print(calls))
		return -1;
	next_print(calls);
	return 0;
}
