/* SPDX-License-Identifier: GPL-2.0 */
/*
 * trigger.h - the bad moments that a flight session notices by itself.
 *
 * watch.h measures, in the probes; what takes longer than any trigger wants to know
 * comes here, seldom, and is held against each of them.
 */
#ifndef GT_TRIGGER_H
#define GT_TRIGGER_H

#include <linux/types.h>
#include <linux/gentrace.h>

/* Arguments of an event that a condition can look at. */
#define GT_SAMPLE_ARGS	(GENTRACE_KEY_LIMIT - GENTRACE_KEY_ARG)

/**
 * struct gt_sample - something that may be a hit
 * @measure: enum gentrace_measure
 * @number: of the system call, hardirq, softirq or event
 * @pid: the task that it is about
 * @runs: the task that runs on this CPU once the event has happened
 * @took: how long, in clock units; else 0
 * @value: arguments of an event
 */
struct gt_sample {
	u32 measure;
	u32 number;
	u32 pid;
	u32 runs;
	u64 took;
	u64 value[GT_SAMPLE_ARGS];
};

/**
 * struct gt_hit - a trigger has hit
 * @trigger: which, from 0
 * @number: the how manieth hit of the session, from 1
 * @pid: the task that it is about
 * @took_ns: how long, of LOST how many; else 0
 * @gen: the generation that it fell into
 * @monotonic: when, CLOCK_MONOTONIC
 */
struct gt_hit {
	u32 trigger;
	u32 pid;
	u64 number;
	u64 took_ns;
	u64 gen;
	u64 monotonic;
};

int gt_trigger_arm(const struct gentrace_trigger *triggers, u32 count);
void gt_trigger_discard(void);
u32 gt_trigger_count(void);
const struct gentrace_trigger *gt_trigger_at(u32 index);

u32 gt_trigger_hits(u32 index);
size_t gt_trigger_bytes(void);
void gt_trigger_write(void);
u64 gt_trigger_hits_all(void);
u64 gt_trigger_overflows(void);

void gt_trigger_judge(const struct gt_sample *sample, u64 gen);
bool gt_trigger_pending(void);
bool gt_trigger_next(struct gt_hit *hit);

#endif /* GT_TRIGGER_H */
