// SPDX-License-Identifier: GPL-2.0
/*
 * task.c - what tasks do, and since when.
 *
 * A task's life is cut into intervals, each charged to one account when the
 * event at its end says what it was. So the accounts always add up to the span,
 * and an interval that a loss makes doubtful can still be charged to "unknown".
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "histogram.h"
#include "model.h"

/*
 * Could something about the task have been lost? Then @from is the first
 * instant from which it could be otherwise. Not while it runs: who is on a CPU
 * leaves it by a switch or by a gap, and the CPU sees either.
 */
static bool task_is_doubtful(const struct gentrace_model *model, const struct task *task,
			     __u64 *from)
{
	*from = task->since;
	if (task->public.doing != GENTRACE_DOING_WAIT &&
	    task->public.doing != GENTRACE_DOING_BLOCK)
		return false;
	if (task->gaps < model->gaps) {
		if (model->gap[task->gaps] > *from)
			*from = model->gap[task->gaps];
		return true;
	}
	return task->since < model->gap_until;
}

__u32 task_doing_of(__u32 state)
{
	switch (state) {
	case GENTRACE_TASK_RUNNING:
		return GENTRACE_DOING_RUN;
	case GENTRACE_TASK_RUNNABLE:
	case GENTRACE_TASK_PREEMPTED:
		return GENTRACE_DOING_WAIT;
	case GENTRACE_TASK_DEAD:
	case GENTRACE_TASK_ZOMBIE:
		return GENTRACE_DOING_EXITED;
	default:
		return GENTRACE_DOING_BLOCK;
	}
}

/*
 * What can be said of it where a filter leaves something out. Without some of the
 * CPUs, a task that is on none of the others may be on those; without wakeups, one
 * that blocked may be waiting again.
 */
__u32 task_doing_filtered(__u32 filtered, __u32 doing)
{
	if (doing == GENTRACE_DOING_BLOCK &&
	    filtered & (GENTRACE_FILTERED_WAKEUPS | GENTRACE_FILTERED_CPUS))
		return GENTRACE_DOING_UNKNOWN;
	if (doing == GENTRACE_DOING_WAIT && filtered & GENTRACE_FILTERED_CPUS)
		return GENTRACE_DOING_UNKNOWN;
	return doing;
}

/* The interval since @from is lost, the one before is what it was. */
static void task_lose(struct gentrace_model *model, struct task *task, __u64 from)
{
	task_charge(task, from);
	task_turn(model, task, GENTRACE_DOING_UNKNOWN);
	task->woken = false;
}

/* No two tasks run on one CPU: a status counts only if the CPU knows of it. */
static bool task_has_its_cpu(const struct gentrace_model *model, const struct task *task)
{
	const struct cpu *cpu = map_find(&model->cpu, task->public.cpu);

	return cpu && cpu->pid == task->public.pid;
}

/*
 * What the status says was so when the generation began. It only matters where
 * nothing better is known, and resolves doubts older than the generation.
 */
static void task_apply_status(struct gentrace_model *model, struct task *task)
{
	__u32 doing = task_doing_known(model, task_doing_of(task->status));
	__u64 from;

	task->has_status = false;
	if (doing == GENTRACE_DOING_RUN && !task_has_its_cpu(model, task)) {
		doing = GENTRACE_DOING_UNKNOWN;
		task->public.lossy = true;
	}
	if (task_is_doubtful(model, task, &from) && from < model->begin_ns) {
		task->public.lossy = true;
		if (task->public.doing != doing)
			task_lose(model, task, from);
	}
	if (!task->fresh && task->public.doing != GENTRACE_DOING_UNKNOWN)
		return;
	task_charge(task, model->begin_ns);
	task->fresh = false;
	task->gaps = model->gaps_before;
	task_turn(model, task, doing);
	task->public.state = task->status;
}

/* Something tells what it has been doing up to @ns: so much for status and doubts. */
void task_resolve(struct gentrace_model *model, struct task *task, __u64 ns, __u32 doing)
{
	__u64 from;

	if (task->has_status && task->status_ns < ns)
		task_apply_status(model, task);
	task->has_status = false;
	if (task->fresh) {
		task->public.doing = task_doing_known(model, doing);
		task->fresh = false;
	} else if (task_is_doubtful(model, task, &from)) {
		task->public.lossy = true;
		if (task->public.doing != doing)
			task_lose(model, task, from);
	}
}

