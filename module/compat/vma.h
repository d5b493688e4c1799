/* SPDX-License-Identifier: GPL-2.0 */
/*
 * compat/vma.h - the flags of an area of memory.
 *
 * Since 6.3 ("mm: introduce vma->vm_flags wrapper functions") they are changed by
 * functions, which take the lock of the area as well. Before, the caller's mmap_lock
 * was all there was.
 */
#ifndef GT_COMPAT_VMA_H
#define GT_COMPAT_VMA_H

#include <linux/mm.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 3, 0)
static inline void vm_flags_mod(struct vm_area_struct *vma, vm_flags_t set, vm_flags_t clear)
{
	vma->vm_flags = (vma->vm_flags | set) & ~clear;
}
#endif

#endif /* GT_COMPAT_VMA_H */
