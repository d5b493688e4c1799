/* SPDX-License-Identifier: GPL-2.0 */
/* math.h - what of the kernel's own is used. */
#define round_down(x, y)	((x) & ~((__typeof__(x))(y) - 1))
