/* SPDX-License-Identifier: GPL-2.0 */
/*
 * model.h - the inside of a model.
 *
 *	model.c		generations and entries come in
 *	task.c		what tasks do, and since when
 *	segment.c	the same, told piece by piece to who wants to know
 *	stack.c		and where in the code they were
 *	cpu.c		who is on a CPU, and its interrupts
 *	part.c		all these of one generation alone
 *	join.c		and their sums come in
 *	sample.c	what clocks saw CPUs do
 *	call.c		each of these, told to who wants to know
 *	request.c	the same of what block devices were asked for
 *	contention.c	and of waits for locks
 *	pending.c	what of these two has begun and not ended
 *	cgroup.c	cgroups, and who is in them
 *	hit.c		what a flight recorder has noticed
 *	activity.c	counts of system calls and interrupts
 *
 * Time is CLOCK_MONOTONIC ns. Around a flip the events of two CPUs may come in
 * the wrong order, by microseconds: every account therefore keeps its own time
 * and takes an earlier instant for its present one, so that sums stay exact.
 */
#ifndef GENTRACE_MODEL_H
#define GENTRACE_MODEL_H

#include <stddef.h>

#include "libgentrace.h"
#include "libgentrace_waits.h"
#include "map.h"

/* The four accounts of a task. */
struct accounts {
	__u64 run_ns;
	__u64 wait_ns;
	__u64 block_ns;
	__u64 unknown_ns;
};

/* For how long interrupts had the CPU of a task. */
struct stolen {
	__u64 hardirq_ns;
	__u64 softirq_ns;
	__u64 nmi_ns;
};

/**
 * struct errand - a function that a context carries out, see errand.c
 * @name: of it; NULL: none, or it is not known
 * @gaps: the model's gaps of its class when it began
 */
struct errand {
	const char *name;
	__u64 gaps;
};

/**
 * struct task - struct gentrace_task and what its users do not see
 * @public: must be the first
 * @since: up to when its time is accounted
 * @gaps: how many gaps had been when its doing was last certain; if there were
 *	more since, what it does is in doubt, unless it runs: a switch away from
 *	a CPU without a gap would have been seen
 * @fresh: nothing is known but that it existed since @since: its first event
 *	tells what it was doing
 * @status: what its status says; only valid if @has_status
 * @status_ns: instant of @status
 * @has_status: and no event has overtaken it yet
 * @left_out: by a filter, since it changed its cgroup
 * @woken: it was woken at @woken_ns and has not run since
 * @woken_ns: when
 * @in_syscall: since @syscall_ns it is in system call @syscall_nr
 * @syscall_ns: when
 * @syscall_nr: which
 * @syscall_gaps: how many gaps with lost system calls had been then
 * @syscall_accounts: what its accounts were then, if there is an observer of calls
 * @told: up to when segments have been told
 * @stolen: by interrupts since then
 * @waker: who was last to wake it
 * @stacks: where it left its CPU; NULL while it runs
 * @lock: the lock of the kernel that it waits for, 0: none
 * @lock_flags: enum gentrace_lock_flag
 * @lock_gaps: how many gaps with lost ends of such waits there were when it began
 * @work: what it does as a worker
 */
struct task {
	struct gentrace_task public;
	__u64 since;
	size_t gaps;
	bool fresh;
	bool has_status;
	bool left_out;
	__u32 status;
	__u64 status_ns;
	bool woken;
	bool in_syscall;
	__u64 woken_ns;
	__u64 syscall_ns;
	__u64 syscall_nr;
	__u64 syscall_gaps;
	struct accounts syscall_accounts;
	__u64 told;
	struct stolen stolen;
	struct gentrace_waker waker;
	const struct gentrace_stacks *stacks;
	__u64 lock;
	__u32 lock_flags;
	__u64 lock_gaps;
	struct errand work;
};

/* An interrupt handler that runs: @id since @since. */
struct handler {
	bool active;
	__u64 id;
	__u64 since;
};

/**
 * struct place - where in the code a context was, for the event that follows at once
 * @ns: when
 * @stacks: where; NULL: nothing is known
 */
struct place {
	__u64 ns;
	const struct gentrace_stacks *stacks;
};

