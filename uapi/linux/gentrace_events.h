/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * gentrace_events.h - the event table, the one list of what a trace can hold.
 *
 * A row is
 *
 *	E(id, name, CLASS, arguments, meaning)
 *
 * and an argument is A(type, name). The enum of ids, the structs and encoders
 * the probes use, the decoder, the text form, the event table inside every
 * trace, the table in Documentation/events.rst and the round-trip tests are
 * all expansions of this list. With
 *
 *	#define A(type, name)			__u64 name;
 *	#define E(id, name, class, args, text)	struct name { args };
 *	GENTRACE_EVENTS(E, A)
 *
 * the row of sched_switch becomes
 *
 *	struct sched_switch { __u64 prev_state; __u64 next_pid; };
 *
 * Rules: ids and argument lists are append-only, for traces outlive tools. The
 * lists of generation, event_type and event_arg are for ever as they are: a trace
 * has these rows before it has declared what their arguments are. An id fits a
 * byte and is never 0. Kernel events bear the tracepoint's name.
 */
#ifndef _UAPI_LINUX_GENTRACE_EVENTS_H
#define _UAPI_LINUX_GENTRACE_EVENTS_H

/*
 * Argument types: T(code, name, wire, meaning). The wire kind is how the bytes
 * are laid out, so a reader that does not know a type can still step over it.
 */
#define GENTRACE_TYPES(T)						\
	T(1, u, VARINT, "unsigned number")				\
	T(2, s, ZIGZAG, "signed number")				\
	T(3, str, BYTES, "text")					\
	T(4, pid, VARINT, "task id in the initial pid namespace")	\
	T(5, cpu, VARINT, "CPU number")					\
	T(6, time, VARINT, "instant, in units of the trace clock")	\
	T(7, ns, VARINT, "duration or instant in nanoseconds")		\
	T(8, state, VARINT, "task state, enum gentrace_task_state")	\
	T(9, level, VARINT, "context level, enum gentrace_level")	\
	T(10, class, VARINT, "event class, enum gentrace_class")	\
	T(11, cause, VARINT, "cause of a loss, enum gentrace_cause")	\
	T(12, strid, VARINT, "id in the generation's string table, 0: none") \
	T(13, vec, VARINT, "softirq vector")				\
	T(14, syscall, VARINT, "system call number")			\
	T(15, event, VARINT, "event id")				\
	T(16, op, VARINT, "world stop, enum gentrace_stop_op")		\
	T(17, reason, VARINT, "why a generation ended, enum gentrace_end_reason") \
	T(18, clock, VARINT, "trace clock, enum gentrace_clock")	\
	T(19, type, VARINT, "argument type, code and wire kind")	\
	T(20, bool, VARINT, "0 or 1")					\
	T(21, stack, VARINT, "id in the generation's stack table; below 16: why there is no stack") \
	T(22, walk, VARINT, "how the walk along a stack ended, enum gentrace_walk") \
	T(23, frames, BYTES, "addresses, the innermost first, each as the difference to the one before") \
	T(24, addr, ZIGZAG, "address, of user space or of the kernel")	\
	T(25, kaddr, ZIGZAG, "address of the kernel, code or data")	\
	T(26, dev, VARINT, "block device, minor number * 4096 + major number") \
	T(27, blkop, VARINT, "block operation, enum gentrace_block_op")	\
	T(28, blkflags, VARINT, "bits of enum gentrace_block_flag")	\
	T(29, lockflags, VARINT, "bits of enum gentrace_lock_flag")	\
	T(30, signal, VARINT, "signal number")				\
	T(31, sigresult, VARINT, "what came of a signal, enum gentrace_signal_result") \
	T(32, faultflags, VARINT, "bits of enum gentrace_fault_flag")	\
	T(33, buildid, BYTES, "build id of a file, from its note; empty: not known") \
	T(34, naming, VARINT, "whether names were looked up, enum gentrace_naming") \
	T(35, space, VARINT, "whether the mappings of a process were read, enum gentrace_space")

/*
 * Rows of a test build (module/test.c), in the same lists and none of them in
 * any other build. Their ids and the class, which comes after the last one, can
 * change: traces of a test build are read by its own tests. counter counts the
 * writer's events, payload and text follow from writer and counter.
 */
