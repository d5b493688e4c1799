/* SPDX-License-Identifier: GPL-2.0 */
/* oncpu.h - the answer of tracectl oncpu: where the time of CPUs went, by samples. */
#ifndef TRACECTL_ONCPU_H
#define TRACECTL_ONCPU_H

#include "answers/answer.h"
#include "flame.h"
#include "frames.h"
#include "groups.h"

enum oncpu_where { ONCPU_USER, ONCPU_KERNEL, ONCPU_SOFTIRQ };

/**
 * struct oncpu_key - what samples have in common
 * @task: who ran, or was interrupted
 * @where: in the program, in the kernel for it, or in a softirq, which is for anybody
 * @stacks: how it got there; NULL: no stacks were recorded
 */
struct oncpu_key {
	const struct gentrace_task *task;
	enum oncpu_where where;
	const struct gentrace_stacks *stacks;
};

/**
 * struct oncpu_group - all samples with the same key
 * @key: what they have in common
 * @count: how many
 */
struct oncpu_group {
	struct oncpu_key key;
	__u64 count;
};

/**
 * struct oncpu - all there is to say
 * @answer: the trace
 * @groups: of struct oncpu_group, the most frequent first when the trace has been read
 * @busy: samples in them
 * @idle: samples of idle CPUs
 * @expected: samples that the clocks make in that time, idle CPUs' among them
 * @hz: samples a second of a CPU; 0: no CPU was sampled
 * @rates_differ: there were several rates, of which @hz is the first
 * @sampled: CPUs that were sampled
 * @cpus: how many
 * @generations: how many were read
 * @switches: all of them have switches, and @run_ns says something
 * @run_ns: by these, for how long tasks ran
 */
struct oncpu {
	struct answer answer;
	struct groups groups;
	__u64 busy;
	__u64 idle;
	double expected;
	__u32 hz;
	bool rates_differ;
	bool sampled[GENTRACE_CPUS_MAX];
	unsigned int cpus;
	__u64 generations;
	bool switches;
	__u64 run_ns;
};

static inline const struct oncpu_group *oncpu_group(const struct oncpu *oncpu, size_t i)
{
	return oncpu->groups.list[i];
}

/* "user", "kernel", "softirq". */
const char *oncpu_where(const struct oncpu_key *key);

/* So many samples as time of a CPU. */
__u64 oncpu_ns(const struct oncpu *oncpu, __u64 samples);

/* What all clocks should have made. */
__u64 oncpu_expected(const struct oncpu *oncpu);

/* What so much time of CPUs should have made. */
__u64 oncpu_samples(const struct oncpu *oncpu, __u64 ns);

/* Samples and stacks of them that were lost, by the ledgers. */
__u64 oncpu_lost(const struct oncpu *oncpu);

/* Are there tasks or events that a filter has left out, so that fewer are right? */
bool oncpu_is_filtered(const struct oncpu *oncpu);

/* ------------------------------------------------------- oncpu_frames.c */

/* "copy_page < vfs_read < 3 more", or why there is none, or "". */
const char *oncpu_line(char buffer[static FRAMES_TEXT_MAX], const struct oncpu *oncpu,
		       const struct oncpu_key *key);

/* All groups as stacks for a flame graph, of @unit a sample; 0 or -ENOMEM. */
int oncpu_stacks(const struct oncpu *oncpu, struct flame *flame, double unit);

/* For people, for programs; 0, or -1 if memory was short. */
int oncpu_print(const struct oncpu *oncpu);
void oncpu_print_json(const struct oncpu *oncpu);

#endif /* TRACECTL_ONCPU_H */
