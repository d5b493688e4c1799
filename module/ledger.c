// SPDX-License-Identifier: GPL-2.0
/*
 * ledger.c - adding up what the streams of a generation did.
 *
 * @emitted is counted when an event arrives, @recorded when its batch is sealed,
 * the losses where they happen: three counts by three places, which the reader
 * holds against each other and against the events it decodes.
 */
#include <linux/cpumask.h>
#include <linux/string.h>

#include "ledger.h"
#include "meta.h"
#include "stream.h"

/* One stream's account while it is being closed. */
struct entry {
	int cpu;
	unsigned int level;
	const struct gt_snapshot *begin;
	const struct gt_snapshot *end;
	struct gt_totals sum;
};

static void entry_lose(struct entry *e, u32 class, u32 cause, const struct gt_loss *loss)
{
	if (!loss->count)
		return;
	e->sum.lost[cause] += loss->count;
	gt_meta(stream_loss, .cpu = e->cpu, .level = e->level, .class = class,
		.cause = cause, .count = loss->count, .first = loss->first, .last = loss->last);
}

/*
 * A re-entrant may touch its counter only, so nothing says when it happened: the
 * span is the whole generation.
 */
static void entry_lose_reentered(struct entry *e, u32 class, u64 count)
{
	struct gt_loss loss = {
		.count = count, .first = e->begin->clock, .last = e->end->clock,
	};

	e->sum.emitted += count;
	entry_lose(e, class, GENTRACE_CAUSE_REENTRY, &loss);
}

static void entry_close(struct entry *e, struct gt_slot *slot, struct gt_tally *tally)
{
	u32 class, cause;

	e->sum.emitted = slot->emitted;
	e->sum.recorded = tally->recorded;
	e->sum.batches = slot->sequence;
	for (class = 0; class < GENTRACE_CLASS_COUNT; class++) {
		entry_lose_reentered(e, class, local_read(&tally->reentered[class]));
		for (cause = 0; cause < GENTRACE_CAUSE_COUNT; cause++)
			entry_lose(e, class, cause, &tally->loss[class][cause]);
	}
	if (e->sum.emitted)
		gt_meta(stream_total, .cpu = e->cpu, .level = e->level,
			.emitted = e->sum.emitted, .recorded = e->sum.recorded,
			.batches = e->sum.batches, .bytes = tally->bytes);
	memset(slot, 0, sizeof(*slot));
	memset(tally, 0, sizeof(*tally));
}

/**
 * gt_ledger_write - write a generation's account, and clear it
 * @gen: the generation; its streams have been flushed
 * @begin: its opening snapshot
 * @end: its closing snapshot
 * @sum: set to the sums
 *
 * Context: process, under the generation's lock.
 */
void gt_ledger_write(u64 gen, const struct gt_snapshot *begin,
		     const struct gt_snapshot *end, struct gt_totals *sum)
{
	unsigned int level;
	int cpu;

	memset(sum, 0, sizeof(*sum));
	for_each_possible_cpu(cpu) {
		for (level = 0; level < GENTRACE_LEVEL_CONTEXTS; level++) {
			struct entry e = {
				.cpu = cpu, .level = level, .begin = begin, .end = end,
			};

			entry_close(&e, gt_slot_of(cpu, level, gen),
				    gt_tally_of(cpu, level, gen));
			gt_ledger_add(sum, &e.sum);
		}
	}
}

void gt_ledger_add(struct gt_totals *sum, const struct gt_totals *more)
{
	u32 cause;

	sum->emitted += more->emitted;
	sum->recorded += more->recorded;
	sum->batches += more->batches;
	for (cause = 0; cause < GENTRACE_CAUSE_COUNT; cause++)
		sum->lost[cause] += more->lost[cause];
}

u64 gt_ledger_lost(const struct gt_totals *totals)
{
	u64 lost = 0;
	u32 cause;

	for (cause = 0; cause < GENTRACE_CAUSE_COUNT; cause++)
		lost += totals->lost[cause];
	return lost;
}

static u64 tally_lost(const struct gt_tally *tally)
{
	u64 lost = 0;
	u32 class, cause;

	for (class = 0; class < GENTRACE_CLASS_COUNT; class++) {
		lost += local_read(&tally->reentered[class]);
		for (cause = 0; cause < GENTRACE_CAUSE_COUNT; cause++)
			/* For a display; writers go on counting. */
			lost += data_race(tally->loss[class][cause].count);
	}
	return lost;
}

/**
 * gt_ledger_peek_lost - losses so far in a generation that is being written
 * @gen: the generation
 *
 * For progress displays: read while writers count.
 */
u64 gt_ledger_peek_lost(u64 gen)
{
	u64 lost = 0;
	unsigned int level;
	int cpu;

	for_each_possible_cpu(cpu)
		for (level = 0; level < GENTRACE_LEVEL_CONTEXTS; level++)
			lost += tally_lost(gt_tally_of(cpu, level, gen));
	return lost;
}
