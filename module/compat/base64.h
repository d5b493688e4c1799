/* SPDX-License-Identifier: GPL-2.0 */
/*
 * compat/base64.h - bytes as text, RFC 4648.
 *
 * Since 6.19 ("lib/base64: Add support for multiple variants") one says which alphabet,
 * and whether the end is padded. Before, there was one alphabet, and no padding.
 */
#ifndef GT_COMPAT_BASE64_H
#define GT_COMPAT_BASE64_H

#include <linux/base64.h>
#include <linux/version.h>

/* Without padding; returns how many characters, at most BASE64_CHARS(bytes). */
static inline int gt_base64(const u8 *data, int bytes, char *text)
{
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 19, 0)
	return base64_encode(data, bytes, text);
#else
	return base64_encode(data, bytes, text, false, BASE64_STD);
#endif
}

#endif /* GT_COMPAT_BASE64_H */
