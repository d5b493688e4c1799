// SPDX-License-Identifier: GPL-2.0
/*
 * stack.c - where in the code tasks left their CPUs and woke others: stacks that outlive
 * their generation.
 *
 * Ids are those of a generation, and its table goes with it. So a stack is kept once, by
 * what it is: equal ones of all generations are one, and so are equal pairs. Within a
 * generation a pair of ids is looked up only once.
 */
#include <errno.h>
#include <search.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"

#define VALUE(entry, event, arg)	((entry)->value[GENTRACE_ARG(event, arg)])

/* What all of them may take; thousands of times as much as a kernel has paths. */
#define STACKS_BYTES_MAX	(256ull << 20)

/* About what a tree needs for each. */
#define NODE_BYTES	48

/* Not in the trees, and not made of events. */
static const struct gentrace_stacks stacks_lost = {
	.number		= 1,
	.no_kernel	= GENTRACE_NO_FRAMES_LOST,
	.no_user	= GENTRACE_NO_FRAMES_LOST,
};

static const struct gentrace_stacks stacks_without_switch = {
	.number		= 2,
	.no_kernel	= GENTRACE_NO_FRAMES_UNSEEN,
	.no_user	= GENTRACE_NO_FRAMES_UNSEEN,
};

static const struct gentrace_stacks stacks_too_many = {
	.number		= 3,
	.no_kernel	= GENTRACE_NO_FRAMES_MANY,
	.no_user	= GENTRACE_NO_FRAMES_MANY,
};

#define NUMBER_FIRST	4

/**
 * struct stacks - all that are kept
 * @frames: tree of struct gentrace_frames
 * @pairs: tree of struct gentrace_stacks
 * @count: how many pairs
 * @bytes: what both take
 * @entry: of the generation: what its stack table's entries are, as far as they were used
 * @pair: of the generation: pairs by their ids
 * @observer: is told of frames; may be NULL
 * @data: its argument
 */
struct stacks {
	void *frames;
	void *pairs;
	__u32 count;
	__u64 bytes;
	const struct gentrace_frames **entry;
	struct map pair;
	gentrace_frames_observer_t observer;
	void *data;
};

const char *gentrace_no_frames_meaning(__u32 reason)
{
	switch (reason) {
	case GENTRACE_NO_FRAMES_LOST:
		return "the event that has it was lost";
	case GENTRACE_NO_FRAMES_UNSEEN:
		return "how it got there is not in the trace";
	case GENTRACE_NO_FRAMES_MANY:
		return "the trace has too many different ones";
	default:
		return gentrace_no_stack_meaning(reason) ?: "for a reason that is newer than this tool";
	}
}

int gentrace_model_keep_stacks(struct gentrace_model *model)
{
	if (!model->stacks)
		model->stacks = calloc(1, sizeof(*model->stacks));
	return model->stacks ? 0 : -ENOMEM;
}

void gentrace_model_observe_frames(struct gentrace_model *model,
				   gentrace_frames_observer_t observer, void *data)
{
	model->stacks->observer = observer;
	model->stacks->data = data;
}

int stacks_begin(struct gentrace_model *model)
{
	size_t entries = model->now->stack_count + 1;

	model->stacks->entry = calloc(entries, sizeof(*model->stacks->entry));
	return model->stacks->entry ? 0 : -ENOMEM;
}

void stacks_end(struct gentrace_model *model)
{
	free(model->stacks->entry);
	model->stacks->entry = NULL;
	map_clear(&model->stacks->pair);
}

void stacks_destroy(struct stacks *stacks)
{
	if (!stacks)
		return;
	tdestroy(stacks->frames, free);
	tdestroy(stacks->pairs, free);
	free(stacks->entry);
	map_clear(&stacks->pair);
	free(stacks);
}

static int compare(__u64 a, __u64 b)
{
	return (a > b) - (a < b);
}

/* Where it was first is not what it is; but an id is all that a missing one has. */
static int frames_compare(const void *left, const void *right)
{
	const struct gentrace_frames *a = left, *b = right;

	return compare(a->count, b->count) ?: compare(a->user, b->user) ?:
	       compare(a->walk, b->walk) ?: compare(a->missing, b->missing) ?:
	       compare(a->tgid, b->tgid) ?: compare(a->start_stack, b->start_stack) ?:
	       (a->count ? memcmp(a->address, b->address, a->count * sizeof(*a->address)) :
			   compare(a->id, b->id));
}

static int pair_compare(const void *left, const void *right)
{
	const struct gentrace_stacks *a = left, *b = right;

	return compare((uintptr_t)a->kernel, (uintptr_t)b->kernel) ?:
	       compare((uintptr_t)a->user, (uintptr_t)b->user) ?:
	       compare(a->no_kernel, b->no_kernel) ?: compare(a->no_user, b->no_user);
}