static int task_stop_syscall(struct gentrace_model *model, struct task *task)
{
	struct gentrace_activity *activity;

	if (!task->in_syscall)
		return 0;
	task->in_syscall = false;
	if (activity_get(&model->syscalls, task->syscall_nr, NULL, 0, &activity))
		return -ENOMEM;
	activity->unfinished++;
	return 0;
}

/* It does nothing more: what is known of it takes less room from now on. */
static void task_end(struct gentrace_model *model, struct task *task, __u32 state)
{
	task_begin(model, task, GENTRACE_DOING_EXITED, state);
	histogram_fold(&task->public.latency);
}

/* Its pid is somebody else's from now on. */
static int task_supersede(struct gentrace_model *model, struct task *task, __u64 ns)
{
	if (task->public.doing == GENTRACE_DOING_EXITED)
		return 0;
	task_settle(model, task, ns, GENTRACE_DOING_UNKNOWN);
	task_end(model, task, GENTRACE_TASK_DEAD);
	task->public.lossy = true;
	return task_stop_syscall(model, task);
}

int task_create(struct gentrace_model *model, __u64 pid, __u64 ns, struct task **created)
{
	struct task *before = task_find(model, pid);
	struct task *task;

	if (before && task_supersede(model, before, ns))
		return -ENOMEM;
	task = calloc(1, sizeof(*task));
	if (!task)
		return -ENOMEM;
	if (map_set(&model->task, model->task.count, task)) {
		free(task);
		return -ENOMEM;
	}
	task->public.index = model->task.count - 1;
	task->public.pid = (__u32)pid;
	task->public.prio = GENTRACE_PRIO_NONE;
	task->public.incarnation = before ? before->public.incarnation + 1 : 1;
	task->public.first_ns = ns;
	task->since = ns;
	task->told = ns;
	task->gaps = model->gaps;
	if (ns > model->latest_ns)
		model->latest_ns = ns;
	*created = task;
	return map_set(&model->pid, pid, task);
}

/* There is none, as far as is known: @before has gone. */
int task_introduce(struct gentrace_model *model, __u64 pid, __u64 ns,
		   const struct task *before, struct task **task)
{
	*task = NULL;
	if (!pid || pid >= GENTRACE_PID_NONE)
		return 0;
	/* It was there from the beginning, or else its birth has been lost. */
	if (task_create(model, pid, model->first && !before ? model->begin_ns : ns, task))
		return -ENOMEM;
	(*task)->fresh = true;
	(*task)->public.lossy = !model->first || before;
	return 0;
}

void task_set_comm(struct task *task, const char *text, __u64 length)
{
	if (length >= sizeof(task->public.comm))
		length = sizeof(task->public.comm) - 1;
	memcpy(task->public.comm, text, length);
	task->public.comm[length] = 0;
}

static int task_end_latency(struct task *task, __u32 cpu, __u64 ns)
{
	struct gentrace_histogram *latency = &task->public.latency;
	__u64 waited = ns > task->woken_ns ? ns - task->woken_ns : 0;

	if (!task->woken)
		return 0;
	task->woken = false;
	if (!latency->count || waited > latency->max) {
		task->public.latency_worst_ns = task->woken_ns;
		task->public.latency_worst_cpu = cpu;
	}
	return gentrace_histogram_add(latency, waited);
}

int task_run(struct gentrace_model *model, struct task *task, __u32 cpu, __u64 ns)
{
	/* The segment of the wait knows of the wakeup. */
	task_begin(model, task, GENTRACE_DOING_RUN, GENTRACE_TASK_RUNNING);
	task->public.cpu = cpu;
	task->left_out = false;
	/* Only then has anybody been written down. */
	if (model->observer)
		task->waker = (struct gentrace_waker) { 0 };
	return task_end_latency(task, cpu, ns);
}

int task_switch_in(struct gentrace_model *model, __u64 pid, __u32 cpu, __u64 ns)
{
	struct task *task;

	if (task_get(model, pid, ns, &task))
		return -ENOMEM;
	if (!task)
		return 0;
	task_settle(model, task, ns, GENTRACE_DOING_WAIT);
	return task_run(model, task, cpu, ns);
}

