/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * gentrace_format.h - the layout of a trace.
 *
 * A trace is a sequence of generations, a generation a sequence of batches, a
 * batch a header and events. Nothing else: no file header, no trailer. So
 * generations can be cut out, dropped and concatenated with tools that know
 * nothing but lengths, and what /dev/gentrace returns is the file.
 *
 *	generation N	meta batch	generation, event_type..., snapshot
 *			meta batches	cpu_status..., task_status...
 *			event batches	in the order they filled up
 *			meta batches	string..., stack_frames...,
 *					stream_total..., snapshot,
 *					generation_end
 *	generation N+1	...
 *
 * An event is its id (one byte), the time since the event before it in the
 * batch (since base_time for the first one; a varint in clock units), and its
 * arguments as the event table says. All fixed-width fields are little-endian.
 *
 * Documentation/format.rst has the whole story.
 */
#ifndef _UAPI_LINUX_GENTRACE_FORMAT_H
#define _UAPI_LINUX_GENTRACE_FORMAT_H

#include <linux/types.h>

/* Goes up when an old reader could misread a new trace. */
#define GENTRACE_FORMAT			2

/*
 * The format of a generation that a filter has left something out of, which is the
 * same but for that: a reader that knows of no filters would take it for a whole one.
 */
#define GENTRACE_FORMAT_FILTERED	3

/* "GTRB" in the file; readers look for it when they have lost their way. */
#define GENTRACE_BATCH_MAGIC		0x42525447u

#define GENTRACE_BATCH_BYTES_MIN	4096u
#define GENTRACE_BATCH_BYTES_MAX	(1u << 20)
#define GENTRACE_BATCH_BYTES_DEFAULT	(64u << 10)

/*
 * Levels: L(number, NAME, name). The order is the order of nesting. Now and then
 * an event stands one level above its context: in the tail of an interrupt, and
 * in an exception inside the tracer.
 */
#define GENTRACE_LEVELS(L)						\
	L(0, TASK, task)						\
	L(1, SOFTIRQ, softirq)						\
	L(2, HARDIRQ, hardirq)						\
	L(3, NMI, nmi)							\
	L(4, META, meta)

enum gentrace_level {
#define L(number, NAME, name)	GENTRACE_LEVEL_##NAME = (number),
	GENTRACE_LEVELS(L)
#undef L
	/* Levels that code can be interrupted at: all but META. */
	GENTRACE_LEVEL_CONTEXTS	= GENTRACE_LEVEL_META,
};

/* The cpu of batches that belong to no CPU. */
#define GENTRACE_CPU_NONE		0xffffffffu

/* In place of a pid: the trace does not tell; after a loss, or for a filter. */
#define GENTRACE_PID_NONE		0xffffffffu

/**
 * struct gentrace_batch_header - what every batch begins with
 * @magic: GENTRACE_BATCH_MAGIC
 * @header_bytes: where the events begin; at least sizeof(*this), so that
 *	fields can be added behind the last one
 * @level: enum gentrace_level
 * @reserved: 0
 * @bytes: length of the batch, header included
 * @events: number of events
 * @generation: which generation the batch belongs to; never 0
 * @session: drawn at random when a session is armed; tells apart traces that
 *	were concatenated
 * @cpu: the CPU, GENTRACE_CPU_NONE for META
 * @sequence: number of the batch in its stream and generation, from 0. A gap
 *	is a batch that went missing after it left the kernel
 * @base_time: clock when the batch was opened
 * @lost_since: clock at the first event lost before this batch and after the
 *	one before it; 0 if none was
 * @lost: how many were lost there, all classes and causes
 * @pid: the task that was running when the batch was opened; sched_switch
 *	leaves the previous task out, this is where the chain starts.
 *	GENTRACE_PID_NONE if a filter leaves that task out
 * @checksum: XXH64 of all bytes behind this field, seeded with the XXH64 of all
 *	bytes before it. A batch gets it when it is read
 *
 * A stream is one level of one CPU; its batches never overlap in time.
 */
struct gentrace_batch_header {
	__le32 magic;
	__le16 header_bytes;
	__u8  level;
	__u8  reserved;
	__le32 bytes;
	__le32 events;
	__le64 generation;
	__le64 session;
	__le32 cpu;
	__le32 sequence;
	__le64 base_time;
	__le64 lost_since;
	__le32 lost;
	__le32 pid;
	__le64 checksum;
};

/*
 * Task states: S(number, NAME, letter, name). The letters are those of ps(1);
 * R+ is a task that was preempted, C one that is on a CPU.
 */
