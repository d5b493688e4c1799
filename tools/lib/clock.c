// SPDX-License-Identifier: GPL-2.0
/*
 * clock.c - trace clock to nanoseconds.
 *
 * A generation carries the clocks of its begin and of its end. The line
 * through both is more exact than any nominal rate and the ends of neighbours
 * meet, so times do not jump between generations.
 */
#include "clock.h"
#include "generation.h"

void clock_line_between(struct clock_line *line, __u64 clock0, __u64 ns0,
			__u64 clock1, __u64 ns1)
{
	unsigned __int128 fraction;
	__u64 clocks = clock1 - clock0;
	__u64 ns = ns1 - ns0;

	fraction = (unsigned __int128)(ns % clocks) << 64;
	fraction = (fraction + clocks - 1) / clocks;
	line->clock = clock0;
	line->ns = ns0;
	line->whole = ns / clocks;
	line->fraction = fraction >> 64 ? ~0ull : (__u64)fraction;
}

/* Without two snapshots: the rate the kernel believes in. */
static void clock_line_nominal(struct clock_line *line, __u64 clock, __u64 ns, __u64 khz)
{
	if (khz)
		clock_line_between(line, 0, 0, khz, 1000000);
	else
		*line = (struct clock_line) { .whole = 1 };
	line->clock = clock;
	line->ns = ns;
}

/* The sum stays below 2^64, and no instant before the line is taken for one after it. */
static void clock_line_set_near(struct clock_line *line)
{
	__u64 near = line->whole == ~0ull ? 0 : (~0ull - line->ns) / (line->whole + 1);

	line->near = near < ~0ull - line->clock ? near : ~0ull - line->clock;
}

void clock_calibrate(struct generation *generation)
{
	const struct gentrace_generation *public = &generation->public;
	const struct gentrace_snapshot *first = &public->first;
	const struct gentrace_snapshot *last = &public->last;

	if (public->clock == GENTRACE_CLOCK_MONOTONIC)
		generation->monotonic = (struct clock_line) { .whole = 1 };
	else if (last->clock > first->clock && last->monotonic >= first->monotonic)
		clock_line_between(&generation->monotonic, first->clock, first->monotonic,
				   last->clock, last->monotonic);
	else
		clock_line_nominal(&generation->monotonic, first->clock, first->monotonic,
				   public->khz);

	/*
	 * Somebody may have set the clock in between; realtime then follows the
	 * first snapshot, at the rate of monotonic time.
	 */
	if (last->clock > first->clock && last->realtime >= first->realtime) {
		clock_line_between(&generation->realtime, first->clock, first->realtime,
				   last->clock, last->realtime);
	} else {
		generation->realtime = generation->monotonic;
		generation->realtime.clock = first->clock;
		generation->realtime.ns = first->realtime;
	}
	clock_line_set_near(&generation->monotonic);
	clock_line_set_near(&generation->realtime);
}

__u64 gentrace_clock_monotonic(const struct gentrace_generation *generation, __u64 time)
{
	return clock_line_ns(&generation_of(generation)->monotonic, time);
}

__u64 gentrace_clock_realtime(const struct gentrace_generation *generation, __u64 time)
{
	if (!generation->snapshots)
		return 0;
	return clock_line_ns(&generation_of(generation)->realtime, time);
}
