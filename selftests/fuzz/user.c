// SPDX-License-Identifier: GPL-2.0
/* user.c - the memory of a caller of ioctl(2), as hostile as it gets. */
#include <stdint.h>
#include <string.h>

#include "user.h"

struct user user;

static bool user_has(const void *at, size_t count)
{
	uintptr_t offset = (uintptr_t)at - (uintptr_t)user.bytes;

	return offset <= user.length && count <= user.length - offset;
}

size_t user_read(void *to, const void *from, size_t count)
{
	if (!user_has(from, count))
		return count;
	if (from == user.bytes && user.reads++ && user.racing)
		user.bytes[0] ^= 1;
	memcpy(to, from, count);
	return 0;
}

size_t user_write(void *to, const void *from, size_t count)
{
	if (user.read_only || !user_has(to, count))
		return count;
	if (from)
		memcpy(to, from, count);
	else
		memset(to, 0, count);
	return 0;
}
