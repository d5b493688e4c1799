/* SPDX-License-Identifier: GPL-2.0 */
/* ctype.h - what of the kernel's own is used; its letters go beyond ASCII, too. */
#include <linux/types.h>

#define isascii(c)	((unsigned char)(c) <= 0x7f)

static inline bool isalnum(int c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
