/* SPDX-License-Identifier: GPL-2.0 */
/*
 * libgentrace_waits.h - what a task waited for, and for whom.
 *
 *	segment	a piece of a task's life in which one thing goes on
 *	stacks	where in the code a task left its CPU, or woke another one
 *	sample	what a CPU was doing when a clock came by
 *	call	what has a begin and an end: a system call, an interrupt, a request of
 *		a block device, a wait for a lock
 *	history	all segments of a span of time, by task and by CPU
 *	path	backwards from an instant: what it took so long for
 *
 * A model tells its segments while it takes in a trace:
 *
 *	gentrace_model_observe(model, gentrace_history_add, history);
 *	... gentrace_model_add() ..., gentrace_model_finish() ...
 *	gentrace_path_find(&path, history, task, from_ns, to_ns);
 *
 * The segments of a task have no holes: they add up to its span, and those of each
 * kind to its accounts in struct gentrace_task. Times are CLOCK_MONOTONIC ns.
 */
#ifndef LIBGENTRACE_WAITS_H
#define LIBGENTRACE_WAITS_H

#include <libgentrace.h>

/* In no system call; or in one that began before the trace, or none are recorded. */
#define GENTRACE_SYSCALL_NONE		(~0ull)

/* ----------------------------------------------------------------- stacks */

/**
 * struct gentrace_frames - a stack that is kept; equal ones of all generations are one
 * @session: of the generation that had it first
 * @generation: its number
 * @id: the stack's id there
 * @user: it is a user's: the addresses are those of the task's process
 * @tgid: of a user's, the process; as @start_stack in struct gentrace_stack
 * @start_stack: of a user's, in which program
 * @missing: the generation's table has no such id, so there are no frames
 * @walk: enum gentrace_walk: how the walk along it ended
 * @count: how many frames; 0 also if they cannot be read
 * @address: where they are, the innermost first
 */
struct gentrace_frames {
	__u64 session;
	__u64 generation;
	__u64 id;
	__u64 start_stack;
	__u32 tgid;
	bool user;
	bool missing;
	__u32 walk;
	__u32 count;
	__u64 address[];
};

/* Why there is no stack: enum gentrace_no_stack, or what only a reader can say. */
enum gentrace_no_frames {
	GENTRACE_NO_FRAMES_LOST	= GENTRACE_STACK_FIRST,	/* it was taken, but lost */
	GENTRACE_NO_FRAMES_UNSEEN,			/* no switch or waking was seen */
	GENTRACE_NO_FRAMES_MANY,			/* there are too many to keep */
};

/**
 * struct gentrace_stacks - where in the code a context was; equal ones are one
 * @number: from 1, without holes
 * @no_kernel: if there is no stack of the kernel: why, enum gentrace_no_frames
 * @no_user: the same of the user's
 * @kernel: the stack in the kernel, or NULL
 * @user: the stack in user space, or NULL
 */
struct gentrace_stacks {
	__u32 number;
	__u32 no_kernel;
	__u32 no_user;
	const struct gentrace_frames *kernel;
	const struct gentrace_frames *user;
};

/**
 * gentrace_no_frames_meaning - why there is no stack, in words
 * @reason: of struct gentrace_stacks
 */
const char *gentrace_no_frames_meaning(__u32 reason);

/**
 * gentrace_model_keep_stacks - segments shall have their stacks
 * @model: the model, before anything is added
 *
 * Who does not ask does not pay for them. They stay valid until the model is destroyed,
 * and take as much memory as there are different ones, up to a bound.
 *
 * Return: 0 or -ENOMEM.
 */
int gentrace_model_keep_stacks(struct gentrace_model *model);

/* Is told of @frames when they are kept, while @generation, which has @stack, is there. */
typedef int (*gentrace_frames_observer_t)(void *data, const struct gentrace_generation *generation,
					  const struct gentrace_stack *stack,
					  const struct gentrace_frames *frames);

