/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ledger.h - the account of a generation: emitted = recorded + lost.
 */
#ifndef GT_LEDGER_H
#define GT_LEDGER_H

#include <linux/types.h>
#include <linux/gentrace_events.h>
#include <linux/gentrace_format.h>

/* Worst case of one CPU's rows. */
#define GT_LEDGER_CPU_BYTES_MAX \
	(GENTRACE_LEVEL_CONTEXTS * (64 + 48 * GENTRACE_CLASS_COUNT * GENTRACE_CAUSE_COUNT))

/**
 * struct gt_totals - sums over the streams of a generation or of a session
 * @emitted: events that reached a stream
 * @recorded: events in sealed batches
 * @lost: events refused, by cause
 * @batches: event batches
 */
struct gt_totals {
	u64 emitted;
	u64 recorded;
	u64 lost[GENTRACE_CAUSE_COUNT];
	u64 batches;
};

struct gt_snapshot;

void gt_ledger_write(u64 gen, const struct gt_snapshot *begin,
		     const struct gt_snapshot *end, struct gt_totals *sum);
void gt_ledger_add(struct gt_totals *sum, const struct gt_totals *more);
u64 gt_ledger_lost(const struct gt_totals *totals);
u64 gt_ledger_peek_lost(u64 gen);

#endif /* GT_LEDGER_H */
