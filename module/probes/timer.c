// SPDX-License-Identifier: GPL-2.0
/*
 * probes/timer.c - timers that expire: those of the wheel, and the precise ones.
 *
 * When its function has returned, a timer may be gone: only its address is taken.
 */
#include <linux/hrtimer.h>
#include <linux/timer.h>
#include <trace/events/timer.h>

#include "compat/probe.h"
#include "compat/timer.h"
#include "emit.h"
#include "probes.h"
#include "strings.h"

GT_PROBE(timer_expire_entry, struct timer_list *timer, unsigned long baseclk)
{
	gt_emit_with(s, timer_expire_entry, .timer = (long)timer,
		     .function = (long)timer->function,
		     .name = gt_strings_note_symbol(s.gen, timer->function));
}

GT_PROBE(timer_expire_exit, struct timer_list *timer)
{
	gt_emit(timer_expire_exit, .timer = (long)timer);
}

static __always_inline void emit_hrtimer(struct hrtimer *timer)
{
	gt_emit_with(s, hrtimer_expire_entry, .timer = (long)timer,
		     .function = (long)gt_hrtimer_function(timer),
		     .name = gt_strings_note_symbol(s.gen, gt_hrtimer_function(timer)));
}

/* 7.3 has the time itself where 6.12 and before point to it. It is not recorded. */
GT_PROBE_VARIANT(hrtimer_expire_entry, pointer, struct hrtimer *timer, ktime_t *now)
{
	emit_hrtimer(timer);
}

GT_PROBE_VARIANT(hrtimer_expire_entry, value, struct hrtimer *timer, ktime_t now)
{
	emit_hrtimer(timer);
}

GT_PROBE(hrtimer_expire_exit, struct hrtimer *timer)
{
	gt_emit(hrtimer_expire_exit, .timer = (long)timer);
}

static struct gt_probe probes[] = {
	GT_PROBE_ROW(timer_expire_entry),
	GT_PROBE_ROW(timer_expire_exit),
	GT_PROBE_ROW_CHOOSE(hrtimer_expire_entry,
			    GT_PROBE_TAKES(hrtimer_expire_entry, struct hrtimer *, ktime_t *),
			    pointer, value),
	GT_PROBE_ROW(hrtimer_expire_exit),
	{ }
};

struct gt_probe_set gt_probes_timer = {
	.class = GENTRACE_CLASS_TIMER,
	.probes = probes,
};
