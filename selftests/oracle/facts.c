// SPDX-License-Identifier: GPL-2.0
/* facts.c - what has happened within the cut, as two watchers agree on it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "facts.h"

/* Kinds of events that have a lane by task. */
#define TASK_KINDS	6

/**
 * struct story - what one watcher saw in the cut, by lane
 * @record: records of the first lane, of the second...
 * @begin: where each lane begins in there; one more for the end
 */
struct story {
	const struct watch_record **record;
	size_t *begin;
};

static int task_kind(__u8 id)
{
	switch (id) {
	case GENTRACE_EVENT_sys_enter: return 0;
	case GENTRACE_EVENT_sys_exit: return 1;
	case GENTRACE_EVENT_sched_process_fork: return 2;
	case GENTRACE_EVENT_sched_process_exec: return 3;
	case GENTRACE_EVENT_sched_process_exit: return 4;
	case GENTRACE_EVENT_task_rename: return 5;
	default: return -1;
	}
}

/* Lanes by CPU come first, then those by task. */
static size_t lane_number(const struct facts *facts, __u8 id, __u32 cpu, __u32 pid)
{
	int kind = task_kind(id);

	if (kind < 0)
		return (size_t)cpu * GENTRACE_EVENT_LIMIT + id;
	return (size_t)facts->cpus * GENTRACE_EVENT_LIMIT + (size_t)pid * TASK_KINDS + kind;
}

struct lane *facts_lane(const struct facts *facts, __u8 id, __u32 cpu, __u32 pid)
{
	if (cpu >= facts->cpus || (task_kind(id) >= 0 && pid >= facts->pids))
		return NULL;
	return &facts->lane[lane_number(facts, id, cpu, pid)];
}

static const char *name_of(__u8 id)
{
	const struct gentrace_event_info *info = gentrace_event_info(id);

	return info ? info->name : "?";
}

static bool complain(const char *what, const struct watch_record *record)
{
	fprintf(stderr, "# cpu %u: %s of task %u at %llu: %s\n", record->cpu, name_of(record->id),
		record->pid, record->time, what);
	return false;
}

/*
 * Records stand in the order they were made, so before, inside and after must
 * follow each other: this does not lean on the clock's going forward.
 */
static bool is_cut(const struct watcher *watcher, const struct cut *cut, unsigned int cpu)
{
	const struct watch_record *record = watcher->record + cpu * watcher->room;
	enum cut_side last = CUT_BEFORE;

	for (size_t i = 0; i < watcher->count[cpu].events; i++) {
		enum cut_side side = cut_side(cut, cpu, record[i].time);

		if (side < last || side == CUT_NOWHERE)
			return complain("on no side of the cut", &record[i]);
		last = side;
	}
	return true;
}

/* For each record in the cut: count it in its lane, or put it there. */
static void story_walk(struct story *story, const struct facts *facts,
		       const struct watcher *watcher, const struct cut *cut, bool put)
{
	for (unsigned int cpu = 0; cpu < watcher->cpus; cpu++) {
		const struct watch_record *record = watcher->record + cpu * watcher->room;

		for (size_t i = 0; i < watcher->count[cpu].events; i++, record++) {
			size_t n = lane_number(facts, record->id, cpu, record->pid);

			if (cut_side(cut, cpu, record->time) != CUT_INSIDE)
				continue;
			if (put)
				story->record[story->begin[n]] = record;
			story->begin[n]++;
		}
	}
}

static int by_time(const void *a, const void *b)
{
	const struct watch_record *x = *(const struct watch_record *const *)a;
	const struct watch_record *y = *(const struct watch_record *const *)b;

	return (x->time > y->time) - (x->time < y->time);
}

/* A task's records come from all CPUs it has been on. */
static void story_sort(struct story *story, const struct facts *facts)
{
	for (size_t n = lane_number(facts, 0, facts->cpus, 0); n < facts->lanes; n++)
		qsort(story->record + story->begin[n], story->begin[n + 1] - story->begin[n],
		      sizeof(*story->record), by_time);
}

