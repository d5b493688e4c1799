// SPDX-License-Identifier: GPL-2.0
/*
 * sleep.c - what has to be done right before the machine sleeps and right after.
 *
 * Sessions go on: their tasks are frozen, CPUs go offline as at any other time, and
 * what is in memory stays there. Only the clock needs help.
 */
#include "clock.h"
#include "compat/syscore.h"
#include "sleep.h"

static int sleep_suspend(gt_syscore_data)
{
	gt_clock_sleep();
	return 0;
}

static void sleep_resume(gt_syscore_data)
{
	gt_clock_wake();
}

static GT_SYSCORE(sleep, sleep_suspend, sleep_resume);

/**
 * gt_sleep_init - be told
 *
 * Who registers last is told first that the machine sleeps, and last that it has
 * woken: when the kernel's own clocks are right again.
 */
void gt_sleep_init(void)
{
	gt_syscore_register(&sleep);
}

/**
 * gt_sleep_exit - no longer
 */
void gt_sleep_exit(void)
{
	gt_syscore_unregister(&sleep);
}
