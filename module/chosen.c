// SPDX-License-Identifier: GPL-2.0
/*
 * chosen.c - who is in the set of tasks that a filter keeps.
 *
 * At first the tasks that the filter names; from then on the children of those that
 * are in it, when they are born. And whoever is in a cgroup that it names, or below,
 * for as long as it is. Whoever writes holds @lock, who reads does not.
 *
 * Whether a task is in a cgroup is asked, under the lock, when it is born, when it has
 * been moved, and once of all tasks when both are seen already: the last one to ask is
 * right.
 *
 * Why no child is missed. Its creator has put it into the list of its group before it
 * gets here, and here it looks whether the creator is chosen; gt_chosen_add() chooses
 * the tasks of the list one after the other, each under the lock. If that comes first
 * for the creator, the child sees it and is chosen. If it comes later, the child is in
 * the list already, behind its creator, and gt_chosen_add() will come to it.
 *
 * A bit is not cleared when its task dies, which may switch once more when its pid is
 * free already: the next task with that pid sets it or clears it when it is born.
 */
#include <linux/binfmts.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>
#include <trace/events/sched.h>
#include <trace/events/task.h>

#include "chosen.h"
#include "compat/cgroup.h"
#include "compat/probe.h"
#include "filter.h"
#include "filtered.h"
#include "probes.h"
#include "tasks.h"

/* What the filter says of itself is not left out. */
#undef gt_section_enter

unsigned long *gt_chosen;

/* Of these, whose children are chosen. The same set if no cgroup is named. */
static unsigned long *lineage;

static struct cgroup *cgroups[GENTRACE_FILTERS_MAX];
static u32 cgroup_count;

/* Taken in probes of process context; raw, for those may not sleep. */
static DEFINE_RAW_SPINLOCK(lock);

static void set_assign(unsigned long *set, u32 pid, bool member)
{
	unsigned long *word = &set[BIT_WORD(pid)];

	lockdep_assert_held(&lock);
	if (member)
		WRITE_ONCE(*word, *word | BIT_MASK(pid));
	else
		WRITE_ONCE(*word, *word & ~BIT_MASK(pid));
}

static bool set_has(const unsigned long *set, u32 pid)
{
	return set[BIT_WORD(pid)] & BIT_MASK(pid);
}

static bool cgroups_have(struct task_struct *task)
{
	u32 i;

	for (i = 0; i < cgroup_count; i++)
		if (gt_cgroup_has(cgroups[i], task))
			return true;
	return false;
}

/* Is it chosen? Under the lock; returns whether that has changed. */
static bool chosen_judge(struct task_struct *task)
{
	bool chosen = set_has(lineage, task->pid) || cgroups_have(task);

	if (chosen == set_has(gt_chosen, task->pid))
		return false;
	set_assign(gt_chosen, task->pid, chosen);
	return true;
}

/* Under the lock, as far as @ancestor is concerned. */
static void chosen_inherit(struct task_struct *task, u32 ancestor)
{
	bool inherits = set_has(lineage, ancestor);

	set_assign(lineage, task->pid, inherits);
	set_assign(gt_chosen, task->pid, inherits || cgroups_have(task));
}

/* The idle tasks of all CPUs have pid 0, which is nobody's. */
static void chosen_born(struct task_struct *child)
{
	unsigned long flags;

	if (!child->pid)
		return;
	raw_spin_lock_irqsave(&lock, flags);
	chosen_inherit(child, current->pid);
	raw_spin_unlock_irqrestore(&lock, flags);
}

/*
 * Here and not at sched_process_fork, which the threads that io_uring and vhost make
 * do not pass. 7.3 has the flags in 64 bits.
 */
GT_PROBE_VARIANT(task_newtask, narrow, struct task_struct *task, unsigned long clone_flags)
{
	chosen_born(task);
}

GT_PROBE_VARIANT(task_newtask, wide, struct task_struct *task, u64 clone_flags)
{
	chosen_born(task);
}

/* A thread that calls exec takes over the pid of its leader. */
GT_PROBE(sched_process_exec, struct task_struct *task, pid_t old_pid, struct linux_binprm *bprm)
{
	unsigned long flags;

	if (old_pid == task->pid)
		return;
	raw_spin_lock_irqsave(&lock, flags);
	chosen_inherit(task, old_pid);
	raw_spin_unlock_irqrestore(&lock, flags);
}

/*
 * Behind the change of the set: what is recorded before the trace says that the task
 * is left out is right, and nothing is recorded behind it.
 */
