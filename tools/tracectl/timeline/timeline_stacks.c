// SPDX-License-Identifier: GPL-2.0
/*
 * timeline_stacks.c - stacks of a page, each of them once.
 *
 * Most segments share few stacks, and many stacks share their outer part or all of what
 * they do in the kernel. So a segment has the number of a pair, a pair the numbers of two
 * lists, and a list the numbers of names (timeline_names.c).
 */
#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "stacks/frames.h"
#include "timeline.h"

/* In the facts: a number of a name with a comma, about; a list or a pair besides. */
#define NAME_BYTES	7
#define ENTRY_BYTES	16

/* What a part of a stack is, by numbers of names. */
struct frame_list {
	size_t number;
	size_t count;
	__u32 name[FRAMES_MAX];
};

/* @stacks and @process say which pair that is: names of a program are those of its process. */
struct stack_pair {
	size_t number;
	__u32 stacks;
	__u32 process;
	size_t kernel;
	size_t user;
};

static int list_compare(const void *left, const void *right)
{
	const struct frame_list *a = left, *b = right;

	return (a->count > b->count) - (a->count < b->count) ?:
	       memcmp(a->name, b->name, a->count * sizeof(*a->name));
}

static int pair_compare(const void *left, const void *right)
{
	const struct stack_pair *a = left, *b = right;

	return (a->stacks > b->stacks) - (a->stacks < b->stacks) ?:
	       (a->process > b->process) - (a->process < b->process);
}

/* A copy of what is @size large becomes the next of a list and a tree; NULL: no memory. */
static void *table_append(void ***list, size_t *count, void **tree, const void *entry, size_t size,
			  int (*equal)(const void *left, const void *right))
{
	void *copy, **grown = *list;

	/* Grows at powers of two, where the count says that it is full. */
	if (!(*count & (*count - 1))) {
		grown = reallocarray(grown, *count ? 2 * *count : 1, sizeof(*grown));
		if (!grown)
			return NULL;
		*list = grown;
	}
	copy = malloc(size);
	if (!copy)
		return NULL;
	memcpy(copy, entry, size);
	if (!tsearch(copy, tree, equal)) {
		free(copy);
		return NULL;
	}
	grown[(*count)++] = copy;
	return copy;
}

/* 0: the part has nothing to tell. */
static ssize_t list_number(struct timeline *timeline, const struct gentrace_stacks *stacks,
			   enum frames_part part)
{
	struct page_stacks *table = &timeline->stacks;
	struct frame_list list = { .number = table->list_count + 1 };
	struct frames frames;
	void *node;

	frames_take(&frames, &timeline->answer, stacks, part);
	for (; list.count < frames.count; list.count++) {
		ssize_t name = names_number(timeline, frames.name[list.count]);

		if (name < 0)
			return -1;
		list.name[list.count] = (__u32)name;
	}
	if (!list.count)
		return 0;
	node = tfind(&list, &table->lists, list_compare);
	if (node)
		return (*(struct frame_list **)node)->number;
	if (timeline_take(timeline, list.count * NAME_BYTES + ENTRY_BYTES) ||
	    !table_append((void ***)&table->list, &table->list_count, &table->lists, &list,
			  offsetof(struct frame_list, name[list.count]), list_compare))
		return -1;
	return list.number;
}

ssize_t stacks_number(struct timeline *timeline, const struct gentrace_task *task,
		      const struct gentrace_stacks *stacks)
{
	struct page_stacks *table = &timeline->stacks;
	struct stack_pair pair = { .number = table->pair_count + 1 };
	ssize_t kernel, user;
	void *node;

	if (!stacks)
		return 0;
	pair.stacks = stacks->number;
	pair.process = task ? task->tgid ?: task->pid : 0;
	node = tfind(&pair, &table->pairs, pair_compare);
	if (node)
		return (*(struct stack_pair **)node)->number;
	kernel = list_number(timeline, stacks, FRAMES_KERNEL);
	user = kernel < 0 ? -1 : list_number(timeline, stacks, FRAMES_USER);
	if (user < 0 || timeline_take(timeline, ENTRY_BYTES))
		return -1;
	pair.kernel = kernel;
	pair.user = user;
	if (!table_append((void ***)&table->pair, &table->pair_count, &table->pairs, &pair,
			  sizeof(pair), pair_compare))
		return -1;
	return pair.number;
}

static void list_print(FILE *file, const struct frame_list *list)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		fprintf(file, "%c%u", i ? ',' : '[', list->name[i]);
	putc(']', file);
}

void stacks_print(FILE *file, const struct timeline *timeline)
{
	const struct page_stacks *table = &timeline->stacks;
	size_t i;

	fputs(",\n\"frames\":[", file);
	for (i = 0; i < table->list_count; i++) {
		fputs(i ? ",\n" : "\n", file);
		list_print(file, table->list[i]);
	}
	fputs("],\n\"stacks\":[", file);
	for (i = 0; i < table->pair_count; i++)
		fprintf(file, "%s[%zu,%zu]", i ? "," : "", table->pair[i]->kernel,
			table->pair[i]->user);
	putc(']', file);
}

void stacks_clear(struct page_stacks *stacks)
{
	tdestroy(stacks->lists, free);
	tdestroy(stacks->pairs, free);
	free(stacks->list);
	free(stacks->pair);
}
