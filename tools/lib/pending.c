// SPDX-License-Identifier: GPL-2.0
/*
 * pending.c - what has begun and has not ended yet.
 *
 * A hash table with open addressing from which can be removed: what comes behind the
 * gap moves up (Knuth, The Art of Computer Programming, volume 3, algorithm 6.4 R), so
 * its size follows what is pending and not the length of the trace.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pending.h"

/* A machine has hundreds in flight; more is a trace that was made up. */
#define PENDING_MAX	(1u << 16)
#define PENDING_MIN	64u

/* The constants are those of splitmix64. */
static size_t slot_of(const struct pending *pending, __u64 what, __u64 where)
{
	__u64 key = what * 0xbf58476d1ce4e5b9ull ^ where;

	key = (key ^ key >> 30) * 0xbf58476d1ce4e5b9ull;
	key = (key ^ key >> 27) * 0x94d049bb133111ebull;
	return (key ^ key >> 31) & (pending->size - 1);
}

/* Where it is, or the free slot where it would be. */
static struct begun *slot_find(const struct pending *pending, __u64 what, __u64 where)
{
	size_t i = slot_of(pending, what, where);

	while (pending->slot[i].used &&
	       (pending->slot[i].what != what || pending->slot[i].where != where))
		i = (i + 1) & (pending->size - 1);
	return &pending->slot[i];
}

struct begun *pending_find(const struct pending *pending, __u64 what, __u64 where)
{
	struct begun *begun = pending->count ? slot_find(pending, what, where) : NULL;

	return begun && begun->used ? begun : NULL;
}

/* At most half of the slots are in use. */
static int pending_grow(struct pending *pending)
{
	struct pending old = *pending;
	size_t i;

	if (pending->count < pending->size / 2)
		return 0;
	pending->size = old.size ? 2 * old.size : PENDING_MIN;
	pending->slot = calloc(pending->size, sizeof(*pending->slot));
	if (!pending->slot) {
		*pending = old;
		return -ENOMEM;
	}
	for (i = 0; i < old.size; i++)
		if (old.slot[i].used)
			*slot_find(pending, old.slot[i].what, old.slot[i].where) = old.slot[i];
	free(old.slot);
	return 0;
}

int pending_add(struct pending *pending, const struct begun *new, struct begun **begun)
{
	*begun = NULL;
	if (pending->count == PENDING_MAX) {
		pending->unfinished++;
		return 0;
	}
	if (pending_grow(pending))
		return -ENOMEM;
	*begun = slot_find(pending, new->what, new->where);
	**begun = *new;
	(*begun)->used = true;
	pending->count++;
	return 0;
}

int pending_begin(struct pending *pending, const struct begun *new, struct begun **begun)
{
	*begun = pending_find(pending, new->what, new->where);
	if (*begun && (*begun)->gaps == new->gaps)
		return 0;
	if (*begun) {
		pending_remove(pending, *begun);
		pending->unfinished++;
	}
	return pending_add(pending, new, begun);
}

void pending_remove(struct pending *pending, struct begun *begun)
{
	size_t mask = pending->size - 1, gap = (size_t)(begun - pending->slot), i = gap;

	pending->count--;
	for (;;) {
		size_t home;

		pending->slot[gap].used = false;
		do {
			i = (i + 1) & mask;
			if (!pending->slot[i].used)
				return;
			home = slot_of(pending, pending->slot[i].what, pending->slot[i].where);
			/* It is found from its home on: not if the gap lies before that. */
		} while (((i - home) & mask) < ((i - gap) & mask));
		pending->slot[gap] = pending->slot[i];
		gap = i;
	}
}

void pending_forget(struct pending *pending)
{
	pending->unfinished += pending->count;
	pending->count = 0;
	if (pending->slot)
		memset(pending->slot, 0, pending->size * sizeof(*pending->slot));
}

void pending_clear(struct pending *pending)
{
	free(pending->slot);
	*pending = (struct pending) { 0 };
}

static int pending_tell(const struct gentrace_model *model, const struct pending *pending,
			struct gentrace_call (*call_of)(const struct gentrace_model *model,
							const struct begun *begun),
			gentrace_call_observer_t observer, void *data)
{
	int ret = 0;
	size_t i;

	for (i = 0; i < pending->size && !ret; i++) {
		struct gentrace_call call;

		if (!pending->slot[i].used)
			continue;
		call = call_of(model, &pending->slot[i]);
		ret = observer(data, &call);
	}
	return ret;
}

int gentrace_model_pending(const struct gentrace_model *model, gentrace_call_observer_t observer,
			   void *data)
{
	return pending_tell(model, &model->requests, request_pending, observer, data) ?:
	       pending_tell(model, &model->waits, wait_pending, observer, data);
}
