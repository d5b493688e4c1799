/* SPDX-License-Identifier: GPL-2.0 */
/* types.h - the kernel's names for the types it shares. */
#ifndef SHIM_TYPES_H
#define SHIM_TYPES_H

#include <stdbool.h>
#include_next <linux/types.h>

typedef __u32 u32;
typedef __u64 u64;

#endif /* SHIM_TYPES_H */
