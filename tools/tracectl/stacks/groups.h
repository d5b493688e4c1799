/* SPDX-License-Identifier: GPL-2.0 */
/* groups.h - things that have a key in common, added up: found by key, then listed in an order. */
#ifndef TRACECTL_GROUPS_H
#define TRACECTL_GROUPS_H

#include <stddef.h>

/**
 * struct groups - groups of one kind; all 0 is none
 * @tree: by key; for tsearch()
 * @list: the same, in the order in which they came, or as groups_sort() has left them
 * @count: how many
 */
struct groups {
	void *tree;
	void **list;
	size_t count;
};

/**
 * groups_get - the group with a key, which is made if there is none
 * @groups: all groups
 * @wanted: a group with this key and nothing else, of which a new one is a copy
 * @size: of a group
 * @compare: two groups by their keys
 * @group: becomes the group
 *
 * Return: 0, -ENOMEM, or -E2BIG: there are more than anybody reads.
 */
int groups_get(struct groups *groups, const void *wanted, size_t size,
	       int (*compare)(const void *left, const void *right), void *group);

/* By a comparison of pointers to groups, as qsort() has it. */
void groups_sort(struct groups *groups, int (*compare)(const void *left, const void *right));
void groups_clear(struct groups *groups);

#endif /* TRACECTL_GROUPS_H */
