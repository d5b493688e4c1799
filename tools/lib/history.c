// SPDX-License-Identifier: GPL-2.0
/* history.c - segments of a span of time, by task, and who or what had each CPU. */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "grow.h"
#include "libgentrace_waits.h"
#include "map.h"

/* A growing array; of segments, shifts or interruptions. */
struct track {
	void *list;
	size_t count;
	size_t room;
};

struct cpu_tracks {
	struct track shifts;
	struct track interruptions;
};

struct gentrace_history {
	size_t limit;
	size_t bytes;
	struct track *task;	/* by index */
	size_t tasks;
	struct map cpu;		/* struct cpu_tracks */
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
	struct track *task = grow_zeroed(history->task, &history->tasks, index, sizeof(*task));

	if (!task)
		return -ENOMEM;
	history->task = task;
	return 0;
}

static int history_cpu(struct gentrace_history *history, __u32 cpu, struct cpu_tracks **tracks)
{
	*tracks = map_find(&history->cpu, cpu);
	if (*tracks)
		return 0;
	*tracks = calloc(1, sizeof(**tracks));
	if (!*tracks)
		return -ENOMEM;
	if (!map_set(&history->cpu, cpu, *tracks))
		return 0;
	free(*tracks);
	return -ENOMEM;
}

static int history_add_shift(struct gentrace_history *history,
			     const struct gentrace_segment *segment)
{
	struct gentrace_shift *shift;
	struct cpu_tracks *tracks;
	struct track *track;
	void *element;
	int ret;

	if (history_cpu(history, segment->cpu, &tracks))
		return -ENOMEM;
	track = &tracks->shifts;
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

/*
 * What ended within it has cut it into pieces: puts them around those. From behind, for each
 * moves back by one more than the one before it.
 */
static void interruption_cut(struct gentrace_interruption *list, size_t within,
			     const struct gentrace_interruption *whole)
{
	struct gentrace_interruption piece = *whole;
	size_t i;

	for (i = within; i; i--) {
		const struct gentrace_interruption inner = list[i - 1];

		piece.begin_ns = inner.end_ns;
		list[2 * i] = piece;
		list[2 * i - 1] = inner;
		piece.end_ns = inner.begin_ns;
	}
	piece.begin_ns = whole->begin_ns;
	list[0] = piece;
}

static bool call_is_interrupt(const struct gentrace_call *call)
{
	return call->kind == GENTRACE_CALL_HARDIRQ || call->kind == GENTRACE_CALL_SOFTIRQ ||
	       call->kind == GENTRACE_CALL_NMI;
}

int gentrace_history_interrupt(void *data, const struct gentrace_call *call)
{
	struct gentrace_history *history = data;
	struct gentrace_interruption whole = {
		.begin_ns = call->begin_ns, .end_ns = call->end_ns,
		.kind = call->kind, .id = call->id, .name = call->name,
	};
	struct gentrace_interruption *list;
	struct cpu_tracks *tracks;
	size_t first, within, i;
	struct track *track;
	void *element;
	int ret;

	if (!call_is_interrupt(call))
		return 0;
	if (history_cpu(history, call->cpu, &tracks))
		return -ENOMEM;
	track = &tracks->interruptions;
	list = track->list;
	first = track->count;
	/* Nothing interrupts an NMI, whose length is by another clock. */
	while (call->kind != GENTRACE_CALL_NMI && first &&
	       list[first - 1].begin_ns >= whole.begin_ns)
		first--;
	if (first && list[first - 1].end_ns > whole.begin_ns)
		whole.begin_ns = list[first - 1].end_ns;
	if (whole.begin_ns >= whole.end_ns)
		return 0;
	within = track->count - first;
	for (i = 0; i <= within; i++) {
		ret = track_append(history, track, sizeof(whole), &element);
		if (ret)
			return ret;
	}
	interruption_cut((struct gentrace_interruption *)track->list + first, within, &whole);
	return 0;
}

/* How many of them end until then; @end: where in each of them its end stands. */
static size_t track_until(const struct track *track, size_t size, size_t end, __u64 ns)
{
	size_t low = 0, high = track->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (*(const __u64 *)((const char *)track->list + middle * size + end) <= ns)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
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
	const struct gentrace_segment *segment;
	size_t before;

	if (!ns || task->index >= history->tasks)
		return NULL;
	before = track_until(&history->task[task->index], sizeof(*segment),
			     offsetof(struct gentrace_segment, end_ns), ns - 1);
	segment = gentrace_history_segment(history, task, before);
	return segment && segment->begin_ns < ns ? segment : NULL;
}

const struct gentrace_shift *gentrace_history_shift(const struct gentrace_history *history,
						    __u32 cpu, __u64 ns, size_t i)
{
	const struct cpu_tracks *tracks = map_find(&history->cpu, cpu);

	if (!tracks)
		return NULL;
	i += track_until(&tracks->shifts, sizeof(struct gentrace_shift),
			 offsetof(struct gentrace_shift, end_ns), ns);
	return i < tracks->shifts.count ? (const struct gentrace_shift *)tracks->shifts.list + i :
					  NULL;
}

const struct gentrace_interruption *
gentrace_history_interruption(const struct gentrace_history *history, __u32 cpu, __u64 ns, size_t i)
{
	const struct cpu_tracks *tracks = map_find(&history->cpu, cpu);
	const struct gentrace_interruption *list;

	if (!tracks)
		return NULL;
	i += track_until(&tracks->interruptions, sizeof(*list),
			 offsetof(struct gentrace_interruption, end_ns), ns);
	list = tracks->interruptions.list;
	return i < tracks->interruptions.count ? &list[i] : NULL;
}

void gentrace_history_destroy(struct gentrace_history *history)
{
	size_t i;

	if (!history)
		return;
	for (i = 0; i < history->tasks; i++)
		free(history->task[i].list);
	for (i = 0; i < history->cpu.count; i++) {
		struct cpu_tracks *tracks = history->cpu.value[i];

		free(tracks->shifts.list);
		free(tracks->interruptions.list);
		free(tracks);
	}
	map_clear(&history->cpu);
	free(history->task);
	free(history);
}
