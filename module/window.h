/* SPDX-License-Identifier: GPL-2.0 */
/*
 * window.h - the newest generations, which a flight recorder keeps.
 *
 * A generation that ends in a flight session is not queued for a reader but kept here,
 * until the memory is needed: then the oldest one goes, as a whole. A snapshot holds
 * those that are there, which stay until they have been read; recording goes on.
 */
#ifndef GT_WINDOW_H
#define GT_WINDOW_H

#include <linux/list.h>
#include <linux/types.h>
#include <linux/gentrace.h>

#include "queue.h"

struct iov_iter;

/* Generations that can be kept: bounded like all else. */
#define GT_WINDOW_GENERATIONS_MAX	4096u

/**
 * struct gt_kept - a generation that has ended
 * @node: in the window, the oldest first
 * @gen: its number
 * @batches: its bytes; a batch of the pool may hold several of the trace
 * @bytes: of them
 * @holds: snapshots that have not read it to its end yet
 * @summed: its batches have their checksums
 * @begin_ns: when it began, CLOCK_MONOTONIC
 * @end_ns: when it ended
 */
struct gt_kept {
	struct list_head node;
	u64 gen;
	struct gt_queue batches;
	u64 bytes;
	u32 holds;
	bool summed;
	u64 begin_ns;
	u64 end_ns;
};

/**
 * struct gt_view - a snapshot, as far as it has been read
 * @session: of which session; 0: there is none
 * @next: the generation that is read; behind @last: all have been
 * @last: the last one
 * @batch: of it the batch that is read; NULL: none has been begun
 * @offset: and how far
 *
 * Under the window's lock.
 */
struct gt_view {
	u64 session;
	u64 next;
	u64 last;
	struct gt_batch *batch;
	u32 offset;
};

int gt_window_create(u64 session, u32 batches, u64 age_ns);
void gt_window_destroy(void);

void gt_window_keep(u64 gen, u64 begin_ns, u64 end_ns);
bool gt_window_is_full(void);
bool gt_window_trim(void);
void gt_window_tell(struct gentrace_flight_window *window);

int gt_window_snapshot(struct gt_view *view, u64 session, struct gentrace_flight_snapshot *snapshot,
		       bool all);
ssize_t gt_window_read(struct gt_view *view, struct iov_iter *to);
u64 gt_window_newest(void);
bool gt_window_hold(u64 gen);
void gt_window_let_go(u64 gen);
int gt_window_view(struct gt_view *view, u64 session, u64 first, u64 last,
		   struct gentrace_flight_hit *told);
bool gt_window_is_read(const struct gt_view *view);
void gt_window_release(struct gt_view *view);

#endif /* GT_WINDOW_H */
