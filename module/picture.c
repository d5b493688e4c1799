// SPDX-License-Identifier: GPL-2.0
/*
 * picture.c - a chain of pages that lists where the recorder's memory is.
 *
 * It is made once, when a session is armed, and costs nothing afterwards but two stores a
 * generation. Who reads it has no symbols and no tables of pages: so there are physical
 * addresses in it, and nothing but those.
 */
#include <linux/cpumask.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/stddef.h>
#include <linux/vmalloc.h>
#include <linux/xxhash.h>
#include <asm/byteorder.h>
#include <linux/gentrace_picture.h>

#include "memory.h"
#include "meta.h"
#include "picture.h"
#include "stream.h"

static_assert(PAGE_SIZE == GENTRACE_PICTURE_PAGE);

/* The first page; under the session's lock. Its @oldest and @newest change, see below. */
static struct gentrace_picture_page *first;

static u64 slots(void)
{
	return 2ull * nr_cpu_ids * GENTRACE_LEVEL_CONTEXTS;
}

/**
 * gt_picture_bytes - what gt_picture_create() will take, about
 * @pool_bytes: of the session's memory
 */
u64 gt_picture_bytes(u64 pool_bytes)
{
	return 2 * PAGE_SIZE + ((pool_bytes >> PAGE_SHIFT) + slots()) * sizeof(__le64);
}

/* Of anything of the kernel's: of the direct map, or of vmalloc's. */
static u64 address_of(const void *address)
{
	if (is_vmalloc_addr(address))
		return ((u64)vmalloc_to_pfn(address) << PAGE_SHIFT) + offset_in_page(address);
	return virt_to_phys((void *)address);
}

/* A CPU that there cannot be has none. */
static u64 slot_address(u64 number)
{
	u64 stream = number / 2;
	int cpu = stream / GENTRACE_LEVEL_CONTEXTS;

	if (!cpu_possible(cpu))
		return 0;
	return address_of(gt_slot_of(cpu, stream % GENTRACE_LEVEL_CONTEXTS, number % 2));
}

static u64 entry_address(const struct gt_memory *memory, u64 number)
{
	u64 pages = memory->bytes >> PAGE_SHIFT;

	return number < pages ? page_to_phys(gt_memory_page(memory, number)) :
				slot_address(number - pages);
}

static struct gentrace_picture_page *page_after(const struct gentrace_picture_page *page)
{
	return page->next ? phys_to_virt(le64_to_cpu(page->next)) : NULL;
}

static void page_fill(struct gentrace_picture_page *page, const struct gt_memory *memory)
{
	u64 count = le64_to_cpu(page->count);
	u64 done = (u64)le32_to_cpu(page->number) * GENTRACE_PICTURE_ENTRIES, i;

	for (i = 0; i < GENTRACE_PICTURE_ENTRIES && done + i < count; i++)
		page->entry[i] = cpu_to_le64(entry_address(memory, done + i));
}

static void page_seal(struct gentrace_picture_page *page)
{
	const size_t behind = offsetof(struct gentrace_picture_page, self);

	page->checksum = cpu_to_le64(xxh64(&page->self, PAGE_SIZE - behind, 0));
}

/* What all pages say. */
static void head_fill(struct gentrace_picture_page *head, const struct gt_memory *memory,
		      u64 session)
{
	u32 meta_batches, meta_bytes;

	gt_meta_tell(&meta_batches, &meta_bytes);
	*head = (struct gentrace_picture_page) {
		.magic = cpu_to_le64(GENTRACE_PICTURE_MAGIC),
		.session = cpu_to_le64(session),
		.version = cpu_to_le32(GENTRACE_PICTURE_VERSION),
		.address = cpu_to_le64((u64)(uintptr_t)gt_pool.memory),
		.batches = cpu_to_le32(gt_pool.count),
		.batch_bytes = cpu_to_le32(gt_pool.batch_bytes),
		.meta_batches = cpu_to_le32(meta_batches),
		.meta_bytes = cpu_to_le32(meta_bytes),
		.cpus = cpu_to_le32(nr_cpu_ids),
		.levels = cpu_to_le32(GENTRACE_LEVEL_CONTEXTS),
		.cursor = cpu_to_le32(offsetof(struct gt_slot, cursor)),
		.count = cpu_to_le64((memory->bytes >> PAGE_SHIFT) + slots()),
	};
}

/* As many as its entries take; each with its number and its place. */
static bool chain_make(const struct gentrace_picture_page *head)
{
	u32 pages = DIV_ROUND_UP(le64_to_cpu(head->count), GENTRACE_PICTURE_ENTRIES);
	struct gentrace_picture_page *page, *before = NULL;
	u32 i;

	for (i = 0; i < pages; i++, before = page) {
		page = (void *)get_zeroed_page(GFP_KERNEL);
		if (!page)
			return false;
		*page = *head;
		page->number = cpu_to_le32(i);
		page->self = cpu_to_le64(virt_to_phys(page));
		if (before)
			before->next = page->self;
		else
			first = page;
	}
	return true;
}

/**
 * gt_picture_create - say where a session's memory is
 * @memory: of a flight session; both of its pools are there
 * @session: its id
 *
 * Context: process, sleeps; under the session's lock.
 * Return: 0 or -ENOMEM.
 */
int gt_picture_create(const struct gt_memory *memory, u64 session)
{
	struct gentrace_picture_page head, *page;

	head_fill(&head, memory, session);
	if (!chain_make(&head)) {
		gt_picture_destroy();
		return -ENOMEM;
	}
	for (page = first; page; page = page_after(page)) {
		page_fill(page, memory);
		page_seal(page);
	}
	return 0;
}

/**
 * gt_picture_destroy - the memory is about to go; there may be none
 *
 * Context: as gt_picture_create().
 */
void gt_picture_destroy(void)
{
	struct gentrace_picture_page *page, *next;

	for (page = first; page; page = next) {
		next = page_after(page);
		/* A page that is free keeps its bytes. */
		WRITE_ONCE(page->magic, 0);
		free_page((unsigned long)page);
	}
	first = NULL;
}

/**
 * gt_picture_oldest - generations before this one have been dropped
 * @gen: the first one that is kept
 *
 * Context: under the window's lock, while a flight session is armed.
 */
void gt_picture_oldest(u64 gen)
{
	WRITE_ONCE(first->oldest, cpu_to_le64(gen));
}

/**
 * gt_picture_newest - another generation has been opened
 * @gen: its number
 *
 * Context: under the generation's lock.
 */
void gt_picture_newest(u64 gen)
{
	if (first)
		WRITE_ONCE(first->newest, cpu_to_le64(gen));
}
