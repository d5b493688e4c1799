/* SPDX-License-Identifier: GPL-2.0 */
/*
 * table.h - a table on standard output, by libsmartcols.
 *
 * Rows are filled from left to right. Texts are copied; they must have been
 * escaped before.
 */
#ifndef TRACECTL_TABLE_H
#define TRACECTL_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "terminal.h"

struct table;

struct table_column {
	const char *name;
	bool number;	/* set to the right */
};

/* NULL if there is no memory; the other functions then do nothing. */
struct table *table_create(const struct table_column *columns, size_t count);

/* Leaves out a column, by its index, that would say nothing. */
void table_hide(struct table *table, size_t column);

/* The line above a table, and an empty one above that. */
void table_heading(const char *text);

void table_row(struct table *table);
void table_cell(struct table *table, const char *text);
void table_cell_styled(struct table *table, const char *text, enum terminal_style style);

/* Prints and frees; 0, or -1 if memory was short. */
int table_print(struct table *table);

#endif /* TRACECTL_TABLE_H */
