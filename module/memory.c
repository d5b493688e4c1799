// SPDX-License-Identifier: GPL-2.0
/*
 * memory.c - the bytes of a session's batches, and who has them.
 */
#include <linux/atomic.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "memory.h"

/* What sessions have left behind that is still mapped. */
static atomic64_t retired_bytes;

/**
 * gt_memory_create - memory without any
 *
 * Context: process, may sleep.
 * Return: what gt_memory_put() frees, or NULL.
 */
struct gt_memory *gt_memory_create(void)
{
	struct gt_memory *memory = kzalloc(sizeof(*memory), GFP_KERNEL);

	if (memory)
		refcount_set(&memory->users, 1);
	return memory;
}

/**
 * gt_memory_add - another area, behind those that are there
 * @memory: nobody but the caller has it yet
 * @bytes: at least so many
 *
 * Zeroed: what user space can map is trace or nothing. Not of huge pages, for a
 * mapping takes references to single ones.
 *
 * Context: process, may sleep.
 * Return: the area or NULL, quietly: the caller tells the user.
 */
void *gt_memory_add(struct gt_memory *memory, size_t bytes)
{
	const gfp_t gfp = GFP_KERNEL | __GFP_ZERO | __GFP_NOWARN | __GFP_RETRY_MAYFAIL;
	void *address;

	if (WARN_ON_ONCE(memory->parts == GT_MEMORY_PARTS))
		return NULL;
	bytes = PAGE_ALIGN(bytes);
	address = __vmalloc(bytes, gfp);
	if (!address)
		return NULL;
	memory->part[memory->parts].address = address;
	memory->part[memory->parts].bytes = bytes;
	memory->parts++;
	memory->bytes += bytes;
	return address;
}

/* Context: any; who calls has it already. */
void gt_memory_get(struct gt_memory *memory)
{
	refcount_inc(&memory->users);
}

/**
 * gt_memory_put - do without it; the last one frees it
 * @memory: the memory
 *
 * A page that a device is still reading from, for a write without a copy, has a
 * reference of its own and outlives even this.
 *
 * Context: process, may sleep.
 */
void gt_memory_put(struct gt_memory *memory)
{
	unsigned int i;

	if (!refcount_dec_and_test(&memory->users))
		return;
	if (memory->retired)
		atomic64_sub(memory->bytes, &retired_bytes);
	for (i = 0; i < memory->parts; i++)
		vfree(memory->part[i].address);
	kfree(memory);
}

/**
 * gt_memory_retire - the session does without it; no batch of it is in use
 * @memory: its memory
 *
 * What others still hold counts against the next pools, or ending sessions and
 * keeping their mappings would take all of the machine's memory.
 *
 * Context: process, may sleep.
 */
void gt_memory_retire(struct gt_memory *memory)
{
	memory->retired = true;
	atomic64_add(memory->bytes, &retired_bytes);
	gt_memory_put(memory);
}

/* Bytes that sessions of the past still take. */
u64 gt_memory_retired(void)
{
	return atomic64_read(&retired_bytes);
}

/**
 * gt_memory_at - where the bytes of a mapping are
 * @memory: the memory
 * @offset: in the mapping; anything
 *
 * Return: the address, NULL behind the end.
 */
void *gt_memory_at(const struct gt_memory *memory, u64 offset)
{
	unsigned int i;

	for (i = 0; i < memory->parts; i++) {
		if (offset < memory->part[i].bytes)
			return memory->part[i].address + offset;
		offset -= memory->part[i].bytes;
	}
	return NULL;
}

/**
 * gt_memory_page - a page of a mapping
 * @memory: the memory
 * @index: in the mapping; anything
 *
 * Return: the page, without a reference, or NULL behind the end.
 */
struct page *gt_memory_page(const struct gt_memory *memory, unsigned long index)
{
	void *address = NULL;

	if (index < memory->bytes >> PAGE_SHIFT)
		address = gt_memory_at(memory, (u64)index << PAGE_SHIFT);
	return address ? vmalloc_to_page(address) : NULL;
}
