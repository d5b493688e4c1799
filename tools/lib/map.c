// SPDX-License-Identifier: GPL-2.0
/*
 * map.c - a map from numbers to pointers: an array for small ones, for the others
 * a hash table with open addressing.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "grow.h"
#include "map.h"

/* Mixes all bits of a key; the constants are those of splitmix64. */
static __u64 map_hash(__u64 key)
{
	key = (key ^ key >> 30) * 0xbf58476d1ce4e5b9ull;
	key = (key ^ key >> 27) * 0x94d049bb133111ebull;
	return key ^ key >> 31;
}

/* The key's slot, or the free one where it would be. */
static size_t *map_slot(const struct map *map, __u64 key)
{
	size_t i = map_hash(key) & (map->size - 1);

	while (map->slot[i] && map->key[map->slot[i] - 1] != key)
		i = (i + 1) & (map->size - 1);
	return &map->slot[i];
}

void *map_find_far(const struct map *map, __u64 key)
{
	size_t index = map->size ? *map_slot(map, key) : 0;

	return index ? map->value[index - 1] : NULL;
}

/* Room for one more key. */
static int map_grow(struct map *map)
{
	size_t size = map->count ? map->count * 2 : 16;
	__u64 *key;
	void **value;

	/* Grows at powers of two, where the count says that it is full. */
	if (map->count && (map->count < 16 || map->count & (map->count - 1)))
		return 0;
	key = reallocarray(map->key, size, sizeof(*key));
	if (!key)
		return -ENOMEM;
	map->key = key;
	value = reallocarray(map->value, size, sizeof(*value));
	if (!value)
		return -ENOMEM;
	map->value = value;
	return 0;
}

static int map_grow_near(struct map *map, __u64 key)
{
	__u32 *near = grow_zeroed(map->near, &map->near_size, key, sizeof(*near));

	if (!near)
		return -ENOMEM;
	map->near = near;
	return 0;
}

/* At most half of the slots are in use, even if all keys are there. */
static int map_grow_far(struct map *map)
{
	size_t size = map->size ? map->size : 64;
	size_t i, *slot;

	while (size / 2 <= map->count)
		size *= 2;
	if (size == map->size)
		return 0;
	slot = calloc(size, sizeof(*slot));
	if (!slot)
		return -ENOMEM;
	free(map->slot);
	map->slot = slot;
	map->size = size;
	for (i = 0; i < map->count; i++) {
		if (map->key[i] >= MAP_NEAR)
			*map_slot(map, map->key[i]) = i + 1;
	}
	return 0;
}

/* The index of a key, which is added if it is not there. */
static int map_index(struct map *map, __u64 key, size_t *index)
{
	size_t *slot = NULL;

	if (map_grow(map) || (key < MAP_NEAR ? map_grow_near(map, key) : map_grow_far(map)))
		return -ENOMEM;
	if (key >= MAP_NEAR)
		slot = map_slot(map, key);
	*index = slot ? *slot : map->near[key];
	if (*index)
		return 0;
	map->key[map->count] = key;
	*index = ++map->count;
	if (slot)
		*slot = *index;
	else
		map->near[key] = (__u32)*index;
	return 0;
}

int map_set(struct map *map, __u64 key, void *value)
{
	size_t index;

	if (map_index(map, key, &index))
		return -ENOMEM;
	map->value[index - 1] = value;
	return 0;
}

void map_clear(struct map *map)
{
	free(map->key);
	free(map->value);
	free(map->near);
	free(map->slot);
	*map = (struct map) { 0 };
}
