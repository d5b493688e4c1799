/* SPDX-License-Identifier: GPL-2.0 */
/*
 * line.h - the time line of a generation, kept.
 *
 * Whoever reads ahead can put the events in their order ahead, too, so that the
 * model, which must go from one generation to the next, finds them ready.
 */
#ifndef GENTRACE_LINE_H
#define GENTRACE_LINE_H

#include "libgentrace.h"

struct line;

/*
 * Keep the order of a generation. NULL if that would take too much memory, or
 * there is none: then it has to be made again by whoever needs it.
 */
struct line *line_make(const struct gentrace_generation *generation);
void line_free(struct line *line);

/**
 * struct line_walk - a way along a line; begins with all zeros and @line
 * @line: the line
 * @next: the next entry
 * @next_rare: the next of those that are kept as a whole
 * @entry: what the walker sees; of an event without strings neither text nor
 *	time in clock units
 */
struct line_walk {
	const struct line *line;
	size_t next;
	size_t next_rare;
	struct gentrace_entry entry;
};

/* As gentrace_order_next() does. */
const struct gentrace_entry *line_next(struct line_walk *walk);

#endif /* GENTRACE_LINE_H */
