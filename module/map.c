// SPDX-License-Identifier: GPL-2.0
/*
 * map.c - a session's memory in user space: read only, shared, no more than
 * there is.
 *
 * Each vm_area_struct has a reference to the memory. User space makes more of
 * them in many ways: by unmapping the middle of one, by moving it, by fork()
 * where madvise() allows that. Each way goes through map_open().
 *
 * Nothing here takes a lock: all is called with mmap_lock held, which may be
 * wanted for a copy to user space below any lock of ours.
 */
#include <linux/mm.h>

#include "compat/vma.h"
#include "map.h"
#include "memory.h"

static void map_open(struct vm_area_struct *vma)
{
	gt_memory_get(vma->vm_private_data);
}

static void map_close(struct vm_area_struct *vma)
{
	gt_memory_put(vma->vm_private_data);
}

/*
 * Ordinary pages with ordinary references, so that the kernel can write from them
 * to a device directly. A page costs one fault and then stays.
 */
static vm_fault_t map_fault(struct vm_fault *vmf)
{
	struct page *page = gt_memory_page(vmf->vma->vm_private_data, vmf->pgoff);

	if (!page)
		return VM_FAULT_SIGBUS;
	get_page(page);
	vmf->page = page;
	return 0;
}

static const struct vm_operations_struct map_ops = {
	.open	= map_open,
	.close	= map_close,
	.fault	= map_fault,
};

static bool map_fits(struct vm_area_struct *vma, const struct gt_memory *memory)
{
	unsigned long pages = memory->bytes >> PAGE_SHIFT;

	return vma->vm_pgoff <= pages && vma_pages(vma) <= pages - vma->vm_pgoff;
}

/**
 * gt_map_attach - let an area show a session's memory
 * @vma: the area, as mmap() wants it
 * @memory: the memory; the caller's reference is its own
 *
 * The flags, one by one: never to become writable or executable by mprotect()
 * (MAYWRITE, MAYEXEC), not to grow by mremap() (DONTEXPAND), not in a child, whose
 * parent knows nothing of it (DONTCOPY), not in a core file (DONTDUMP).
 *
 * VM_MAYSHARE and not VM_SHARED is MAP_SHARED: the kernel takes the latter away
 * where the file is not open for writing.
 *
 * Context: process, mmap_lock held for writing.
 * Return: 0; -EINVAL if it is private or reaches behind the end, -EPERM if it is
 * to be written to or executed.
 */
int gt_map_attach(struct vm_area_struct *vma, struct gt_memory *memory)
{
	if (!(vma->vm_flags & VM_MAYSHARE))
		return -EINVAL;
	if (vma->vm_flags & (VM_WRITE | VM_EXEC))
		return -EPERM;
	if (!map_fits(vma, memory))
		return -EINVAL;
	vm_flags_mod(vma, VM_DONTEXPAND | VM_DONTCOPY | VM_DONTDUMP, VM_MAYWRITE | VM_MAYEXEC);
	gt_memory_get(memory);
	vma->vm_private_data = memory;
	vma->vm_ops = &map_ops;
	return 0;
}
