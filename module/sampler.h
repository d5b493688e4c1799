/* SPDX-License-Identifier: GPL-2.0 */
/*
 * sampler.h - the clocks that interrupt CPUs for samples, one a CPU.
 *
 * They are there while probes are attached, and where a CPU is online. Without class
 * sample there is nothing of this.
 */
#ifndef GT_SAMPLER_H
#define GT_SAMPLER_H

#include <linux/types.h>

#include "compat/counter.h"

/**
 * struct gt_sampler - what has to be told of samples
 * @overflow: a sample; in a hard interrupt
 * @begin: a CPU has come up, @ret: 0, or why it is not sampled; process of that CPU
 * @end: a CPU goes down; process of that CPU
 */
struct gt_sampler {
	gt_counter_fn overflow;
	void (*begin)(unsigned int cpu, int ret);
	void (*end)(unsigned int cpu);
};

bool gt_sampler_available(void);
void gt_sampler_select(u32 hz);
u64 gt_sampler_period_ns(void);
int gt_sampler_start(const struct gt_sampler *sampler);
void gt_sampler_stop(void);
void gt_sampler_write(void);

#endif /* GT_SAMPLER_H */
