/* SPDX-License-Identifier: GPL-2.0 */
/*
 * row.h - a row of the table: a contestant, in a state of the tracer, with so many
 * writers; and its samples.
 */
#ifndef BENCH_ROW_H
#define BENCH_ROW_H

#include <stdbool.h>
#include <stddef.h>

#include "bench.h"

/**
 * enum row_state - what gentrace is doing meanwhile
 * @ROW_ARMED: its handlers are attached, the gate is closed
 * @ROW_TRACING: it records
 */
enum row_state {
	ROW_ARMED,
	ROW_TRACING,
};

/**
 * struct spread - the middle of some numbers
 * @low: a quarter is below
 * @median: half
 * @high: three quarters
 */
struct spread {
	double low;
	double median;
	double high;
};

/**
 * struct row - see above
 * @name: what it is called in the table
 * @contestant: which
 * @state: when
 * @writers: how many
 * @error: -errno of the last try to measure it; it counts if there was no other
 * @cycles: of an event, all samples
 * @count: of them
 * @round: of each round, the median
 * @rounds: of them
 */
struct row {
	const char *name;
	enum bench_contestant contestant;
	enum row_state state;
	unsigned int writers;
	int error;
	double *cycles;
	size_t count;
	double *round;
	size_t rounds;
};

/* Sorts them. */
struct spread spread_of(double *values, size_t count);

/* A round's samples, in cycles an event. */
void row_add(struct row *row, const __u64 *samples, size_t count, unsigned int events);

struct spread row_cycles(const struct row *row);

/* In each round by itself: what else happened in it happened to both. */
struct spread row_ratio(const struct row *row, const struct row *to);

#endif
