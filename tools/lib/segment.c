// SPDX-License-Identifier: GPL-2.0
/* segment.c - pieces of tasks' lives, told when they end. */
#include "libgentrace_waits.h"
#include "model.h"

void gentrace_model_observe(struct gentrace_model *model, gentrace_observer_t observer,
			    void *data)
{
	model->observer = observer;
	model->observer_data = data;
}

/*
 * Has there been a gap since @ns? Not of one who runs, whom a gap ends, nor of what
 * nobody knows anything about.
 */
static bool segment_is_doubtful(const struct gentrace_model *model, __u32 doing, __u64 ns)
{
	if (doing == GENTRACE_DOING_RUN)
		return false;
	return doing == GENTRACE_DOING_UNKNOWN || model->gap_until > ns;
}

static void segment_tell(struct gentrace_model *model, const struct task *task, __u32 then)
{
	const struct gentrace_task *public = &task->public;
	struct gentrace_segment segment = {
		.task = public,
		.begin_ns = task->told,
		.end_ns = task->since,
		.doing = public->doing,
		.then = then,
		.state = public->state,
		.cpu = public->cpu,
		.syscall = task->in_syscall ? task->syscall_nr : GENTRACE_SYSCALL_NONE,
	};

	/* Its end may be lost. */
	if (task->lock && task->lock_gaps == model->class_gaps[GENTRACE_CLASS_LOCK]) {
		segment.lock = task->lock;
		segment.lock_flags = task->lock_flags;
	}
	if (public->doing == GENTRACE_DOING_RUN) {
		segment.hardirq_ns = task->stolen.hardirq_ns;
		segment.softirq_ns = task->stolen.softirq_ns;
		segment.nmi_ns = task->stolen.nmi_ns;
	} else if (public->doing == GENTRACE_DOING_WAIT && task->woken) {
		segment.woken_ns = task->woken_ns;
	} else if (public->doing == GENTRACE_DOING_BLOCK && then == GENTRACE_DOING_WAIT) {
		segment.waker = task->waker;
	}
	if (model->stacks && (public->doing == GENTRACE_DOING_BLOCK ||
			      public->doing == GENTRACE_DOING_WAIT))
		segment.stacks = task->stacks ?: stacks_unseen(model);
	segment.lossy = segment_is_doubtful(model, segment.doing, segment.begin_ns);
	model->observer_error = model->observer(model->observer_data, &segment);
}

void segment_cut(struct gentrace_model *model, struct task *task, __u32 then)
{
	if (task->since > task->told && task->public.doing != GENTRACE_DOING_EXITED &&
	    !model->observer_error)
		segment_tell(model, task, then);
	task->told = task->since;
	task->stolen = (struct stolen) { 0 };
	/* Until then it stays where it left its CPU. */
	if (then == GENTRACE_DOING_RUN || then == GENTRACE_DOING_UNKNOWN)
		task->stacks = NULL;
}

void segment_leave(struct gentrace_model *model, struct cpu *cpu,
		   const struct gentrace_entry *entry)
{
	struct task *task = task_find(model, cpu->pid);

	if (task)
		task->stacks = stacks_before(model, cpu, entry, GENTRACE_STACKS(SWITCH));
}

void segment_waking(struct gentrace_model *model, struct task *task, struct cpu *cpu,
		    const struct gentrace_entry *entry)
{
	const struct task *waker = task_find(model, cpu->pid);
	const struct gentrace_activity *irq = NULL;

	task->waker = (struct gentrace_waker) {
		.task = waker ? &waker->public : NULL,
		.ns = entry->ns,
		.cpu = entry->cpu,
		.level = entry->level,
	};
	if (entry->level == GENTRACE_LEVEL_HARDIRQ && cpu->hardirq.active)
		irq = map_find(&model->irqs.map, cpu->hardirq.id);
	if (irq && *irq->name)
		task->waker.source = irq->name;
	if (entry->level == GENTRACE_LEVEL_SOFTIRQ && cpu->softirq.active)
		task->waker.source = gentrace_softirq_name(cpu->softirq.id);
	task->waker.source = errand_of(model, cpu, waker, entry->level) ?: task->waker.source;
	if (model->stacks)
		task->waker.stacks = stacks_before(model, cpu, entry, GENTRACE_STACKS(WAKING));
}
