/* SPDX-License-Identifier: GPL-2.0 */
/* user.h - the memory of a caller of ioctl(2), as hostile as it gets. */
#ifndef GENTRACE_USER_H
#define GENTRACE_USER_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct user - one caller's memory
 * @bytes: where it is mapped
 * @length: how much of it is
 * @read_only: and cannot be written
 * @racing: another thread changes the first word once it has been read
 * @reads: how often the first word was read
 */
struct user {
	unsigned char *bytes;
	size_t length;
	bool read_only;
	bool racing;
	unsigned int reads;
};

/* The caller of the request that is being served. */
extern struct user user;

/* 0, or how many bytes could not be copied. A @from of NULL writes zeros. */
size_t user_read(void *to, const void *from, size_t count);
size_t user_write(void *to, const void *from, size_t count);

#endif /* GENTRACE_USER_H */