static void chosen_tell(struct task_struct *task)
{
	struct gt_section s;

	if (!gt_gate_enabled() || !gt_filter_tells())
		return;
	s = gt_section_enter();
	if (!s.gen)
		return;
	gt_emit_in(&s, task_filter, .pid = task->pid, .tgid = task->tgid,
		   .kept = gt_chosen_has(task->pid), .comm = GT_TASK_COMM(task));
	gt_section_leave(&s);
}

static void chosen_moved(struct task_struct *task)
{
	unsigned long flags;
	bool changed;

	raw_spin_lock_irqsave(&lock, flags);
	changed = chosen_judge(task);
	raw_spin_unlock_irqrestore(&lock, flags);
	if (changed)
		chosen_tell(task);
}

#ifdef CONFIG_CGROUPS
/* Of the other hierarchies, too, where nothing changes for us. */
GT_PROBE(cgroup_attach_task, struct cgroup *cgroup, const char *path, struct task_struct *task,
	 bool threadgroup)
{
	struct task_struct *thread;

	if (!cgroup_count)
		return;
	rcu_read_lock();
	if (threadgroup)
		for_each_thread(task, thread)
			chosen_moved(thread);
	else
		chosen_moved(task);
	rcu_read_unlock();
}
#endif

static void chosen_add_one(const struct task_struct *task)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&lock, flags);
	set_assign(lineage, task->pid, true);
	set_assign(gt_chosen, task->pid, true);
	raw_spin_unlock_irqrestore(&lock, flags);
}

/**
 * gt_chosen_add - choose a task, and with a leader all threads of its group
 * @pid: its id in the initial pid namespace
 *
 * Context: process; the probes of gt_probes_chosen are attached.
 * Return: 0, or -ESRCH if there is no such task.
 */
int gt_chosen_add(u32 pid)
{
	struct task_struct *task, *thread;

	rcu_read_lock();
	task = pid_task(find_pid_ns(pid, &init_pid_ns), PIDTYPE_PID);
	if (task && thread_group_leader(task))
		for_each_thread(task, thread)
			chosen_add_one(thread);
	else if (task)
		chosen_add_one(task);
	rcu_read_unlock();
	return task ? 0 : -ESRCH;
}

/**
 * gt_chosen_add_cgroup - choose who is in a cgroup, or below it
 * @cgroup: it; the set puts it in the end
 *
 * Context: process, before gt_chosen_judge_all(); not more than filters.
 */
void gt_chosen_add_cgroup(struct cgroup *cgroup)
{
	cgroups[cgroup_count++] = cgroup;
}

/**
 * gt_chosen_judge_all - look for the tasks that are in the cgroups
 *
 * Context: process; the probes of gt_probes_chosen are attached.
 */
void gt_chosen_judge_all(void)
{
	struct task_struct *leader, *task;

	rcu_read_lock();
	for_each_process_thread(leader, task)
		chosen_moved(task);
	rcu_read_unlock();
}

static unsigned long *set_create(void)
{
	return vzalloc(BITS_TO_LONGS(PID_MAX_LIMIT) * sizeof(unsigned long));
}

/**
 * gt_chosen_create - an empty set
 * @with_cgroups: cgroups will be named
 *
 * Context: process, may sleep; no probe is attached.
 * Return: 0 or -ENOMEM; then gt_chosen_destroy() is still to be called.
 */
int gt_chosen_create(bool with_cgroups)
{
	gt_chosen = set_create();
	lineage = with_cgroups ? set_create() : gt_chosen;
	return gt_chosen && lineage ? 0 : -ENOMEM;
}

/**
 * gt_chosen_destroy - all tasks are kept again
 *
 * Context: as gt_chosen_create().
 */
void gt_chosen_destroy(void)
{
	while (cgroup_count)
		gt_cgroup_put(cgroups[--cgroup_count]);
	if (lineage != gt_chosen)
		vfree(lineage);
	vfree(gt_chosen);
	lineage = NULL;
	gt_chosen = NULL;
}

static struct gt_probe probes[] = {
	{
		.name = "task_newtask",
		.handler = GT_PROBE_CHOICE(task_newtask,
					   GT_PROBE_TAKES(task_newtask, struct task_struct *,
							  unsigned long),
					   narrow, wide),
	},
	{ .name = "sched_process_exec", .handler = gt_probe_sched_process_exec },
#ifdef CONFIG_CGROUPS
	{ .name = "cgroup_attach_task", .handler = gt_probe_cgroup_attach_task },
#endif
	{ }
};

/* Who is named is chosen when births can be seen. */
struct gt_probe_set gt_probes_chosen = {
	.class = GENTRACE_CLASS_META,
	.probes = probes,
	.attach = gt_filter_choose,
};
