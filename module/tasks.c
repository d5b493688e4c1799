// SPDX-License-Identifier: GPL-2.0
/*
 * tasks.c - the walk over all tasks that opens a generation.
 *
 * Statuses fill gaps: they name tasks, and say what those did when the
 * generation began that have no event in it. They are read without locks; where
 * a status and an event disagree, the event wins. So data_race() here: whatever
 * a field is changing to is right, or will be put right by an event.
 */
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>

#include "chosen.h"
#include "compat/cgroup.h"
#include "meta.h"
#include "tasks.h"

/* Room for tasks that are born while a generation is being prepared. */
#define TASKS_MARGIN	256

/* Tasks at the last walk; 0 before the first. */
static u32 tasks_seen;

/**
 * gt_task_state_rare - what gt_task_state() does not know by itself
 * @state: neither running, nor S, nor a plain D
 *
 * Return: enum gentrace_task_state.
 */
u32 gt_task_state_rare(unsigned int state)
{
	if (state & TASK_DEAD)
		return GENTRACE_TASK_DEAD;
	if (state & EXIT_ZOMBIE)
		return GENTRACE_TASK_ZOMBIE;
	if (state & EXIT_DEAD)
		return GENTRACE_TASK_DEAD;
	if (state & TASK_PARKED)
		return GENTRACE_TASK_PARKED;
	if (state & __TASK_TRACED)
		return GENTRACE_TASK_TRACED;
	if (state & __TASK_STOPPED)
		return GENTRACE_TASK_STOPPED;
	if ((state & TASK_IDLE) == TASK_IDLE)
		return GENTRACE_TASK_IDLE;
	if (state & TASK_INTERRUPTIBLE)
		return GENTRACE_TASK_SLEEPING;
	if (state & TASK_NEW)
		return GENTRACE_TASK_NEW;
	/* D, and what looks like it: RT lock waits, frozen tasks. */
	return GENTRACE_TASK_DISK;
}

static u32 task_status(struct task_struct *task)
{
	if (READ_ONCE(task->on_cpu))
		return GENTRACE_TASK_RUNNING;
	if (data_race(READ_ONCE(task->on_rq)))
		return GENTRACE_TASK_RUNNABLE;
	return gt_task_state(READ_ONCE(task->__state) | data_race(READ_ONCE(task->exit_state)));
}

/**
 * gt_task_status - what a task is now
 * @task: the task
 * @status: its row
 * @comm: memory for the name in it
 *
 * Context: any that reads under RCU.
 */
void gt_task_status(struct task_struct *task, struct gt_args_task_status *status,
		    char comm[TASK_COMM_LEN])
{
	*status = (struct gt_args_task_status) {
		.pid = task->pid,
		.tgid = task->tgid,
		.ppid = rcu_dereference(task->real_parent)->tgid,
		.start = task->start_boottime,
		.state = task_status(task),
		.cpu = task_cpu(task),
		.prio = data_race(READ_ONCE(task->prio)),
		.kthread = !!(data_race(READ_ONCE(task->flags)) & PF_KTHREAD),
		.comm = gt_task_comm(task, comm),
		.cgroup = gt_cgroup_of(task),
	};
}

static bool task_write(struct task_struct *task)
{
	struct gt_args_task_status status;
	char comm[TASK_COMM_LEN];

	gt_task_status(task, &status, comm);
	return gt_meta_write_task_status(&status);
}

/**
 * gt_tasks_write - write the status of every task that is kept
 * @count: set to the number written
 * @missed: set to the number there was no memory for
 *
 * Context: process, under the generation's lock.
 */
void gt_tasks_write(u32 *count, u32 *missed)
{
	struct task_struct *leader, *task;

	*count = 0;
	*missed = 0;
	rcu_read_lock();
	for_each_process_thread(leader, task) {
		if (!gt_chosen_has(task->pid))
			continue;
		if (task_write(task))
			++*count;
		else
			++*missed;
	}
	rcu_read_unlock();
	tasks_seen = *count + *missed;
}

/**
 * gt_tasks_estimate - how many tasks the next walk may find
 *
 * Context: process.
 */
u32 gt_tasks_estimate(void)
{
	struct task_struct *leader, *task;

	if (!tasks_seen) {
		rcu_read_lock();
		for_each_process_thread(leader, task)
			tasks_seen++;
		rcu_read_unlock();
	}
	return tasks_seen + tasks_seen / 4 + TASKS_MARGIN;
}
