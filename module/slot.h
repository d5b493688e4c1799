/* SPDX-License-Identifier: GPL-2.0 */
/*
 * slot.h - what an event writes to: a CPU's writers, and where each of them is
 * in its batch.
 */
#ifndef GT_SLOT_H
#define GT_SLOT_H

#include <linux/cache.h>
#include <linux/percpu.h>
#include <linux/types.h>
#include <linux/gentrace_format.h>

struct gt_batch;

/* Where a writer stands that found no stream free: in no level's place. */
#define GT_LEVEL_NONE	GENTRACE_LEVEL_CONTEXTS

/**
 * struct gt_slot - one stream in one generation: the hot cache line
 * @cursor: where the next event goes; NULL without a batch
 * @limit: the end of the batch; NULL without one
 * @last: clock at the last event
 * @emitted: events that reached the stream in this generation
 * @events: events in the batch
 * @sequence: batches opened in this generation
 * @batch: the batch, or NULL
 * @lost_since: clock at the first loss since the last batch was opened
 * @lost: losses since then
 *
 * Written by the stream's writer, and by the advancer when no writer can be in
 * the generation any more. All zero when its generation begins (I5).
 */
struct gt_slot {
	u8 *cursor;
	u8 *limit;
	u64 last;
	u64 emitted;
	struct gt_batch *batch;
	u64 lost_since;
	u32 lost;
	u32 events;
	u32 sequence;
} ____cacheline_aligned;

/**
 * struct gt_writers - the writers of one CPU
 * @slot: where they write, by level and gen % 2. Those of GT_LEVEL_NONE never have
 *	a batch, so that the way there is the one of a batch without room
 * @busy: one flag a level; set while a writer of that level is in a section. That
 *	of GT_LEVEL_NONE means nothing, so that nobody has to ask before setting it
 *
 * In the kernel's own per-CPU area, of which a module gets little: an address is
 * one addition away.
 *
 * @busy is touched by its own CPU only. Contexts nest: what an interrupt has
 * changed it has changed back when it ends. But it comes at any instruction, so
 * accesses are marked, for the compiler not to make two of one; the compiler
 * barriers keep them where an interrupt expects them.
 */
struct gt_writers {
	struct gt_slot slot[GT_LEVEL_NONE + 1][2];
	bool busy[GT_LEVEL_NONE + 1];
};

DECLARE_PER_CPU_ALIGNED(struct gt_writers, gt_writers);

static inline struct gt_slot *gt_slot_of(int cpu, unsigned int level, u64 gen)
{
	return &per_cpu_ptr(&gt_writers, cpu)->slot[level][gen % 2];
}

#endif /* GT_SLOT_H */
