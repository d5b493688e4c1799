/* SPDX-License-Identifier: GPL-2.0 */
/*
 * facts.h - what has happened within the cut, as two watchers agree on it.
 *
 * Events are kept by lane. The events of a lane come one after the other, each
 * over before the next begins, so they are in the same order for everybody who
 * watches. What the scheduler and interrupts do has a lane by kind and CPU: a
 * tracepoint does not interrupt itself. What a task does (system calls, birth,
 * exec, exit, a new name) has a lane by kind and task: where a task can be
 * preempted between two handlers, others may come in between on its CPU.
 * Between lanes an interrupt may come between two watchers of one event.
 */
#ifndef ORACLE_FACTS_H
#define ORACLE_FACTS_H

#include "cut.h"
#include "watcher.h"

/**
 * struct fact - one event
 * @before: as the watcher saw it that is called before the module's handler
 * @after: as the one saw it that is called after it
 * @since: when the first one saw it
 * @until: when the other one did
 * @open: one saw it in the cut and one did not: its task was preempted in
 *	between. The trace may have it or not; @before is @after then
 * @seen: the trace has it
 * @ns: when, by the trace
 * @generation: in which generation of it
 */
struct fact {
	const struct watch_record *before;
	const struct watch_record *after;
	__u64 since;
	__u64 until;
	bool open;
	bool seen;
	__u64 ns;
	__u64 generation;
};

/* Later than anything, with room for a slack. */
#define FACT_FOREVER	(~0ull >> 1)

/**
 * struct lane - events that come one after the other
 * @fact: its events, in order
 * @facts: how many
 * @next: the first one that the trace has not come to yet
 */
struct lane {
	struct fact *fact;
	size_t facts;
	size_t next;
};

/**
 * struct facts - all lanes
 * @cpus: possible CPUs
 * @pids: pids are below this
 * @lane: the lanes; facts_lane() finds one
 * @lanes: how many there are, most of them empty
 * @open: facts that are open
 */
struct facts {
	unsigned int cpus;
	size_t pids;
	struct lane *lane;
	size_t lanes;
	size_t open;
};

/*
 * Take what two watchers saw within the cut. False if they do not tell the same
 * story, event for event, or if an event lies in a world stop; says so on
 * stderr.
 */
bool facts_take(struct facts *facts, const struct cut *cut, const struct watcher *before,
		const struct watcher *after);

/* The lane of a kind of event on a CPU or of a task; NULL if there is no such CPU or task. */
struct lane *facts_lane(const struct facts *facts, __u8 id, __u32 cpu, __u32 pid);

void facts_free(struct facts *facts);

#endif
