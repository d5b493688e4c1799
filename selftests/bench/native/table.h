/* SPDX-License-Identifier: GPL-2.0 */
/*
 * table.h - rows, for people and for programs.
 */
#ifndef BENCH_TABLE_H
#define BENCH_TABLE_H

#include <stdbool.h>

#include "row.h"

/**
 * struct table - rows that belong together
 * @row: the rows
 * @rows: how many
 * @rdtsc: the row that ratios are to
 * @ring: the other one
 * @jit: BPF programs are compiled
 */
struct table {
	struct row *row;
	size_t rows;
	const struct row *rdtsc;
	const struct row *ring;
	bool jit;
};

void table_print(const struct table *table);

/* As JSON; 0 or -errno. */
int table_save(const struct table *table, const char *file);

#endif
