/* SPDX-License-Identifier: GPL-2.0 */
/* minmax.h - what of the kernel's own is used. */
#define min(x, y)		((x) < (y) ? (x) : (y))
#define max_t(type, x, y)	((type)(x) > (type)(y) ? (type)(x) : (type)(y))
