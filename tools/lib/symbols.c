// SPDX-License-Identifier: GPL-2.0
/*
 * symbols.c - the tables of names that who recorded has put into a generation: of
 * the kernel's functions, and of what processes had mapped.
 */
#include <stdlib.h>

#include "generation.h"

static int compare(__u64 a, __u64 b)
{
	return (a > b) - (a < b);
}

static int image_compare(const void *a, const void *b)
{
	const struct gentrace_image *x = a, *y = b;

	return compare(x->id, y->id);
}

static int symbol_compare(const void *a, const void *b)
{
	const struct gentrace_symbol *x = a, *y = b;

	return compare(x->address, y->address);
}

static int space_compare(const void *a, const void *b)
{
	const struct gentrace_user_space *x = a, *y = b;
	int order = compare(x->tgid, y->tgid);

	return order ? order : compare(x->start_stack, y->start_stack);
}

static int mapping_compare(const void *a, const void *b)
{
	const struct gentrace_mapping *x = a, *y = b;
	int order = compare(x->space, y->space);

	return order ? order : compare(x->begin, y->begin);
}

void symbols_sort(struct generation *generation)
{
	const struct gentrace_generation *public = &generation->public;

#define SORT(member, order) \
	qsort(generation->member, public->member##_count, sizeof(*generation->member), order)
	SORT(kernel_image, image_compare);
	SORT(symbol, symbol_compare);
	SORT(user_image, image_compare);
	SORT(user_space, space_compare);
	SORT(mapping, mapping_compare);
#undef SORT
}

/* The last of @count elements that is not behind @key; NULL if all are. */
static const void *table_floor(const void *table, size_t count, size_t size, const void *key,
			       int (*order)(const void *a, const void *b))
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (order((const char *)table + middle * size, key) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? (const char *)table + (low - 1) * size : NULL;
}

const struct gentrace_symbol *
gentrace_generation_symbol(const struct gentrace_generation *generation, __u64 address)
{
	const struct gentrace_symbol key = { .address = address };
	const struct gentrace_symbol *symbol;

	symbol = table_floor(generation->symbol, generation->symbol_count, sizeof(key), &key,
			     symbol_compare);
	return symbol && address - symbol->address < symbol->bytes ? symbol : NULL;
}

const struct gentrace_user_space *
gentrace_generation_space(const struct gentrace_generation *generation,
			  const struct gentrace_stack *stack)
{
	const struct gentrace_user_space key = {
		.tgid = stack->tgid, .start_stack = stack->start_stack,
	};

	if (!stack->user || !stack->tgid)
		return NULL;
	return bsearch(&key, generation->user_space, generation->user_space_count, sizeof(key),
		       space_compare);
}

const struct gentrace_mapping *
gentrace_generation_mapping(const struct gentrace_generation *generation,
			    const struct gentrace_user_space *space, __u64 address)
{
	const struct gentrace_mapping key = { .space = space->id, .begin = address };
	const struct gentrace_mapping *mapping;

	mapping = table_floor(generation->mapping, generation->mapping_count, sizeof(key), &key,
			      mapping_compare);
	return mapping && mapping->space == space->id &&
	       address - mapping->begin < mapping->bytes ? mapping : NULL;
}

static const struct gentrace_image *image_find(const struct gentrace_image *table, size_t count,
					       __u64 id)
{
	const struct gentrace_image key = { .id = id };

	return id ? bsearch(&key, table, count, sizeof(key), image_compare) : NULL;
}

const struct gentrace_image *
gentrace_generation_kernel_image(const struct gentrace_generation *generation, __u64 id)
{
	return image_find(generation->kernel_image, generation->kernel_image_count, id);
}

const struct gentrace_image *
gentrace_generation_user_image(const struct gentrace_generation *generation, __u64 id)
{
	return image_find(generation->user_image, generation->user_image_count, id);
}
