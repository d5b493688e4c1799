/* SPDX-License-Identifier: GPL-2.0 */
/*
 * map.h - a session's memory in user space, for reading.
 */
#ifndef GT_MAP_H
#define GT_MAP_H

struct gt_memory;
struct vm_area_struct;

int gt_map_attach(struct vm_area_struct *vma, struct gt_memory *memory);

#endif /* GT_MAP_H */
