/* SPDX-License-Identifier: GPL-2.0 */
/* map.h - a hash map from numbers to pointers that remembers its order. */
#ifndef GENTRACE_MAP_H
#define GENTRACE_MAP_H

#include <stddef.h>
#include <linux/types.h>

/* Keys below this are looked up in an array: pids and CPUs, nearly all of them. */
#define MAP_NEAR	(1u << 16)

/**
 * struct map - numbers to pointers
 * @key: the keys in the order they were added
 * @value: their pointers; what they point at is the user's
 * @count: how many
 * @near: of small keys: 1 + index of the key, 0: not there
 * @near_size: how many, a power of two
 * @slot: the hash table of the others: 1 + index of the key, 0: free
 * @size: slots, a power of two
 *
 * All zeros is an empty map.
 */
struct map {
	__u64 *key;
	void **value;
	size_t count;
	__u32 *near;
	size_t near_size;
	size_t *slot;
	size_t size;
};

void *map_find_far(const struct map *map, __u64 key);

/* NULL if there is none. */
static inline void *map_find(const struct map *map, __u64 key)
{
	if (key < map->near_size)
		return map->near[key] ? map->value[map->near[key] - 1] : NULL;
	return key < MAP_NEAR ? NULL : map_find_far(map, key);
}

/* Add a key, or change what it stands for. 0 or -ENOMEM. */
int map_set(struct map *map, __u64 key, void *value);

void map_clear(struct map *map);

#endif /* GENTRACE_MAP_H */