int task_switch_out(struct gentrace_model *model, __u64 pid, __u32 state, __u64 ns)
{
	struct task *task;
	__u32 doing = task_doing_of(state);

	if (task_get(model, pid, ns, &task))
		return -ENOMEM;
	if (!task)
		return 0;
	task_settle(model, task, ns, GENTRACE_DOING_RUN);
	if (doing == GENTRACE_DOING_WAIT)
		task->public.involuntary++;
	else
		task->public.voluntary++;
	if (doing == GENTRACE_DOING_EXITED)
		task_end(model, task, state);
	else
		task_begin(model, task, doing, state);
	task->woken = false;
	return doing == GENTRACE_DOING_EXITED ? task_stop_syscall(model, task) : 0;
}

/*
 * Who is kept is introduced, or seen to run, before anybody wakes it. A task that is
 * woken by one of them and is left out itself would seem to wait for ever.
 */
static bool task_is_left_out(const struct gentrace_model *model, __u64 pid)
{
	const struct task *task = task_find(model, pid);

	return model->now->filtered & GENTRACE_FILTERED_TASKS && (!task || task->left_out);
}

int task_wakeup(struct gentrace_model *model, __u64 pid, __u32 cpu, __u64 ns)
{
	struct task *task;

	if (task_is_left_out(model, pid))
		return 0;
	if (task_get(model, pid, ns, &task))
		return -ENOMEM;
	if (!task)
		return 0;
	if (task->has_status && task->status_ns < ns)
		task_apply_status(model, task);
	/* Woken before it got away from its CPU, or woken twice. */
	if (!task->fresh && (task->public.doing == GENTRACE_DOING_RUN ||
			     task->public.doing == GENTRACE_DOING_WAIT))
		return 0;
	task_settle(model, task, ns, GENTRACE_DOING_BLOCK);
	task_begin(model, task, GENTRACE_DOING_WAIT, GENTRACE_TASK_RUNNABLE);
	task->public.wakeups++;
	task->public.cpu = cpu;
	/* It may run elsewhere, unseen, before it runs here. */
	task->woken = !(model->now->filtered & GENTRACE_FILTERED_CPUS);
	task->woken_ns = ns;
	return 0;
}

#define VALUE(entry, event, arg)	((entry)->value[GENTRACE_ARG(event, arg)])

/* One that waits for a CPU waits for another one from here on. */
int task_migrate(struct gentrace_model *model, const struct gentrace_entry *entry)
{
	struct task *task = task_find(model, VALUE(entry, sched_migrate_task, pid));
	__u64 from;

	if (!task)
		return 0;
	task->public.migrations++;
	if (task->fresh || task->public.doing != GENTRACE_DOING_WAIT ||
	    task_is_doubtful(model, task, &from))
		return 0;
	task_charge(task, entry->ns);
	task_turn(model, task, GENTRACE_DOING_WAIT);
	task->public.cpu = (__u32)VALUE(entry, sched_migrate_task, to);
	return 0;
}

int task_fork(struct gentrace_model *model, const struct gentrace_entry *entry)
{
	const unsigned int comm = GENTRACE_ARG(sched_process_fork, comm);
	struct task *task;

	/* A child that a filter leaves out. */
	if (VALUE(entry, sched_process_fork, child) >= GENTRACE_PID_NONE)
		return 0;
	if (task_create(model, VALUE(entry, sched_process_fork, child), entry->ns, &task))
		return -ENOMEM;
	task->public.tgid = (__u32)VALUE(entry, sched_process_fork, tgid);
	task->public.ppid = (__u32)VALUE(entry, sched_process_fork, parent);
	task->public.start = VALUE(entry, sched_process_fork, start);
	task->public.forked = true;
	task->public.cpu = entry->cpu;
	/* 0 in older traces, which have none. Who has that one waits for its status. */
	if (VALUE(entry, sched_process_fork, prio))
		task->public.prio = (__u32)VALUE(entry, sched_process_fork, prio);
	task_set_comm(task, entry->text[comm], entry->value[comm]);
	task_begin(model, task, GENTRACE_DOING_BLOCK, GENTRACE_TASK_NEW);
	return cgroup_get(model, VALUE(entry, sched_process_fork, cgroup), &task->public.cgroup);
}

