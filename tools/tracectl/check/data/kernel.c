// SPDX-License-Identifier: GPL-2.0
/*
 * kernel.c - debug information of a kernel with two functions, for the check of symbols:
 * those of selftests/unit/traces/symbols.txt. Nothing of it ever runs.
 *
 * Each is as long as it is there: what is skipped, and a return, which is not inlined.
 */
__asm__(".globl _stext\n_stext:");

void __schedule(void)
{
	__asm__ volatile(".skip 15, 0x90");
}

static inline __attribute__((always_inline)) void pick_next(void)
{
	__asm__ volatile(".skip 31, 0x90");
}

void schedule(void)
{
	pick_next();
}
