/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * gentrace.h - the interface of /dev/gentrace.
 *
 * One session exists at a time. It belongs to the open file that armed it and
 * ends with that file, unless it was armed GENTRACE_PERSISTENT. Reading the
 * device returns the trace; the first file that reads a session is its reader.
 *
 *	idle --ARM--> armed --START--> tracing --STOP--> stopped --> idle
 *
 * Every struct begins with its size as the caller knows it. It is never less
 * than that of the first version. A config that is longer than the kernel's is
 * taken if its tail is zero and refused with -E2BIG if not; the tail of a longer
 * answer is zeroed. In a config 0 always means the default. Unknown bits and
 * nonzero reserved fields are refused with -EINVAL. A request that is refused
 * has changed nothing; only arming over one's own stopped session ends that one
 * even if there is then no memory for the next.
 *
 * Documentation/abi.rst lists every request with its errors.
 */
#ifndef _UAPI_LINUX_GENTRACE_H
#define _UAPI_LINUX_GENTRACE_H

#include <linux/ioctl.h>
#include <linux/types.h>
#include <linux/gentrace_events.h>
#include <linux/gentrace_format.h>

/* The project's version; module, library, tool and packages all read it here. */
#define GENTRACE_VERSION		"0.1.0"

/* Goes up when a request changes its meaning; additions are features. */
#define GENTRACE_ABI			1

#define GENTRACE_DEVICE			"/dev/gentrace"

#define GENTRACE_POOL_BYTES_MIN		(64ull << 10)
#define GENTRACE_POOL_BYTES_MAX		(64ull << 30)
#define GENTRACE_POOL_BYTES_DEFAULT	(64ull << 20)

/* A pool must hold at least this many batches, or nothing could be in flight. */
#define GENTRACE_POOL_BATCHES_MIN	8u

#define GENTRACE_PERIOD_NS_MIN		1000000ull
#define GENTRACE_PERIOD_NS_MAX		3600000000000ull
#define GENTRACE_PERIOD_NS_DEFAULT	1000000000ull

/* Classes as bits of a config's @classes. META is always on, STACK by @stacks, TRIGGER by triggers. */
#define GENTRACE_CLASS_BIT(class)	(1ull << (class))
#define GENTRACE_CLASSES_ALL						\
	((GENTRACE_CLASS_BIT(GENTRACE_CLASS_COUNT) - 1) &		\
	 ~(GENTRACE_CLASS_BIT(GENTRACE_CLASS_META) |			\
	   GENTRACE_CLASS_BIT(GENTRACE_CLASS_STACK) |			\
	   GENTRACE_CLASS_BIT(GENTRACE_CLASS_TRIGGER)))
/*
 * Syscall probes put every task on the slow syscall path: only when asked. The same
 * goes for what explains particular waits: it is much, and most do not need it.
 */
#define GENTRACE_CLASSES_DEFAULT					\
	(GENTRACE_CLASS_BIT(GENTRACE_CLASS_SCHED) |			\
	 GENTRACE_CLASS_BIT(GENTRACE_CLASS_IRQ) |			\
	 GENTRACE_CLASS_BIT(GENTRACE_CLASS_POWER) |			\
	 GENTRACE_CLASS_BIT(GENTRACE_CLASS_MARK))

/*
 * Bits of gentrace_info.features: mmap(2) and GENTRACE_IOC_TAKE; the @stacks of a
 * config, where the kernel can walk its stacks; its @filters; its GENTRACE_FLIGHT;
 * write(2), for marks.
 */
#define GENTRACE_FEATURE_MAP		(1ull << 0)
#define GENTRACE_FEATURE_STACKS		(1ull << 1)
#define GENTRACE_FEATURE_FILTER		(1ull << 2)
#define GENTRACE_FEATURE_FLIGHT		(1ull << 3)
#define GENTRACE_FEATURE_MARK		(1ull << 4)
#define GENTRACE_FEATURES						\
	(GENTRACE_FEATURE_MAP | GENTRACE_FEATURE_STACKS |		\
	 GENTRACE_FEATURE_FILTER | GENTRACE_FEATURE_FLIGHT |		\
	 GENTRACE_FEATURE_MARK)

/*
 * Where a stack is taken, and whose, as bits of a config's @stacks: S(shift, NAME,
 * name, class, meaning). The kernel's part of the site's stack is bit shift, the
 * user's part bit shift + 1. A site needs the class of its event.
 */