/**
 * struct cpu - struct gentrace_cpu and what its users do not see
 * @public: must be the first
 * @pid: who is on it, GENTRACE_PID_NONE if that is not known
 * @since: up to when its time is accounted
 * @hardirq: its hardirq handler
 * @softirq: its softirq
 * @softirq_stolen: hardirq_ns when the softirq began
 * @idle: what interrupts took from no task
 * @place: where its contexts were, by level
 * @timer: what timers do in its contexts, by level
 * @sample_hz: how often it is sampled; 0: it is not, or nobody wants to know
 * @sampled_since: since when
 */
struct cpu {
	struct gentrace_cpu public;
	__u32 pid;
	__u64 since;
	struct handler hardirq;
	struct handler softirq;
	__u64 softirq_stolen;
	struct stolen idle;
	struct place place[GENTRACE_LEVEL_CONTEXTS];
	struct errand timer[GENTRACE_LEVEL_CONTEXTS];
	__u32 sample_hz;
	__u64 sampled_since;
};

/**
 * struct activities - the kinds of system calls or of interrupts
 * @map: by id; of NMI handlers by a hash of the name
 * @lossy: some of them may have been lost, nobody knows which
 */
struct activities {
	struct map map;
	bool lossy;
};

struct begun;
struct stacks;

/**
 * struct pending - what has begun and not ended, see pending.h
 * @slot: a hash table
 * @size: slots, a power of two
 * @count: of these, in use
 * @unfinished: nobody has seen their ends, or will
 */
struct pending {
	struct begun *slot;
	size_t size;
	size_t count;
	__u64 unfinished;
};

/**
 * struct gentrace_model - what is known so far
 * @summary: totals
 * @now: the generation that is coming in
 * @session: of the generation before
 * @number: of the generation before
 * @sound: the generation before was whole
 * @begin_ns: begin of the generation
 * @end_ns: latest instant so far
 * @latest_ns: the latest instant up to which something may be accounted that is not known
 *	from an event
 * @order: how many entries there were, as far as that matters: see activities_join()
 * @first: the generation is the first one after a beginning or a hole, so what
 *	is not known yet may have been there before
 * @task: all tasks in order of appearance; keys are their indices
 * @pid: the last task of each pid
 * @cpu: CPUs by number
 * @cgroup: cgroups by id
 * @cgroup_past: one that has had an id that is another's now, and so on
 * @hides: what a gap may hide, by stream of @now: bits of classes
 * @gap: begins of the gaps that may hide switches or wakeups, ns
 * @gaps: how many
 * @gaps_before: how many there were when the generation began
 * @gap_until: until when the last of them lasts
 * @class_gaps: gaps that may hide events of a class
 * @syscalls: counts by number
 * @irqs: counts by number
 * @softirqs: counts by vector
 * @nmis: counts by handler
 * @functions: names of those of timers and of work, by a hash of the name; no counts
 * @requests: of block devices; if there is an observer of calls
 * @waits: for locks; the same
 * @hit: what a flight recorder has noticed
 * @hits: how many
 * @hit_room: allocated elements of @hit
 * @trigger: by which triggers
 * @triggers: how many
 * @stop: world stops
 * @stops: how many
 * @loss: losses by stream, class and cause
 * @stacks: what segments are told with; NULL: nobody wants to know
 * @observer: is told of segments; may be NULL
 * @observer_data: its argument
 * @observer_error: what it has returned, 0 if all is well
 * @call_observer: is told of system calls and interrupts; may be NULL
 * @call_data: its argument
 * @sample_observer: is told of samples; may be NULL
 * @sampled_observer: and of when there were clocks; NULL if that is
 * @sample_data: their argument
 */
struct gentrace_model {
	struct gentrace_summary summary;
	const struct gentrace_generation *now;
	__u64 session;
	__u64 number;
	bool sound;
	__u64 begin_ns;
	__u64 end_ns;
	__u64 latest_ns;
	__u64 order;
	bool first;
	struct map task;
	struct map pid;
	struct map cpu;
	struct map cgroup;
	struct cgroup *cgroup_past;
	__u32 *hides;
	__u64 *gap;
	size_t gaps;
	size_t gaps_before;
	__u64 gap_until;
	__u64 class_gaps[GENTRACE_CLASS_COUNT];
	struct activities syscalls;
	struct activities irqs;
	struct activities softirqs;
	struct activities nmis;
	struct activities functions;
	struct pending requests;
	struct pending waits;
	struct gentrace_hit *hit;
	size_t hits;
	size_t hit_room;
	struct gentrace_hit_trigger **trigger;
	size_t triggers;
	struct gentrace_world_stop *stop;
	size_t stops;
	struct map loss;
	struct stacks *stacks;
	gentrace_observer_t observer;
	void *observer_data;
	int observer_error;
	gentrace_call_observer_t call_observer;
	void *call_data;
	gentrace_sample_observer_t sample_observer;
	gentrace_sampled_observer_t sampled_observer;
	void *sample_data;
};

