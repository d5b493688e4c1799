/* SPDX-License-Identifier: GPL-2.0 */
/*
 * watch.h - what the BPF programs write down and the test reads.
 */
#ifndef ORACLE_WATCH_H
#define ORACLE_WATCH_H

#include <linux/types.h>

/* More CPUs than a machine of the lab has. */
#define WATCH_CPUS	64

/* Arguments of an event by their place in the event table; texts are in @text. */
#define WATCH_ARGS	7
#define WATCH_TEXT	32

/* Of sched_switch: where the flag stands that the table folds into the state. */
#define WATCH_PREEMPT	2

/**
 * struct watch_record - one event as a BPF program saw it
 * @time: CLOCK_MONOTONIC, from the very function that stamps a trace of that clock
 * @arg: the tracepoint's arguments, raw
 * @pid: the task that ran
 * @id: enum gentrace_event
 * @cpu: where
 * @reserved: 0
 * @text: the text argument, cut off; bytes behind its end are 0
 */
struct watch_record {
	__u64 time;
	__u64 arg[WATCH_ARGS];
	__u32 pid;
	__u8 id;
	__u8 cpu;
	__u8 reserved[2];
	char text[WATCH_TEXT];
};

/* Events that came on a CPU, those for which there was no room included. */
struct watch_count {
	__u64 events;
} __attribute__((aligned(64)));

#endif
