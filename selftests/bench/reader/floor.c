// SPDX-License-Identifier: GPL-2.0
/*
 * floor.c - what no reader can go below: to read all bytes of a file and to
 * look at each of them once, as the checksum of a batch does.
 * usage: floor FILE
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

static char bytes[1 << 20];

int main(int argc, char **argv)
{
	int fd = argc == 2 ? open(argv[1], O_RDONLY) : -1;
	XXH64_hash_t sum = 0;
	ssize_t count;

	if (fd < 0) {
		fputs("usage: floor FILE\n", stderr);
		return 2;
	}
	while ((count = read(fd, bytes, sizeof(bytes))) > 0)
		sum = XXH64(bytes, (size_t)count, sum);
	printf("%llx\n", (unsigned long long)sum);
	return count < 0;
}