/* model.c: an entry about tasks. 0 or -ENOMEM. */
int model_sched(struct gentrace_model *model, struct cpu *cpu,
		const struct gentrace_entry *entry);

/* task.c; all return 0 or -ENOMEM. pid 0 is no task. */

/* The present task of a pid; NULL if there is none. */
static inline struct task *task_find(const struct gentrace_model *model, __u64 pid)
{
	return pid ? map_find(&model->pid, pid) : NULL;
}

/* There is none, or @before has gone: one that was there before its first event. */
int task_introduce(struct gentrace_model *model, __u64 pid, __u64 ns,
		   const struct task *before, struct task **task);

/* The present task of a pid, introduced now if need be. */
static inline int task_get(struct gentrace_model *model, __u64 pid, __u64 ns,
			   struct task **task)
{
	*task = task_find(model, pid);
	if (*task && (*task)->public.doing != GENTRACE_DOING_EXITED)
		return 0;
	return task_introduce(model, pid, ns, *task, task);
}

/* A new task takes over a pid. */
int task_create(struct gentrace_model *model, __u64 pid, __u64 ns, struct task **task);

/* Where the time goes that a task does this. */
static inline __u64 *task_account(struct task *task, __u32 doing)
{
	static const __u16 offset[] = {
		[GENTRACE_DOING_UNKNOWN] = offsetof(struct task, public.unknown_ns),
		[GENTRACE_DOING_RUN] = offsetof(struct task, public.run_ns),
		[GENTRACE_DOING_WAIT] = offsetof(struct task, public.wait_ns),
		[GENTRACE_DOING_BLOCK] = offsetof(struct task, public.block_ns),
	};

	return (__u64 *)((char *)task + offset[doing]);
}

static inline void task_charge(struct task *task, __u64 ns)
{
	if (ns <= task->since || task->public.doing == GENTRACE_DOING_EXITED)
		return;
	*task_account(task, task->public.doing) += ns - task->since;
	task->since = ns;
}

/* Is it known without a thought what it has been doing? Nearly always. */
static inline bool task_is_certain(const struct gentrace_model *model, const struct task *task)
{
	return !task->has_status && !task->fresh && task->gaps == model->gaps &&
	       task->since >= model->gap_until;
}

/* If it is not: so much for its status and for doubts. */
void task_resolve(struct gentrace_model *model, struct task *task, __u64 ns, __u32 doing);

/*
 * Account a task's time up to @ns, where something tells what it has been
 * doing; GENTRACE_DOING_UNKNOWN if only that this is over.
 */
static inline void task_settle(struct gentrace_model *model, struct task *task, __u64 ns,
			       __u32 doing)
{
	if (!task_is_certain(model, task))
		task_resolve(model, task, ns, doing);
	task_charge(task, ns);
	task->gaps = model->gaps;
}

/* What a task does that is in this state. */
__u32 task_doing_of(__u32 state);

/* What can be said of it where a filter leaves something out. */
__u32 task_doing_filtered(__u32 filtered, __u32 doing);

static inline __u32 task_doing_known(const struct gentrace_model *model, __u32 doing)
{
	__u32 filtered = model->now ? model->now->filtered : 0;

	return filtered ? task_doing_filtered(filtered, doing) : doing;
}

/* segment.c; only if there is an observer: what it did ends, and @then begins. */
void segment_cut(struct gentrace_model *model, struct task *task, __u32 then);

/* What it has done so far is over, for all that is known up to task->since. */
static inline void task_turn(struct gentrace_model *model, struct task *task, __u32 doing)
{
	if (model->observer)
		segment_cut(model, task, doing);
	task->public.doing = doing;
}

/* After task_settle(): from now on it does this. */
static inline void task_begin(struct gentrace_model *model, struct task *task, __u32 doing,
			      __u32 state)
{
	task_turn(model, task, task_doing_known(model, doing));
	task->public.state = state;
	task->gaps = model->gaps;
}

void task_set_comm(struct task *task, const char *text, __u64 length);