/**
 * gentrace_model_observe_frames - be told of each stack that is kept, once
 * @model: the model, after gentrace_model_keep_stacks()
 * @observer: is called; what it returns, 0 or a negative errno, ends the reading
 * @data: its argument
 *
 * Names of frames are in a generation, and go with it: who wants them takes them here.
 */
void gentrace_model_observe_frames(struct gentrace_model *model,
				   gentrace_frames_observer_t observer, void *data);

/* ----------------------------------------------------------------- sample */

/**
 * struct gentrace_sample - what a CPU was doing when a clock came by
 * @task: who ran, or was interrupted; NULL: the CPU was idle
 * @ns: when
 * @cpu: which CPU
 * @level: what the clock interrupted, enum gentrace_level
 * @user: it was in user space
 * @ip: where
 * @stacks: how it got there; NULL: no stacks of samples are recorded, or none are kept
 */
struct gentrace_sample {
	const struct gentrace_task *task;
	__u64 ns;
	__u32 cpu;
	__u32 level;
	bool user;
	__u64 ip;
	const struct gentrace_stacks *stacks;
};

/**
 * struct gentrace_sampled - a time in which a CPU had a clock
 * @cpu: which CPU
 * @hz: how often it came, each second
 * @begin_ns: since when
 * @end_ns: until when; a generation's end ends it, too
 */
struct gentrace_sampled {
	__u32 cpu;
	__u32 hz;
	__u64 begin_ns;
	__u64 end_ns;
};

/* 0 or -errno, which the model's caller gets. */
typedef int (*gentrace_sample_observer_t)(void *data, const struct gentrace_sample *sample);
typedef int (*gentrace_sampled_observer_t)(void *data, const struct gentrace_sampled *sampled);

/**
 * gentrace_model_observe_samples - be told of samples, and of how many there should be
 * @model: the model, before anything is added
 * @samples: is called with each one; tasks stay valid until the model is destroyed
 * @sampled: is called when a clock has gone, or a generation ends
 * @data: their first argument
 */
void gentrace_model_observe_samples(struct gentrace_model *model,
				    gentrace_sample_observer_t samples,
				    gentrace_sampled_observer_t sampled, void *data);

/* ---------------------------------------------------------------- segment */

/**
 * struct gentrace_waker - who ended a task's block
 * @task: who ran where the wakeup was made; NULL: the idle task, or not known
 * @ns: when it was made; 0: no waker is known
 * @cpu: where
 * @level: in which context, enum gentrace_level; only at level task it is @task
 *	that did it, else it was interrupted
 * @source: the handler of an interrupt, the softirq, or the function of a timer; of a
 *	worker the function of the work that it did; NULL: nothing of it, or not known,
 *	as of the interrupt of another CPU, which has no handler
 * @stacks: where in the code; NULL: no stacks of wakers are recorded, or none are kept
 */
struct gentrace_waker {
	const struct gentrace_task *task;
	__u64 ns;
	__u32 cpu;
	__u32 level;
	const char *source;
	const struct gentrace_stacks *stacks;
};

/**
 * struct gentrace_segment - a piece of a task's life
 * @task: whose
 * @begin_ns: first instant
 * @end_ns: the one behind the last
 * @doing: enum gentrace_doing, never EXITED
 * @then: what follows; UNKNOWN at the end of the trace, too
 * @state: enum gentrace_task_state that goes with it
 * @cpu: the one it runs on, waits for, or was on last
 * @lossy: a loss may have hidden that it was otherwise
 * @syscall: in which system call, GENTRACE_SYSCALL_NONE
 * @woken_ns: of a wait: the wakeup that began it; 0: it was preempted
 * @hardirq_ns: of a run: for so long hardirqs took the CPU away
 * @softirq_ns: the same of softirqs
 * @nmi_ns: the same of NMIs
 * @lock: the lock of the kernel that the task waits for, spinning or blocked; 0: none
 *	that is known
 * @lock_flags: bits of enum gentrace_lock_flag
 * @stacks: of a block or a wait: where in the code the task left its CPU; NULL: no
 *	stacks of switches are recorded, or none are kept
 * @waker: of a block: who ended it
 */