/*
 * The thread that execs becomes the leader: it takes over pid and birth of the
 * task that was, and its own pid is free.
 */
int task_exec(struct gentrace_model *model, const struct gentrace_entry *entry)
{
	__u64 pid = VALUE(entry, sched_process_exec, pid);
	__u64 old_pid = VALUE(entry, sched_process_exec, old_pid);
	struct task *leader = task_find(model, pid);
	struct task *thread, *task;

	if (pid == old_pid)
		return 0;
	if (task_get(model, old_pid, entry->ns, &thread) ||
	    task_create(model, pid, entry->ns, &task))
		return -ENOMEM;
	if (leader)
		task->public.start = leader->public.start;
	if (thread) {
		task_settle(model, thread, entry->ns, GENTRACE_DOING_RUN);
		task_end(model, thread, GENTRACE_TASK_DEAD);
		task->public.ppid = thread->public.ppid;
		task->public.prio = thread->public.prio;
		task->public.cgroup = thread->public.cgroup;
		memcpy(task->public.comm, thread->public.comm, sizeof(task->public.comm));
		if (task_stop_syscall(model, thread))
			return -ENOMEM;
	}
	task->public.tgid = (__u32)pid;
	return task_run(model, task, entry->cpu, entry->ns);
}

int task_filter(struct gentrace_model *model, const struct gentrace_entry *entry)
{
	const unsigned int comm = GENTRACE_ARG(task_filter, comm);
	__u64 pid = VALUE(entry, task_filter, pid);
	struct task *task = task_find(model, pid);

	if (!VALUE(entry, task_filter, kept)) {
		cpus_leave_out(model, (__u32)pid, entry->ns);
		if (!task || task->public.doing == GENTRACE_DOING_EXITED)
			return 0;
		task_settle(model, task, entry->ns, task->public.doing);
		task_begin(model, task, GENTRACE_DOING_UNKNOWN, 0);
		task->woken = false;
		task->left_out = true;
		return task_stop_syscall(model, task);
	}
	/* An event of it may have been faster; before, nothing was seen of it. */
	if (!task || task->public.doing == GENTRACE_DOING_EXITED) {
		if (!pid || pid >= GENTRACE_PID_NONE)
			return 0;
		if (task_create(model, pid, entry->ns, &task))
			return -ENOMEM;
	}
	task->left_out = false;
	task->public.tgid = (__u32)VALUE(entry, task_filter, tgid);
	task_set_comm(task, entry->text[comm], entry->value[comm]);
	return 0;
}

static int task_describe(struct gentrace_model *model, struct task *task,
			 const struct gentrace_status *status)
{
	task->public.tgid = status->tgid;
	task->public.ppid = status->ppid;
	task->public.kthread = status->kthread;
	task->public.prio = status->prio;
	task->public.start = status->start;
	task_set_comm(task, status->comm, status->comm_length);
	return cgroup_get(model, status->cgroup, &task->public.cgroup);
}

/* Is the task a status speaks of the one we know by this pid? */
static bool task_is_same(const struct task *task, const struct gentrace_status *status)
{
	return !task->public.start || task->public.start == status->start;
}

int task_status(struct gentrace_model *model, const struct gentrace_status *status)
{
	struct task *task = task_find(model, status->pid);

	if (!status->pid)
		return 0;
	if (!task || !task_is_same(task, status)) {
		if (task_create(model, status->pid, model->begin_ns, &task))
			return -ENOMEM;
		task->fresh = true;
		task->public.lossy = !model->first;
	}
	if (task->public.doing == GENTRACE_DOING_UNKNOWN)
		task->public.cpu = status->cpu;
	if (task_describe(model, task, status))
		return -ENOMEM;
	task->has_status = task->public.doing != GENTRACE_DOING_EXITED;
	task->status = status->state;
	task->status_ns = gentrace_clock_monotonic(model->now, status->time);
	return 0;
}

int task_meet_late(struct gentrace_model *model, const struct gentrace_status *status)
{
	struct task *task = task_find(model, status->pid);
	__u64 ns = gentrace_clock_monotonic(model->now, status->time);

	if (!status->pid)
		return 0;
	if (!task) {
		if (task_create(model, status->pid, ns, &task))
			return -ENOMEM;
		task_begin(model, task, task_doing_of(status->state), status->state);
		task->public.lossy = true;
	}
	return task->public.start ? 0 : task_describe(model, task, status);
}

