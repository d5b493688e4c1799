// SPDX-License-Identifier: GPL-2.0
/* cells.c - cells of the tables of a report, marked where a loss touched them. */
#include <stdio.h>
#include <string.h>

#include <libgentrace.h>

#include "cells.h"
#include "units.h"

void cells_number(const struct cells *cells, const char *text)
{
	char marked[UNITS_MAX + 1];

	snprintf(marked, sizeof(marked), "%s%s", text,
		 cells->lossy ? "~" : cells->some_lossy ? " " : "");
	table_cell_styled(cells->table, marked, cells->lossy ? TERMINAL_WARN : TERMINAL_PLAIN);
}

void cells_ns(const struct cells *cells, __u64 ns)
{
	char text[UNITS_MAX];

	cells_number(cells, ns ? units_ns(text, ns) : "0");
}

void cells_measured(const struct cells *cells, __u64 measurements, __u64 ns)
{
	if (measurements)
		cells_ns(cells, ns);
	else
		cells_number(cells, "-");
}

void cells_count(const struct cells *cells, __u64 count)
{
	char text[UNITS_MAX];

	cells_number(cells, units_count(text, count));
}

void cells_percent(const struct cells *cells, __u64 part, __u64 whole)
{
	char text[UNITS_MAX];

	cells_number(cells, units_percent(text, part, whole));
}

void cells_text(const struct cells *cells, const char *text)
{
	char escaped[TERMINAL_ESCAPED(GENTRACE_TEXT_MAX)];

	table_cell(cells->table, terminal_escape(escaped, sizeof(escaped), text, strlen(text)));
}
