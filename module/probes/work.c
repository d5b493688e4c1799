// SPDX-License-Identifier: GPL-2.0
/*
 * probes/work.c - work that queues have a worker do.
 *
 * When its function has returned, the work may be gone: only its address is taken.
 */
#include <linux/workqueue.h>
#include <trace/events/workqueue.h>

#include "compat/probe.h"
#include "emit.h"
#include "probes.h"
#include "strings.h"

GT_PROBE(workqueue_execute_start, struct work_struct *work)
{
	gt_emit_with(s, workqueue_execute_start, .work = (long)work,
		     .function = (long)work->func,
		     .name = gt_strings_note_symbol(s.gen, work->func));
}

GT_PROBE(workqueue_execute_end, struct work_struct *work, work_func_t function)
{
	gt_emit(workqueue_execute_end, .work = (long)work, .function = (long)function);
}

static struct gt_probe probes[] = {
	GT_PROBE_ROW(workqueue_execute_start),
	GT_PROBE_ROW(workqueue_execute_end),
	{ }
};

struct gt_probe_set gt_probes_work = {
	.class = GENTRACE_CLASS_WORK,
	.probes = probes,
};
