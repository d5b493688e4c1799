// SPDX-License-Identifier: GPL-2.0
/* history.c - segments of a span of time, by task, and who was on each CPU. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "libgentrace_waits.h"
#include "map.h"

/* A growing array; of segments or of shifts. */
struct track {
	void *list;
	size_t count;
	size_t room;
};

struct gentrace_history {
	size_t limit;
	size_t bytes;
	struct track *task;	/* by index */
	size_t tasks;
	struct map cpu;		/* struct track */
};

struct gentrace_history *gentrace_history_create(size_t limit)
{
	struct gentrace_history *history = calloc(1, sizeof(*history));

	if (history)
		history->limit = limit;
	return history;
}

/* The next element of a track, zeroed; 0 or -errno. */
static int track_append(struct gentrace_history *history, struct track *track, size_t size,
			void **element)
{
	if (track->count == track->room) {
		size_t room = track->room ? 2 * track->room : 8;
		void *list;

		if (history->bytes + (room - track->room) * size > history->limit)
			return -E2BIG;
		list = reallocarray(track->list, room, size);
		if (!list)
			return -ENOMEM;
		history->bytes += (room - track->room) * size;
		track->list = list;
		track->room = room;
	}
	*element = (char *)track->list + track->count++ * size;
	memset(*element, 0, size);
	return 0;
}

static int history_grow(struct gentrace_history *history, size_t index)
{
	size_t tasks = history->tasks ? history->tasks : 64;
	struct track *task;

	while (tasks <= index)
		tasks *= 2;
	if (tasks == history->tasks)
		return 0;
	task = reallocarray(history->task, tasks, sizeof(*task));
	if (!task)
		return -ENOMEM;
	memset(task + history->tasks, 0, (tasks - history->tasks) * sizeof(*task));
	history->task = task;
	history->tasks = tasks;
	return 0;
}

static int history_cpu(struct gentrace_history *history, __u32 cpu, struct track **track)
{
	*track = map_find(&history->cpu, cpu);
	if (*track)
		return 0;
	*track = calloc(1, sizeof(**track));
	if (!*track)
		return -ENOMEM;
	if (!map_set(&history->cpu, cpu, *track))
		return 0;
	free(*track);
	return -ENOMEM;
}

static int history_add_shift(struct gentrace_history *history,
			     const struct gentrace_segment *segment)
{
	struct gentrace_shift *shift;
	struct track *track;
	void *element;
	int ret;

	if (history_cpu(history, segment->cpu, &track))
		return -ENOMEM;
	shift = track->count ? (struct gentrace_shift *)track->list + track->count - 1 : NULL;
	if (shift && gentrace_shift_extend(shift, segment))
		return 0;
	ret = track_append(history, track, sizeof(*shift), &element);
	if (ret)
		return ret;
	*(struct gentrace_shift *)element = gentrace_shift_begin(segment);
	return 0;
}

int gentrace_history_add(void *data, const struct gentrace_segment *segment)
{
	struct gentrace_history *history = data;
	size_t index = segment->task->index;
	void *element;
	int ret;

	if (index >= history->tasks && history_grow(history, index))
		return -ENOMEM;
	ret = track_append(history, &history->task[index], sizeof(*segment), &element);
	if (ret)
		return ret;
	memcpy(element, segment, sizeof(*segment));
	return segment->doing == GENTRACE_DOING_RUN ? history_add_shift(history, segment) : 0;
}

const struct gentrace_segment *
gentrace_history_segment(const struct gentrace_history *history,
			 const struct gentrace_task *task, size_t i)
{
	const struct track *track;

	if (task->index >= history->tasks)
		return NULL;
	track = &history->task[task->index];
	return i < track->count ? (const struct gentrace_segment *)track->list + i : NULL;
}

const struct gentrace_segment *gentrace_history_at(const struct gentrace_history *history,
						   const struct gentrace_task *task, __u64 ns)
{
	const struct gentrace_segment *list;
	const struct track *track;
	size_t low = 0, high;

	if (task->index >= history->tasks)
		return NULL;
	track = &history->task[task->index];
	list = track->list;
	high = track->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (list[middle].end_ns < ns)
			low = middle + 1;
		else
			high = middle;
	}
	return low < track->count && list[low].begin_ns < ns ? &list[low] : NULL;
}

const struct gentrace_shift *gentrace_history_shift(const struct gentrace_history *history,
						    __u32 cpu, __u64 ns, size_t i)
{
	const struct track *track = map_find(&history->cpu, cpu);
	const struct gentrace_shift *list;
	size_t low = 0, high;

	if (!track)
		return NULL;
	list = track->list;
	high = track->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (list[middle].end_ns <= ns)
			low = middle + 1;
		else
			high = middle;
	}
	return low + i < track->count ? &list[low + i] : NULL;
}

void gentrace_history_destroy(struct gentrace_history *history)
{
	size_t i;

	if (!history)
		return;
	for (i = 0; i < history->tasks; i++)
		free(history->task[i].list);
	for (i = 0; i < history->cpu.count; i++) {
		free(((struct track *)history->cpu.value[i])->list);
		free(history->cpu.value[i]);
	}
	map_clear(&history->cpu);
	free(history->task);
	free(history);
}
