// SPDX-License-Identifier: GPL-2.0
/*
 * join.c - what is known of a generation alone, joined to what was before.
 *
 * The model goes the steps that the part could not go, and gets the sums of the rest.
 * Where a life begins it has just gone the step from which on its task is known; where
 * one ends, it knows of the task what the part knows. Sums may be added at any time.
 * Of numbers that are equally large the first one counts: those of system calls and
 * interrupts remember which entry they come from.
 */
#include <errno.h>

#include "histogram.h"
#include "part.h"

bool part_fits(const struct part *part, const struct gentrace_model *model)
{
	if (part->joined || model->observer || model->call_observer ||
	    model->sample_observer || model->stacks)
		return false;
	/* What is accounted up to then goes on from where the part begins. */
	return model->end_ns <= part->floor_ns && model->latest_ns <= part->floor_ns &&
	       model->gap_until <= part->floor_ns;
}

/* ------------------------------------------------------------------- tasks */

static void life_join_sums(struct gentrace_task *to, const struct gentrace_task *from)
{
	to->run_ns += from->run_ns;
	to->wait_ns += from->wait_ns;
	to->block_ns += from->block_ns;
	to->unknown_ns += from->unknown_ns;
	to->voluntary += from->voluntary;
	to->involuntary += from->involuntary;
	to->migrations += from->migrations;
	to->wakeups += from->wakeups;
	to->lossy |= from->lossy;
}

static int life_join_latency(struct gentrace_task *to, struct gentrace_task *from)
{
	if (from->latency.count && (!to->latency.count || from->latency.max > to->latency.max)) {
		to->latency_worst_ns = from->latency_worst_ns;
		to->latency_worst_cpu = from->latency_worst_cpu;
	}
	return histogram_join(&to->latency, &from->latency);
}

static void life_join_syscalls(struct gentrace_task *to, const struct gentrace_task *from)
{
	if (from->syscalls && (!to->syscalls || from->syscall_max_ns > to->syscall_max_ns)) {
		to->syscall_max_ns = from->syscall_max_ns;
		to->syscall_max_at = from->syscall_max_at;
		to->syscall_max_nr = from->syscall_max_nr;
	}
	to->syscalls += from->syscalls;
	to->syscall_ns += from->syscall_ns;
}

/* There are no gaps in a generation that has a part. */
static int life_join(const struct gentrace_model *model, struct life *life)
{
	struct task *to = life->whole, *from = &life->task;

	life->whole = NULL;
	life_join_sums(&to->public, &from->public);
	life_join_syscalls(&to->public, &from->public);
	if (life->on) {
		to->public.doing = from->public.doing;
		to->public.state = from->public.state;
		to->public.cpu = from->public.cpu;
		to->since = from->since;
		to->gaps = model->gaps;
		to->woken = from->woken;
		to->woken_ns = from->woken_ns;
	}
	if (life->called) {
		to->in_syscall = from->in_syscall;
		to->syscall_ns = from->syscall_ns;
		to->syscall_nr = from->syscall_nr;
		to->syscall_gaps = model->class_gaps[GENTRACE_CLASS_SYSCALL];
	}
	return life_join_latency(&to->public, &from->public);
}

/* Of those that have not ended. */
static int lives_join(const struct gentrace_model *model, const struct part *part)
{
	const struct map *lives = &part->alone->task;
	size_t i;

	for (i = 0; i < lives->count; i++) {
		struct life *life = lives->value[i];

		if (life->whole && life_join(model, life))
			return -ENOMEM;
	}
	return 0;
}

/* -------------------------------------------------------------------- CPUs */

static void share_join(struct cpu *to, const struct share *share)
{
	const struct cpu *from = &share->cpu;

	if (share->turned) {
		to->pid = from->pid;
		to->since = from->since;
	}
	if (share->hard)
		to->hardirq = from->hardirq;
	if (share->soft) {
		to->softirq = from->softirq;
		to->softirq_stolen = to->public.hardirq_ns + from->softirq_stolen;
	}
	to->public.busy_ns += from->public.busy_ns;
	to->public.idle_ns += from->public.idle_ns;
	to->public.unknown_ns += from->public.unknown_ns;
	to->public.hardirq_ns += from->public.hardirq_ns;
	to->public.softirq_ns += from->public.softirq_ns;
	to->public.nmi_ns += from->public.nmi_ns;
	to->public.switches += from->public.switches;
	to->public.events += from->public.events;
}

