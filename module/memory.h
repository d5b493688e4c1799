/* SPDX-License-Identifier: GPL-2.0 */
/*
 * memory.h - the bytes of a session's batches, for as long as anybody looks at
 * them.
 *
 * The session has them, and so has each mapping of them, and whoever copies from
 * them without a lock. The last one frees them: a mapping outlives the session,
 * as a file outlives its name.
 */
#ifndef GT_MEMORY_H
#define GT_MEMORY_H

#include <linux/refcount.h>
#include <linux/types.h>

struct page;

/* The event pool and the meta pool. */
#define GT_MEMORY_PARTS	2

/**
 * struct gt_memory - what a session's batches lie in
 * @users: the session, mappings, copies that are under way
 * @parts: how many areas there are
 * @retired: the session has gone
 * @bytes: of all of them; whole pages
 * @part: the areas, in the order in which a mapping shows them, without a gap;
 *	each has whole pages
 *
 * Does not change from the end of arming on, so it is read without a lock.
 */
struct gt_memory {
	refcount_t users;
	unsigned int parts;
	bool retired;
	size_t bytes;
	struct {
		void *address;
		size_t bytes;
	} part[GT_MEMORY_PARTS];
};

struct gt_memory *gt_memory_create(void);
void *gt_memory_add(struct gt_memory *memory, size_t bytes);
void gt_memory_get(struct gt_memory *memory);
void gt_memory_put(struct gt_memory *memory);
void gt_memory_retire(struct gt_memory *memory);
u64 gt_memory_retired(void);

void *gt_memory_at(const struct gt_memory *memory, u64 offset);
struct page *gt_memory_page(const struct gt_memory *memory, unsigned long index);

#endif /* GT_MEMORY_H */