#define GENTRACE_STACK_SITES(S)						\
	S(0, SWITCH, switch, SCHED, "of the task that leaves, before its sched_switch") \
	S(2, WAKING, waking, SCHED, "of who wakes, before its sched_waking") \
	S(4, SAMPLE, sample, SAMPLE, "of what the clock interrupts, before its cpu_sample") \
	S(6, CONTENTION, contention, LOCK, "of who waits for a lock, before its contention_begin")

#define GENTRACE_STACKS_KERNEL(site)	(1u << GENTRACE_STACK_SITE_##site)
#define GENTRACE_STACKS_USER(site)	(2u << GENTRACE_STACK_SITE_##site)
#define GENTRACE_STACKS(site) \
	(GENTRACE_STACKS_KERNEL(site) | GENTRACE_STACKS_USER(site))

enum gentrace_stack_site {
#define S(shift, NAME, name, class, text)	GENTRACE_STACK_SITE_##NAME = (shift),
	GENTRACE_STACK_SITES(S)
#undef S
#define S(shift, NAME, name, class, text)	| 3 << (shift)
	GENTRACE_STACKS_ALL = 0 GENTRACE_STACK_SITES(S)
#undef S
};

#define GENTRACE_STACK_BYTES_MIN	4096u
#define GENTRACE_STACK_BYTES_MAX	(16u << 20)
#define GENTRACE_STACK_BYTES_DEFAULT	(1u << 20)

/* Samples a second of each CPU. The default is in step with nothing. */
#define GENTRACE_SAMPLE_HZ_MIN		1u
#define GENTRACE_SAMPLE_HZ_MAX		10000u
#define GENTRACE_SAMPLE_HZ_DEFAULT	99u

/*
 * Bits of gentrace_config.flags. A flight session keeps its newest generations within
 * its memory, and drops the oldest ones; it is read by snapshots, by any number of files.
 */
#define GENTRACE_PERSISTENT		(1u << 0)
#define GENTRACE_FLIGHT			(1u << 1)
#define GENTRACE_FLAGS_ALL		(GENTRACE_PERSISTENT | GENTRACE_FLIGHT)

/* Smaller batches waste less of what is kept; and what a flight session must have. */
#define GENTRACE_FLIGHT_BATCH_BYTES_DEFAULT	(16u << 10)
#define GENTRACE_FLIGHT_BATCHES_MIN		64u

enum gentrace_state {
	GENTRACE_STATE_IDLE	= 0,
	GENTRACE_STATE_ARMED	= 1,
	GENTRACE_STATE_TRACING	= 2,
	GENTRACE_STATE_STOPPED	= 3,
};

/* What a filter is about; the numbers are in traces, too (event filter). */
enum gentrace_filter_kind {
	/* Events by their ids. */
	GENTRACE_FILTER_EVENT	= 1,
	/* CPUs by their numbers. */
	GENTRACE_FILTER_CPU	= 2,
	/*
	 * A task by its id in the caller's pid namespace, and its children from now on;
	 * of the leader of a thread group, all its threads.
	 */
	GENTRACE_FILTER_TASK	= 3,
	/*
	 * Who is in a cgroup of the v2 hierarchy or below, for as long as it is; by the
	 * id of the cgroup, which is the inode number of its directory.
	 */
	GENTRACE_FILTER_CGROUP	= 4,
};

/* Filters that a config can have. */
#define GENTRACE_FILTERS_MAX		128

/**
 * struct gentrace_filter - a part of what is to be recorded
 * @kind: enum gentrace_filter_kind
 * @reserved: 0
 * @first: the first number that is kept
 * @last: the last one
 *
 * Of one kind, what any filter keeps is kept; without one, all of it. An event is
 * recorded if all kinds keep it. What they do not is not emitted.
 */
struct gentrace_filter {
	__u32 kind;
	__u32 reserved;
	__u64 first;
	__u64 last;
};

/*
 * What a trigger measures: M(number, NAME, name, class, meaning). All but EVENT and LOST
 * are times, and need their class.
 */
#define GENTRACE_MEASURES(M)						\
	M(1, LATENCY, latency, SCHED, "from a wakeup to the switch to the task") \
	M(2, WAIT, wait, SCHED, "waiting for a CPU, woken or preempted") \
	M(3, BLOCKED, blocked, SCHED, "from a switch away to the wakeup") \
	M(4, SYSCALL, syscall, SYSCALL, "from entry to exit")		\
	M(5, IRQ, irq, IRQ, "a hardirq's handler")			\
	M(6, SOFTIRQ, softirq, IRQ, "a softirq")			\
	M(7, EVENT, event, META, "that an event happens")		\
	M(8, LOST, lost, META, "events of a generation that are lost")	\
	M(9, IRQSOFF, irqsoff, SAMPLE, "that a CPU's sample is late: its interrupts were off, or all of it stood still")

