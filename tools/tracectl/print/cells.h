/* SPDX-License-Identifier: GPL-2.0 */
/*
 * cells.h - cells of the tables of a report, marked where a loss touched them.
 *
 * Cells of a row whose numbers a loss may have touched end in ~. The others of
 * such a table end in a blank, so that the digits stay in line.
 */
#ifndef TRACECTL_CELLS_H
#define TRACECTL_CELLS_H

#include <linux/types.h>

#include "table.h"

struct cells {
	struct table *table;
	bool some_lossy;	/* in the table */
	bool lossy;		/* in this row */
};

void cells_number(const struct cells *cells, const char *text);
void cells_ns(const struct cells *cells, __u64 ns);
void cells_count(const struct cells *cells, __u64 count);
void cells_percent(const struct cells *cells, __u64 part, __u64 whole);

/* A duration that is only one if something was measured. */
void cells_measured(const struct cells *cells, __u64 measurements, __u64 ns);

/* Text of the trace; never marked. */
void cells_text(const struct cells *cells, const char *text);

#endif /* TRACECTL_CELLS_H */
