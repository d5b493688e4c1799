// SPDX-License-Identifier: GPL-2.0
/* timeline_names.c - texts of a page, each of them once. */
#include <stdlib.h>
#include <string.h>

#include "timeline.h"

/* FNV-1a. */
static size_t text_hash(const char *text)
{
	__u64 hash = 0xcbf29ce484222325ull;

	while (*text)
		hash = (hash ^ (__u8)*text++) * 0x100000001b3ull;
	return hash;
}

/* The slot of a text, or the free one where it belongs. */
static size_t *slot_find(const struct names *names, const char *text)
{
	size_t i = text_hash(text);
	size_t *slot;

	while (*(slot = &names->slot[i++ & (names->slots - 1)]))
		if (!strcmp(names->text[*slot - 1], text))
			break;
	return slot;
}

/* Twice as many slots as texts at least. */
static int names_grow(struct names *names)
{
	size_t slots = names->slots ? 2 * names->slots : 64, i;
	size_t *slot = calloc(slots, sizeof(*slot));
	char **text = reallocarray(names->text, slots / 2, sizeof(*text));

	if (text)
		names->text = text;
	if (!slot || !text) {
		free(slot);
		return -1;
	}
	free(names->slot);
	names->slot = slot;
	names->slots = slots;
	for (i = 0; i < names->count; i++)
		*slot_find(names, text[i]) = i + 1;
	return 0;
}

ssize_t names_number(struct timeline *timeline, const char *text)
{
	struct names *names = &timeline->names;
	size_t *slot;
	char *copy;

	if (2 * names->count >= names->slots && names_grow(names))
		return -1;
	slot = slot_find(names, text);
	if (*slot)
		return *slot - 1;
	/* Escaped it can be longer, but how much longer is bounded. */
	if (timeline_take(timeline, 4 * strlen(text) + 3))
		return -1;
	copy = strdup(text);
	if (!copy)
		return -1;
	names->text[names->count++] = copy;
	*slot = names->count;
	return names->count - 1;
}

void names_clear(struct names *names)
{
	while (names->count)
		free(names->text[--names->count]);
	free(names->text);
	free(names->slot);
}
