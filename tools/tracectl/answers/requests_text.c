// SPDX-License-Identifier: GPL-2.0
/* requests_text.c - what block devices were asked for, for people. */
#include <stdio.h>

#include "calls.h"

#define COUNT(array)	(sizeof(array) / sizeof(*(array)))

int requests_print(const struct calls *calls, size_t rows)
{
	static const struct table_column columns[] = {
		{ "REQUEST", false }, { "COUNT", true }, { "ERRORS", true }, { "BYTES", true },
		{ "TOTAL", true }, { "QUEUED", true }, { "P50", true }, { "P99", true },
		{ "MAX", true }, { "MAX AT", true }, { "BY", false },
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
		cells_number(&cells, units_bytes(text, kind->sectors * CALLS_SECTOR_BYTES));
		cells_ns(&cells, kind->ns.sum);
		cells_ns(&cells, kind->queue_ns);
		calls_kind_cells(&cells, calls, kind);
		table_cell(cells.table, answer_task(text, kind->longest.task));
	}
	return table_print(cells.table);
}

int requests_print_worst(const struct calls *calls)
{
	static const struct table_column columns[] = {
		{ "AT", true }, { "TOOK", true }, { "QUEUED", true }, { "REQUEST", false },
		{ "SECTOR", true }, { "BYTES", true }, { "FLAGS", false }, { "TASK", false },
		{ "RESULT", false },
	};
	struct cells cells = { .table = table_create(columns, COUNT(columns)) };
	char text[ANSWER_TASK_MAX], name[CALLS_NAME_MAX], flags[GENTRACE_VALUE_TEXT_MAX];
	size_t i;

	for (i = 0; i < calls->worst.count; i++) {
		const struct gentrace_call *call = calls_worst(calls, i);

		table_row(cells.table);
		table_cell(cells.table, answer_since(&calls->answer, text, call->begin_ns));
		cells.lossy = call->lossy;
		cells_ns(&cells, call_ns(call));
		cells.lossy = false;
		cells_ns(&cells, call->queue_ns);
		table_cell(cells.table, call_name(name, call));
		snprintf(text, sizeof(text), "%llu", call->sector);
		table_cell(cells.table, text);
		cells_number(&cells, units_bytes(text, call->sectors * CALLS_SECTOR_BYTES));
		table_cell(cells.table, call->flags ? gentrace_value_text(flags, GENTRACE_TYPE_blkflags,
									  call->flags) ?: "?" : "-");
		table_cell(cells.table, answer_task(text, call->task));
		table_cell(cells.table, call_error(call) ? call_result(text, call) : "done");
	}
	return table_print(cells.table);
}
