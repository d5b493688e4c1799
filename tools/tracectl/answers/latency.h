/* SPDX-License-Identifier: GPL-2.0 */
/* latency.h - the answer of tracectl latency: from being woken to being on a CPU. */
#ifndef TRACECTL_LATENCY_H
#define TRACECTL_LATENCY_H

#include "answer.h"
#include "longest.h"

/* Powers of two of nanoseconds. */
#define LATENCY_OCTAVES	64

/* What wakeups are told apart by. */
enum latency_key {
	LATENCY_TASK,
	LATENCY_CPU,
	LATENCY_PRIO,
};

/**
 * struct latency_group - the wakeups of one task, CPU or priority
 * @task: a task of it; the only one if it is one of a task
 * @number: the CPU or the priority
 * @lossy: a loss may have touched it
 * @latency: ns from wakeup to CPU
 * @worst_at: when the worst of them began
 */
struct latency_group {
	const struct gentrace_task *task;
	__u32 number;
	bool lossy;
	struct gentrace_histogram latency;
	__u64 worst_at;
};

/**
 * struct latency_worst - one of the longest
 * @task: who was woken
 * @begin_ns: when
 * @end_ns: when it was on a CPU
 * @cpu: on which
 * @instead: who had been on that CPU meanwhile for the longest time; NULL: nobody
 * @instead_ns: for how long
 * @others: how many more had been there
 * @others_ns: for how long
 */
struct latency_worst {
	const struct gentrace_task *task;
	__u64 begin_ns;
	__u64 end_ns;
	__u32 cpu;
	const struct gentrace_task *instead;
	__u64 instead_ns;
	size_t others;
	__u64 others_ns;
};

struct shifts;

/**
 * struct latency - all there is to say
 * @answer: the trace
 * @key: what is told apart
 * @all: all wakeups
 * @octave: how many took less than 2^i ns, and not less than half of that
 * @group: by the key, then sorted; some have no wakeups
 * @groups: how many
 * @worst: struct latency_worst: the longest ones
 * @cpu: who was on each CPU lately
 * @cpus: how many CPUs
 */
struct latency {
	struct answer answer;
	enum latency_key key;
	struct gentrace_histogram all;
	__u64 octave[LATENCY_OCTAVES + 1];
	struct latency_group *group;
	size_t groups;
	struct longest worst;
	struct shifts *cpu;
	size_t cpus;
};

/* For people, for programs; 0, or -1 if memory was short. */
int latency_print(const struct latency *latency);
void latency_print_json(const struct latency *latency);

/* Is it a wakeup, up to the CPU? */
static inline bool latency_is_one(const struct gentrace_segment *segment)
{
	return segment->doing == GENTRACE_DOING_WAIT && segment->then == GENTRACE_DOING_RUN &&
	       segment->woken_ns;
}

/* The octave of a time: 2^octave ns is more. */
unsigned int latency_octave(__u64 ns);

#endif /* TRACECTL_LATENCY_H */
