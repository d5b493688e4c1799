/* SPDX-License-Identifier: GPL-2.0 */
/*
 * compat/cgroup.h - the cgroup v2 hierarchy, which a kernel may lack.
 */
#ifndef GT_COMPAT_CGROUP_H
#define GT_COMPAT_CGROUP_H

#include <linux/cgroup.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include <linux/types.h>

#ifdef CONFIG_CGROUPS
#include <trace/events/cgroup.h>

/* -ESRCH if there is none with this id, or the caller's namespace does not show it. */
static inline struct cgroup *gt_cgroup_get(u64 id)
{
	struct cgroup *cgroup = cgroup_get_from_id(id);

	return IS_ERR_OR_NULL(cgroup) ? ERR_PTR(-ESRCH) : cgroup;
}

static inline void gt_cgroup_put(struct cgroup *cgroup)
{
	cgroup_put(cgroup);
}

static inline void gt_cgroup_path(struct cgroup *cgroup, char *path, size_t size)
{
	cgroup_path(cgroup, path, size);
}

/* Is the task in it, or somewhere below? */
static inline bool gt_cgroup_has(struct cgroup *cgroup, struct task_struct *task)
{
	bool has;

	rcu_read_lock();
	has = cgroup_is_descendant(task_dfl_cgroup(task), cgroup);
	rcu_read_unlock();
	return has;
}

/* In the v2 hierarchy, not in one of the others? */
static inline bool gt_cgroup_is_v2(const struct cgroup *cgroup)
{
	return cgroup->root == &cgrp_dfl_root;
}

static inline u64 gt_cgroup_id(const struct cgroup *cgroup)
{
	return cgroup_id(cgroup);
}

/* The cgroup that a task is in; of an exiting one, too. */
static inline u64 gt_cgroup_of(struct task_struct *task)
{
	u64 id;

	rcu_read_lock();
	id = cgroup_id(task_dfl_cgroup(task));
	rcu_read_unlock();
	return id;
}

/* Is the task in the cgroup of this id, or somewhere below? */
static inline bool gt_cgroup_is_below(struct task_struct *task, u64 id)
{
	struct cgroup *cgroup;

	rcu_read_lock();
	for (cgroup = task_dfl_cgroup(task); cgroup; cgroup = cgroup_parent(cgroup))
		if (cgroup_id(cgroup) == id)
			break;
	rcu_read_unlock();
	return cgroup;
}

/* The id of what it is in; 0 of the root. */
static inline u64 gt_cgroup_parent(struct cgroup *cgroup)
{
	struct cgroup *parent = cgroup_parent(cgroup);

	return parent ? cgroup_id(parent) : 0;
}

/* How many there are; a moment later there may be others. */
static inline u32 gt_cgroup_count(void)
{
	return data_race(READ_ONCE(cgrp_dfl_root.cgrp.nr_descendants)) + 1;
}

/**
 * gt_cgroup_name - the name of its directory
 * @cgroup: the cgroup
 * @buffer: room for it
 *
 * kernfs_name() is not exported; a path along one step is, which is "/" and the name.
 *
 * Context: any that may take a spinlock.
 * Return: the name; "" of the root.
 */
static inline const char *gt_cgroup_name(struct cgroup *cgroup, char buffer[NAME_MAX + 2])
{
	struct cgroup *parent = cgroup_parent(cgroup);

	buffer[0] = '\0';
	if (parent)
		kernfs_path_from_node(cgroup->kn, parent->kn, buffer, NAME_MAX + 2);
	return buffer[0] == '/' ? buffer + 1 : buffer;
}

/**
 * gt_cgroup_each - call a function for each cgroup there is, parents first
 * @visit: the function
 *
 * One that is made or removed meanwhile may be among them, or not.
 *
 * Context: process; under RCU while @visit runs.
 */
static inline void gt_cgroup_each(void (*visit)(struct cgroup *cgroup))
{
	struct cgroup_subsys_state *css;

	rcu_read_lock();
	css_for_each_descendant_pre(css, &cgrp_dfl_root.cgrp.self)
		visit(container_of(css, struct cgroup, self));
	rcu_read_unlock();
}

#else /* !CONFIG_CGROUPS */

static inline struct cgroup *gt_cgroup_get(u64 id)
{
	return ERR_PTR(-EOPNOTSUPP);
}

static inline void gt_cgroup_put(struct cgroup *cgroup) { }
static inline void gt_cgroup_path(struct cgroup *cgroup, char *path, size_t size) { }

static inline bool gt_cgroup_has(struct cgroup *cgroup, struct task_struct *task)
{
	return false;
}

static inline u64 gt_cgroup_id(const struct cgroup *cgroup)
{
	return 0;
}

static inline u64 gt_cgroup_of(struct task_struct *task)
{
	return 0;
}

static inline bool gt_cgroup_is_below(struct task_struct *task, u64 id)
{
	return false;
}

static inline u64 gt_cgroup_parent(struct cgroup *cgroup)
{
	return 0;
}

static inline u32 gt_cgroup_count(void)
{
	return 0;
}

static inline const char *gt_cgroup_name(struct cgroup *cgroup, char buffer[NAME_MAX + 2])
{
	return "";
}

static inline void gt_cgroup_each(void (*visit)(struct cgroup *cgroup)) { }

#endif /* CONFIG_CGROUPS */

#endif /* GT_COMPAT_CGROUP_H */