struct gentrace_segment {
	const struct gentrace_task *task;
	__u64 begin_ns;
	__u64 end_ns;
	__u32 doing;
	__u32 then;
	__u32 state;
	__u32 cpu;
	bool lossy;
	__u64 syscall;
	__u64 woken_ns;
	__u64 hardirq_ns;
	__u64 softirq_ns;
	__u64 nmi_ns;
	__u64 lock;
	__u32 lock_flags;
	const struct gentrace_stacks *stacks;
	struct gentrace_waker waker;
};

/* 0 or -errno, which the model's caller gets. */
typedef int (*gentrace_observer_t)(void *data, const struct gentrace_segment *segment);

/**
 * gentrace_model_observe - be told of each segment when it ends
 * @model: the model, before anything is added
 * @observer: is called with segments in the order of their ends, those of one task in
 *	the order of time; tasks stay valid until the model is destroyed
 * @data: its first argument
 */
void gentrace_model_observe(struct gentrace_model *model, gentrace_observer_t observer,
			    void *data);

/* ------------------------------------------------------------------- call */

enum gentrace_call_kind {
	GENTRACE_CALL_SYSCALL	= 0,
	GENTRACE_CALL_HARDIRQ	= 1,
	GENTRACE_CALL_SOFTIRQ	= 2,
	GENTRACE_CALL_NMI	= 3,
	GENTRACE_CALL_REQUEST	= 4,
	GENTRACE_CALL_LOCK	= 5,
};

/**
 * struct gentrace_call - a system call, an interrupt's handler, a request of a block
 *	device or a wait for a lock that has ended
 * @kind: enum gentrace_call_kind
 * @cpu: where it ended; of a request: where it began
 * @level: of a wait: who waited, enum gentrace_level; only at level task it is @task
 * @lossy: a loss may have hidden that it was more than one; never of interrupts
 * @task: who called, was interrupted, or ran where a request began; NULL: the idle
 *	task, or not known
 * @id: system call, irq or softirq number; 0 of an NMI; device of a request, as an
 *	argument of type dev; address of a lock
 * @name: of the first handler that the irq had, of the NMI's; "" of the others
 * @begin_ns: first instant
 * @end_ns: the one behind the last
 * @result: of a system call; of a request: 0 or -errno; of a wait: not 0: given up
 * @op: of a request: enum gentrace_block_op
 * @flags: of a request: bits of enum gentrace_block_flag; of a wait: bits of enum
 *	gentrace_lock_flag
 * @sector: of a request: the first of 512 bytes
 * @sectors: of a request: how many
 * @queue_ns: of a request: before the driver got it
 * @run_ns: of a system call or a wait: so much of it the task was on a CPU; all of it
 *	of an interrupt's wait
 * @wait_ns: it waited for one
 * @block_ns: it was blocked
 * @unknown_ns: nobody can tell; the four add up to its time, but for some microseconds
 *	where a flip has let events of two CPUs come in the wrong order
 */
struct gentrace_call {
	__u32 kind;
	__u32 cpu;
	bool lossy;
	const struct gentrace_task *task;
	__u64 id;
	const char *name;
	__u64 begin_ns;
	__u64 end_ns;
	__s64 result;
	__u32 level;
	__u32 op;
	__u32 flags;
	__u64 sector;
	__u64 sectors;
	__u64 queue_ns;
	__u64 run_ns;
	__u64 wait_ns;
	__u64 block_ns;
	__u64 unknown_ns;
};

/* 0 or -errno, which the model's caller gets. */
typedef int (*gentrace_call_observer_t)(void *data, const struct gentrace_call *call);

/**
 * gentrace_model_observe_calls - be told of each call whose begin and end are there
 * @model: the model, before anything is added
 * @observer: is called when they end
 * @data: its first argument
 */
void gentrace_model_observe_calls(struct gentrace_model *model,
				  gentrace_call_observer_t observer, void *data);

