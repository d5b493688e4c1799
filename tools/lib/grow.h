/* SPDX-License-Identifier: GPL-2.0 */
/* grow.h - arrays that are indexed by a number, and have room for the largest one so far. */
#ifndef GROW_H
#define GROW_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/*
 * Room for the element @index of @array, which has @count of @size bytes; what is new is
 * zero. Returns the array, which has moved; NULL if there is no memory, and then it is
 * as it was.
 */
static inline void *grow_zeroed(void *array, size_t *count, size_t index, size_t size)
{
	size_t more = *count ? *count : 64;

	if (index < *count)
		return array;
	while (more <= index && more <= SIZE_MAX / 2)
		more *= 2;
	if (more <= index)
		return NULL;
	array = reallocarray(array, more, size);
	if (!array)
		return NULL;
	memset((char *)array + *count * size, 0, (more - *count) * size);
	*count = more;
	return array;
}

#endif