enum gentrace_measure {
#define M(number, NAME, name, class, text)	GENTRACE_MEASURE_##NAME = (number),
	GENTRACE_MEASURES(M)
#undef M
#define M(number, NAME, name, class, text)	+ 1
	GENTRACE_MEASURE_LIMIT = 1 GENTRACE_MEASURES(M)
#undef M
};

/*
 * What a condition of a trigger looks at: K(number, NAME, name, meaning). ARG and above
 * are the arguments of the event, in their order.
 */
#define GENTRACE_KEYS(K)						\
	K(1, PID, pid, "the task, or the process that it is of")	\
	K(2, COMM, comm, "its name")					\
	K(3, CGROUP, cgroup, "its cgroup, or any above")		\
	K(4, CPU, cpu, "where")						\
	K(5, NUMBER, number, "of the system call, hardirq, softirq or event; of what a task was blocked in")

enum gentrace_key {
#define K(number, NAME, name, text)	GENTRACE_KEY_##NAME = (number),
	GENTRACE_KEYS(K)
#undef K
	GENTRACE_KEY_ARG	= 16,
	GENTRACE_KEY_LIMIT	= 32,
};

/* R(number, NAME, sign) */
#define GENTRACE_RELATIONS(R)						\
	R(1, EQ, "=") R(2, NE, "!=") R(3, LT, "<") R(4, LE, "<=") R(5, GT, ">") R(6, GE, ">=")

enum gentrace_relation {
#define R(number, NAME, sign)	GENTRACE_RELATION_##NAME = (number),
	GENTRACE_RELATIONS(R)
#undef R
	GENTRACE_RELATION_LIMIT	= 7,
};

#define GENTRACE_TRIGGERS_MAX		16u
#define GENTRACE_CONDITIONS_MAX		8u
#define GENTRACE_TRIGGER_NAME		24u
#define GENTRACE_TRIGGER_RULE		128u

/* Generations that a hit can have before its own, and after it. */
#define GENTRACE_TRIGGER_AROUND_MAX	1024u

/**
 * struct gentrace_condition - what must hold for a trigger to hit
 * @key: enum gentrace_key
 * @relation: enum gentrace_relation; of COMM and CGROUP only EQ and NE
 * @value: what it is compared with; of COMM how many bytes of @comm are
 * @comm: of COMM: a name, its terminator compared too, or how it begins; else 0
 */
struct gentrace_condition {
	__u32 key;
	__u32 relation;
	__u64 value;
	char  comm[16];
};

/**
 * struct gentrace_trigger - a bad moment that a flight session is to notice
 * @measure: enum gentrace_measure
 * @condition_count: how many of @condition must hold, all of them
 * @above: it hits if it takes longer, ns; of EVENT 0, of LOST how many
 * @cooldown_ns: for so long after a hit it does not hit again
 * @limit: so many hits and no more; 0: no limit
 * @before: generations to keep before the one of the hit
 * @after: and after it
 * @reserved: 0
 * @name: of letters, digits, - and _, terminated
 * @rule: as it was written, terminated; for people, in the trace
 * @condition: what must hold
 */
struct gentrace_trigger {
	__u32 measure;
	__u32 condition_count;
	__u64 above;
	__u64 cooldown_ns;
	__u32 limit;
	__u32 before;
	__u32 after;
	__u32 reserved;
	char  name[GENTRACE_TRIGGER_NAME];
	char  rule[GENTRACE_TRIGGER_RULE];
	struct gentrace_condition condition[GENTRACE_CONDITIONS_MAX];
};

/**
 * struct gentrace_info - what this module is and can do (GENTRACE_IOC_INFO)
 * @size: in: the caller's size of this struct; out: the kernel's
 * @abi: GENTRACE_ABI
 * @format: GENTRACE_FORMAT
 * @clocks: bit set of enum gentrace_clock that can be used on this machine
 * @features: bit set, GENTRACE_FEATURES
 * @classes: bit set of classes that can be recorded
 * @flags: bit set of the config flags that are understood
 * @cpus: number of possible CPUs
 * @batch_bytes_min: bound of gentrace_config.batch_bytes
 * @batch_bytes_max: bound of gentrace_config.batch_bytes
 * @pool_bytes_min: bound of gentrace_config.pool_bytes
 * @pool_bytes_max: bound of gentrace_config.pool_bytes on this machine
 * @period_ns_min: bound of gentrace_config.period_ns
 * @period_ns_max: bound of gentrace_config.period_ns
 * @version: GENTRACE_VERSION, terminated
 */