static bool story_take(struct story *story, const struct facts *facts,
		       const struct watcher *watcher, const struct cut *cut)
{
	size_t sum = 0;

	for (unsigned int cpu = 0; cpu < watcher->cpus; cpu++)
		if (!is_cut(watcher, cut, cpu))
			return false;
	story->begin = calloc(facts->lanes + 1, sizeof(*story->begin));
	if (!story->begin)
		return false;
	story_walk(story, facts, watcher, cut, false);
	for (size_t n = 0; n <= facts->lanes; n++) {
		size_t own = story->begin[n];

		story->begin[n] = sum;
		sum += own;
	}
	story->record = calloc(sum + 1, sizeof(*story->record));
	if (!story->record)
		return false;
	story_walk(story, facts, watcher, cut, true);
	/* Each begin has become the next one's. */
	memmove(story->begin + 1, story->begin, facts->lanes * sizeof(*story->begin));
	story->begin[0] = 0;
	story_sort(story, facts);
	return true;
}

static void story_free(struct story *story)
{
	free(story->record);
	free(story->begin);
}

static void add_open(struct facts *facts, struct lane *lane, const struct watch_record *record,
		     __u64 since, __u64 until)
{
	facts->open++;
	lane->fact[lane->facts++] = (struct fact) {
		.before = record, .after = record, .since = since, .until = until, .open = true,
	};
}

/*
 * Of a task, the first may have been seen before the cut by the one watcher and
 * the last after it by the other.
 */
static bool lane_make(struct facts *facts, size_t n, const struct story *a, const struct story *b)
{
	const struct watch_record **before = a->record + a->begin[n];
	const struct watch_record **before_end = a->record + a->begin[n + 1];
	const struct watch_record **after = b->record + b->begin[n];
	const struct watch_record **after_end = b->record + b->begin[n + 1];
	bool of_task = n >= lane_number(facts, 0, facts->cpus, 0);
	struct lane *lane = &facts->lane[n];

	if (before == before_end && after == after_end)
		return true;
	lane->fact = calloc(before_end - before + after_end - after, sizeof(*lane->fact));
	if (!lane->fact)
		return false;
	if (of_task && after < after_end &&
	    (before == before_end || (*after)->time < (*before)->time)) {
		add_open(facts, lane, *after, 0, (*after)->time);
		after++;
	}
	for (; before < before_end && after < after_end; before++, after++) {
		if ((*before)->pid != (*after)->pid || (*before)->time > (*after)->time)
			return complain("the watchers disagree", *after);
		lane->fact[lane->facts++] = (struct fact) {
			.before = *before, .after = *after,
			.since = (*before)->time, .until = (*after)->time,
		};
	}
	if (of_task && before + 1 == before_end) {
		add_open(facts, lane, *before, (*before)->time, FACT_FOREVER);
		before++;
	}
	if (before < before_end)
		return complain("the second watcher did not see it", *before);
	return after == after_end || complain("the first watcher did not see it", *after);
}

static void find_pids(struct facts *facts, const struct watcher *watcher)
{
	for (unsigned int cpu = 0; cpu < watcher->cpus; cpu++) {
		const struct watch_record *record = watcher->record + cpu * watcher->room;

		for (size_t i = 0; i < watcher->count[cpu].events; i++)
			if (record[i].pid >= facts->pids)
				facts->pids = record[i].pid + 1;
	}
}

bool facts_take(struct facts *facts, const struct cut *cut, const struct watcher *before,
		const struct watcher *after)
{
	struct story a = {}, b = {};
	bool agree;

	*facts = (struct facts) { .cpus = before->cpus };
	find_pids(facts, before);
	find_pids(facts, after);
	facts->lanes = facts->cpus * GENTRACE_EVENT_LIMIT + facts->pids * TASK_KINDS;
	facts->lane = calloc(facts->lanes, sizeof(*facts->lane));
	agree = facts->lane && story_take(&a, facts, before, cut) &&
		story_take(&b, facts, after, cut);
	for (size_t n = 0; agree && n < facts->lanes; n++)
		agree = lane_make(facts, n, &a, &b);
	story_free(&a);
	story_free(&b);
	return agree;
}

void facts_free(struct facts *facts)
{
	for (size_t n = 0; facts->lane && n < facts->lanes; n++)
		free(facts->lane[n].fact);
	free(facts->lane);
	*facts = (struct facts) {};
}
