/* SPDX-License-Identifier: GPL-2.0 */
/*
 * row.h - the events that can be counted.
 */
#ifndef COUNT_ROW_H
#define COUNT_ROW_H

#include <linux/tracepoint.h>

/* Events of one round: so few that most rounds fit into the batch they find. */
#define COUNT_EVENTS	200

/**
 * struct count_row - an event
 * @name: its tracepoint
 * @fire: call functions as the tracepoint would, COUNT_EVENTS times
 * @ring: write as many records as long as its arguments into the ring buffer
 * @nothing: a function of the tracepoint's type that does nothing
 */
struct count_row {
	const char *name;
	void (*fire)(const struct tracepoint_func *functions);
	void (*ring)(void);
	void *nothing;
};

const struct count_row *count_row_find(const char *name);

#endif /* COUNT_ROW_H */