int task_run(struct gentrace_model *model, struct task *task, __u32 cpu, __u64 ns);
void task_leave(struct gentrace_model *model, struct task *task, __u32 state, __u64 ns);
int task_switch_in(struct gentrace_model *model, __u64 pid, __u32 cpu, __u64 ns);
int task_switch_out(struct gentrace_model *model, __u64 pid, __u32 state, __u64 ns);
int task_wakeup(struct gentrace_model *model, __u64 pid, __u32 cpu, __u64 ns);
int task_fork(struct gentrace_model *model, const struct gentrace_entry *entry);
int task_exec(struct gentrace_model *model, const struct gentrace_entry *entry);

/* A filter keeps it from here on, or leaves it out. */
int task_filter(struct gentrace_model *model, const struct gentrace_entry *entry);

/* A status of the generation that begins. */
int task_status(struct gentrace_model *model, const struct gentrace_status *status);

/* A status of a task that was born in the generation, after all its events. */
int task_meet_late(struct gentrace_model *model, const struct gentrace_status *status);

/* Of the task that is known to be @pid. */
int task_enter_syscall(struct gentrace_model *model, const struct gentrace_entry *entry,
		       __u32 pid);
int task_exit_syscall(struct gentrace_model *model, const struct gentrace_entry *entry,
		      __u32 pid);

/* It goes on with what it does, but from here on that is told as something else. */
void task_part(struct gentrace_model *model, struct task *task, __u64 ns);

/* It goes on to run, but what it runs is another thing from here on. */
void task_note(struct gentrace_model *model, struct task *task, __u64 ns);

/* Nobody knows what tasks do from here on; @lossy: because of a loss. */
void tasks_forget(struct gentrace_model *model, __u64 ns, bool lossy);

/* The statuses no event has overtaken come true. */
void tasks_apply_status(struct gentrace_model *model);

/* The end of the trace. */
int tasks_finish(struct gentrace_model *model);

int task_migrate(struct gentrace_model *model, const struct gentrace_entry *entry);

/* segment.c; only if there is an observer. */

/* Somebody on @cpu wakes the task. */
void segment_waking(struct gentrace_model *model, struct task *task, struct cpu *cpu,
		    const struct gentrace_entry *entry);

/* The task leaves its CPU, at which it runs no more. */
void segment_leave(struct gentrace_model *model, struct cpu *cpu,
		   const struct gentrace_entry *entry);

/* errand.c */

/* A timer or a piece of work begins or ends. 0 or -ENOMEM. */
int errand_event(struct gentrace_model *model, struct cpu *cpu,
		 const struct gentrace_entry *entry);

/* What is carried out at this level, at level task by the task; NULL: not known, or nothing. */
const char *errand_of(const struct gentrace_model *model, const struct cpu *cpu,
		      const struct task *task, __u32 level);

/* Ends may be missing. */
void errands_forget(struct gentrace_model *model);

/* stack.c; only if stacks are kept. */

/* The ids of a generation come in, and go. 0 or -ENOMEM. */
int stacks_begin(struct gentrace_model *model);
void stacks_end(struct gentrace_model *model);
void stacks_destroy(struct stacks *stacks);

/* An event says where the context was; 0 or -ENOMEM. */
int stacks_event(struct gentrace_model *model, struct cpu *cpu,
		 const struct gentrace_entry *entry);

/*
 * What was said right before a switch or a waking: NULL if stacks are not taken there.
 * @sites: bits of GENTRACE_STACKS()
 */
const struct gentrace_stacks *stacks_before(const struct gentrace_model *model,
					    struct cpu *cpu, const struct gentrace_entry *entry,
					    __u64 sites);

/* Of one who is on no CPU and of whom nobody has seen how that began. */
const struct gentrace_stacks *stacks_unseen(const struct gentrace_model *model);

/* sample.c; only if there are observers; all return 0 or -errno. */

int samples_begin(struct gentrace_model *model);
int samples_end(struct gentrace_model *model, __u64 ns);
int sample_event(struct gentrace_model *model, struct cpu *cpu,
		 const struct gentrace_entry *entry);

/* call.c; all return 0 or -errno. */

struct accounts task_accounts(const struct task *task);

/* A call that the task was in since its accounts were these: what it did meanwhile. */
void call_charge(struct gentrace_call *call, const struct task *task,
		 const struct accounts *before);

/* Only if there is an observer. */
int call_tell(struct gentrace_model *model, const struct gentrace_call *call);