struct gentrace_info {
	__u32 size;
	__u32 abi;
	__u32 format;
	__u32 clocks;
	__u64 features;
	__u64 classes;
	__u32 flags;
	__u32 cpus;
	__u32 batch_bytes_min;
	__u32 batch_bytes_max;
	__u64 pool_bytes_min;
	__u64 pool_bytes_max;
	__u64 period_ns_min;
	__u64 period_ns_max;
	char  version[32];
};

/**
 * struct gentrace_config - what to record (GENTRACE_IOC_ARM, GENTRACE_IOC_START)
 * @size: size of this struct
 * @flags: GENTRACE_PERSISTENT, GENTRACE_FLIGHT
 * @classes: bit set of classes; 0: GENTRACE_CLASSES_DEFAULT
 * @pool_bytes: memory for batches; rounded down to whole batches. Of a flight session
 *	for all there is to a session, tables and stacks too
 * @budget_bytes: a generation also ends when this much of it is written; 0: a quarter
 *	of the pool, of a flight session a sixteenth. There a quarter is the most
 * @period_ns: a generation ends when this time has passed
 * @batch_bytes: bytes of a batch, a power of two
 * @clock: enum gentrace_clock
 * @stacks: which stacks are taken: bits of GENTRACE_STACKS_KERNEL() and
 *	GENTRACE_STACKS_USER(); 0: none
 * @stack_bytes: memory for the stacks of a generation, of which there can be two;
 *	rounded down to whole pages; 0, and no other number, if there are none
 * @window_ns: of a flight session: generations that ended longer ago go even if there
 *	is memory for them; 0: none does. 0, and no other number, in another session
 * @filters: address of an array of struct gentrace_filter, 0 if there are none
 * @filter_count: how many, at most GENTRACE_FILTERS_MAX
 * @sample_hz: how often a second each CPU is sampled; 0, and no other number, if class
 *	SAMPLE is not recorded
 * @triggers: address of an array of struct gentrace_trigger, of a flight session; 0 if
 *	there are none
 * @trigger_count: how many, at most GENTRACE_TRIGGERS_MAX
 * @reserved: 0
 *
 * On success the kernel writes back the values that are in force.
 */
struct gentrace_config {
	__u32 size;
	__u32 flags;
	__u64 classes;
	__u64 pool_bytes;
	__u64 budget_bytes;
	__u64 period_ns;
	__u32 batch_bytes;
	__u32 clock;
	__u32 stacks;
	__u32 stack_bytes;
	__u64 window_ns;
	__u64 filters;
	__u32 filter_count;
	__u32 sample_hz;
	__u64 triggers;
	__u32 trigger_count;
	__u32 reserved;
};

/* Of the first version, which has no triggers. */
#define GENTRACE_CONFIG_SIZE_FIRST	80u

/**
 * struct gentrace_stats - the session as it stands (GENTRACE_IOC_STATS)
 * @size: in: the caller's size of this struct; out: the kernel's
 * @state: enum gentrace_state
 * @session: id of the session, as in its batches. When there is none, this and
 *	the counts of events are still those of the last one
 * @generation: the current or, if none is open, the last generation; it counts
 *	on across sessions
 * @generations: how many this session has closed
 * @postponed: how often a flip was put off because the memory to close another
 *	generation was not there
 * @emitted: events of closed generations: emitted = recorded + lost
 * @recorded: of these, recorded
 * @lost: of these, lost, by enum gentrace_cause
 * @open_lost: losses in the generation that is open, as of now: not exact
 *	while events are being lost
 * @bytes_read: bytes the reader has taken
 * @batches: batches in the pool
 * @batches_free: of these, free
 * @batches_unread: batches that wait for the reader, meta batches included
 * @owner: pid of the task that armed the session
 * @start_pause_ns: how long the world stop of the start took
 * @stop_pause_ns: the same of the stop; 0 before it
 * @fault: nonzero if the tracer found a fault in itself and switched off;
 *	dmesg has the details
 * @map_pages: pages of memory that can be mapped to read the session; 0: none
 */
