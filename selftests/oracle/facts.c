// SPDX-License-Identifier: GPL-2.0
/* facts.c - what has happened within the cut, as two watchers agree on it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "facts.h"

/* A watcher's records on one CPU that are inside the cut. */
struct part {
	const struct watch_record *record;
	size_t records;
};

static const char *name_of(__u8 id)
{
	const struct gentrace_event_info *info = gentrace_event_info(id);

	return info ? info->name : "?";
}

/*
 * Records stand in the order they were made, so before, inside and after must
 * follow each other: this does not lean on the clock's going forward.
 */
static bool part_find(struct part *part, const struct watcher *watcher, const struct cut *cut,
		      unsigned int cpu)
{
	const struct watch_record *record = watcher->record + cpu * watcher->room;
	enum cut_side last = CUT_BEFORE;

	*part = (struct part) {};
	for (size_t i = 0; i < watcher->count[cpu].events; i++) {
		enum cut_side side = cut_side(cut, cpu, record[i].time);

		if (side < last || side == CUT_NOWHERE) {
			fprintf(stderr, "# cpu %u: %s at %llu is on no side of the cut\n", cpu,
				name_of(record[i].id), record[i].time);
			return false;
		}
		last = side;
		if (side != CUT_INSIDE)
			continue;
		if (!part->records++)
			part->record = &record[i];
	}
	return true;
}

static bool lanes_make(struct facts *facts, unsigned int cpu, const struct part *part)
{
	struct lane *lane = facts->lane[cpu];

	for (size_t i = 0; i < part->records; i++)
		lane[part->record[i].id].facts++;
	for (unsigned int id = 0; id < GENTRACE_EVENT_LIMIT; id++) {
		if (!lane[id].facts)
			continue;
		lane[id].fact = calloc(lane[id].facts, sizeof(struct fact));
		if (!lane[id].fact)
			return false;
		lane[id].facts = 0;
	}
	for (size_t i = 0; i < part->records; i++) {
		struct lane *own = &lane[part->record[i].id];

		own->fact[own->facts++].before = &part->record[i];
	}
	return true;
}

/* The other watcher must have seen the same, later. */
static bool lanes_confirm(struct facts *facts, unsigned int cpu, const struct part *part)
{
	struct lane *lane = facts->lane[cpu];

	for (size_t i = 0; i < part->records; i++) {
		const struct watch_record *record = &part->record[i];
		struct lane *own = &lane[record->id];
		struct fact *fact = own->next < own->facts ? &own->fact[own->next++] : NULL;

		if (!fact || fact->before->pid != record->pid ||
		    fact->before->time > record->time) {
			fprintf(stderr, "# cpu %u: the watchers disagree about a %s at %llu\n", cpu,
				name_of(record->id), record->time);
			return false;
		}
		fact->after = record;
	}
	for (unsigned int id = 0; id < GENTRACE_EVENT_LIMIT; id++) {
		if (lane[id].next != lane[id].facts) {
			fprintf(stderr, "# cpu %u: the second watcher saw fewer of %s\n", cpu,
				name_of(id));
			return false;
		}
		lane[id].next = 0;
	}
	return true;
}

static bool take_cpu(struct facts *facts, unsigned int cpu, const struct cut *cut,
		     const struct watcher *before, const struct watcher *after)
{
	struct part part;

	return part_find(&part, before, cut, cpu) && lanes_make(facts, cpu, &part) &&
	       part_find(&part, after, cut, cpu) && lanes_confirm(facts, cpu, &part);
}

bool facts_take(struct facts *facts, const struct cut *cut, const struct watcher *before,
		const struct watcher *after)
{
	memset(facts, 0, sizeof(*facts));
	facts->cpus = before->cpus;
	for (unsigned int cpu = 0; cpu < facts->cpus; cpu++)
		if (!take_cpu(facts, cpu, cut, before, after))
			return false;
	return true;
}

void facts_free(struct facts *facts)
{
	for (unsigned int cpu = 0; cpu < WATCH_CPUS; cpu++)
		for (unsigned int id = 0; id < GENTRACE_EVENT_LIMIT; id++)
			free(facts->lane[cpu][id].fact);
	memset(facts, 0, sizeof(*facts));
}
