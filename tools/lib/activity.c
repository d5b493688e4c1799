// SPDX-License-Identifier: GPL-2.0
/* activity.c - counts of system calls and interrupts, by kind. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"

/**
 * struct activity - struct gentrace_activity and what its users do not see
 * @public: must be the first
 * @order: which entry ended the one that took longest, as the model counts them
 */
struct activity {
	struct gentrace_activity public;
	__u64 order;
};

static struct activity *activity_of(struct gentrace_activity *public)
{
	return (struct activity *)public;
}

int activity_get(struct activities *activities, __u64 id, const char *name, __u64 length,
		 struct gentrace_activity **activity)
{
	struct activity *new;

	*activity = map_find(&activities->map, id);
	if (*activity && ((*activity)->name[0] || !length))
		return 0;
	if (length >= GENTRACE_NAME_MAX)
		length = GENTRACE_NAME_MAX - 1;
	if (*activity) {
		memcpy((*activity)->name, name, length);
		(*activity)->name[length] = 0;
		return 0;
	}
	new = calloc(1, sizeof(*new));
	if (!new)
		return -ENOMEM;
	new->public.id = id;
	if (length)
		memcpy(new->public.name, name, length);
	if (map_set(&activities->map, id, new)) {
		free(new);
		return -ENOMEM;
	}
	*activity = &new->public;
	return 0;
}

/* FNV-1a */
static __u64 name_hash(const char *name, __u32 length)
{
	__u64 hash = 0xcbf29ce484222325ull;
	__u32 i;

	for (i = 0; i < length; i++)
		hash = (hash ^ (__u8)name[i]) * 0x100000001b3ull;
	return hash;
}

int activity_named(struct activities *activities, const char *name, __u32 length,
		   struct gentrace_activity **activity)
{
	return activity_get(activities, name_hash(name, length), name, length, activity);
}

void activity_add(const struct gentrace_model *model, struct gentrace_activity *activity,
		  __u64 begin, __u64 ns, __u32 cpu, __u32 pid)
{
	if (!activity->count || ns > activity->max_ns) {
		activity->max_ns = ns;
		activity->max_at = begin;
		activity->max_cpu = cpu;
		activity->max_pid = pid;
		activity_of(activity)->order = model->order;
	}
	activity->count++;
	if (__builtin_add_overflow(activity->total_ns, ns, &activity->total_ns))
		activity->total_ns = ~0ull;
}

/* Does the longest of @from come before that of @to, or take longer? */
static bool activity_is_longer(const struct activity *to, const struct activity *from,
			       __u64 before)
{
	if (!from->public.count || !to->public.count)
		return from->public.count;
	if (from->public.max_ns != to->public.max_ns)
		return from->public.max_ns > to->public.max_ns;
	return before + from->order < to->order;
}

static void activity_join(struct activity *to, const struct activity *from, __u64 before)
{
	if (activity_is_longer(to, from, before)) {
		to->public.max_ns = from->public.max_ns;
		to->public.max_at = from->public.max_at;
		to->public.max_cpu = from->public.max_cpu;
		to->public.max_pid = from->public.max_pid;
		to->order = before + from->order;
	}
	to->public.id = from->public.id;
	to->public.count += from->public.count;
	to->public.unfinished += from->public.unfinished;
	if (__builtin_add_overflow(to->public.total_ns, from->public.total_ns,
				   &to->public.total_ns))
		to->public.total_ns = ~0ull;
}

int activities_join(struct activities *to, const struct activities *from, __u64 before)
{
	size_t i;

	for (i = 0; i < from->map.count; i++) {
		struct activity *part = from->map.value[i];
		struct gentrace_activity *whole;

		if (activity_get(to, from->map.key[i], part->public.name,
				 strlen(part->public.name), &whole))
			return -ENOMEM;
		activity_join(activity_of(whole), part, before);
	}
	return 0;
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
