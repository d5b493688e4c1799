// SPDX-License-Identifier: GPL-2.0
/* syscalls.c - names of the system calls of x86-64. */
#include <stdio.h>

#include <linux/gentrace.h>

#include "syscalls.h"

/* Made by the Makefile from <asm/unistd_64.h> of the machine that builds. */
static const char *const names[] = {
#include "syscalls_table.h"
};

char *syscall_name(char buffer[static SYSCALL_NAME_MAX], __u64 nr)
{
	if (nr < sizeof(names) / sizeof(*names) && names[nr])
		snprintf(buffer, SYSCALL_NAME_MAX, "%s", names[nr]);
	else if (nr < 1ull << 32 && nr & GENTRACE_SYSCALL_COMPAT)
		/* Numbers of the 32-bit entry mean other calls. */
		snprintf(buffer, SYSCALL_NAME_MAX, "ia32:%llu",
			 nr & ~(__u64)GENTRACE_SYSCALL_COMPAT);
	else
		snprintf(buffer, SYSCALL_NAME_MAX, "syscall:%llu", nr);
	return buffer;
}