/**
 * gentrace_model_unfinished - how many have begun and were not seen to end
 * @model: the model, finished
 * @kind: GENTRACE_CALL_REQUEST or GENTRACE_CALL_LOCK; those of other kinds are in struct
 *	gentrace_activity
 *
 * Counted only if there is an observer of calls.
 */
__u64 gentrace_model_unfinished(const struct gentrace_model *model, __u32 kind);

/**
 * gentrace_model_pending - be told of requests and waits that have not ended
 * @model: the model, finished
 * @observer: as if they ended with the trace: they take that long at least
 * @data: its first argument
 *
 * Return: 0, or what the observer says if it is not 0.
 */
int gentrace_model_pending(const struct gentrace_model *model, gentrace_call_observer_t observer,
			   void *data);

/* ---------------------------------------------------------------- history */

/**
 * struct gentrace_shift - a task's time on a CPU, from switch to switch
 * @task: the task
 * @begin_ns: since when
 * @end_ns: until when
 */
struct gentrace_shift {
	const struct gentrace_task *task;
	__u64 begin_ns;
	__u64 end_ns;
};

/**
 * gentrace_shift_extend - system calls cut a shift into segments: put them together
 * @shift: what the task has had of the CPU so far; may be zeroed
 * @segment: a run on the same CPU, the next one
 *
 * Return: whether the segment belongs to the shift, which then ends with it.
 */
static inline bool gentrace_shift_extend(struct gentrace_shift *shift,
					 const struct gentrace_segment *segment)
{
	if (shift->task != segment->task || shift->end_ns != segment->begin_ns)
		return false;
	shift->end_ns = segment->end_ns;
	return true;
}

/* The shift that begins with a run. */
static inline struct gentrace_shift gentrace_shift_begin(const struct gentrace_segment *segment)
{
	return (struct gentrace_shift) {
		.task = segment->task,
		.begin_ns = segment->begin_ns,
		.end_ns = segment->end_ns,
	};
}

/* How much of one time lies in another one, ns. */
static inline __u64 gentrace_overlap(__u64 begin_ns, __u64 end_ns, __u64 from_ns, __u64 to_ns)
{
	if (begin_ns < from_ns)
		begin_ns = from_ns;
	if (end_ns > to_ns)
		end_ns = to_ns;
	return end_ns > begin_ns ? end_ns - begin_ns : 0;
}

/* How much of a shift lies between two instants, ns. */
static inline __u64 gentrace_shift_within(const struct gentrace_shift *shift, __u64 from_ns,
					  __u64 to_ns)
{
	return gentrace_overlap(shift->begin_ns, shift->end_ns, from_ns, to_ns);
}

/**
 * struct gentrace_interruption - a time in which an interrupt had a CPU
 * @begin_ns: since when
 * @end_ns: until when
 * @kind: GENTRACE_CALL_HARDIRQ, GENTRACE_CALL_SOFTIRQ or GENTRACE_CALL_NMI
 * @id: irq or softirq number; 0 of an NMI
 * @name: of the first handler that the irq had, of the NMI's; "" of the others
 *
 * What was interrupted itself has one piece before and one behind: no two are at once.
 */
struct gentrace_interruption {
	__u64 begin_ns;
	__u64 end_ns;
	__u32 kind;
	__u64 id;
	const char *name;
};

/* How much of an interruption lies between two instants, ns. */
static inline __u64 gentrace_interruption_within(const struct gentrace_interruption *interruption,
						 __u64 from_ns, __u64 to_ns)
{
	return gentrace_overlap(interruption->begin_ns, interruption->end_ns, from_ns, to_ns);
}

struct gentrace_history;

/**
 * gentrace_history_create - an empty history
 * @limit: bytes of memory it may take
 *
 * Return: the history, NULL if there is no memory.
 */
struct gentrace_history *gentrace_history_create(size_t limit);

/**
 * gentrace_history_add - keep a segment; an observer of a model
 * @history: struct gentrace_history
 * @segment: the segment
 *
 * Return: 0, -ENOMEM, or -E2BIG: it would take more than the limit.
 */
