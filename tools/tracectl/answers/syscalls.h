/* SPDX-License-Identifier: GPL-2.0 */
/* syscalls.h - names of the system calls of x86-64. */
#ifndef TRACECTL_SYSCALLS_H
#define TRACECTL_SYSCALLS_H

#include <linux/types.h>
#include <stddef.h>

/* Room for any name, terminator included. */
#define SYSCALL_NAME_MAX	48

/* Writes the name, or something that holds the number, and returns @buffer. */
char *syscall_name(char buffer[static SYSCALL_NAME_MAX], __u64 nr);

#endif /* TRACECTL_SYSCALLS_H */
