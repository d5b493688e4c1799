/* SPDX-License-Identifier: GPL-2.0 */
/*
 * filter.h - what a session leaves out.
 *
 * An event that is left out is not emitted: it is neither recorded nor lost.
 *
 *	events	their probes are not attached
 *	CPUs	a flag a CPU, which the handlers of filtered.h look at
 *	tasks	a set of pids that these look at, too; see chosen.h
 *	cgroups	the same set
 *
 * Without a filter of CPUs or tasks the handlers of probes/ are attached, which know nothing
 * of filters and pay nothing for them.
 */
#ifndef GT_FILTER_H
#define GT_FILTER_H

#include <linux/percpu.h>
#include <linux/types.h>
#include <linux/gentrace.h>

DECLARE_PER_CPU(bool, gt_filter_cpu);

/**
 * gt_filter_keeps_cpu - is this CPU recorded?
 *
 * Context: any; does not migrate. In handlers of filtered.h only.
 */
static __always_inline bool gt_filter_keeps_cpu(void)
{
	return __this_cpu_read(gt_filter_cpu);
}

int gt_filter_check(const struct gentrace_filter *filters, u32 count);
int gt_filter_arm(const struct gentrace_filter *filters, const struct gentrace_config *config);
void gt_filter_discard(void);
bool gt_filter_looks(void);
bool gt_filter_chooses(void);
int gt_filter_choose(void);
bool gt_filter_tells(void);
bool gt_filter_keeps_event(u8 event);
u32 gt_filter_count(void);
size_t gt_filter_bytes(void);
void gt_filter_write(void);
void gt_filter_tell(struct gentrace_filters *filters);

#endif /* GT_FILTER_H */
