/* SPDX-License-Identifier: GPL-2.0 */
/* cgroups.h - which cgroups are meant. */
#ifndef TRACECTL_CGROUPS_H
#define TRACECTL_CGROUPS_H

#include <libgentrace.h>

#define CGROUPS_MAX 64

/* Each is meant with all that is below it. */
struct cgroups {
	const char *pattern[CGROUPS_MAX];	/* of fnmatch(3): a path, or a name */
	unsigned int count;
};

/*
 * "/system.slice/cron.service", the same below /sys/fs/cgroup, "cron.service" or a
 * pattern of any of them; @text must stay. Whether there was room for it.
 */
bool cgroups_add(struct cgroups *cgroups, char *text);

/* Is it one of those, or below? NULL is none. */
bool cgroups_have(const struct cgroups *cgroups, const struct gentrace_cgroup *cgroup);

/*
 * When all of the trace at @path is in the model: does it tell of them? EXIT_OK, or
 * EXIT_NO: it does not, which is said.
 */
int cgroups_check(const struct cgroups *cgroups, const struct gentrace_model *model,
		  const char *path);

#endif /* TRACECTL_CGROUPS_H */
