/* SPDX-License-Identifier: GPL-2.0 */
/*
 * chosen.h - the tasks that a filter keeps, as a set of pids.
 *
 * A bit a pid: the look at it is one load that needs no lock in any context, and the
 * memory is bounded. It is there only if a session has a filter of tasks.
 */
#ifndef GT_CHOSEN_H
#define GT_CHOSEN_H

#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/threads.h>
#include <linux/types.h>
#include <asm/page.h>

struct cgroup;

/* NULL if all tasks are kept; constant while probes are attached. */
extern unsigned long *gt_chosen;

/**
 * gt_chosen_has - is a task kept?
 * @pid: its id in the initial pid namespace, or any number
 *
 * Context: any, NMI included.
 */
static __always_inline bool gt_chosen_has(u32 pid)
{
	const unsigned long *set = READ_ONCE(gt_chosen);

	if (!set)
		return true;
	return pid < PID_MAX_LIMIT && READ_ONCE(set[BIT_WORD(pid)]) & BIT_MASK(pid);
}

int gt_chosen_create(bool cgroups);
void gt_chosen_destroy(void);
int gt_chosen_add(u32 pid);
void gt_chosen_add_cgroup(struct cgroup *cgroup);
void gt_chosen_judge_all(void);

#endif /* GT_CHOSEN_H */
