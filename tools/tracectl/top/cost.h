/* SPDX-License-Identifier: GPL-2.0 */
/* cost.h - what looking costs. */
#ifndef TRACECTL_COST_H
#define TRACECTL_COST_H

#include <stdbool.h>

#include "feed.h"
#include "interval.h"

/**
 * struct cost - of an interval
 * @bytes: of the trace
 * @events: in it
 * @ns: how long it was
 * @live: of a device; the rest is of no meaning for a file
 * @cpu_ns: CPU time of this command since the interval before
 * @wall_ns: and how long ago that was
 * @batches: of the pool
 * @batches_used: of these, in use
 */
struct cost {
	__u64 bytes;
	__u64 events;
	__u64 ns;
	bool live;
	__u64 cpu_ns;
	__u64 wall_ns;
	__u32 batches;
	__u32 batches_used;
};

/* The CPU time and the clock of the last look. */
struct cost_meter {
	__u64 cpu_ns;
	__u64 wall_ns;
};

void cost_begin(struct cost_meter *meter);
void cost_take(struct cost *cost, struct cost_meter *meter, const struct feed *feed,
	       const struct interval *interval);

/* Room for the cost in words. */
#define COST_TEXT_MAX	256

/* "21,340 events/s, 887 KiB/s; tracectl takes 0.8 % of a CPU, 3.1 % of the pool is in use". */
char *cost_text(char text[static COST_TEXT_MAX], const struct cost *cost);

/* So many of something in an interval are so many a second. */
__u64 cost_a_second(const struct cost *cost, __u64 count);

#endif /* TRACECTL_COST_H */