#ifdef GENTRACE_TEST
#define GENTRACE_TEST_CLASSES(C)					\
	C(16, TEST, test, "what the torture tests emit")
#define GENTRACE_TEST_EVENTS(E, A)					\
	E(240, test_begin, TEST,					\
	  A(u, writer) A(u, counter) A(u, payload) A(str, text),	\
	  "first half of a pair")					\
	E(241, test_end, TEST, A(u, writer) A(u, counter) A(u, payload), \
	  "second half of a pair")
#else
#define GENTRACE_TEST_CLASSES(C)
#define GENTRACE_TEST_EVENTS(E, A)
#endif

/*
 * Classes: C(number, NAME, name, meaning). META is always on and is about
 * the trace itself: written by the module, and by who records it for the module.
 */
#define GENTRACE_CLASSES(C)						\
	C(0, META, meta, "the trace about itself")			\
	C(1, SCHED, sched, "switches, wakeups, and the lives of tasks")	\
	C(2, IRQ, irq, "hardirqs, softirqs and NMIs")			\
	C(3, SYSCALL, syscall, "system calls, entry and exit")		\
	C(4, POWER, power, "CPU idle states and frequencies, CPUs that come and go") \
	C(5, BLOCK, block, "requests of block devices")			\
	C(6, LOCK, lock, "locks of the kernel that are waited for")	\
	C(7, TIMER, timer, "timers that expire")			\
	C(8, WORK, work, "work that queues have done")			\
	C(9, SIGNAL, signal, "signals, sent and received")		\
	C(10, NET, net, "packets, to drivers and from them")		\
	C(11, FAULT, fault, "page faults")				\
	C(12, STACK, stack, "stacks of those who cause an event; asked for by site") \
	C(13, SAMPLE, sample, "samples of what CPUs do, by a clock")	\
	C(14, TRIGGER, trigger, "what a flight recorder has noticed; asked for by triggers") \
	C(15, MARK, mark, "what programs write to the device")		\
	GENTRACE_TEST_CLASSES(C)

/*
 * Ids 1-15 are the meta stream's, and 192-215 since those are used up; the rest are
 * grouped by class with room; a row of the meta stream that is about a class stands
 * there. What the rows from 200 on say, the kernel does not know: who records writes them.
 */
