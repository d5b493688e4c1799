/* SPDX-License-Identifier: GPL-2.0 */
/*
 * crash.h - the last events of a kernel that dies.
 */
#ifndef GT_CRASH_H
#define GT_CRASH_H

int gt_crash_init(void);
void gt_crash_exit(void);

#endif /* GT_CRASH_H */
