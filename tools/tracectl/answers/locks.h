/* SPDX-License-Identifier: GPL-2.0 */
/* locks.h - names of the locks of the kernel. */
#ifndef TRACECTL_LOCKS_H
#define TRACECTL_LOCKS_H

#include <linux/types.h>

/* Room for any of them. */
#define LOCK_NAME_MAX	48

/* "mutex 0xffff888003a1c2f0", by the flags with which it is waited for; in @buffer. */
const char *lock_name(char buffer[static LOCK_NAME_MAX], __u64 lock, __u32 flags);

#endif /* TRACECTL_LOCKS_H */
