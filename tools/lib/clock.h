/* SPDX-License-Identifier: GPL-2.0 */
/* clock.h - straight lines between clocks. */
#ifndef GENTRACE_CLOCK_H
#define GENTRACE_CLOCK_H

#include <linux/types.h>

/**
 * struct clock_line - trace clock to nanoseconds
 * @clock: an instant on the trace clock
 * @ns: the same in nanoseconds
 * @whole: nanoseconds per unit, the whole part
 * @fraction: the rest, in 2^-64, rounded up so that both ends are exact
 * @near: up to so many units after @clock no sum can be too large; may be 0
 */
struct clock_line {
	__u64 clock;
	__u64 ns;
	__u64 whole;
	__u64 fraction;
	__u64 near;
};

/* The line through two points; they must go forward in both directions. */
void clock_line_between(struct clock_line *line, __u64 clock0, __u64 ns0,
			__u64 clock1, __u64 ns1);

/* @span units of the trace clock as nanoseconds; at most the largest number. */
static inline __u64 clock_line_span(const struct clock_line *line, __u64 span)
{
	unsigned __int128 ns;

	ns = (unsigned __int128)span * line->whole;
	ns += (unsigned __int128)span * line->fraction >> 64;
	return ns >> 64 ? ~0ull : (__u64)ns;
}

static inline __u64 clock_line_far_ns(const struct clock_line *line, __u64 clock)
{
	__u64 ns;

	if (clock < line->clock) {
		ns = clock_line_span(line, line->clock - clock);
		return ns < line->ns ? line->ns - ns : 0;
	}
	ns = clock_line_span(line, clock - line->clock);
	return ns < ~line->ns ? line->ns + ns : ~0ull;
}

/* An instant as nanoseconds; saturates at 0 and at the largest number. */
static inline __u64 clock_line_ns(const struct clock_line *line, __u64 clock)
{
	__u64 span = clock - line->clock;

	if (__builtin_expect(span > line->near, 0))
		return clock_line_far_ns(line, clock);
	return line->ns + span * line->whole +
	       (__u64)((unsigned __int128)span * line->fraction >> 64);
}

struct generation;

/* Set both lines of a generation from its snapshots. */
void clock_calibrate(struct generation *generation);

#endif /* GENTRACE_CLOCK_H */