#define GENTRACE_TASK_STATES(S)						\
	S(0, RUNNABLE, "R", "runnable")					\
	S(1, SLEEPING, "S", "interruptible sleep")			\
	S(2, DISK, "D", "uninterruptible sleep")			\
	S(3, STOPPED, "T", "stopped")					\
	S(4, TRACED, "t", "stopped by a debugger")			\
	S(5, DEAD, "X", "dead")						\
	S(6, ZOMBIE, "Z", "zombie")					\
	S(7, PARKED, "P", "parked")					\
	S(8, IDLE, "I", "idle kernel thread")				\
	S(9, PREEMPTED, "R+", "preempted")				\
	S(10, RUNNING, "C", "on a CPU")					\
	S(11, NEW, "N", "not yet runnable for the first time")

enum gentrace_task_state {
#define S(number, NAME, letter, text)	GENTRACE_TASK_##NAME = (number),
	GENTRACE_TASK_STATES(S)
#undef S
};

/* Causes of losses: L(number, NAME, name, meaning). */
#define GENTRACE_CAUSES(L)						\
	L(0, NO_BATCH, no_batch, "the pool was empty: the reader is too slow or the pool too small") \
	L(1, REENTRY, reentry, "exceptions inside the tracer, nested too deep")	\
	L(2, OVERSIZE, oversize, "the event does not fit an empty batch") \
	L(3, FAULT, fault, "the tracer had found a fault in itself")

enum gentrace_cause {
#define L(number, NAME, name, text)	GENTRACE_CAUSE_##NAME = (number),
	GENTRACE_CAUSES(L)
#undef L
#define L(number, NAME, name, text)	+ 1
	GENTRACE_CAUSE_COUNT = 0 GENTRACE_CAUSES(L)
#undef L
};

enum gentrace_stop_op {
	GENTRACE_STOP_OP_START	= 0,
	GENTRACE_STOP_OP_STOP	= 1,
};

/*
 * Stacks. A stack has at most so many frames, and as many as fit an argument; the
 * outer ones of a longer one are left out, which its row says.
 */
#define GENTRACE_STACK_FRAMES_MAX	64u

/* The first id of a generation's stack table; a smaller number is no id. */
#define GENTRACE_STACK_FIRST		16u

/* Why there is no stack, in place of its id: N(number, NAME, name, meaning). */
#define GENTRACE_NO_STACKS(N)						\
	N(0, OFF, off, "it was not asked for")				\
	N(1, FULL, full, "the generation's stack table was full")	\
	N(2, EMPTY, empty, "the unwinder found nothing")		\
	N(3, NO_USER, no_user, "the task has no user part: a kernel thread, or it exits") \
	N(4, INTERRUPT, interrupt, "the context is an interrupt, and no task's") \
	N(5, NO_KERNEL, no_kernel, "the context is a program, in user space")

enum gentrace_no_stack {
#define N(number, NAME, name, text)	GENTRACE_NO_STACK_##NAME = (number),
	GENTRACE_NO_STACKS(N)
#undef N
};

/* How the walk along a stack ended: W(number, NAME, name, meaning). */
#define GENTRACE_WALKS(W)						\
	W(0, WHOLE, whole, "at the outermost frame")			\
	W(1, CUT, cut, "there are more frames than a stack can have")	\
	W(2, BROKEN, broken, "no frame was where the next one should be")

enum gentrace_walk {
#define W(number, NAME, name, text)	GENTRACE_WALK_##NAME = (number),
	GENTRACE_WALKS(W)
#undef W
};

/* Whether there are names for addresses, or why not: N(number, NAME, name, meaning). */
#define GENTRACE_NAMINGS(N)						\
	N(0, TAKEN, taken, "looked up when the trace was recorded")	\
	N(1, OFF, off, "it was not asked for")				\
	N(2, HIDDEN, hidden, "the kernel hid its addresses: kernel.kptr_restrict, or no CAP_SYSLOG") \
	N(3, FAILED, failed, "what the kernel says of it could not be read")

enum gentrace_naming {
#define N(number, NAME, name, text)	GENTRACE_NAMING_##NAME = (number),
	GENTRACE_NAMINGS(N)
#undef N
};

/* Whether the mappings of a process were read: S(number, NAME, name, meaning). */
#define GENTRACE_SPACES(S)						\
	S(0, READ, read, "they were read when the generation had ended")	\
	S(1, EARLIER, earlier, "it had ended by then; these were read before")	\
	S(2, ENDED, ended, "it had ended before its mappings were read")	\
	S(3, CHANGED, changed, "it had another program before its mappings were read") \
	S(4, DENIED, denied, "its mappings may not be read")

enum gentrace_space {
#define S(number, NAME, name, text)	GENTRACE_SPACE_##NAME = (number),
	GENTRACE_SPACES(S)
#undef S
};

/* Why a generation ended: R(number, NAME, name). */
#define GENTRACE_END_REASONS(R)						\
	R(0, PERIOD, period)						\
	R(1, BUDGET, budget)						\
	R(2, REQUEST, request)						\
	R(3, STOP, stop)

