// SPDX-License-Identifier: GPL-2.0
/*
 * chain.c - a program with functions of known names, for the check of symbols.
 *
 * Prints where it is in them, the innermost first, and reads its standard input to the
 * end, byte by byte: in a function that is called from one that is inlined.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define noinline __attribute__((noinline, noclone))

static noinline int chain_wait(void)
{
	static int printed;
	char c;

	if (printed++)
		return (int)read(STDIN_FILENO, &c, 1);
	printf("%p %p %p\n", __builtin_return_address(0),
	       __builtin_extract_return_addr(__builtin_return_address(1)), (char *)qsort + 8);
	fflush(stdout);
	return (int)read(STDIN_FILENO, &c, 1);
}

static inline __attribute__((always_inline)) int chain_inlined(int times)
{
	int result = chain_wait();

	__asm__ volatile("" : "+r" (result));
	return result * times;
}

static noinline int chain_outer(int times)
{
	int result = chain_inlined(times);

	__asm__ volatile("" : "+r" (result));
	return result;
}

/* As many arguments as there are: what nothing is known of cannot be folded. */
int main(int argc, char **argv)
{
	int result;

	(void)argv;
	do {
		result = chain_outer(argc);
		__asm__ volatile("" : "+r" (result));
	} while (result);
	return result;
}
