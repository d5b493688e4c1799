/* SPDX-License-Identifier: GPL-2.0 */
/* string.h - what of the kernel's own is used. */
#include <string.h>

static inline void *memchr_inv(const void *start, int c, size_t bytes)
{
	const unsigned char *p = start;

	for (; bytes; bytes--, p++) {
		if (*p != (unsigned char)c)
			return (void *)p;
	}
	return NULL;
}
