/* SPDX-License-Identifier: GPL-2.0 */
/*
 * condition.h - what a rule of tracectl assert is about: by its own conditions, and by
 * those that all rules of a call have, which are a filter.
 */
#ifndef TRACECTL_CONDITION_H
#define TRACECTL_CONDITION_H

#include "answers/filter.h"
#include "tally.h"

/* Of a task that is not all known, it may be; NULL is the idle task. */
enum tally_truth condition_selects_task(const struct rule *rule, const struct filter *all,
					const struct gentrace_task *task);

bool condition_selects_cpu(const struct rule *rule, const struct filter *all, __u32 cpu);

enum tally_truth condition_selects(const struct rule *rule, const struct filter *all,
				   const struct tally_sample *sample);

#endif /* TRACECTL_CONDITION_H */
