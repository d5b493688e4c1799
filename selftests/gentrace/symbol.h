/* SPDX-License-Identifier: GPL-2.0 */
/*
 * symbol.h - where the kernel has its functions, and whose an address is.
 */
#ifndef SELFTEST_SYMBOL_H
#define SELFTEST_SYMBOL_H

#include <linux/types.h>

/* The address of a function, as /proc/kallsyms has it; 0: there is none. */
__u64 symbol_address(const char *name);

/* Read all functions: 0 or -errno; -EPERM if their addresses are hidden from root. */
int symbol_read(void);

/* The function that an address lies in; "" below the first one. After symbol_read(). */
const char *symbol_name(__u64 address);

#endif
