/* SPDX-License-Identifier: GPL-2.0 */
/* who.h - which task of a trace is meant. */
#ifndef TRACECTL_WHO_H
#define TRACECTL_WHO_H

#include "stay.h"

/**
 * struct who - what is known of a task that is asked for
 * @text: its pid, the name that one task has, or a cgroup that one task is in last
 * @stays: which were in the cgroups of the answer's filter, if that has any
 */
struct who {
	const char *text;
	struct stays stays;
};

/* The only task that it can be. NULL if there is none or more than one; that is said. */
const struct gentrace_task *who_find(const struct who *who, const struct answer *answer);

#endif /* TRACECTL_WHO_H */
