// SPDX-License-Identifier: GPL-2.0
/* longest.c - the longest of many things, the longest first. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "longest.h"

int longest_place(struct longest *longest, size_t most, size_t size, __u64 ns,
		  __u64 (*ns_of)(const void *thing), void **place)
{
	size_t i = longest->count;
	char *list = longest->list;

	*place = NULL;
	while (i && ns_of(list + (i - 1) * size) < ns)
		i--;
	if (i >= most)
		return 0;
	if (longest->count == longest->room) {
		size_t room = longest->room ? 2 * longest->room : 32;

		list = reallocarray(list, room, size);
		if (!list)
			return -ENOMEM;
		longest->list = list;
		longest->room = room;
	}
	if (longest->count == most)
		longest->count--;
	*place = list + i * size;
	memmove(list + (i + 1) * size, *place, (longest->count - i) * size);
	longest->count++;
	return 0;
}
