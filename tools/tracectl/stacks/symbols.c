// SPDX-License-Identifier: GPL-2.0
/*
 * symbols.c - names of the frames of stacks that a model keeps.
 *
 * What an address is called stands in the generation that its stack is from, and that is
 * gone when an answer is printed. So each stack's names are looked up when the model
 * meets it for the first time; lib/symbols.c keeps the texts.
 */
#include <errno.h>
#include <search.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "symbols.h"

/**
 * struct named - a stack and its names
 * @frames: the stack, which stays where it is as long as the model does
 * @first: of each frame, which of @name is its first; and how many there are
 * @name: those of all frames
 */
struct named {
	const struct gentrace_frames *frames;
	__u32 first[GENTRACE_STACK_FRAMES_MAX + 1];
	struct gentrace_name name[];
};

struct symbols {
	struct gentrace_symbols *lookup;
	void *tree;
};

static int named_compare(const void *left, const void *right)
{
	uintptr_t a = (uintptr_t)((const struct named *)left)->frames;
	uintptr_t b = (uintptr_t)((const struct named *)right)->frames;

	return (a > b) - (a < b);
}

struct symbols *symbols_create(void)
{
	struct symbols *symbols = calloc(1, sizeof(*symbols));

	if (!symbols)
		return NULL;
	symbols->lookup = gentrace_symbols_create();
	if (!symbols->lookup) {
		free(symbols);
		return NULL;
	}
	return symbols;
}

void symbols_destroy(struct symbols *symbols)
{
	if (!symbols)
		return;
	tdestroy(symbols->tree, free);
	gentrace_symbols_destroy(symbols->lookup);
	free(symbols);
}

/* With room for one frame's names more. */
static struct named *named_grow(struct named *named, size_t names)
{
	return realloc(named, sizeof(*named) + (names + GENTRACE_NAMES_MAX) * sizeof(*named->name));
}

int symbols_learn(void *data, const struct gentrace_generation *generation,
		  const struct gentrace_stack *stack, const struct gentrace_frames *frames)
{
	struct symbols *symbols = data;
	struct named *named = NULL, *grown;
	__u32 i, names = 0;
	int count;

	for (i = 0; i <= frames->count; i++) {
		grown = named_grow(named, names);
		if (!grown)
			goto failed;
		named = grown;
		named->first[i] = names;
		if (i == frames->count)
			break;
		count = gentrace_symbols_names(symbols->lookup, generation, stack, i,
					       frames->address[i], named->name + names);
		if (count < 0)
			goto failed;
		names += (__u32)count;
	}
	named->frames = frames;
	if (tsearch(named, &symbols->tree, named_compare))
		return 0;
failed:
	free(named);
	return -ENOMEM;
}

const struct gentrace_name *symbols_name(const struct symbols *symbols,
					 const struct gentrace_frames *frames, __u32 frame,
					 unsigned int inlined)
{
	const struct named wanted = { .frames = frames }, *named;
	void *node = symbols ? tfind(&wanted, &symbols->tree, named_compare) : NULL;

	if (!node)
		return NULL;
	named = *(void **)node;
	if (inlined >= named->first[frame + 1] - named->first[frame])
		return NULL;
	return &named->name[named->first[frame] + inlined];
}
