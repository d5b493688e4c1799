/* SPDX-License-Identifier: GPL-2.0 */
/*
 * uaccess.h - a user space that the fuzzer made up; see ../../user.h.
 *
 * The functions do what the kernel's do, to the byte and to the errno.
 */
#ifndef SHIM_UACCESS_H
#define SHIM_UACCESS_H

#include <errno.h>
#include <string.h>

#include "../../user.h"

#define get_user(x, from)	(user_read(&(x), from, sizeof(*(from))) ? -EFAULT : 0)
#define copy_from_user(to, from, count)	user_read(to, from, count)
#define copy_to_user(to, from, count)	user_write(to, from, count)
#define clear_user(to, count)		user_write(to, NULL, count)

static inline int copy_struct_from_user(void *to, size_t ksize, const void *from, size_t usize)
{
	size_t size = ksize < usize ? ksize : usize, i;
	char tail;

	if (usize < ksize)
		memset((char *)to + size, 0, ksize - usize);
	for (i = size; i < usize; i++) {
		if (user_read(&tail, (const char *)from + i, 1))
			return -EFAULT;
		if (tail)
			return -E2BIG;
	}
	return user_read(to, from, size) ? -EFAULT : 0;
}

#endif /* SHIM_UACCESS_H */
