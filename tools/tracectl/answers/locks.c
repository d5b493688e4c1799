// SPDX-License-Identifier: GPL-2.0
/* locks.c - names of the locks of the kernel. */
#include <stdbool.h>
#include <stdio.h>

#include <linux/gentrace.h>

#include "locks.h"

/*
 * What the kernel calls a lock that is waited for like this. A mutex is spun on, too,
 * and so is the lock inside another one: what is said first decides.
 */
static const char *lock_kind(__u32 flags)
{
	bool read = flags & GENTRACE_LOCK_READ, write = flags & GENTRACE_LOCK_WRITE;

	if (flags & GENTRACE_LOCK_MUTEX)
		return "mutex";
	if (flags & GENTRACE_LOCK_PERCPU)
		return read ? "percpu_rwsem read" : "percpu_rwsem write";
	if (flags & GENTRACE_LOCK_RT)
		return read ? "rt read" : write ? "rt write" : "rtmutex";
	if (flags & GENTRACE_LOCK_SPIN)
		return read ? "rwlock read" : write ? "rwlock write" : "spinlock";
	return read ? "rwsem read" : write ? "rwsem write" : "semaphore";
}

const char *lock_name(char buffer[static LOCK_NAME_MAX], __u64 lock, __u32 flags)
{
	snprintf(buffer, LOCK_NAME_MAX, "%s 0x%llx", lock_kind(flags), lock);
	return buffer;
}
