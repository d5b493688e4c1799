// SPDX-License-Identifier: GPL-2.0
/* tamper.c - facts that are made false, to see the comparison find it. */
#include <stdlib.h>
#include <string.h>

#include "tamper.h"

/* The lane of a kind of event that has the most of them. */
static struct lane *lane_of(struct facts *facts, __u8 id)
{
	struct lane *best = NULL;

	for (size_t n = 0; n < facts->lanes; n++) {
		struct lane *lane = &facts->lane[n];

		if (lane->facts && lane->fact[0].before->id == id &&
		    (!best || lane->facts > best->facts))
			best = lane;
	}
	return best;
}

static struct fact *fact_of(struct facts *facts, __u8 id)
{
	struct lane *lane = lane_of(facts, id);

	return lane ? &lane->fact[lane->facts / 2] : NULL;
}

bool tamper_forget(struct facts *facts, __u8 id)
{
	struct fact *fact = fact_of(facts, id);
	struct lane *lane = lane_of(facts, id);

	if (!fact)
		return false;
	memmove(fact, fact + 1, (lane->fact + lane->facts - fact - 1) * sizeof(*fact));
	lane->facts--;
	return true;
}

/* It is said to be over when the one that was seen begins. */
bool tamper_invent(struct facts *facts, __u8 id)
{
	struct lane *lane = lane_of(facts, id);
	size_t at = lane ? lane->facts / 2 : 0;
	struct fact *fact;

	if (!lane)
		return false;
	fact = reallocarray(lane->fact, lane->facts + 1, sizeof(*fact));
	if (!fact)
		return false;
	memmove(fact + at + 1, fact + at, (lane->facts - at) * sizeof(*fact));
	fact[at].after = fact[at].before;
	fact[at].until = fact[at].since;
	lane->fact = fact;
	lane->facts++;
	return true;
}

/* The watchers' records cannot be written to. */
static struct watch_record *copy_of(const struct watch_record *record)
{
	struct watch_record *copy = malloc(sizeof(*copy));

	if (copy)
		*copy = *record;
	return copy;
}

/* Both watchers must be wrong, for either one's word is taken. Never freed. */
static bool fact_is_writable(struct fact *fact, struct watch_record *record[2])
{
	if (!fact)
		return false;
	record[0] = copy_of(fact->before);
	record[1] = copy_of(fact->after);
	if (!record[0] || !record[1])
		return false;
	fact->before = record[0];
	fact->after = record[1];
	return true;
}

bool tamper_arg(struct facts *facts, __u8 id, unsigned int arg)
{
	struct watch_record *record[2];

	if (!fact_is_writable(fact_of(facts, id), record))
		return false;
	record[0]->arg[arg]++;
	record[1]->arg[arg]++;
	return true;
}

bool tamper_pid(struct facts *facts, __u8 id)
{
	struct watch_record *record[2];

	if (!fact_is_writable(fact_of(facts, id), record))
		return false;
	record[0]->pid++;
	record[1]->pid++;
	return true;
}

bool tamper_ledger(struct trace *trace)
{
	for (size_t i = 0; i < trace->generations; i++) {
		struct gentrace_generation *generation = trace->generation[i];

		if (!generation->loss_count)
			continue;
		((struct gentrace_loss *)generation->loss)->count++;
		return true;
	}
	return false;
}