#define GENTRACE_EVENTS(E, A)						\
	E(1, generation, META,						\
	  A(u, format) A(u, session) A(clock, clock) A(u, khz)		\
	  A(u, cpus) A(u, classes) A(u, batch_bytes) A(u, pool_bytes)	\
	  A(ns, period) A(str, release),			\
	  "opens a generation: format, session, clock, machine")	\
	E(2, event_type, META, A(event, event) A(class, class) A(str, name), \
	  "declares an event; its arguments follow as event_arg")	\
	E(3, event_arg, META, A(event, event) A(type, type) A(str, name), \
	  "declares the next argument of an event")			\
	E(4, clock_snapshot, META,					\
	  A(time, clock) A(ns, monotonic) A(ns, realtime) A(ns, boottime), \
	  "one instant on all clocks")					\
	E(5, task_status, META,						\
	  A(pid, pid) A(pid, tgid) A(pid, ppid) A(ns, start)		\
	  A(state, state) A(cpu, cpu) A(u, prio) A(bool, kthread) A(str, comm) \
	  A(u, cgroup),							\
	  "what a task was at this instant; start is its boottime of birth") \
	E(6, cpu_status, META, A(cpu, cpu) A(bool, online),		\
	  "whether a CPU was online when the generation began")		\
	E(7, string, META, A(strid, id) A(str, text),			\
	  "an entry of the generation's string table")			\
	E(8, world_stop, META, A(op, op) A(cpu, cpu) A(time, enter) A(time, leave), \
	  "one CPU inside the world-stop callback")			\
	E(9, world_pause, META, A(op, op) A(time, begin) A(time, end),	\
	  "a whole world stop as its caller saw it, bound of every pause") \
	E(10, stream_total, META,					\
	  A(cpu, cpu) A(level, level) A(u, emitted) A(u, recorded)	\
	  A(u, batches) A(u, bytes),					\
	  "ledger: what one stream did in this generation")		\
	E(11, stream_loss, META,					\
	  A(cpu, cpu) A(level, level) A(class, class) A(cause, cause)	\
	  A(u, count) A(time, first) A(time, last),			\
	  "ledger: what one stream lost, and between which instants")	\
	E(12, generation_end, META,					\
	  A(reason, reason) A(u, emitted) A(u, recorded) A(u, lost)	\
	  A(u, batches) A(u, tasks) A(u, tasks_missed)			\
	  A(u, strings) A(u, strings_missed)				\
	  A(u, stacks) A(u, stacks_missed),				\
	  "closes a generation; without it the generation is incomplete") \
	E(13, stack_frames, META,					\
	  A(stack, id) A(bool, user) A(walk, walk) A(frames, frames)	\
	  A(pid, tgid) A(addr, start_stack),				\
	  "an entry of the generation's stack table; a user's has its process, see user_space") \
	E(14, stack_sites, META, A(u, sites),				\
	  "which stacks are taken, as gentrace_config.stacks; not there if none are") \
	E(15, filter, META, A(u, kind) A(u, first) A(u, last) A(str, name), \
	  "only what a filter keeps was recorded: enum gentrace_filter_kind") \
									\
	E(16, sched_switch, SCHED, A(state, prev_state) A(pid, next_pid), \
	  "the CPU goes from the task that runs to next_pid")		\
	E(17, sched_wakeup, SCHED, A(pid, pid) A(cpu, target),		\
	  "the task is runnable on target from here on")		\
	E(18, sched_wakeup_new, SCHED, A(pid, pid) A(cpu, target),	\
	  "a new task is runnable on target for the first time")	\
	E(19, sched_waking, SCHED, A(pid, pid) A(cpu, last),		\
	  "the running context wakes the task; may precede its block")	\
	E(20, sched_migrate_task, SCHED, A(pid, pid) A(cpu, from) A(cpu, to), \
	  "the task moves between CPUs' queues")			\
	E(21, sched_process_fork, SCHED,				\
	  A(pid, parent) A(pid, child) A(pid, tgid) A(ns, start) A(str, comm) \
	  A(u, prio) A(u, cgroup),					\
	  "a task is born; tgid and all that follows are the child's")	\
	E(22, sched_process_exec, SCHED, A(pid, pid) A(pid, old_pid) A(str, filename), \
	  "a task runs a new program")					\
	E(23, sched_process_exit, SCHED,				\
	  A(pid, pid) A(pid, tgid) A(str, comm) A(u, code),		\
	  "a task begins to exit, with a code as wait(2) has it; its last switch follows") \
	E(24, task_rename, SCHED, A(pid, pid) A(str, comm),		\
	  "a task's comm changes to this one")				\
	E(25, cgroup_attach_task, SCHED, A(pid, pid) A(u, cgroup),	\
	  "a task comes into another cgroup")				\
	E(26, cgroup_mkdir, SCHED, A(u, cgroup) A(u, parent) A(str, name), \
	  "a cgroup is made, with nobody in it")			\
	E(30, task_filter, SCHED,					\
	  A(pid, pid) A(pid, tgid) A(bool, kept) A(str, comm),		\
	  "a task changes its cgroup: a filter keeps it from here on, or leaves it out") \
									\
	E(32, irq_handler_entry, IRQ, A(u, irq) A(strid, name),		\
	  "a hardirq handler begins")					\
	E(33, irq_handler_exit, IRQ, A(u, irq) A(bool, handled),	\
	  "a hardirq handler ends")					\
	E(34, softirq_entry, IRQ, A(vec, vec), "a softirq begins")	\
	E(35, softirq_exit, IRQ, A(vec, vec), "a softirq ends")		\
	E(36, softirq_raise, IRQ, A(vec, vec), "a softirq is asked for") \
	E(37, nmi_handler, IRQ, A(strid, handler) A(ns, duration) A(u, handled), \
	  "an NMI handler has run, for so long")			\
									\
	E(48, sys_enter, SYSCALL, A(syscall, nr),			\
	  "the running task enters a system call")			\
	E(49, sys_exit, SYSCALL, A(syscall, nr) A(s, ret),		\
	  "the running task returns from a system call")		\
									\
	E(56, cpu_idle, POWER, A(u, state),				\
	  "the CPU enters idle state - 1; 0: it leaves idle")		\
	E(57, cpu_online, POWER, A(cpu, cpu), "a CPU has come up")	\
	E(58, cpu_offline, POWER, A(cpu, cpu), "a CPU goes down")	\
	E(59, cpu_frequency, POWER, A(cpu, cpu) A(u, khz),		\
	  "a CPU's frequency is set, by whichever CPU runs")		\
									\
	E(64, block_rq_insert, BLOCK,					\
	  A(dev, dev) A(u, sector) A(u, sectors) A(blkop, op) A(blkflags, flags), \
	  "a request begins to wait in its device's I/O scheduler")	\
	E(65, block_rq_issue, BLOCK,					\
	  A(dev, dev) A(u, sector) A(u, sectors) A(blkop, op) A(blkflags, flags), \
	  "a request goes to the driver")				\
	E(66, block_rq_complete, BLOCK,					\
	  A(dev, dev) A(u, sector) A(u, sectors) A(blkop, op) A(blkflags, flags) \
	  A(s, error),							\
	  "the driver has done so much of a request; error is a negative errno") \
									\
	E(72, contention_begin, LOCK, A(kaddr, lock) A(lockflags, flags), \
	  "the running context begins to wait for a lock, or to wait otherwise") \
	E(73, contention_end, LOCK, A(kaddr, lock) A(s, ret),		\
	  "it has the lock, or has given up: ret is a negative errno")	\
									\
	E(80, timer_expire_entry, TIMER,				\
	  A(kaddr, timer) A(kaddr, function) A(strid, name),		\
	  "a timer of the wheel calls its function")			\
	E(81, timer_expire_exit, TIMER, A(kaddr, timer),		\
	  "the function of a timer of the wheel returns")		\
	E(82, hrtimer_expire_entry, TIMER,				\
	  A(kaddr, timer) A(kaddr, function) A(strid, name),		\
	  "a precise timer calls its function")				\
	E(83, hrtimer_expire_exit, TIMER, A(kaddr, timer),		\
	  "the function of a precise timer returns")			\
									\
	E(88, workqueue_execute_start, WORK,				\
	  A(kaddr, work) A(kaddr, function) A(strid, name),		\
	  "the running worker begins a piece of work")			\
	E(89, workqueue_execute_end, WORK, A(kaddr, work) A(kaddr, function), \
	  "the running worker has done a piece of work")		\
									\
	E(96, signal_generate, SIGNAL,					\
	  A(signal, signal) A(s, code) A(pid, pid) A(bool, group) A(sigresult, result), \
	  "the running context sends a signal to the task, or its whole process") \
	E(97, signal_deliver, SIGNAL, A(signal, signal) A(s, code) A(addr, handler), \
	  "the running task receives a signal; handler 0: the default action") \
									\
	E(104, net_dev_xmit, NET,					\
	  A(u, ifindex) A(strid, name) A(u, length) A(s, ret),		\
	  "the driver has got a packet; length with all headers; ret 0: it took it") \
	E(105, netif_receive_skb, NET, A(u, ifindex) A(strid, name) A(u, length), \
	  "a packet comes in from a device; length without the device's header") \
									\
	E(112, page_fault_user, FAULT,					\
	  A(addr, address) A(addr, ip) A(faultflags, error),		\
	  "the task's program touches a page that is not there, or not allowed") \
	E(113, page_fault_kernel, FAULT,				\
	  A(addr, address) A(kaddr, ip) A(faultflags, error),		\
	  "the kernel touches such a page")				\
									\
	E(120, cpu_sample, SAMPLE,					\
	  A(pid, pid) A(level, level) A(bool, user) A(addr, ip),	\
	  "what the CPU was doing when the clock came: the task that runs, pid 0 is idle; the context, and where it was") \
	E(121, cpu_sample_begin, SAMPLE, A(cpu, cpu) A(s, ret),		\
	  "a CPU has come up and is sampled; it is not if ret is a negative errno") \
	E(122, cpu_sample_end, SAMPLE, A(cpu, cpu),			\
	  "a CPU goes down and is sampled no longer")			\
	E(123, cpu_sample_rate, META, A(cpu, cpu) A(u, hz),		\
	  "how often a CPU was sampled when the generation began, 0: not; not there if none is") \
									\
	E(128, mark, MARK, A(pid, pid) A(str, text),			\
	  "a program has something to say; pid is the task that does")	\
									\
	E(192, cgroup, META, A(u, cgroup) A(u, parent) A(str, name),	\
	  "a cgroup of the v2 hierarchy that is there; the root has no parent") \
	E(193, trigger, META,						\
	  A(u, trigger) A(str, name) A(str, rule) A(u, before) A(u, after) A(u, hits), \
	  "what the recorder is to notice, and how often it had, when the generation began") \
	E(200, symbols, META, A(naming, kernel) A(naming, user),	\
	  "whether there are names for the kernel's stacks, and mappings for the users'") \
	E(201, kernel_image, META,					\
	  A(u, id) A(kaddr, begin) A(buildid, build_id) A(str, name),	\
	  "the kernel, vmlinux, or a module of it; begin: its _stext or .text, 0: not known") \
	E(202, kernel_symbol, META,					\
	  A(u, image) A(kaddr, address) A(u, bytes) A(str, name),	\
	  "a function of the kernel that a stack goes through")		\
	E(203, user_image, META, A(u, id) A(buildid, build_id) A(str, path), \
	  "a file that a process has mapped; path: its end, if it is too long") \
	E(204, user_space, META,					\
	  A(u, id) A(pid, tgid) A(addr, start_stack) A(space, state),	\
	  "a process in one program: exec, which changes its mappings, changes start_stack") \
	E(205, user_mapping, META,					\
	  A(u, space) A(addr, begin) A(u, bytes) A(u, offset) A(addr, vaddr) A(u, image), \
	  "code that a process has mapped; vaddr: begin as the file numbers its addresses") \
									\
	E(224, stack, STACK, A(stack, kernel) A(stack, user),		\
	  "the stacks of the running context, which causes the next event of its stream") \
	E(225, trigger_hit, TRIGGER,					\
	  A(u, trigger) A(u, hit) A(pid, pid) A(ns, took),		\
	  "a trigger hits: the how manieth hit it is, of which task, and what was measured") \
									\
	GENTRACE_TEST_EVENTS(E, A)