struct gentrace_stats {
	__u32 size;
	__u32 state;
	__u64 session;
	__u64 generation;
	__u64 generations;
	__u64 postponed;
	__u64 emitted;
	__u64 recorded;
	__u64 lost[8];
	__u64 open_lost;
	__u64 bytes_read;
	__u32 batches;
	__u32 batches_free;
	__u32 batches_unread;
	__u32 owner;
	__u64 start_pause_ns;
	__u64 stop_pause_ns;
	__u32 fault;
	__u32 map_pages;
};

/**
 * struct gentrace_filters - the filters of the session (GENTRACE_IOC_FILTERS)
 * @size: in: the caller's size of this struct; out: the kernel's
 * @count: how many follow
 * @filter: they; the rest is 0
 */
struct gentrace_filters {
	__u32 size;
	__u32 count;
	struct gentrace_filter filter[GENTRACE_FILTERS_MAX];
};

/* Batches that can be taken by one request. */
#define GENTRACE_TAKE_MAX		32

/* All batches that have been taken. */
#define GENTRACE_GIVE_ALL		0xffffffffu

/* Bits of gentrace_take.flags: the trace has been taken to its end. */
#define GENTRACE_TAKE_END		(1u << 0)

/**
 * struct gentrace_take - batches for a reader that maps them (GENTRACE_IOC_TAKE)
 * @size: size of this struct
 * @flags: in: 0; out: GENTRACE_TAKE_END, if batches were wanted, there is none and
 *	none will come
 * @give: in: give back so many of the batches taken before, the oldest first;
 *	GENTRACE_GIVE_ALL
 * @count: in: how many are wanted, at most GENTRACE_TAKE_MAX; out: how many follow
 * @offset: out: where each of them begins in the mapping
 * @bytes: out: how many bytes each has
 *
 * What is given back may be overwritten at once; what is taken will not be. One
 * batch behind the other, these are the bytes that read(2) returns.
 */
struct gentrace_take {
	__u32 size;
	__u32 flags;
	__u32 give;
	__u32 count;
	__u64 offset[GENTRACE_TAKE_MAX];
	__u32 bytes[GENTRACE_TAKE_MAX];
};

/**
 * struct gentrace_flight_window - what a flight session keeps (GENTRACE_IOC_WINDOW)
 * @size: in: the caller's size of this struct; out: the kernel's
 * @generations: how many are kept; 0: none, or it is no flight session
 * @first: number of the oldest one
 * @last: number of the newest one
 * @begin_ns: when the oldest one began, CLOCK_MONOTONIC
 * @end_ns: when the newest one ended
 * @bytes: how long a trace of all of them is
 * @dropped: generations that had to go, since the session began
 * @dropped_bytes: how long they were
 * @batches_total: batches that a flight session has for events; 0: there is none
 * @batches: of these, those that are in kept generations
 * @batches_held: and of these, those that snapshots and hits hold
 * @hits_ready: hits that no file has
 * @hits: how often triggers have hit
 * @hits_missed: of these, those that were not frozen: too many at a time, or no memory
 * @unwatched: times that no trigger saw, for two tasks wanted one place in a table
 */
struct gentrace_flight_window {
	__u32 size;
	__u32 generations;
	__u64 first;
	__u64 last;
	__u64 begin_ns;
	__u64 end_ns;
	__u64 bytes;
	__u64 dropped;
	__u64 dropped_bytes;
	__u32 batches_total;
	__u32 batches;
	__u32 batches_held;
	__u32 hits_ready;
	__u64 hits;
	__u64 hits_missed;
	__u64 unwatched;
};

/**
 * struct gentrace_flight_snapshot - what a flight session keeps, to be read (GENTRACE_IOC_SNAPSHOT)
 * @size: size of this struct
 * @flags: 0
 * @window_ns: generations that ended no longer ago than this; 0: as many as can be
 * @first: out: number of the oldest one
 * @last: out: number of the newest one
 * @begin_ns: out: when the oldest one began, CLOCK_MONOTONIC
 * @end_ns: out: when the newest one ended
 * @bytes: out: how many bytes read(2) will return
 *
 * The open generation is ended, so that what happened before the request is in it. While
 * the session goes on, a snapshot has at most three quarters of its memory: the rest is
 * for what comes meanwhile. What has been read is let go.
 */
struct gentrace_flight_snapshot {
	__u32 size;
	__u32 flags;
	__u64 window_ns;
	__u64 first;
	__u64 last;
	__u64 begin_ns;
	__u64 end_ns;
	__u64 bytes;
};