void task_part(struct gentrace_model *model, struct task *task, __u64 ns)
{
	__u64 from;

	if (task->has_status && task->status_ns < ns)
		task_apply_status(model, task);
	if (!model->observer || task->fresh || task_is_doubtful(model, task, &from))
		return;
	task_charge(task, ns);
	task_turn(model, task, task->public.doing);
}

void task_note(struct gentrace_model *model, struct task *task, __u64 ns)
{
	if (task->public.doing != GENTRACE_DOING_RUN)
		return;
	if (model->observer || model->call_observer)
		task_charge(task, ns);
	if (model->observer)
		segment_cut(model, task, GENTRACE_DOING_RUN);
}

int task_enter_syscall(struct gentrace_model *model, const struct gentrace_entry *entry,
		       __u32 pid)
{
	struct task *task;

	if (task_get(model, pid, entry->ns, &task))
		return -ENOMEM;
	if (!task)
		return 0;
	task_note(model, task, entry->ns);
	if (task_stop_syscall(model, task))
		return -ENOMEM;
	task->in_syscall = true;
	task->syscall_nr = VALUE(entry, sys_enter, nr);
	task->syscall_ns = entry->ns;
	task->syscall_gaps = model->class_gaps[GENTRACE_CLASS_SYSCALL];
	if (model->call_observer)
		task->syscall_accounts = task_accounts(task);
	return 0;
}

int task_exit_syscall(struct gentrace_model *model, const struct gentrace_entry *entry,
		      __u32 pid)
{
	__u64 nr = VALUE(entry, sys_exit, nr);
	struct task *task = task_find(model, pid);
	struct gentrace_activity *activity;
	__u64 ns;

	if (!task)
		return 0;
	task_note(model, task, entry->ns);
	/* It began before the trace, or its begin was lost. */
	if (!task->in_syscall || task->syscall_nr != nr)
		return task_stop_syscall(model, task);
	if (activity_get(&model->syscalls, nr, NULL, 0, &activity))
		return -ENOMEM;
	ns = entry->ns > task->syscall_ns ? entry->ns - task->syscall_ns : 0;
	activity_add(model, activity, task->syscall_ns, ns, entry->cpu, pid);
	if (!task->public.syscalls || ns > task->public.syscall_max_ns) {
		task->public.syscall_max_ns = ns;
		task->public.syscall_max_at = task->syscall_ns;
		task->public.syscall_max_nr = nr;
	}
	task->public.syscalls++;
	task->public.syscall_ns += ns;
	task->public.lossy |= task->syscall_gaps != model->class_gaps[GENTRACE_CLASS_SYSCALL];
	task->in_syscall = false;
	return model->call_observer ? call_syscall(model, task, entry) : 0;
}

void tasks_forget(struct gentrace_model *model, __u64 ns, bool lossy)
{
	size_t i;

	for (i = 0; i < model->task.count; i++) {
		struct task *task = model->task.value[i];

		if (task->public.doing == GENTRACE_DOING_EXITED)
			continue;
		task_settle(model, task, ns, task->public.doing);
		task_lose(model, task, ns);
		task->in_syscall = false;
		task->lock = 0;
		task->public.lossy |= lossy;
	}
}

void tasks_apply_status(struct gentrace_model *model)
{
	const struct gentrace_generation *generation = model->now;
	size_t i;

	/* Who has lost his pid since then has no status any more. */
	for (i = 0; i < generation->status_count; i++) {
		struct task *task = task_find(model, generation->status[i].pid);

		if (task && task->has_status)
			task_apply_status(model, task);
	}
}

int tasks_finish(struct gentrace_model *model)
{
	size_t i;

	for (i = 0; i < model->task.count; i++) {
		struct task *task = model->task.value[i];

		if (task->public.doing != GENTRACE_DOING_EXITED)
			task_settle(model, task, model->end_ns, task->public.doing);
		if (model->observer)
			segment_cut(model, task, GENTRACE_DOING_UNKNOWN);
		task->public.last_ns = task->since;
		if (task_stop_syscall(model, task))
			return -ENOMEM;
	}
	return 0;
}
