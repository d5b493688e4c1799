// SPDX-License-Identifier: GPL-2.0
/* probes/mark.c - what programs write to the device. */
#include <linux/rcupdate.h>
#include <linux/sched.h>

#include "emit.h"
#include "filter.h"
#include "mark.h"
#include "probes.h"

static void mark_take(const char *text, u32 length)
{
	gt_emit(mark, .pid = current->pid, .text = gt_text(text, length));
}

static int mark_attach(void)
{
	if (gt_filter_keeps_event(GENTRACE_EVENT_mark))
		rcu_assign_pointer(gt_mark_taker, mark_take);
	return 0;
}

static void mark_detach(void)
{
	RCU_INIT_POINTER(gt_mark_taker, NULL);
}

static struct gt_probe probes[] = {
	{ }
};

struct gt_probe_set gt_probes_mark = {
	.class = GENTRACE_CLASS_MARK,
	.probes = probes,
	.attach = mark_attach,
	.detach = mark_detach,
};