/**
 * struct gentrace_flight_trigger - a trigger of a flight session (GENTRACE_IOC_TRIGGER)
 * @size: in: the caller's size of this struct; out: the kernel's
 * @index: in: which, from 0
 * @count: out: how many there are
 * @hits: out: how often it has hit
 * @trigger: out: the trigger; all 0 if there is none of that index
 */
struct gentrace_flight_trigger {
	__u32 size;
	__u32 index;
	__u32 count;
	__u32 hits;
	struct gentrace_trigger trigger;
};

/* Bits of gentrace_flight_hit.flags: the hit @number, which this file has, is safe. */
#define GENTRACE_HIT_DONE		(1u << 0)

/**
 * struct gentrace_flight_hit - what led to a hit, to be read (GENTRACE_IOC_HIT)
 * @size: size of this struct
 * @flags: GENTRACE_HIT_DONE: forget @number, and nothing else; 0: the oldest one that
 *	no file has
 * @number: of the hits of the session, from 1
 * @trigger: which, as in the config, from 0
 * @pid: the task that it is about, in the initial pid namespace; 0: none
 * @took_ns: what was measured
 * @at_ns: when it was, CLOCK_MONOTONIC
 * @generation: into which generation it fell
 * @first: number of the oldest one that is frozen
 * @last: number of the newest one
 * @begin_ns: when the oldest one began, CLOCK_MONOTONIC
 * @end_ns: when the newest one ended
 * @bytes: how many bytes read(2) will return
 * @waiting: hits that are ready, and no file has
 * @reserved: 0
 *
 * It is the file's as a snapshot is, and stays frozen until the file says that it is
 * done: if it is closed before, it is the next one's who asks.
 */
struct gentrace_flight_hit {
	__u32 size;
	__u32 flags;
	__u64 number;
	__u32 trigger;
	__u32 pid;
	__u64 took_ns;
	__u64 at_ns;
	__u64 generation;
	__u64 first;
	__u64 last;
	__u64 begin_ns;
	__u64 end_ns;
	__u64 bytes;
	__u32 waiting;
	__u32 reserved;
};

/*
 * The size stands inside the structs, not in the request numbers, so that a
 * struct can grow and its number stay.
 */
#define GENTRACE_IOC_MAGIC		0xe7

/* What can you do? -> struct gentrace_info. */
#define GENTRACE_IOC_INFO		_IO(GENTRACE_IOC_MAGIC, 0x00)
/* How is the session? -> struct gentrace_stats. */
#define GENTRACE_IOC_STATS		_IO(GENTRACE_IOC_MAGIC, 0x01)
/* What does it leave out? -> struct gentrace_filters. */
#define GENTRACE_IOC_FILTERS		_IO(GENTRACE_IOC_MAGIC, 0x02)
/* What does it keep, if it is a flight session? -> struct gentrace_flight_window. */
#define GENTRACE_IOC_WINDOW		_IO(GENTRACE_IOC_MAGIC, 0x03)
/* What is it to notice? -> struct gentrace_flight_trigger, one by one. */
#define GENTRACE_IOC_TRIGGER		_IO(GENTRACE_IOC_MAGIC, 0x04)
/* Take the memory and attach the probes; record nothing yet. */
#define GENTRACE_IOC_ARM		_IO(GENTRACE_IOC_MAGIC, 0x10)
/* Start what is armed (argument 0), or arm and start (a config). */
#define GENTRACE_IOC_START		_IO(GENTRACE_IOC_MAGIC, 0x11)
/* End the trace; what is unread can still be read. No argument. */
#define GENTRACE_IOC_STOP		_IO(GENTRACE_IOC_MAGIC, 0x12)
/* End the generation now; returns when it can be read. No argument. */
#define GENTRACE_IOC_FLIP		_IO(GENTRACE_IOC_MAGIC, 0x13)
/* Give batches back, take others, where they lie. */
#define GENTRACE_IOC_TAKE		_IO(GENTRACE_IOC_MAGIC, 0x14)
/* The next hit; and what became of one. */
#define GENTRACE_IOC_HIT		_IO(GENTRACE_IOC_MAGIC, 0x16)
/* Hold what a flight session keeps; read(2) returns it. A second one replaces the first. */
#define GENTRACE_IOC_SNAPSHOT		_IO(GENTRACE_IOC_MAGIC, 0x15)

#endif /* _UAPI_LINUX_GENTRACE_H */
