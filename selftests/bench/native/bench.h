/* SPDX-License-Identifier: GPL-2.0 */
/*
 * bench.h - what gentrace_bench.ko and the program that asks it agree on.
 *
 * A contestant is a way to make one event. The module makes a given number of
 * them in a row and reads the time stamp counter before and after: that is a
 * sample. What the samples mean is the program's affair.
 */
#ifndef SELFTEST_BENCH_H
#define SELFTEST_BENCH_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define BENCH_DEVICE		"/dev/gentrace_bench"

/* One writer a CPU; a machine of the lab has eight at the most. */
#define BENCH_WRITERS_MAX	8

/*
 * B(name, group, meaning): CONTROL: tells what the others are to be compared with;
 * PROBE: a tracepoint handler of a tracer that is loaded and records; PEER: another
 * way to record; PIECE: a part of gentrace's way, in a copy of its own.
 */
#define BENCH_CONTESTANTS(B)						\
	B(empty, CONTROL, "a function that does nothing, called by pointer")	\
	B(rdtsc, CONTROL, "the same that reads the time stamp counter")	\
	B(irqs, CONTROL, "the same that turns interrupts off and on: system calls, here") \
	B(shared, CONTROL, "the same that counts in a line all CPUs share")	\
	B(sched_switch, PROBE, "gentrace")				\
	B(sched_waking, PROBE, "gentrace")				\
	B(sched_migrate_task, PROBE, "gentrace")			\
	B(sched_process_exit, PROBE, "gentrace, with a name in it")	\
	B(irq_handler_entry, PROBE, "gentrace, with a name from the string table") \
	B(irq_handler_exit, PROBE, "gentrace")				\
	B(softirq_entry, PROBE, "gentrace")				\
	B(sys_enter, PROBE, "gentrace")					\
	B(sys_exit, PROBE, "gentrace")					\
	B(cpu_idle, PROBE, "gentrace")					\
	B(ftrace_switch, PROBE, "ftrace's handler of sched_switch")	\
	B(ftrace_waking, PROBE, "ftrace's handler of sched_waking")	\
	B(lttng_switch, PROBE, "LTTng's handler of sched_switch")	\
	B(lttng_waking, PROBE, "LTTng's handler of sched_waking")	\
	B(ring, PEER, "ftrace's ring buffer alone, the payload of a switch") \
	B(bpf_ring, PEER, "a BPF program that fills an entry of its ring buffer") \
	B(bpf_empty, PEER, "the same program without the ring buffer")	\
	B(piece_preempt, PIECE, "preemption off and on")		\
	B(piece_cpu, PIECE, "finding this CPU's variable, once")	\
	B(piece_clock, PIECE, "the clock")				\
	B(piece_section, PIECE, "a section without an event")		\
	B(piece_section_timeless, PIECE, "a section without the clock")	\
	B(piece_event, PIECE, "the whole event, in this copy")		\
	B(piece_event_timeless, PIECE, "the whole event without the clock") \
	B(piece_bytes, PIECE, "stamp, arguments and cursor, no section")	\
	B(x86_preempt, PIECE, "as on x86 itself: preemption off and on") \
	B(x86_section, PIECE, "as on x86 itself: a section without an event") \
	B(x86_section_timeless, PIECE, "as on x86 itself: a section without the clock") \
	B(x86_event, PIECE, "as on x86 itself: the whole event")	\
	B(x86_event_timeless, PIECE, "as on x86 itself: the whole event without the clock") \
	B(x86_event_unused, PIECE, "as on x86 itself: the clock read, and its result not used")

enum bench_contestant {
#define B(name, group, meaning)	BENCH_##name,
	BENCH_CONTESTANTS(B)
#undef B
	BENCH_COUNT
};

/**
 * struct bench_order - what to measure (BENCH_IOC_RUN)
 * @contestant: enum bench_contestant
 * @writers: so many CPUs at once, from CPU 0 on
 * @samples: samples of each of them
 * @events: events of a sample
 * @warm: events before each sample, not counted
 * @bpf_fd: the program of a contestant that is one
 * @cycles: where the samples go: @writers times @samples numbers
 */
struct bench_order {
	__u32 contestant;
	__u32 writers;
	__u32 samples;
	__u32 events;
	__u32 warm;
	__s32 bpf_fd;
	__u64 cycles;
};

/*
 * -ENOENT if the tracer of a probe is not attached; -ERANGE if there are fewer CPUs;
 * -EAGAIN if the writers were never at work at once; -ENOSPC if an event was refused
 * for want of room.
 */
#define BENCH_IOC_RUN		_IOW('B', 0xe0, struct bench_order)

#endif