int gentrace_history_add(void *history, const struct gentrace_segment *segment);

/**
 * gentrace_history_interrupt - keep what an interrupt took of its CPU; an observer of calls
 * @history: struct gentrace_history
 * @call: the call; those that are no interrupts are left out
 *
 * Return: as gentrace_history_add().
 */
int gentrace_history_interrupt(void *history, const struct gentrace_call *call);

/**
 * gentrace_history_at - what a task did right before an instant
 * @history: the history
 * @task: the task
 * @ns: the instant
 *
 * Return: the segment with begin_ns < @ns <= end_ns; NULL if there is none.
 */
const struct gentrace_segment *gentrace_history_at(const struct gentrace_history *history,
						   const struct gentrace_task *task, __u64 ns);

/**
 * gentrace_history_segment - the segments of a task, by time
 * @history: the history
 * @task: the task
 * @i: from 0
 *
 * Return: the segment, NULL behind the last one.
 */
const struct gentrace_segment *
gentrace_history_segment(const struct gentrace_history *history,
			 const struct gentrace_task *task, size_t i);

/**
 * gentrace_history_shift - who was on a CPU
 * @history: the history
 * @cpu: the CPU
 * @ns: an instant
 * @i: from 0: so many shifts after the first that ends behind @ns
 *
 * Return: the shift, NULL behind the last one.
 */
const struct gentrace_shift *gentrace_history_shift(const struct gentrace_history *history,
						    __u32 cpu, __u64 ns, size_t i);

/**
 * gentrace_history_interruption - which interrupts had a CPU
 * @history: the history
 * @cpu: the CPU
 * @ns: an instant
 * @i: from 0: so many interruptions after the first that ends behind @ns
 *
 * Return: the interruption, NULL behind the last one.
 */
const struct gentrace_interruption *
gentrace_history_interruption(const struct gentrace_history *history, __u32 cpu, __u64 ns,
			      size_t i);

void gentrace_history_destroy(struct gentrace_history *history);

/* ------------------------------------------------------------------- path */

/**
 * struct gentrace_step - a step of a path
 * @task: who
 * @segment: what it did; NULL: nothing is known of it then
 * @begin_ns: first instant of the step, which can be a part of its segment
 * @end_ns: the one behind the last
 * @depth: 0: the task that was asked for; 1: one that it waited for; ...
 * @ends: it is the last one before its task woke another: the block that this ended;
 *	NULL if it is none
 */
struct gentrace_step {
	const struct gentrace_task *task;
	const struct gentrace_segment *segment;
	const struct gentrace_segment *ends;
	__u64 begin_ns;
	__u64 end_ns;
	unsigned int depth;
};

/**
 * struct gentrace_path - the critical path of a task to an instant
 * @step: its steps by time; each begins where the one before ends
 * @steps: how many
 */
struct gentrace_path {
	struct gentrace_step *step;
	size_t steps;
};

/**
 * gentrace_path_find - find the critical path
 * @path: zeroed; for gentrace_path_clear()
 * @history: what happened
 * @task: who waits at its end
 * @from_ns: begin
 * @to_ns: end
 *
 * Backwards from the end: a task that ran or waited for a CPU needed that time. While
 * it was blocked, what counts is what the task did that woke it, back to where the
 * block began; if that was blocked itself, the one that woke it, and so on. A block
 * that an interrupt ended, or nobody in the trace, stays one. This is the critical
 * path of Giraldeau and Dagenais, "Wait analysis of distributed systems using kernel
 * tracing", on what one machine's trace has.
 *
 * Return: 0 or -ENOMEM. The steps add up to @to_ns - @from_ns.
 */
int gentrace_path_find(struct gentrace_path *path, const struct gentrace_history *history,
		       const struct gentrace_task *task, __u64 from_ns, __u64 to_ns);

void gentrace_path_clear(struct gentrace_path *path);

#endif /* LIBGENTRACE_WAITS_H */
