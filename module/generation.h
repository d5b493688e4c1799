/* SPDX-License-Identifier: GPL-2.0 */
/*
 * generation.h - generations: opened, flipped, closed.
 */
#ifndef GT_GENERATION_H
#define GT_GENERATION_H

#include <linux/types.h>
#include <linux/gentrace.h>

#include "ledger.h"

/**
 * struct gt_progress - a session's generations so far
 * @gen: the open or, if none is open, the last generation
 * @closed: how many have been closed
 * @postponed: flips put off for want of memory to close another generation
 * @sum: sums over the closed ones
 */
struct gt_progress {
	u64 gen;
	u64 closed;
	u64 postponed;
	struct gt_totals sum;
};

struct gt_memory;
struct gt_args_generation;
struct gt_args_clock_snapshot;

u64 gt_generation_bytes(const struct gentrace_config *config);
int gt_generation_prepare(struct gt_memory *memory, const struct gentrace_config *config);
void gt_generation_discard(void);
int gt_generation_start(const struct gentrace_config *config, u64 session, u64 *pause_ns);
int gt_generation_flip(enum gentrace_end_reason reason);
int gt_generation_stop(u64 *pause_ns);
bool gt_generation_over_budget(void);
u64 gt_generation_age_ns(void);
void gt_generation_progress(struct gt_progress *progress);
void gt_generation_tell(struct gt_args_generation *head, struct gt_args_clock_snapshot *begin);

#endif /* GT_GENERATION_H */
