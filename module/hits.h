/* SPDX-License-Identifier: GPL-2.0 */
/*
 * hits.h - what led to a hit, and what followed: frozen until somebody has it.
 */
#ifndef GT_HITS_H
#define GT_HITS_H

#include <linux/types.h>
#include <linux/gentrace.h>

struct gt_opener;
struct gt_view;

/* Hits that are frozen at a time; what comes on top is counted. */
#define GT_HITS_MAX	32u

void gt_hits_reset(void);
void gt_hits_take(void);
void gt_hits_kept(u64 gen);
void gt_hits_finish(void);
bool gt_hits_ready(void);
void gt_hits_tell(struct gentrace_flight_window *told);

int gt_hits_hand_over(struct gt_opener *opener, struct gt_view *view, u64 session,
		      struct gentrace_flight_hit *told);
int gt_hits_done(struct gt_opener *opener, u64 number);
void gt_hits_release(struct gt_opener *opener);

#endif /* GT_HITS_H */
