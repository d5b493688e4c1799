// SPDX-License-Identifier: GPL-2.0
/* row.c - a row of the table and its samples. */
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "row.h"

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

struct spread spread_of(double *values, size_t count)
{
	if (!count)
		return (struct spread) {};
	qsort(values, count, sizeof(*values), compare);
	return (struct spread) {
		.low = values[count / 4],
		.median = values[count / 2],
		.high = values[count - 1 - count / 4],
	};
}

static double *grow(double *values, size_t count)
{
	values = realloc(values, count * sizeof(*values));
	if (!values)
		err(1, "samples");
	return values;
}

void row_add(struct row *row, const __u64 *samples, size_t count, unsigned int events)
{
	double *mine = grow(NULL, count);

	for (size_t i = 0; i < count; i++)
		mine[i] = (double)samples[i] / events;
	row->cycles = grow(row->cycles, row->count + count);
	memcpy(row->cycles + row->count, mine, count * sizeof(*mine));
	row->count += count;
	row->round = grow(row->round, row->rounds + 1);
	row->round[row->rounds++] = spread_of(mine, count).median;
	free(mine);
}

struct spread row_cycles(const struct row *row)
{
	double *copy = grow(NULL, row->count + 1);
	struct spread spread;

	memcpy(copy, row->cycles, row->count * sizeof(*copy));
	spread = spread_of(copy, row->count);
	free(copy);
	return spread;
}

struct spread row_ratio(const struct row *row, const struct row *to)
{
	size_t count = row->rounds < to->rounds ? row->rounds : to->rounds;
	double *ratio = grow(NULL, count + 1);
	struct spread spread;

	for (size_t i = 0; i < count; i++)
		ratio[i] = row->round[i] / to->round[i];
	spread = spread_of(ratio, count);
	free(ratio);
	return spread;
}
