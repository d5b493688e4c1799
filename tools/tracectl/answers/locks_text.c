// SPDX-License-Identifier: GPL-2.0
/* locks_text.c - waits for locks of the kernel, for people. */
#include <stdio.h>

#include "calls.h"

#define COUNT(array)	(sizeof(array) / sizeof(*(array)))

int locks_print(const struct calls *calls, size_t rows)
{
	static const struct table_column columns[] = {
		{ "LOCK", false }, { "COUNT", true }, { "GIVEN UP", true }, { "TOTAL", true },
		{ "RAN", true }, { "WAITED", true }, { "BLOCKED", true }, { "P50", true },
		{ "P99", true }, { "MAX", true }, { "MAX AT", true }, { "BY", false },
	};
	struct cells cells = { .table = table_create(columns, COUNT(columns)) };
	char name[CALLS_NAME_MAX], text[ANSWER_TASK_MAX];
	size_t i;

	for (i = 0; i < rows; i++) {
		const struct calls_kind *kind = &calls->kind[i];

		table_row(cells.table);
		table_cell(cells.table, call_name(name, &kind->longest));
		cells_count(&cells, kind->ns.count);
		cells_count(&cells, kind->errors);
		cells_ns(&cells, kind->ns.sum);
		cells_ns(&cells, kind->run_ns);
		cells_ns(&cells, kind->wait_ns);
		cells_ns(&cells, kind->block_ns);
		calls_kind_cells(&cells, calls, kind);
		table_cell(cells.table, answer_task(text, kind->longest.task));
	}
	return table_print(cells.table);
}

/* "make/1234"; an interrupt waits on behalf of nobody. */
static const char *waiter(char buffer[static ANSWER_TASK_MAX], const struct gentrace_call *call)
{
	if (call->level == GENTRACE_LEVEL_TASK)
		return answer_task(buffer, call->task);
	return gentrace_level_name(call->level);
}

int locks_print_worst(const struct calls *calls)
{
	static const struct table_column columns[] = {
		{ "AT", true }, { "TOOK", true }, { "BLOCKED", true }, { "LOCK", false },
		{ "BY", false }, { "CPU", true }, { "RESULT", false },
	};
	struct cells cells = { .table = table_create(columns, COUNT(columns)) };
	char text[ANSWER_TASK_MAX], name[CALLS_NAME_MAX];
	size_t i;

	for (i = 0; i < calls->worst.count; i++) {
		const struct gentrace_call *call = calls_worst(calls, i);

		table_row(cells.table);
		table_cell(cells.table, answer_since(&calls->answer, text, call->begin_ns));
		cells.lossy = call->lossy;
		cells_ns(&cells, call_ns(call));
		cells.lossy = false;
		cells_ns(&cells, call->block_ns);
		table_cell(cells.table, call_name(name, call));
		table_cell(cells.table, waiter(text, call));
		snprintf(text, sizeof(text), "%u", call->cpu);
		table_cell(cells.table, text);
		table_cell(cells.table, call_error(call) ? call_result(text, call) : "got it");
	}
	return table_print(cells.table);
}
