// SPDX-License-Identifier: GPL-2.0
/*
 * probes/sched.c - switches, wakeups, and the lives of tasks.
 *
 * Most of these run with interrupts off under a run queue's lock: no wake-up, no
 * print, no lock here.
 */
#include <linux/binfmts.h>
#include <linux/mm_types.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <trace/events/sched.h>
#include <trace/events/task.h>

#include "compat/cgroup.h"
#include "compat/probe.h"
#include "emit.h"
#include "probes.h"
#include "stacks.h"
#include "tasks.h"

GT_PROBE(sched_switch, bool preempt, struct task_struct *prev,
	 struct task_struct *next, unsigned int prev_state)
{
	gt_emit(sched_switch,
		.prev_state = unlikely(preempt) ? GENTRACE_TASK_PREEMPTED :
						  gt_task_state(prev_state),
		.next_pid = gt_emit_next(next->pid));
}

GT_PROBE_STACKS(sched_switch, bool preempt, struct task_struct *prev,
		struct task_struct *next, unsigned int prev_state)
{
	if (gt_gate_enabled()) {
		struct gt_section s = gt_section_enter();

		if (!s.gen)
			return;
		gt_stacks_emit(&s, GENTRACE_STACK_SITE_SWITCH);
		gt_emit_in(&s, sched_switch,
			   .prev_state = preempt ? GENTRACE_TASK_PREEMPTED :
						   gt_task_state(prev_state),
			   .next_pid = next->pid);
		gt_section_leave(&s);
	}
}

GT_PROBE(sched_wakeup, struct task_struct *task)
{
	gt_emit(sched_wakeup, .pid = task->pid, .target = task_cpu(task));
}

GT_PROBE(sched_wakeup_new, struct task_struct *task)
{
	gt_emit(sched_wakeup_new, .pid = task->pid, .target = task_cpu(task));
}

GT_PROBE(sched_waking, struct task_struct *task)
{
	gt_emit(sched_waking, .pid = task->pid, .last = task_cpu(task));
}

GT_PROBE_STACKS(sched_waking, struct task_struct *task)
{
	if (gt_gate_enabled()) {
		struct gt_section s = gt_section_enter();

		if (!s.gen)
			return;
		gt_stacks_emit(&s, GENTRACE_STACK_SITE_WAKING);
		gt_emit_in(&s, sched_waking, .pid = task->pid, .last = task_cpu(task));
		gt_section_leave(&s);
	}
}

GT_PROBE(sched_migrate_task, struct task_struct *task, int to)
{
	gt_emit(sched_migrate_task, .pid = task->pid, .from = task_cpu(task), .to = to);
}

/*
 * What copies a name has a frame to set up and to guard. It is a function of its
 * own, for the probe to be out again at once while tracing is off.
 */
static noinline void emit_fork(struct task_struct *parent, struct task_struct *child)
{
	gt_emit(sched_process_fork, .parent = parent->pid, .child = gt_emit_next(child->pid),
		.tgid = child->tgid, .start = child->start_boottime, .comm = GT_TASK_COMM(child),
		.prio = data_race(READ_ONCE(child->prio)), .cgroup = gt_cgroup_of(child));
}

GT_PROBE(sched_process_fork, struct task_struct *parent, struct task_struct *child)
{
	if (gt_gate_enabled())
		emit_fork(parent, child);
}

GT_PROBE(sched_process_exec, struct task_struct *task, pid_t old_pid, struct linux_binprm *bprm)
{
	gt_emit(sched_process_exec, .pid = task->pid, .old_pid = old_pid,
		.filename = gt_text(bprm->filename, GENTRACE_TEXT_MAX));
}

static noinline void emit_exit(struct task_struct *task)
{
	gt_emit(sched_process_exit, .pid = task->pid, .tgid = task->tgid,
		.comm = GT_TASK_COMM(task), .code = task->exit_code);
}

/* 7.3 has group_dead, the last thread of its group; 6.12 and before do not. */
GT_PROBE_VARIANT(sched_process_exit, task, struct task_struct *task)
{
	if (gt_gate_enabled())
		emit_exit(task);
}

GT_PROBE_VARIANT(sched_process_exit, group, struct task_struct *task, bool group_dead)
{
	if (gt_gate_enabled())
		emit_exit(task);
}

GT_PROBE(task_rename, struct task_struct *task, const char *comm)
{
	gt_emit(task_rename, .pid = task->pid, .comm = gt_text(comm, TASK_COMM_LEN));
}

static struct gt_probe probes[] = {
	GT_PROBE_ROW_STACKS(sched_switch, SWITCH),
	GT_PROBE_ROW(sched_wakeup),
	GT_PROBE_ROW(sched_wakeup_new),
	GT_PROBE_ROW_STACKS(sched_waking, WAKING),
	GT_PROBE_ROW(sched_migrate_task),
	GT_PROBE_ROW(sched_process_fork),
	GT_PROBE_ROW(sched_process_exec),
	GT_PROBE_ROW_CHOOSE(sched_process_exit,
			    GT_PROBE_TAKES(sched_process_exit, struct task_struct *),
			    task, group),
	GT_PROBE_ROW(task_rename),
	{ }
};

struct gt_probe_set gt_probes_sched = {
	.class = GENTRACE_CLASS_SCHED,
	.probes = probes,
};
