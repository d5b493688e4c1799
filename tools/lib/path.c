// SPDX-License-Identifier: GPL-2.0
/*
 * path.c - the critical path, backwards.
 *
 * A walk stands at an instant in the life of a task and goes back. Where that task was
 * woken from a block, the walk goes on with its waker, and comes back when it reaches
 * the begin of the block: the blocks it is inside of are a stack.
 */
#include <errno.h>
#include <stdlib.h>

#include "libgentrace_waits.h"

/* Wakers of wakers of wakers: deeper blocks stay what they are. */
#define PATH_DEPTH	64

struct walk {
	const struct gentrace_history *history;
	struct gentrace_path *path;
	size_t room;
	__u64 from_ns;
	__u64 now_ns;		/* what is behind it is explained */
	const struct gentrace_task *task;
	unsigned int depth;
	const struct gentrace_segment *ends;	/* the block that the next step back ends */
	struct {
		const struct gentrace_task *task;
		__u64 begin_ns;	/* of its block */
	} block[PATH_DEPTH];
};

/* What is before it the walk does not look at. */
static __u64 walk_floor(const struct walk *walk)
{
	return walk->depth ? walk->block[walk->depth - 1].begin_ns : walk->from_ns;
}

static __u64 walk_not_before_floor(const struct walk *walk, __u64 ns)
{
	return ns > walk_floor(walk) ? ns : walk_floor(walk);
}

/* Goes back to an instant, in one step. */
static int walk_step(struct walk *walk, const struct gentrace_segment *segment, __u64 begin_ns)
{
	struct gentrace_path *path = walk->path;

	begin_ns = walk_not_before_floor(walk, begin_ns);
	if (path->steps == walk->room) {
		size_t room = walk->room ? 2 * walk->room : 64;
		struct gentrace_step *step = reallocarray(path->step, room, sizeof(*step));

		if (!step)
			return -ENOMEM;
		path->step = step;
		walk->room = room;
	}
	path->step[path->steps++] = (struct gentrace_step) {
		.task = walk->task,
		.segment = segment,
		.ends = walk->ends,
		.begin_ns = begin_ns,
		.end_ns = walk->now_ns,
		.depth = walk->depth,
	};
	walk->ends = NULL;
	walk->now_ns = begin_ns;
	return 0;
}

/* Nothing is known right before now: as far back as that. */
static int walk_unknown(struct walk *walk)
{
	const struct gentrace_segment *segment;
	__u64 begin_ns = walk->from_ns;
	size_t i;

	for (i = 0; (segment = gentrace_history_segment(walk->history, walk->task, i)); i++) {
		if (segment->end_ns < walk->now_ns && segment->end_ns > begin_ns)
			begin_ns = segment->end_ns;
	}
	return walk_step(walk, NULL, begin_ns);
}

/* Is there a task that can be asked why it took until now to end the block? */
static bool walk_can_follow(const struct walk *walk, const struct gentrace_segment *segment)
{
	const struct gentrace_waker *waker = &segment->waker;

	return walk->depth < PATH_DEPTH && waker->ns && waker->task &&
	       waker->level == GENTRACE_LEVEL_TASK && waker->task != walk->task &&
	       waker->ns > walk_not_before_floor(walk, segment->begin_ns);
}

/*
 * A block that was ended: what the waker did meanwhile is what it took, also up to
 * an instant before the end.
 */
static int walk_follow(struct walk *walk, const struct gentrace_segment *segment)
{
	__u64 begin_ns = walk_not_before_floor(walk, segment->begin_ns);

	/* From the decision to wake it until it is runnable. */
	if (segment->waker.ns < walk->now_ns && walk_step(walk, segment, segment->waker.ns))
		return -ENOMEM;
	walk->block[walk->depth].task = walk->task;
	walk->block[walk->depth].begin_ns = begin_ns;
	walk->depth++;
	walk->ends = segment;
	walk->task = segment->waker.task;
	return 0;
}

static int walk_back(struct walk *walk)
{
	const struct gentrace_segment *segment;

	/* The block has been explained; what was before it? */
	while (walk->depth && walk->now_ns <= walk->block[walk->depth - 1].begin_ns)
		walk->task = walk->block[--walk->depth].task;
	if (walk->now_ns <= walk->from_ns)
		return 0;
	segment = gentrace_history_at(walk->history, walk->task, walk->now_ns);
	if (!segment)
		return walk_unknown(walk);
	if (segment->doing == GENTRACE_DOING_BLOCK && walk_can_follow(walk, segment))
		return walk_follow(walk, segment);
	return walk_step(walk, segment, segment->begin_ns);
}

static void path_turn(struct gentrace_path *path)
{
	size_t i;

	for (i = 0; i < path->steps / 2; i++) {
		struct gentrace_step swap = path->step[i];

		path->step[i] = path->step[path->steps - 1 - i];
		path->step[path->steps - 1 - i] = swap;
	}
}

int gentrace_path_find(struct gentrace_path *path, const struct gentrace_history *history,
		       const struct gentrace_task *task, __u64 from_ns, __u64 to_ns)
{
	struct walk walk = {
		.history = history,
		.path = path,
		.from_ns = from_ns,
		.now_ns = to_ns,
		.task = task,
	};

	while (walk.now_ns > from_ns || walk.depth) {
		if (walk_back(&walk))
			return -ENOMEM;
	}
	path_turn(path);
	return 0;
}

void gentrace_path_clear(struct gentrace_path *path)
{
	free(path->step);
	*path = (struct gentrace_path) { 0 };
}
