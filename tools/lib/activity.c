// SPDX-License-Identifier: GPL-2.0
/* activity.c - counts of system calls and interrupts, by kind. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"

int activity_get(struct activities *activities, __u64 id, const char *name, __u64 length,
		 struct gentrace_activity **activity)
{
	struct gentrace_activity *new;

	*activity = map_find(&activities->map, id);
	if (*activity && ((*activity)->name[0] || !length))
		return 0;
	if (length >= GENTRACE_NAME_MAX)
		length = GENTRACE_NAME_MAX - 1;
	if (*activity) {
		memcpy((*activity)->name, name, length);
		return 0;
	}
	new = calloc(1, sizeof(*new));
	if (!new)
		return -ENOMEM;
	new->id = id;
	if (length)
		memcpy(new->name, name, length);
	if (map_set(&activities->map, id, new)) {
		free(new);
		return -ENOMEM;
	}
	*activity = new;
	return 0;
}

void activity_add(struct gentrace_activity *activity, __u64 begin, __u64 ns,
		  __u32 cpu, __u32 pid)
{
	if (!activity->count || ns > activity->max_ns) {
		activity->max_ns = ns;
		activity->max_at = begin;
		activity->max_cpu = cpu;
		activity->max_pid = pid;
	}
	activity->count++;
	if (__builtin_add_overflow(activity->total_ns, ns, &activity->total_ns))
		activity->total_ns = ~0ull;
}

static int activity_compare(const void *a, const void *b)
{
	const struct gentrace_activity *x = *(struct gentrace_activity *const *)a;
	const struct gentrace_activity *y = *(struct gentrace_activity *const *)b;

	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return strcmp(x->name, y->name);
}

void activities_finish(struct activities *activities)
{
	struct map *map = &activities->map;
	size_t i;

	for (i = 0; i < map->count; i++) {
		struct gentrace_activity *activity = map->value[i];

		activity->lossy |= activities->lossy;
	}
	/* Nothing is looked up any more. */
	if (map->count)
		qsort(map->value, map->count, sizeof(*map->value), activity_compare);
}

void activities_clear(struct activities *activities)
{
	size_t i;

	for (i = 0; i < activities->map.count; i++)
		free(activities->map.value[i]);
	map_clear(&activities->map);
}
