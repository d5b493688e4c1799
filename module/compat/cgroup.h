/* SPDX-License-Identifier: GPL-2.0 */
/*
 * compat/cgroup.h - the cgroup v2 hierarchy, which a kernel may lack.
 */
#ifndef GT_COMPAT_CGROUP_H
#define GT_COMPAT_CGROUP_H

#include <linux/cgroup.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/rcupdate.h>
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

#endif /* CONFIG_CGROUPS */

#endif /* GT_COMPAT_CGROUP_H */
