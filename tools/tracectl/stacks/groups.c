// SPDX-License-Identifier: GPL-2.0
/* groups.c - things that have a key in common, added up. */
#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "groups.h"

/* Beyond that nobody reads it: -E2BIG. */
#define GROUPS_MAX	(1u << 20)

/* Grows at powers of two, where the count says that it is full. */
static int list_grow(struct groups *groups)
{
	void **list;

	if (groups->count & (groups->count - 1))
		return 0;
	list = reallocarray(groups->list, groups->count ? 2 * groups->count : 1, sizeof(*list));
	if (!list)
		return -ENOMEM;
	groups->list = list;
	return 0;
}

int groups_get(struct groups *groups, const void *wanted, size_t size,
	       int (*compare)(const void *left, const void *right), void *group)
{
	void *node = tfind(wanted, &groups->tree, compare), *made;

	if (node) {
		memcpy(group, node, sizeof(made));
		return 0;
	}
	if (groups->count == GROUPS_MAX)
		return -E2BIG;
	if (list_grow(groups))
		return -ENOMEM;
	made = malloc(size);
	if (!made)
		return -ENOMEM;
	memcpy(made, wanted, size);
	if (!tsearch(made, &groups->tree, compare)) {
		free(made);
		return -ENOMEM;
	}
	groups->list[groups->count++] = made;
	memcpy(group, &made, sizeof(made));
	return 0;
}

void groups_sort(struct groups *groups, int (*compare)(const void *left, const void *right))
{
	if (groups->count)
		qsort(groups->list, groups->count, sizeof(*groups->list), compare);
}

void groups_clear(struct groups *groups)
{
	tdestroy(groups->tree, free);
	free(groups->list);
}
