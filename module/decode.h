/* SPDX-License-Identifier: GPL-2.0 */
/*
 * decode.h - from one event of a batch to the next, in the kernel.
 *
 * Writers never do that, and neither does whoever hands batches to a reader. A kernel
 * that dies does: it has room for the end of a batch, and must find an event to begin with.
 */
#ifndef GT_DECODE_H
#define GT_DECODE_H

#include <linux/types.h>

/* Tasks that an event can name; sched_process_fork has the most. */
#define GT_STEP_PIDS_MAX	3

/**
 * struct gt_step - a place between two events of a batch, and the event before it
 * @p: the place
 * @end: of the batch
 * @time: clock at the event
 * @pid: the task that runs behind it
 * @event: its id
 * @args: where its arguments begin; they go on to @p
 * @pids: how many tasks it names
 * @named: they
 */
struct gt_step {
	const u8 *p;
	const u8 *end;
	u64 time;
	u32 pid;
	u8 event;
	const u8 *args;
	u32 pids;
	u32 named[GT_STEP_PIDS_MAX];
};

void gt_step_begin(struct gt_step *step, const u8 *data, u32 bytes);
bool gt_step_next(struct gt_step *step);

#endif /* GT_DECODE_H */
