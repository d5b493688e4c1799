/* SPDX-License-Identifier: GPL-2.0 */
/*
 * picture.h - where a flight recorder's batches are, for who has a picture of the memory.
 *
 * kdump gets the machine before any notifier does. But what it takes a picture of has all
 * that the recorder keeps; it only has to be found. See uapi/linux/gentrace_picture.h.
 */
#ifndef GT_PICTURE_H
#define GT_PICTURE_H

#include <linux/types.h>

struct gt_memory;
struct gt_pool;

u64 gt_picture_bytes(u64 pool_bytes);
int gt_picture_create(const struct gt_memory *memory, u64 session);
void gt_picture_destroy(void);
void gt_picture_oldest(u64 gen);
void gt_picture_newest(u64 gen);

#endif /* GT_PICTURE_H */
