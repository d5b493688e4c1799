// SPDX-License-Identifier: GPL-2.0
/*
 * mangled.cc - chain.c in C++: functions whose names are more than a word. It needs no
 * library of C++, so a compiler alone builds it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define noinline __attribute__((noinline))

namespace chain {

template <typename T> struct Walk {
	static noinline T wait()
	{
		static int printed;
		char c;

		if (printed++)
			return (T)read(STDIN_FILENO, &c, 1);
		printf("%p %p %p\n", __builtin_return_address(0),
		       __builtin_extract_return_addr(__builtin_return_address(1)),
		       (char *)qsort + 8);
		fflush(stdout);
		return (T)read(STDIN_FILENO, &c, 1);
	}

	static inline __attribute__((always_inline)) T inlined(T times)
	{
		T result = wait();

		__asm__ volatile("" : "+r" (result));
		return result * times;
	}

	static noinline T outer(T times)
	{
		T result = inlined(times);

		__asm__ volatile("" : "+r" (result));
		return result;
	}
};

} // namespace chain

int main(int argc, char **)
{
	int result;

	do {
		result = chain::Walk<int>::outer(argc);
		__asm__ volatile("" : "+r" (result));
	} while (result);
	return result;
}
