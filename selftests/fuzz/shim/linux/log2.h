/* SPDX-License-Identifier: GPL-2.0 */
/* log2.h - what of the kernel's own is used. */
#include <linux/types.h>

static inline bool is_power_of_2(unsigned long n)
{
	return n && !(n & (n - 1));
}
