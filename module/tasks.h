/* SPDX-License-Identifier: GPL-2.0 */
/*
 * tasks.h - what tasks are: their states in the trace, their statuses at the
 * beginning of a generation.
 */
#ifndef GT_TASKS_H
#define GT_TASKS_H

#include <linux/types.h>

struct task_struct;

/* Bytes of a task_status row: no pid, priority or name makes it longer. */
#define GT_TASK_BYTES_MAX	80

u32 gt_task_state(unsigned int state);
u32 gt_tasks_estimate(void);
void gt_tasks_write(u32 *count, u32 *missed);

#endif /* GT_TASKS_H */
