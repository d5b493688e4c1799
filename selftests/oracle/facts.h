/* SPDX-License-Identifier: GPL-2.0 */
/*
 * facts.h - what has happened within the cut, as two watchers agree on it.
 *
 * Events are kept by lane: one kind of event on one CPU. A tracepoint does not
 * interrupt itself, so a lane's events come one after the other, in the same
 * order for everybody who watches; between lanes an interrupt may come between
 * two watchers of one event.
 */
#ifndef ORACLE_FACTS_H
#define ORACLE_FACTS_H

#include "cut.h"
#include "watcher.h"

/**
 * struct fact - one event
 * @before: as the watcher saw it that is called before the module's handler
 * @after: as the one saw it that is called after it
 * @seen: the trace has it
 * @ns: when, by the trace
 */
struct fact {
	const struct watch_record *before;
	const struct watch_record *after;
	bool seen;
	__u64 ns;
};

/**
 * struct lane - one kind of event on one CPU
 * @fact: its events, in order
 * @facts: how many
 * @next: the first one that the trace has not come to yet
 */
struct lane {
	struct fact *fact;
	size_t facts;
	size_t next;
};

struct facts {
	unsigned int cpus;
	struct lane lane[WATCH_CPUS][GENTRACE_EVENT_LIMIT];
};

/*
 * Take what two watchers saw within the cut. False if they do not tell the same
 * story, event for event, or if an event lies in a world stop; says so on
 * stderr.
 */
bool facts_take(struct facts *facts, const struct cut *cut, const struct watcher *before,
		const struct watcher *after);

void facts_free(struct facts *facts);

#endif
