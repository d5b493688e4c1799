/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ring.h - what the BPF programs write down and the tracer keeps.
 */
#ifndef BENCH_RING_H
#define BENCH_RING_H

#include <linux/types.h>

/**
 * struct ring_record - an event
 * @time: CLOCK_MONOTONIC
 * @pid: the task that runs
 * @cpu: where
 * @id: enum gentrace_event
 * @a: its first argument
 * @b: its second one
 */
struct ring_record {
	__u64 time;
	__u32 pid;
	__u16 cpu;
	__u16 id;
	__u32 a;
	__u32 b;
};

/**
 * struct ring_text - an event with a text
 * @record: as of any other
 * @text: cut off
 */
struct ring_text {
	struct ring_record record;
	char text[16];
};

#endif
