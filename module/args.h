/* SPDX-License-Identifier: GPL-2.0 */
/*
 * args.h - the structs that requests carry, to and from user space.
 */
#ifndef GT_ARGS_H
#define GT_ARGS_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <linux/gentrace.h>

/**
 * struct gt_args_bounds - what this machine has for a session
 * @clocks: bit set of enum gentrace_clock, as gt_clock_available()
 * @cpus: numbers of CPUs are less
 * @stacks: what gentrace_config.stacks can have
 * @pool_bytes_max: the largest pool
 */
struct gt_args_bounds {
	u32 clocks;
	u32 cpus;
	u32 stacks;
	u64 pool_bytes_max;
};

int gt_args_config_from_user(struct gentrace_config *config, void __user *from);
int gt_args_config_check(struct gentrace_config *config, const struct gt_args_bounds *bounds);
int gt_args_filters_from_user(struct gentrace_filter *filters,
			      const struct gentrace_config *config);
int gt_args_filters_check(const struct gentrace_filter *filters,
			  const struct gentrace_config *config,
			  const struct gt_args_bounds *bounds);
int gt_args_triggers_from_user(struct gentrace_trigger *triggers,
			       const struct gentrace_config *config);
int gt_args_triggers_check(const struct gentrace_trigger *triggers,
			   const struct gentrace_config *config);
int gt_args_take_from_user(struct gentrace_take *take, void __user *from);
int gt_args_hit_from_user(struct gentrace_flight_hit *hit, void __user *from);
int gt_args_index_from_user(u32 *index, void __user *from, u32 ksize);
int gt_args_snapshot_from_user(struct gentrace_flight_snapshot *snapshot, void __user *from);
int gt_args_answer_to_user(void __user *to, void *answer, u32 ksize);

#endif /* GT_ARGS_H */