/* A system call ends whose begin was seen; only if there is an observer. */
int call_syscall(struct gentrace_model *model, const struct task *task,
		 const struct gentrace_entry *entry);

/* The same of an interrupt, @ns after its begin. */
int call_interrupt(struct gentrace_model *model, const struct cpu *cpu, __u32 kind,
		   const struct gentrace_activity *activity, __u64 begin_ns, __u64 ns);

/* request.c, contention.c; both return 0 or -errno. */

int request_event(struct gentrace_model *model, const struct cpu *cpu,
		  const struct gentrace_entry *entry);
int contention_event(struct gentrace_model *model, const struct cpu *cpu,
		     const struct gentrace_entry *entry);

/* cpu.c */

int cpu_create(struct gentrace_model *model, __u32 number, struct cpu **cpu);

static inline int cpu_get(struct gentrace_model *model, __u32 number, struct cpu **cpu)
{
	*cpu = map_find(&model->cpu, number);
	return *cpu ? 0 : cpu_create(model, number, cpu);
}

int cpu_meet_other(struct gentrace_model *model, struct cpu *cpu, __u32 pid, __u64 ns);

/* It turns out that this task is on it; unless it is GENTRACE_PID_NONE. */
static inline int cpu_meet(struct gentrace_model *model, struct cpu *cpu, __u32 pid, __u64 ns)
{
	if (pid == GENTRACE_PID_NONE || pid == cpu->pid)
		return 0;
	return cpu_meet_other(model, cpu, pid, ns);
}

/* From now on this task is on it. */
void cpu_set_pid(struct cpu *cpu, __u32 pid, __u64 ns);

/* Nothing more will be seen of this task: who is on its CPU is not known. */
void cpus_leave_out(struct gentrace_model *model, __u32 pid, __u64 ns);

int cpu_switch(struct gentrace_model *model, struct cpu *cpu,
	       const struct gentrace_entry *entry);
int cpu_interrupt(struct gentrace_model *model, struct cpu *cpu,
		  const struct gentrace_entry *entry);

/* Of an entry: the name of its interrupt, and that a handler of it begins. */
int cpu_name_hardirq(struct gentrace_model *model, const struct gentrace_entry *entry);
int cpu_begin_hardirq(struct gentrace_model *model, struct cpu *cpu, __u64 irq, __u64 ns);

/* A gap in one of its streams that may hide these classes. */
int cpu_gap(struct gentrace_model *model, struct cpu *cpu, const struct gentrace_entry *entry,
	    unsigned int hides);

/* Who is on the CPUs when the generation begins. */
int cpus_begin(struct gentrace_model *model);
void cpus_forget(struct gentrace_model *model, __u64 ns);
int cpus_finish(struct gentrace_model *model);

/* cgroup.c; all return 0 or -ENOMEM. */

/* Those that were there when the generation begins. */
int cgroups_begin(struct gentrace_model *model);

/* One is made. */
int cgroup_made(struct gentrace_model *model, const struct gentrace_entry *entry);

/* The one with an id, NULL of 0, or where moves of tasks are not told. */
int cgroup_get(struct gentrace_model *model, __u64 id, const struct gentrace_cgroup **cgroup);

/* A task comes into another one. */
int cgroup_attach(struct gentrace_model *model, const struct gentrace_entry *entry);

void cgroups_clear(struct gentrace_model *model);

/* hit.c: those of the generation come in, after all its entries. 0 or -ENOMEM. */
int hits_add(struct gentrace_model *model);
void hits_clear(struct gentrace_model *model);

/* activity.c */

int activity_get(struct activities *activities, __u64 id, const char *name, __u64 length,
		 struct gentrace_activity **activity);

/* The same of what has a name for its only number. */
int activity_named(struct activities *activities, const char *name, __u32 length,
		   struct gentrace_activity **activity);

/* One more has ended. */
void activity_add(const struct gentrace_model *model, struct gentrace_activity *activity,
		  __u64 begin, __u64 ns, __u32 cpu, __u32 pid);

/*
 * What there was in a part, whose entries come after @before others. Of those that took
 * longest the first one stays: the order says which that is. 0 or -ENOMEM.
 */
int activities_join(struct activities *to, const struct activities *from, __u64 before);

/* Sort by number and mark what may be touched by losses. */
void activities_finish(struct activities *activities);
void activities_clear(struct activities *activities);

#endif /* GENTRACE_MODEL_H */