enum gentrace_end_reason {
#define R(number, NAME, name)	GENTRACE_END_##NAME = (number),
	GENTRACE_END_REASONS(R)
#undef R
};

/* Clocks: K(number, NAME, name, meaning). */
#define GENTRACE_CLOCKS(K)						\
	K(0, AUTO, auto, "tsc if the kernel trusts it, else monotonic")	\
	K(1, TSC, tsc, "the processor's time stamp counter, in units of some cycles")	\
	K(2, MONOTONIC, monotonic, "CLOCK_MONOTONIC, in nanoseconds")

enum gentrace_clock {
#define K(number, NAME, name, text)	GENTRACE_CLOCK_##NAME = (number),
	GENTRACE_CLOCKS(K)
#undef K
};

/*
 * A block device, an argument of type dev, is its minor number times 4096 and its
 * major number: the large one of the two is last, so most take two bytes.
 */
#define GENTRACE_DEV_MAJOR_BITS		12
#define GENTRACE_DEV(major, minor) \
	((__u64)(minor) << GENTRACE_DEV_MAJOR_BITS | (major))

/*
 * What a request asks of a block device: O(number, NAME, name). Kernels have
 * renumbered theirs; OTHER is one that is not here.
 */
#define GENTRACE_BLOCK_OPS(O)						\
	O(0, OTHER, other)						\
	O(1, READ, read)						\
	O(2, WRITE, write)						\
	O(3, FLUSH, flush)						\
	O(4, DISCARD, discard)						\
	O(5, SECURE_ERASE, secure_erase)				\
	O(6, WRITE_ZEROES, write_zeroes)				\
	O(7, ZONE_APPEND, zone_append)					\
	O(8, ZONE_OPEN, zone_open)					\
	O(9, ZONE_CLOSE, zone_close)					\
	O(10, ZONE_FINISH, zone_finish)					\
	O(11, ZONE_RESET, zone_reset)					\
	O(12, ZONE_RESET_ALL, zone_reset_all)				\
	O(13, DRV_IN, drv_in)						\
	O(14, DRV_OUT, drv_out)

enum gentrace_block_op {
#define O(number, NAME, name)	GENTRACE_BLOCK_##NAME = (number),
	GENTRACE_BLOCK_OPS(O)
#undef O
};

/* How it asks: F(bit, NAME, name). */
#define GENTRACE_BLOCK_FLAGS(F)						\
	F(0, SYNC, sync)						\
	F(1, META, meta)						\
	F(2, PREFLUSH, preflush)					\
	F(3, FUA, fua)							\
	F(4, RAHEAD, ahead)

enum gentrace_block_flag {
#define F(bit, NAME, name)	GENTRACE_BLOCK_FLAG_##NAME = 1 << (bit),
	GENTRACE_BLOCK_FLAGS(F)
#undef F
};

/* How a lock is waited for: F(bit, NAME, name). percpu and mutex are kinds of locks. */
#define GENTRACE_LOCK_FLAGS(F)						\
	F(0, SPIN, spin)						\
	F(1, READ, read)						\
	F(2, WRITE, write)						\
	F(3, RT, rt)							\
	F(4, PERCPU, percpu)						\
	F(5, MUTEX, mutex)

enum gentrace_lock_flag {
#define F(bit, NAME, name)	GENTRACE_LOCK_##NAME = 1 << (bit),
	GENTRACE_LOCK_FLAGS(F)
#undef F
};

/* What came of a signal: R(number, NAME, name). */
#define GENTRACE_SIGNAL_RESULTS(R)					\
	R(0, DELIVERED, delivered)					\
	R(1, IGNORED, ignored)						\
	R(2, ALREADY_PENDING, already_pending)				\
	R(3, OVERFLOW_FAIL, overflow)					\
	R(4, LOSE_INFO, lost_info)

enum gentrace_signal_result {
#define R(number, NAME, name)	GENTRACE_SIGNAL_##NAME = (number),
	GENTRACE_SIGNAL_RESULTS(R)
#undef R
};

/* What a page fault's error code says, as x86 has it: F(bit, NAME, name). */
#define GENTRACE_FAULT_FLAGS(F)						\
	F(0, PROT, prot)						\
	F(1, WRITE, write)						\
	F(2, USER, user)						\
	F(3, RSVD, rsvd)						\
	F(4, INSTR, instr)						\
	F(5, PK, pk)							\
	F(6, SHSTK, shstk)						\
	F(15, SGX, sgx)							\
	F(31, RMP, rmp)

enum gentrace_fault_flag {
#define F(bit, NAME, name)	GENTRACE_FAULT_##NAME = 1u << (bit),
	GENTRACE_FAULT_FLAGS(F)
#undef F
};

#endif /* _UAPI_LINUX_GENTRACE_FORMAT_H */