/* The one of a tree that is equal, which is made a copy if there is none; NULL: no memory. */
static const void *tree_keep(struct stacks *stacks, void **tree, const void *wanted, size_t size,
			     int (*equal)(const void *left, const void *right), bool *is_new)
{
	void *node = tfind(wanted, tree, equal), *copy;

	*is_new = !node;
	if (node)
		return *(void **)node;
	copy = malloc(size);
	if (!copy)
		return NULL;
	memcpy(copy, wanted, size);
	if (!tsearch(copy, tree, equal)) {
		free(copy);
		return NULL;
	}
	stacks->bytes += size + NODE_BYTES;
	return copy;
}

/* What a generation calls @id; @entry is NULL if its table has none. 0 or a negative errno. */
static int frames_keep(struct gentrace_model *model, __u64 id, bool user,
		       const struct gentrace_stack *entry, const struct gentrace_frames **kept)
{
	union {
		struct gentrace_frames frames;
		char room[sizeof(struct gentrace_frames) + GENTRACE_STACK_FRAMES_MAX * sizeof(__u64)];
	} wanted = { .frames = {
		.session = model->now->session,
		.generation = model->now->number,
		.id = id,
		.start_stack = entry ? entry->start_stack : 0,
		.tgid = entry ? entry->tgid : 0,
		.user = entry ? entry->user : user,
		.missing = !entry,
		.walk = entry ? entry->walk : GENTRACE_WALK_BROKEN,
	} };
	struct gentrace_frames *frames = &wanted.frames;
	struct stacks *stacks = model->stacks;
	int count = entry ? gentrace_frames_read(entry->frames, entry->length, frames->address) : 0;
	bool is_new;

	frames->count = count > 0 ? (__u32)count : 0;
	*kept = tree_keep(stacks, &stacks->frames, frames,
			  sizeof(*frames) + frames->count * sizeof(*frames->address),
			  frames_compare, &is_new);
	if (!*kept)
		return -ENOMEM;
	if (!is_new || !entry || !stacks->observer)
		return 0;
	return stacks->observer(stacks->data, model->now, entry, *kept);
}

/* 0 or a negative errno; what is no id is left alone. */
static int frames_get(struct gentrace_model *model, __u64 id, bool user, __u32 *reason,
		      const struct gentrace_frames **frames)
{
	const struct gentrace_stack *entry;
	const struct gentrace_frames **known;
	int error = 0;

	if (id < GENTRACE_STACK_FIRST) {
		*reason = (__u32)id;
		return 0;
	}
	entry = gentrace_generation_stack(model->now, id);
	known = entry ? &model->stacks->entry[entry - model->now->stack] : frames;
	if (!*known)
		error = frames_keep(model, id, user, entry, known);
	*frames = *known;
	return error;
}

/* NULL if there is no memory, or who is told of stacks has none. */
static const struct gentrace_stacks *pair_get(struct gentrace_model *model, __u64 kernel,
					      __u64 user)
{
	struct stacks *stacks = model->stacks;
	struct gentrace_stacks wanted = { .number = NUMBER_FIRST + stacks->count };
	const struct gentrace_stacks *pair;
	bool is_new;

	if (stacks->bytes > STACKS_BYTES_MAX)
		return &stacks_too_many;
	if (frames_get(model, kernel, false, &wanted.no_kernel, &wanted.kernel) ||
	    frames_get(model, user, true, &wanted.no_user, &wanted.user))
		return NULL;
	pair = tree_keep(stacks, &stacks->pairs, &wanted, sizeof(wanted), pair_compare, &is_new);
	stacks->count += pair && is_new;
	return pair;
}

int stacks_event(struct gentrace_model *model, struct cpu *cpu,
		 const struct gentrace_entry *entry)
{
	__u64 kernel = VALUE(entry, stack, kernel), user = VALUE(entry, stack, user);
	struct place *place = &cpu->place[entry->level];
	/* Ids that have more bits are nobody's: each is looked up. */
	bool is_near = !(kernel >> 32 | user >> 32);
	struct gentrace_stacks *pair = NULL;

	if (is_near)
		pair = map_find(&model->stacks->pair, kernel << 32 | user);
	if (!pair) {
		pair = (struct gentrace_stacks *)pair_get(model, kernel, user);
		if (!pair || (is_near && map_set(&model->stacks->pair, kernel << 32 | user, pair)))
			return -ENOMEM;
	}
	*place = (struct place) { .ns = entry->ns, .stacks = pair };
	return 0;
}

/*
 * Where stacks are taken, each event has one right before it, at the same instant. If it
 * is not there it was lost, and that of another event must not be taken for it.
 */
const struct gentrace_stacks *stacks_before(const struct gentrace_model *model,
					    struct cpu *cpu, const struct gentrace_entry *entry,
					    __u64 sites)
{
	struct place place = cpu->place[entry->level];

	cpu->place[entry->level].stacks = NULL;
	if (!(model->now->stacks & sites))
		return NULL;
	return place.stacks && place.ns == entry->ns ? place.stacks : &stacks_lost;
}

const struct gentrace_stacks *stacks_unseen(const struct gentrace_model *model)
{
	return model->summary.stacks & GENTRACE_STACKS(SWITCH) ? &stacks_without_switch : NULL;
}
