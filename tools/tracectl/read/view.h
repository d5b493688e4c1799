/* SPDX-License-Identifier: GPL-2.0 */
/* view.h - how entries of a time line are printed. */
#ifndef TRACECTL_VIEW_H
#define TRACECTL_VIEW_H

#include <libgentrace_symbols.h>

enum view_clock {
	VIEW_SINCE,	/* since the begin of the trace */
	VIEW_MONO,
	VIEW_REAL,
	VIEW_RAW,	/* units of the trace clock */
};

/* What an entry is seen against; the pointers are borrowed. */
struct view {
	const struct gentrace_generation *generation;
	const struct gentrace_model *model;
	struct gentrace_symbols *symbols;
	__u64 start_ns;			/* begin of the trace */
	enum view_clock clock;
};

/* One line each on standard output. */
void view_print(const struct view *view, const struct gentrace_entry *entry);
void view_print_json(const struct view *view, const struct gentrace_entry *entry);

/* Name of a task at the present point: "idle" of pid 0, "" if not known. */
const char *view_comm(const struct view *view, __u32 pid);

#endif /* TRACECTL_VIEW_H */
