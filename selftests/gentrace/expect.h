/* SPDX-License-Identifier: GPL-2.0 */
/*
 * expect.h - exactly these events, in this order.
 */
#ifndef SELFTEST_EXPECT_H
#define SELFTEST_EXPECT_H

#include "trace.h"

/* In a step: whatever the trace says is right. */
#define ANY_CPU		0xfffffffeu
#define ANY_PID		0xfffffffeu
#define ANY		0xfffffffffffffffeull

#define STEP_ARGS	5

/**
 * struct step - an event as a test expects it
 * @id: enum gentrace_event
 * @cpu: where; ANY_CPU
 * @pid: the task that was running there; ANY_PID
 * @value: its arguments, in the order of the event table; ANY. Of a text ANY
 * @text: its last text argument; NULL: any
 */
struct step {
	__u8 id;
	__u32 cpu;
	__u32 pid;
	__u64 value[STEP_ARGS];
	const char *text;
};

/* STEP(sched_waking, 0, waker, .value = { sleeper, 1 }) */
#define STEP(event, on, running, ...) \
	((struct step) { .id = GENTRACE_EVENT_##event, .cpu = (on), .pid = (running), __VA_ARGS__ })

/**
 * expect_exactly - whether a task's events are these
 * @trace: the trace, lined up
 * @pid: the task
 * @step: what is expected
 * @steps: how many
 *
 * Looks at all events that concern the task and are of a kind that occurs in
 * @step: none of them may be missing, none too many. Says on stderr what
 * differs.
 */
bool expect_exactly(const struct trace *trace, __u32 pid, const struct step *step, size_t steps);

/**
 * expect_switches - whether a task's life on the CPUs makes sense
 * @trace: the trace, lined up, with the task's whole life in it
 * @pid: the task
 *
 * It is switched in and out in turn, out on the CPU it came in on, in on the
 * CPU that its fork, wakeup or migration put it on, and ends switched out dead.
 */
bool expect_switches(const struct trace *trace, __u32 pid);

#endif
