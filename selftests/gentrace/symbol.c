// SPDX-License-Identifier: GPL-2.0
/* symbol.c - where the kernel has its functions. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "symbol.h"

__u64 symbol_address(const char *name)
{
	FILE *file = fopen("/proc/kallsyms", "r");
	unsigned long long address, found = 0;
	char symbol[256];

	while (file && !found && fscanf(file, "%llx %*c %255s%*[^\n]", &address, symbol) == 2)
		if (!strcmp(symbol, name))
			found = address;
	if (file)
		fclose(file);
	return found;
}

struct symbol {
	__u64 address;
	char name[48];
};

/* Functions by address. */
static struct symbol *symbol;
static size_t symbols;

static int compare(const void *a, const void *b)
{
	const struct symbol *x = a, *y = b;

	return (x->address > y->address) - (x->address < y->address);
}

static int add(const char *line)
{
	struct symbol *it;
	char type;

	if (!(symbols & (symbols - 1))) {
		size_t size = symbols ? symbols * 2 : 1;

		it = reallocarray(symbol, size, sizeof(*it));
		if (!it)
			return -ENOMEM;
		symbol = it;
	}
	it = &symbol[symbols];
	if (sscanf(line, "%llx %c %47s", &it->address, &type, it->name) != 3)
		return -EINVAL;
	/* Variables lie elsewhere. */
	symbols += strchr("tTwW", type) != NULL;
	return 0;
}

int symbol_read(void)
{
	FILE *file = fopen("/proc/kallsyms", "r");
	char line[512];
	int error = 0;

	if (!file)
		return -errno;
	symbols = 0;
	while (!error && fgets(line, sizeof(line), file))
		error = add(line);
	fclose(file);
	if (error)
		return error;
	qsort(symbol, symbols, sizeof(*symbol), compare);
	return symbols && symbol[symbols - 1].address ? 0 : -EPERM;
}

const char *symbol_name(__u64 address)
{
	size_t low = 0, high = symbols;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (symbol[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? symbol[low - 1].name : "";
}
