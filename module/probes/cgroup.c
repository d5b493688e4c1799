// SPDX-License-Identifier: GPL-2.0
/*
 * probes/cgroup.c - cgroups of the v2 hierarchy that are made, and tasks that change
 * theirs. In which one a task is born, its birth says.
 */
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>

#include "compat/cgroup.h"
#include "compat/probe.h"
#include "emit.h"
#include "probes.h"

#ifdef CONFIG_CGROUPS
static void emit_attach(struct cgroup *cgroup, struct task_struct *task)
{
	gt_emit(cgroup_attach_task, .pid = task->pid, .cgroup = gt_cgroup_id(cgroup));
}

/* Behind the move, when no thread can be born into the cgroup before. */
GT_PROBE(cgroup_attach_task, struct cgroup *cgroup, const char *path, struct task_struct *task,
	 bool threadgroup)
{
	struct task_struct *thread;

	if (!gt_gate_enabled() || !gt_cgroup_is_v2(cgroup))
		return;
	rcu_read_lock();
	if (threadgroup)
		for_each_thread(task, thread)
			emit_attach(cgroup, thread);
	else
		emit_attach(cgroup, task);
	rcu_read_unlock();
}

/* The path that comes with it has a bound; the name has one, too, and fits. */
static noinline void emit_mkdir(struct cgroup *cgroup)
{
	char buffer[NAME_MAX + 2];
	const char *name = gt_cgroup_name(cgroup, buffer);

	gt_emit(cgroup_mkdir, .cgroup = gt_cgroup_id(cgroup), .parent = gt_cgroup_parent(cgroup),
		.name = gt_text(name, GENTRACE_TEXT_MAX));
}

GT_PROBE(cgroup_mkdir, struct cgroup *cgroup, const char *path)
{
	if (gt_gate_enabled() && gt_cgroup_is_v2(cgroup))
		emit_mkdir(cgroup);
}
#endif

static struct gt_probe probes[] = {
#ifdef CONFIG_CGROUPS
	GT_PROBE_ROW(cgroup_attach_task),
	GT_PROBE_ROW(cgroup_mkdir),
#endif
	{ }
};

struct gt_probe_set gt_probes_cgroup = {
	.class = GENTRACE_CLASS_SCHED,
	.probes = probes,
};
