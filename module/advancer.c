// SPDX-License-Identifier: GPL-2.0
/*
 * advancer.c - a kthread of its own: a workqueue must not wait for grace periods
 * this often, and could not do what start and stop do.
 */
#include <linux/err.h>
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/wait.h>

#include "advancer.h"
#include "generation.h"
#include "hits.h"
#include "outbox.h"
#include "trigger.h"
#include "window.h"

/* How long to leave a flip alone that was put off for want of memory, and a full window. */
#define RETRY_NS	(10ull * NSEC_PER_MSEC)

static struct task_struct *advancer;

/* The longest a generation lasts; set before the thread is created. */
static u64 period;

/* How long the generation may go on; 0 if it is to be ended now. */
static u64 advancer_wait_ns(bool postponed)
{
	u64 age = gt_generation_age_ns();

	if (age < period)
		return period - age;
	return postponed ? RETRY_NS : 0;
}

/*
 * Sleeps so long, or until the budget is used up, the window is full or a trigger has
 * hit. What could not be met is tried again by time only. Not wait_event_hrtimeout(): that looks at its
 * timer while the timer goes off.
 */
static void advancer_sleep(u64 ns, bool postponed, bool crowded)
{
	ktime_t end = ktime_add_ns(ktime_get(), ns);
	DEFINE_WAIT(wait);

	do {
		prepare_to_wait(&gt_outbox_published, &wait, TASK_INTERRUPTIBLE);
		if (kthread_should_stop() || (!postponed && gt_generation_over_budget()) ||
		    (!crowded && gt_window_is_full()) || gt_trigger_pending())
			break;
	} while (schedule_hrtimeout(&end, HRTIMER_MODE_ABS));
	finish_wait(&gt_outbox_published, &wait);
}

static int advancer_run(void *unused)
{
	bool postponed = false, crowded = false;

	while (!kthread_should_stop()) {
		enum gentrace_end_reason reason = GENTRACE_END_BUDGET;
		u64 wait = advancer_wait_ns(postponed);

		if (wait)
			advancer_sleep(crowded ? min(wait, RETRY_NS) : wait, postponed, crowded);
		crowded = gt_window_trim();
		gt_hits_take();
		if (kthread_should_stop())
			break;
		if (gt_generation_age_ns() >= period)
			reason = GENTRACE_END_PERIOD;
		else if (!postponed && !gt_generation_over_budget())
			continue;
		postponed = gt_generation_flip(reason) != 0;
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
