// SPDX-License-Identifier: GPL-2.0
/*
 * advancer.c - a kthread of its own: a workqueue must not wait for grace periods
 * this often, and could not do what start and stop do.
 */
#include <linux/err.h>
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/wait.h>

#include "advancer.h"
#include "generation.h"
#include "outbox.h"

/* How long to leave a flip alone that was put off for want of memory. */
#define RETRY_NS	(10 * NSEC_PER_MSEC)

static struct task_struct *advancer;

/* The longest a generation lasts; set before the thread is created. */
static u64 period;

static ktime_t advancer_wait(bool postponed)
{
	u64 age = gt_generation_age_ns();

	if (age < period)
		return ns_to_ktime(period - age);
	return ns_to_ktime(postponed ? RETRY_NS : 0);
}

static int advancer_run(void *unused)
{
	bool postponed = false;

	while (!kthread_should_stop()) {
		enum gentrace_end_reason reason = GENTRACE_END_BUDGET;
		ktime_t wait = advancer_wait(postponed);
		int err;

		/* A budget that could not be met is tried again by time only. */
		if (wait)
			wait_event_interruptible_hrtimeout(gt_outbox_published,
				kthread_should_stop() ||
				(!postponed && gt_generation_over_budget()), wait);
		if (kthread_should_stop())
			break;
		if (gt_generation_age_ns() >= period)
			reason = GENTRACE_END_PERIOD;
		else if (!postponed && !gt_generation_over_budget())
			continue;
		err = gt_generation_flip(reason);
		postponed = err;
	}
	return 0;
}

/**
 * gt_advancer_start - begin to flip
 * @period_ns: the longest a generation lasts
 *
 * Context: process; a generation is open.
 * Return: 0 or -errno of the thread's creation.
 */
int gt_advancer_start(u64 period_ns)
{
	period = period_ns;
	advancer = kthread_run(advancer_run, NULL, "gentrace");
	return PTR_ERR_OR_ZERO(advancer);
}

/**
 * gt_advancer_stop - stop flipping; a flip that is under way is completed
 *
 * Context: process, sleeps; the generation's lock not held.
 */
void gt_advancer_stop(void)
{
	kthread_stop(advancer);
}
