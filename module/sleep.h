/* SPDX-License-Identifier: GPL-2.0 */
/*
 * sleep.h - the machine sleeps, to memory or to disk, and wakes.
 */
#ifndef GT_SLEEP_H
#define GT_SLEEP_H

void gt_sleep_init(void);
void gt_sleep_exit(void);

#endif /* GT_SLEEP_H */
