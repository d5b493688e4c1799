/* SPDX-License-Identifier: GPL-2.0 */
/*
 * compat/timer.h - what a timer calls.
 */
#ifndef GT_COMPAT_TIMER_H
#define GT_COMPAT_TIMER_H

#include <linux/compiler.h>
#include <linux/hrtimer.h>

/*
 * In 7.3 ("hrtimers: Make callback function pointer private") sparse wants to know
 * that it is meant. In 6.12 and before, this is a plain access.
 */
#define gt_hrtimer_function(timer)	ACCESS_PRIVATE(timer, function)

#endif /* GT_COMPAT_TIMER_H */
