// SPDX-License-Identifier: GPL-2.0
/* diff_text.c - what differs between two traces, for people. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "print/cells.h"
#include "diff.h"
#include "read/proof.h"
#include "answers/syscalls.h"
#include "print/terminal.h"

#define COUNT(array)	(sizeof(array) / sizeof(*(array)))

static void side_print(const char *which, const struct side *side)
{
	char span[UNITS_MAX];

	printf("%-11s %s: %s, %zu slices\n", which, trace_name(side->answer.path),
	       units_ns(span, side->span_ns), side->slices);
	trace_print_window(&side->answer.trace);
	proof_print_line(side->answer.path, side->answer.verify);
}

static void counts_print(const struct diff *diff)
{
	size_t count[CHANGE_UNTOLD + 1] = { 0 }, i;

	for (i = 0; i < diff->changes; i++)
		count[diff->change[i].verdict]++;
	printf("\n%zu worse, %zu better, %zu new, %zu gone; %zu within the noise, %zu with too few samples to tell\n",
	       count[CHANGE_WORSE], count[CHANGE_BETTER], count[CHANGE_NEW], count[CHANGE_GONE],
	       count[CHANGE_SAME], count[CHANGE_UNTOLD]);
}

static const char *change_name(char *buffer, size_t size, const struct change *change)
{
	char name[SYSCALL_NAME_MAX];

	if (change->kind == CHANGE_SYSCALL)
		snprintf(buffer, size, "%s", syscall_name(name, change->nr));
	else
		terminal_escape(buffer, size, *change->name ? change->name : "?",
				*change->name ? strlen(change->name) : 1);
	return buffer;
}

static void ratio_cell(const struct cells *cells, const struct change *change)
{
	char text[UNITS_MAX];

	if (change->before.count && change->before.median && change->after.count)
		snprintf(text, sizeof(text), "%+.1f %%",
			 100.0 * ((double)change->after.median / (double)change->before.median - 1));
	else
		strcpy(text, "-");
	cells_number(cells, text);
}

static void weight_cell(const struct cells *cells, const struct change *change)
{
	__s64 weight = (__s64)change->after.per_s - (__s64)change->before.per_s;
	char text[UNITS_MAX + 1], ns[UNITS_MAX];

	snprintf(text, sizeof(text), "%s%s", weight < 0 ? "-" : "+", units_ns(ns, (__u64)llabs(weight)));
	cells_number(cells, text);
}

static void change_row(struct cells *cells, const struct change *change)
{
	static const enum terminal_style styles[] = {
		[CHANGE_WORSE] = TERMINAL_BAD,
		[CHANGE_BETTER] = TERMINAL_GOOD,
		[CHANGE_NEW] = TERMINAL_WARN,
		[CHANGE_GONE] = TERMINAL_WARN,
		[CHANGE_UNTOLD] = TERMINAL_DIM,
		[CHANGE_SAME] = TERMINAL_PLAIN,
	};
	char name[TERMINAL_ESCAPED(GENTRACE_NAME_MAX)];

	cells->lossy = change->lossy;
	table_row(cells->table);
	table_cell_styled(cells->table, change_verdict_name(change->verdict), styles[change->verdict]);
	table_cell(cells->table, change_kind_name(change->kind));
	table_cell(cells->table, change_name(name, sizeof(name), change));
	cells_measured(cells, change->before.count, change->before.median);
	cells_measured(cells, change->after.count, change->after.median);
	ratio_cell(cells, change);
	weight_cell(cells, change);
	cells_count(cells, change->before.count);
	cells_count(cells, change->after.count);
}

/* What is the same, or cannot be told, only if all is asked for. */
static bool is_listed(const struct diff *diff, size_t i)
{
	enum change_verdict verdict = diff->change[i].verdict;

	return diff->before.answer.rows == ~(size_t)0 ||
	       (verdict != CHANGE_SAME && verdict != CHANGE_UNTOLD);
}

int diff_print(const struct diff *diff)
{
	static const struct table_column columns[] = {
		{ "", false }, { "WHAT", false }, { "OF", false }, { "BEFORE", true },
		{ "AFTER", true }, { "CHANGE", true }, { "A SECOND", true },
		{ "SAMPLES", true }, { "", true },
	};
	struct cells cells = { 0 };
	size_t i, rows = 0;

	side_print("before", &diff->before);
	side_print("after", &diff->after);
	counts_print(diff);
	while (rows < diff->changes && rows < diff->before.answer.rows && is_listed(diff, rows))
		cells.some_lossy |= diff->change[rows++].lossy;
	if (!rows)
		return 0;
	cells.table = table_create(columns, COUNT(columns));
	for (i = 0; i < rows; i++)
		change_row(&cells, &diff->change[i]);
	puts("\nBEFORE and AFTER are medians; A SECOND is what it adds up to in a second of the trace");
	if (table_print(cells.table))
		return -1;
	if (rows < diff->changes)
		printf("and %zu more: -n 0 shows all\n", diff->changes - rows);
	return 0;
}
