// SPDX-License-Identifier: GPL-2.0
/* table.c - a table on standard output, by libsmartcols. */
#include <libsmartcols.h>
#include <stdlib.h>

#include "table.h"

struct table {
	struct libscols_table *scols;
	struct libscols_line *line;	/* the row that is being filled */
	size_t column;			/* where the next cell goes */
	bool failed;
};

static int table_columns(struct table *table, const struct table_column *columns, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		struct libscols_column *column;

		column = scols_table_new_column(table->scols, columns[i].name, 0,
						columns[i].number ? SCOLS_FL_RIGHT : 0);
		if (!column ||
		    scols_cell_set_color(scols_column_get_header(column),
					 terminal_style(stdout, TERMINAL_BOLD)))
			return -1;
	}
	return 0;
}

struct table *table_create(const struct table_column *columns, size_t count)
{
	struct table *table = calloc(1, sizeof(*table));

	if (!table)
		return NULL;
	table->scols = scols_new_table();
	if (!table->scols || table_columns(table, columns, count) ||
	    scols_table_set_column_separator(table->scols, "  "))
		table->failed = true;
	if (table->failed)
		return table;
	scols_table_enable_colors(table->scols, terminal_colored(stdout));
	/* What is escaped must not be escaped again. */
	scols_table_enable_noencoding(table->scols, 1);
	/* A number cut off at the edge of a narrow terminal is a wrong number. */
	scols_table_set_termforce(table->scols, SCOLS_TERMFORCE_NEVER);
	return table;
}

void table_hide(struct table *table, size_t column)
{
	struct libscols_column *hidden;

	if (!table || table->failed)
		return;
	hidden = scols_table_get_column(table->scols, column);
	scols_column_set_flags(hidden, scols_column_get_flags(hidden) | SCOLS_FL_HIDDEN);
}

void table_heading(const char *text)
{
	printf("\n%s%s%s\n", terminal_style(stdout, TERMINAL_BOLD), text,
	       terminal_style(stdout, TERMINAL_PLAIN));
}

void table_row(struct table *table)
{
	if (!table || table->failed)
		return;
	table->line = scols_table_new_line(table->scols, NULL);
	table->column = 0;
	table->failed = !table->line;
}

void table_cell(struct table *table, const char *text)
{
	table_cell_styled(table, text, TERMINAL_PLAIN);
}

void table_cell_styled(struct table *table, const char *text, enum terminal_style style)
{
	size_t column;

	if (!table || table->failed)
		return;
	column = table->column++;
	if (scols_line_set_data(table->line, column, text))
		table->failed = true;
	else if (style != TERMINAL_PLAIN && terminal_colored(stdout) &&
		 scols_cell_set_color(scols_line_get_cell(table->line, column),
				      terminal_style(stdout, style)))
		table->failed = true;
}

int table_print(struct table *table)
{
	int result;

	if (!table)
		return -1;
	result = table->failed || scols_print_table(table->scols) ? -1 : 0;
	scols_unref_table(table->scols);
	free(table);
	return result;
}
