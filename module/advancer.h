/* SPDX-License-Identifier: GPL-2.0 */
/*
 * advancer.h - the thread that flips generations by period and by budget.
 */
#ifndef GT_ADVANCER_H
#define GT_ADVANCER_H

#include <linux/types.h>

int gt_advancer_start(u64 period_ns);
void gt_advancer_stop(void);

#endif /* GT_ADVANCER_H */
