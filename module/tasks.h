/* SPDX-License-Identifier: GPL-2.0 */
/*
 * tasks.h - what tasks are: their states in the trace, their statuses at the
 * beginning of a generation.
 */
#ifndef GT_TASKS_H
#define GT_TASKS_H

#include <linux/compiler.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/types.h>

#include "emit.h"

/* Bytes of a task_status row: no pid, priority, name or cgroup makes it longer. */
#define GT_TASK_BYTES_MAX	88

/**
 * gt_task_comm - a task's name as a string argument
 * @task: the task, which may be renamed at this moment
 * @copy: memory for it, for as long as the argument is in use
 *
 * get_task_comm() would take a lock. What is copied during a renaming is a mixture
 * of both names, which the next event or status puts right.
 *
 * Context: any.
 */
static __always_inline struct gt_text gt_task_comm(const struct task_struct *task,
						   char copy[TASK_COMM_LEN])
{
	data_race(memcpy(copy, task->comm, TASK_COMM_LEN));
	return gt_text(copy, TASK_COMM_LEN);
}

/* The same with memory in the block that says it. */
#define GT_TASK_COMM(task)	gt_task_comm(task, (char[TASK_COMM_LEN]){ })

u32 gt_task_state_rare(unsigned int state);

/**
 * gt_task_state - a task's state as traces have it
 * @state: task->__state, or what sched_switch says of it
 *
 * Return: enum gentrace_task_state.
 */
static __always_inline u32 gt_task_state(unsigned int state)
{
	/* Running, S and D have the numbers that the kernel gave them. */
	static_assert(TASK_RUNNING == (int)GENTRACE_TASK_RUNNABLE);
	static_assert(TASK_INTERRUPTIBLE == (int)GENTRACE_TASK_SLEEPING);
	static_assert(TASK_UNINTERRUPTIBLE == (int)GENTRACE_TASK_DISK);
	return likely(state <= TASK_UNINTERRUPTIBLE) ? state : gt_task_state_rare(state);
}

struct gt_args_task_status;

void gt_task_status(struct task_struct *task, struct gt_args_task_status *status,
		    char comm[TASK_COMM_LEN]);
u32 gt_tasks_estimate(void);
void gt_tasks_write(u32 *count, u32 *missed);

#endif /* GT_TASKS_H */
