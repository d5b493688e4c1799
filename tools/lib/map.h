/* SPDX-License-Identifier: GPL-2.0 */
/* map.h - a hash map from numbers to pointers that remembers its order. */
#ifndef GENTRACE_MAP_H
#define GENTRACE_MAP_H

#include <stddef.h>
#include <linux/types.h>

/**
 * struct map - numbers to pointers
 * @key: the keys in the order they were added
 * @value: their pointers; what they point at is the user's
 * @count: how many
 * @slot: the hash table: 1 + index of the key, 0: free
 * @size: slots, a power of two
 *
 * All zeros is an empty map.
 */
struct map {
	__u64 *key;
	void **value;
	size_t count;
	size_t *slot;
	size_t size;
};

/* NULL if there is none. */
void *map_find(const struct map *map, __u64 key);

/* Add a key, or change what it stands for. 0 or -ENOMEM. */
int map_set(struct map *map, __u64 key, void *value);

void map_clear(struct map *map);

#endif /* GENTRACE_MAP_H */
