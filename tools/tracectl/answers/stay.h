/* SPDX-License-Identifier: GPL-2.0 */
/* stay.h - when tasks were in the cgroups that are meant. */
#ifndef TRACECTL_STAY_H
#define TRACECTL_STAY_H

#include "answer.h"

/**
 * struct stay - the times of a task in the cgroups of its answer
 * @begin_ns: the longest one begins, within what is asked about
 * @end_ns: and ends
 * @count: how many there are; 0: it was never there
 * @last_begin_ns: the one that is told last
 * @last_end_ns: how far it is told
 */
struct stay {
	__u64 begin_ns;
	__u64 end_ns;
	size_t count;
	__u64 last_begin_ns;
	__u64 last_end_ns;
};

/* By the index of tasks; zeroed, for stays_clear(). */
struct stays {
	struct stay *task;
	size_t tasks;
};

/* The next segment of a task; 0 or -ENOMEM. */
int stays_add(struct stays *stays, const struct answer *answer,
	      const struct gentrace_segment *segment);

/* NULL: it was never there. */
const struct stay *stays_of(const struct stays *stays, const struct gentrace_task *task);

void stays_clear(struct stays *stays);

#endif /* TRACECTL_STAY_H */
