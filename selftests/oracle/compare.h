/* SPDX-License-Identifier: GPL-2.0 */
/*
 * compare.h - the trace against the facts, event for event and count for count.
 */
#ifndef ORACLE_COMPARE_H
#define ORACLE_COMPARE_H

#include "facts.h"

/**
 * struct compared - what came of it
 * @events: events of the trace that were compared
 * @lost: facts that the trace does not have
 * @open: facts that the trace does not have and need not have
 * @differences: what was wrong; the first ones are told on stderr
 * @stray_ns: how far a stamp lay outside of the watchers' stamps, at worst
 * @recorded: @events by kind
 * @missing: @lost by kind
 */
struct compared {
	unsigned long long events;
	unsigned long long lost;
	unsigned long long open;
	unsigned long long differences;
	__u64 stray_ns;
	unsigned long long recorded[GENTRACE_EVENT_LIMIT];
	unsigned long long missing[GENTRACE_EVENT_LIMIT];
};

/*
 * Find each event of the trace among the facts and compare its arguments and
 * its task; then the facts that were not found with the ledger, by CPU and
 * class. @slack_ns: how far the trace's stamps, as CLOCK_MONOTONIC, may be off.
 * Marks the facts that the trace has. Return: 0 or -ENOMEM.
 */
int compare_events(struct compared *compared, struct facts *facts, const struct trace *trace,
		   __u64 slack_ns);

/* What a sched_switch says of the task that leaves, enum gentrace_task_state. */
__u64 compare_state(const struct watch_record *record);

/* Figures by kind of event, as comments of TAP. */
void compared_show(const struct compared *compared);

#endif
