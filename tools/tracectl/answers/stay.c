// SPDX-License-Identifier: GPL-2.0
/* stay.c - when tasks were in the cgroups that are meant. */
#include <errno.h>
#include <stdlib.h>

#include <grow.h>

#include "stay.h"

static int stays_grow(struct stays *stays, size_t index)
{
	struct stay *list = grow_zeroed(stays->task, &stays->tasks, index, sizeof(*list));

	if (!list)
		return -ENOMEM;
	stays->task = list;
	return 0;
}

/* Segments have no holes: what does not go on is another time. */
static void stay_extend(struct stay *stay, __u64 begin_ns, __u64 end_ns)
{
	if (!stay->count || begin_ns != stay->last_end_ns) {
		stay->last_begin_ns = begin_ns;
		stay->count++;
	}
	stay->last_end_ns = end_ns;
	if (end_ns - stay->last_begin_ns > stay->end_ns - stay->begin_ns) {
		stay->begin_ns = stay->last_begin_ns;
		stay->end_ns = end_ns;
	}
}

int stays_add(struct stays *stays, const struct answer *answer,
	      const struct gentrace_segment *segment)
{
	__u64 begin_ns, end_ns;

	if (!answer_clip(answer, segment, &begin_ns, &end_ns) ||
	    !cgroups_have(&answer->filter.cgroups, segment->task->cgroup))
		return 0;
	if (stays_grow(stays, segment->task->index))
		return -ENOMEM;
	stay_extend(&stays->task[segment->task->index], begin_ns, end_ns);
	return 0;
}

const struct stay *stays_of(const struct stays *stays, const struct gentrace_task *task)
{
	if (task->index >= stays->tasks || !stays->task[task->index].count)
		return NULL;
	return &stays->task[task->index];
}

void stays_clear(struct stays *stays)
{
	free(stays->task);
	*stays = (struct stays) { 0 };
}
