// SPDX-License-Identifier: GPL-2.0
/* timeline_gaps.c - when events were lost, or are missing. */
#include <errno.h>
#include <stdlib.h>

#include "timeline.h"

/* A gap in the facts. */
#define GAP_BYTES	64

static int gap_add(struct timeline *timeline, const struct gentrace_entry *entry)
{
	const size_t step = 64;
	struct gap *gap;

	if (timeline->gaps % step == 0) {
		gap = reallocarray(timeline->gap, timeline->gaps + step, sizeof(*gap));
		if (!gap)
			return -ENOMEM;
		timeline->gap = gap;
	}
	timeline->gap[timeline->gaps++] = (struct gap) {
		.cpu = entry->cpu,
		.level = entry->level,
		.begin_ns = entry->ns,
		.end_ns = entry->until_ns,
		.lost = entry->lost,
		.missing = entry->missing,
	};
	return timeline_take(timeline, GAP_BYTES);
}

/* All of a CPU's levels at once: a task's state may have changed in any. */
static int gap_look(struct timeline *timeline, const struct gentrace_entry *entry)
{
	const struct answer *answer = &timeline->answer;
	struct cpu_lane *cpu;

	if (entry->kind != GENTRACE_ENTRY_GAP || entry->cpu >= GENTRACE_CPUS_MAX ||
	    (answer->filter.some_cpus && !answer->filter.cpus[entry->cpu]) ||
	    entry->until_ns < answer_instant(answer, answer->reading.from_ns) ||
	    entry->ns > answer_instant(answer, answer->reading.to_ns))
		return 0;
	return cpu_lane_get(timeline, entry->cpu, &cpu) ?: gap_add(timeline, entry);
}

/* Gaps come in the order of events; a sound generation has none, and is not put in order. */
int timeline_look(void *data, const struct gentrace_generation *generation)
{
	struct timeline *timeline = data;
	const struct gentrace_entry *entry;
	struct gentrace_order *order;
	int error = 0;

	if (!generation->loss_count && !generation->damaged && generation->complete)
		return 0;
	order = gentrace_order_create(generation, 0);
	if (!order)
		return -ENOMEM;
	while (!error && (entry = gentrace_order_next(order)))
		error = gap_look(timeline, entry);
	gentrace_order_destroy(order);
	return error;
}
