/* SPDX-License-Identifier: GPL-2.0 */
/*
 * cgroups.h - which cgroups there are when a generation begins.
 */
#ifndef GT_CGROUPS_H
#define GT_CGROUPS_H

#include <linux/types.h>

size_t gt_cgroups_bytes(void);
void gt_cgroups_write(void);

#endif /* GT_CGROUPS_H */
