// SPDX-License-Identifier: GPL-2.0
/* map.c - a hash map from numbers to pointers, open addressing. */
#include <errno.h>
#include <stdlib.h>

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

void *map_find(const struct map *map, __u64 key)
{
	size_t index = map->size ? *map_slot(map, key) : 0;

	return index ? map->value[index - 1] : NULL;
}

/* The arrays of keys and values hold half as many as there are slots. */
static int map_grow(struct map *map)
{
	size_t size = map->size ? map->size * 2 : 64;
	size_t i, *slot;
	__u64 *key;
	void **value;

	key = reallocarray(map->key, size / 2, sizeof(*key));
	if (!key)
		return -ENOMEM;
	map->key = key;
	value = reallocarray(map->value, size / 2, sizeof(*value));
	if (!value)
		return -ENOMEM;
	map->value = value;
	slot = calloc(size, sizeof(*slot));
	if (!slot)
		return -ENOMEM;
	free(map->slot);
	map->slot = slot;
	map->size = size;
	for (i = 0; i < map->count; i++)
		*map_slot(map, map->key[i]) = i + 1;
	return 0;
}

int map_set(struct map *map, __u64 key, void *value)
{
	size_t *slot;

	if (map->count >= map->size / 2 && map_grow(map))
		return -ENOMEM;
	slot = map_slot(map, key);
	if (!*slot) {
		map->key[map->count] = key;
		*slot = ++map->count;
	}
	map->value[*slot - 1] = value;
	return 0;
}

void map_clear(struct map *map)
{
	free(map->key);
	free(map->value);
	free(map->slot);
	*map = (struct map) { 0 };
}
