/* SPDX-License-Identifier: GPL-2.0 */
/*
 * compat/splice.h - splice(2) from a file that has read_iter.
 *
 * Since 6.5 ("splice: Remove generic_file_splice_read()") pages are filled and then put
 * into the pipe; before, the iterator wrote into the pipe.
 */
#ifndef GT_COMPAT_SPLICE_H
#define GT_COMPAT_SPLICE_H

#include <linux/fs.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 5, 0)
#define copy_splice_read generic_file_splice_read
#endif

#endif /* GT_COMPAT_SPLICE_H */