static int shares_join(struct gentrace_model *model, const struct part *part)
{
	const struct map *shares = &part->alone->cpu;
	struct cpu *cpu;
	size_t i;

	for (i = 0; i < shares->count; i++) {
		const struct share *share = shares->value[i];

		if (cpu_get(model, share->cpu.public.cpu, &cpu))
			return -ENOMEM;
		share_join(cpu, share);
	}
	return 0;
}

/* ------------------------------------------------------------------- steps */

/* The softirq may have begun before the part, and hardirqs in it are in the part. */
static int step_interrupt(struct gentrace_model *model, struct cpu *cpu,
			  const struct rare *rare)
{
	if (rare->entry.id == GENTRACE_EVENT_softirq_exit)
		cpu->softirq_stolen -= rare->hardirq_ns;
	return cpu_interrupt(model, cpu, &rare->entry);
}

static int step_rare(struct gentrace_model *model, const struct step *step,
		     const struct rare *rare)
{
	const struct gentrace_entry *entry = &rare->entry;
	struct cpu *cpu;

	if (cpu_get(model, step->cpu, &cpu))
		return -ENOMEM;
	switch (step->kind) {
	case STEP_EXEC:
		return task_exec(model, entry);
	case STEP_SYSCALL:
		return entry->id == GENTRACE_EVENT_sys_enter ?
		       task_enter_syscall(model, entry, entry->pid) :
		       task_exit_syscall(model, entry, entry->pid);
	case STEP_INTERRUPT:
		return step_interrupt(model, cpu, rare);
	}
	return model_sched(model, cpu, entry);
}

static int step_cpu(struct gentrace_model *model, const struct step *step)
{
	struct cpu *cpu;

	if (cpu_get(model, step->cpu, &cpu))
		return -ENOMEM;
	if (step->kind == STEP_HARDIRQ)
		return cpu_begin_hardirq(model, cpu, step->id, step->ns);
	cpu_set_pid(cpu, (__u32)step->pid, step->ns);
	return 0;
}

static int step_go(struct gentrace_model *model, const struct part *part,
		   const struct step *step)
{
	switch (step->kind) {
	case STEP_LEAVE:
		return task_switch_out(model, step->pid, step->state, step->ns);
	case STEP_RUN:
		return task_switch_in(model, step->pid, step->cpu, step->ns);
	case STEP_WAKE:
		return task_wakeup(model, step->pid, step->cpu, step->ns);
	case STEP_TURN:
	case STEP_HARDIRQ:
		return step_cpu(model, step);
	case STEP_BEGIN:
		step->life->whole = task_find(model, step->life->task.public.pid);
		return 0;
	case STEP_END:
		return step->life->whole ? life_join(model, step->life) : 0;
	}
	return step_rare(model, step, &part->rare[step->rare]);
}

static int activities_of_all(struct gentrace_model *model, const struct gentrace_model *alone,
			     __u64 before)
{
	return activities_join(&model->syscalls, &alone->syscalls, before) ?:
	       activities_join(&model->irqs, &alone->irqs, before) ?:
	       activities_join(&model->softirqs, &alone->softirqs, before) ?:
	       activities_join(&model->nmis, &alone->nmis, before);
}

int part_join(struct gentrace_model *model, struct part *part)
{
	const struct gentrace_model *alone = part->alone;
	__u64 before = model->order;
	int ret = 0;
	size_t i;

	part->joined = true;
	for (i = 0; !ret && i < part->steps; i++) {
		model->order = before + part->step[i].order;
		ret = step_go(model, part, &part->step[i]);
	}
	ret = ret ?: lives_join(model, part) ?: shares_join(model, part) ?:
	      activities_of_all(model, alone, before);
	model->order = before + alone->order;
	for (i = 0; i < GENTRACE_CLASS_COUNT; i++)
		model->summary.class_events[i] += alone->summary.class_events[i];
	if (alone->end_ns > model->end_ns)
		model->end_ns = alone->end_ns;
	return ret;
}
