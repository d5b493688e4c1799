/* SPDX-License-Identifier: GPL-2.0 */
/*
 * symbol.h - where the kernel has its functions.
 */
#ifndef SELFTEST_SYMBOL_H
#define SELFTEST_SYMBOL_H

#include <linux/types.h>

/* The address of a function, as /proc/kallsyms has it; 0: there is none. */
__u64 symbol_address(const char *name);

#endif