/* Set in a syscall number: called through the 32-bit entry. */
#define GENTRACE_SYSCALL_COMPAT		(1u << 29)

/* Wire kinds, the low bits of a type as traces declare it. */
enum gentrace_wire {
	GENTRACE_WIRE_VARINT	= 0,
	GENTRACE_WIRE_ZIGZAG	= 1,
	GENTRACE_WIRE_BYTES	= 2,
};

#define GENTRACE_WIRE_BITS		2
#define GENTRACE_WIRE_MASK		((1u << GENTRACE_WIRE_BITS) - 1)

enum gentrace_type {
#define T(code, name, wire, text) \
	GENTRACE_TYPE_##name = (code) << GENTRACE_WIRE_BITS | GENTRACE_WIRE_##wire,
	GENTRACE_TYPES(T)
#undef T
};

enum gentrace_class {
#define C(number, NAME, name, text)	GENTRACE_CLASS_##NAME = (number),
	GENTRACE_CLASSES(C)
#undef C
#define C(number, NAME, name, text)	+ 1
	GENTRACE_CLASS_COUNT = 0 GENTRACE_CLASSES(C)
#undef C
};

enum gentrace_event {
#define A(type, name)
#define E(id, name, class, args, text)	GENTRACE_EVENT_##name = (id),
	GENTRACE_EVENTS(E, A)
#undef E
#undef A
};

/* Ids are a byte on the wire; 0 is never one. */
#define GENTRACE_EVENT_LIMIT		256

#endif /* _UAPI_LINUX_GENTRACE_EVENTS_H */
