// SPDX-License-Identifier: GPL-2.0
/*
 * contention.c - waits for locks of the kernel, told to who observes calls, and what a
 * blocked task is known to wait for.
 *
 * A task has one wait at a time, and an interrupt on its CPU may have another. A mutex
 * says more than once that it is waited for, first spinning and then asleep: that is
 * one wait.
 */
#include <errno.h>

#include "pending.h"

#define VALUE(entry, event, arg)	((entry)->value[GENTRACE_ARG(event, arg)])

/* Who waits: a task wherever it goes, or an interrupt of a CPU. No pid is so large. */
static __u64 wait_where(const struct cpu *cpu, const struct gentrace_entry *entry)
{
	if (entry->level == GENTRACE_LEVEL_TASK && cpu->pid && cpu->pid != GENTRACE_PID_NONE)
		return cpu->pid;
	return 1ull << 63 | (__u64)entry->cpu << 8 | entry->level;
}

static int wait_begin(struct gentrace_model *model, const struct cpu *cpu,
		      const struct gentrace_entry *entry)
{
	struct begun *begun, new = {
		.what = VALUE(entry, contention_begin, lock),
		.where = wait_where(cpu, entry),
		.since = entry->ns,
		.gaps = model->class_gaps[GENTRACE_CLASS_LOCK],
		.cpu = entry->cpu,
		.task = task_find(model, cpu->pid),
	};

	if (new.task && entry->level == GENTRACE_LEVEL_TASK)
		new.accounts = task_accounts(new.task);
	if (pending_begin(&model->waits, &new, &begun))
		return -ENOMEM;
	if (begun)
		begun->flags |= (__u32)VALUE(entry, contention_begin, flags);
	return 0;
}

static int wait_end(struct gentrace_model *model, const struct cpu *cpu,
		    const struct gentrace_entry *entry)
{
	__u64 lock = VALUE(entry, contention_end, lock);
	struct begun *begun = pending_find(&model->waits, lock, wait_where(cpu, entry));
	struct gentrace_call call;

	/* It began before the trace, or its begin was lost. */
	if (!begun)
		return 0;
	call = (struct gentrace_call) {
		.kind = GENTRACE_CALL_LOCK,
		.cpu = entry->cpu,
		.level = entry->level,
		.lossy = begun->gaps != model->class_gaps[GENTRACE_CLASS_LOCK],
		.task = begun->task ? &begun->task->public : NULL,
		.id = lock,
		.name = "",
		.begin_ns = begun->since,
		.end_ns = entry->ns > begun->since ? entry->ns : begun->since,
		.result = (__s64)VALUE(entry, contention_end, ret),
		.flags = begun->flags,
	};
	if (entry->level != GENTRACE_LEVEL_TASK)
		call.run_ns = call.end_ns - call.begin_ns;
	else if (begun->task)
		call_charge(&call, begun->task, &begun->accounts);
	pending_remove(&model->waits, begun);
	return call_tell(model, &call);
}

struct gentrace_call wait_pending(const struct gentrace_model *model, const struct begun *begun)
{
	struct gentrace_call call = {
		.kind = GENTRACE_CALL_LOCK,
		.cpu = begun->cpu,
		.level = begun->where >> 63 ? begun->where & 0xff : GENTRACE_LEVEL_TASK,
		.lossy = begun->gaps != model->class_gaps[GENTRACE_CLASS_LOCK],
		.task = begun->task ? &begun->task->public : NULL,
		.id = begun->what,
		.name = "",
		.begin_ns = begun->since,
		.end_ns = model->end_ns > begun->since ? model->end_ns : begun->since,
		.flags = begun->flags,
	};

	if (call.level != GENTRACE_LEVEL_TASK)
		call.run_ns = call.end_ns - call.begin_ns;
	else if (begun->task)
		call_charge(&call, begun->task, &begun->accounts);
	return call;
}

int contention_event(struct gentrace_model *model, const struct cpu *cpu,
		     const struct gentrace_entry *entry)
{
	struct task *task = entry->level == GENTRACE_LEVEL_TASK ? task_find(model, cpu->pid) : NULL;

	/* Its accounts and its segments are those up to now. */
	if (task)
		task_note(model, task, entry->ns);
	if (entry->id == GENTRACE_EVENT_contention_begin) {
		if (task) {
			task->lock = VALUE(entry, contention_begin, lock);
			task->lock_flags = (__u32)VALUE(entry, contention_begin, flags);
			task->lock_gaps = model->class_gaps[GENTRACE_CLASS_LOCK];
		}
		return model->call_observer ? wait_begin(model, cpu, entry) : 0;
	}
	if (entry->id != GENTRACE_EVENT_contention_end)
		return 0;
	if (task)
		task->lock = 0;
	return model->call_observer ? wait_end(model, cpu, entry) : 0;
}
