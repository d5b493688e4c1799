// SPDX-License-Identifier: GPL-2.0
/* cpu.c - who is on a CPU, and its interrupts. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"
#include "order.h"

#define VALUE(entry, event, arg)	((entry)->value[GENTRACE_ARG(event, arg)])

int cpu_create(struct gentrace_model *model, __u32 number, struct cpu **cpu)
{
	*cpu = calloc(1, sizeof(**cpu));
	if (!*cpu)
		return -ENOMEM;
	(*cpu)->public.cpu = number;
	(*cpu)->public.first_ns = model->begin_ns;
	(*cpu)->since = model->begin_ns;
	(*cpu)->pid = GENTRACE_PID_NONE;
	if (map_set(&model->cpu, number, *cpu)) {
		free(*cpu);
		return -ENOMEM;
	}
	return 0;
}

static void cpu_charge(struct cpu *cpu, __u64 ns)
{
	__u64 span;

	if (ns <= cpu->since)
		return;
	span = ns - cpu->since;
	cpu->since = ns;
	if (cpu->pid == GENTRACE_PID_NONE)
		cpu->public.unknown_ns += span;
	else if (cpu->pid)
		cpu->public.busy_ns += span;
	else
		cpu->public.idle_ns += span;
}

void cpu_set_pid(struct cpu *cpu, __u32 pid, __u64 ns)
{
	cpu_charge(cpu, ns);
	cpu->pid = pid;
}

/* The task we believe to be on the CPU is not, and went unseen. */
static void cpu_lose_task(struct gentrace_model *model, struct cpu *cpu, __u64 ns)
{
	struct task *task = cpu->pid == GENTRACE_PID_NONE ? NULL : task_find(model, cpu->pid);

	if (!task || task->public.doing != GENTRACE_DOING_RUN ||
	    task->public.cpu != cpu->public.cpu)
		return;
	task_settle(model, task, ns, GENTRACE_DOING_RUN);
	task_begin(model, task, GENTRACE_DOING_UNKNOWN, 0);
	task->public.lossy = true;
}

int cpu_meet_other(struct gentrace_model *model, struct cpu *cpu, __u32 pid, __u64 ns)
{
	struct task *task;

	cpu_lose_task(model, cpu, ns);
	if (task_get(model, pid, ns, &task))
		return -ENOMEM;
	/* Up to now it was not here, whatever its status says. */
	if (task)
		task_settle(model, task, ns, GENTRACE_DOING_UNKNOWN);
	cpu_set_pid(cpu, pid, ns);
	return task ? task_run(model, task, cpu->public.cpu, ns) : 0;
}

void cpus_leave_out(struct gentrace_model *model, __u32 pid, __u64 ns)
{
	size_t i;

	for (i = 0; i < model->cpu.count; i++) {
		struct cpu *cpu = model->cpu.value[i];

		if (cpu->pid == pid)
			cpu_set_pid(cpu, GENTRACE_PID_NONE, ns);
	}
}

int cpu_switch(struct gentrace_model *model, struct cpu *cpu,
	       const struct gentrace_entry *entry)
{
	__u32 next = (__u32)VALUE(entry, sched_switch, next_pid);
	__u32 state = (__u32)VALUE(entry, sched_switch, prev_state);
	int ret = 0;

	if (cpu->pid != GENTRACE_PID_NONE)
		ret = task_switch_out(model, cpu->pid, state, entry->ns);
	if (model->stacks)
		segment_leave(model, cpu, entry);
	if (!ret)
		ret = task_switch_in(model, next, cpu->public.cpu, entry->ns);
	cpu_set_pid(cpu, next, entry->ns);
	cpu->public.switches++;
	return ret;
}

/* One that did not end before the next began has lost its end. */
static int handler_drop(struct activities *activities, struct handler *handler)
{
	struct gentrace_activity *activity;

	if (!handler->active)
		return 0;
	handler->active = false;
	if (activity_get(activities, handler->id, NULL, 0, &activity))
		return -ENOMEM;
	activity->unfinished++;
	return 0;
}

static int handler_enter(struct activities *activities, struct handler *handler, __u64 id,
			 __u64 ns)
{
	int ret = handler_drop(activities, handler);

	*handler = (struct handler) { .active = true, .id = id, .since = ns };
	return ret;
}

/* @ns is set to how long it took, 0 if its begin was not seen. */
static int handler_leave(const struct gentrace_model *model, struct activities *activities,
			 struct handler *handler, __u64 id, const struct gentrace_entry *entry,
			 __u64 *ns, struct gentrace_activity **activity)
{
	*ns = 0;
	*activity = NULL;
	if (!handler->active || handler->id != id)
		return handler_drop(activities, handler);
	handler->active = false;
	if (entry->ns > handler->since)
		*ns = entry->ns - handler->since;
	if (activity_get(activities, id, NULL, 0, activity))
		return -ENOMEM;
	activity_add(model, *activity, handler->since, *ns, entry->cpu, entry->pid);
	return 0;
}

/* Whose time on the CPU an interrupt takes; somebody else's if nobody's is known. */
static struct stolen *cpu_victim(struct gentrace_model *model, struct cpu *cpu)
{
	struct task *task = task_find(model, cpu->pid);

	return task ? &task->stolen : &cpu->idle;
}

int cpu_name_hardirq(struct gentrace_model *model, const struct gentrace_entry *entry)
{
	__u64 irq = VALUE(entry, irq_handler_entry, irq);
	struct gentrace_activity *activity;
	__u32 length = 0;
	const char *name = gentrace_generation_string(model->now,
						      VALUE(entry, irq_handler_entry, name),
						      &length);

	return activity_get(&model->irqs, irq, name, name ? length : 0, &activity);
}

int cpu_begin_hardirq(struct gentrace_model *model, struct cpu *cpu, __u64 irq, __u64 ns)
{
	return handler_enter(&model->irqs, &cpu->hardirq, irq, ns);
}

static int cpu_hardirq_entry(struct gentrace_model *model, struct cpu *cpu,
			     const struct gentrace_entry *entry)
{
	return cpu_name_hardirq(model, entry) ?:
	       cpu_begin_hardirq(model, cpu, VALUE(entry, irq_handler_entry, irq), entry->ns);
}

static int cpu_hardirq_exit(struct gentrace_model *model, struct cpu *cpu,
			    const struct gentrace_entry *entry)
{
	struct gentrace_activity *activity;
	__u64 ns;

	if (handler_leave(model, &model->irqs, &cpu->hardirq, VALUE(entry, irq_handler_exit, irq),
			  entry, &ns, &activity))
		return -ENOMEM;
	cpu->public.hardirq_ns += ns;
	cpu_victim(model, cpu)->hardirq_ns += ns;
	return activity ? call_interrupt(model, cpu, GENTRACE_CALL_HARDIRQ, activity,
					 cpu->hardirq.since, ns) : 0;
}

static int cpu_softirq_entry(struct gentrace_model *model, struct cpu *cpu,
			     const struct gentrace_entry *entry)
{
	cpu->softirq_stolen = cpu->public.hardirq_ns;
	return handler_enter(&model->softirqs, &cpu->softirq,
			     VALUE(entry, softirq_entry, vec), entry->ns);
}

static int cpu_softirq_exit(struct gentrace_model *model, struct cpu *cpu,
			    const struct gentrace_entry *entry)
{
	__u64 stolen = cpu->public.hardirq_ns - cpu->softirq_stolen;
	struct gentrace_activity *activity;
	__u64 ns, net;

	if (handler_leave(model, &model->softirqs, &cpu->softirq, VALUE(entry, softirq_exit, vec),
			  entry, &ns, &activity))
		return -ENOMEM;
	net = ns > stolen ? ns - stolen : 0;
	cpu->public.softirq_ns += net;
	cpu_victim(model, cpu)->softirq_ns += net;
	return activity ? call_interrupt(model, cpu, GENTRACE_CALL_SOFTIRQ, activity,
					 cpu->softirq.since, ns) : 0;
}

static int cpu_nmi(struct gentrace_model *model, struct cpu *cpu,
		   const struct gentrace_entry *entry)
{
	__u64 ns = VALUE(entry, nmi_handler, duration);
	struct gentrace_activity *activity;
	__u32 length = 0;
	const char *name = gentrace_generation_string(model->now,
						      VALUE(entry, nmi_handler, handler),
						      &length);

	if (activity_named(&model->nmis, name, name ? length : 0, &activity))
		return -ENOMEM;
	activity->id = 0;
	activity_add(model, activity, entry->ns > ns ? entry->ns - ns : 0, ns, entry->cpu,
		     entry->pid);
	cpu->public.nmi_ns += ns;
	cpu_victim(model, cpu)->nmi_ns += ns;
	return call_interrupt(model, cpu, GENTRACE_CALL_NMI, activity,
			      entry->ns > ns ? entry->ns - ns : 0, ns);
}

int cpu_interrupt(struct gentrace_model *model, struct cpu *cpu,
		  const struct gentrace_entry *entry)
{
	switch (entry->id) {
	case GENTRACE_EVENT_irq_handler_entry:
		return cpu_hardirq_entry(model, cpu, entry);
	case GENTRACE_EVENT_irq_handler_exit:
		return cpu_hardirq_exit(model, cpu, entry);
	case GENTRACE_EVENT_softirq_entry:
		return cpu_softirq_entry(model, cpu, entry);
	case GENTRACE_EVENT_softirq_exit:
		return cpu_softirq_exit(model, cpu, entry);
	case GENTRACE_EVENT_nmi_handler:
		return cpu_nmi(model, cpu, entry);
	}
	return 0;
}

static int model_note_gap(struct gentrace_model *model, const struct gentrace_entry *entry)
{
	/* Grows at powers of two, where the count says that it is full. */
	if (!(model->gaps & (model->gaps - 1))) {
		size_t size = model->gaps ? model->gaps * 2 : 1;
		__u64 *gap = reallocarray(model->gap, size, sizeof(*gap));

		if (!gap)
			return -ENOMEM;
		model->gap = gap;
	}
	model->gap[model->gaps++] = entry->ns;
	if (entry->until_ns > model->gap_until)
		model->gap_until = entry->until_ns;
	return 0;
}

int cpu_gap(struct gentrace_model *model, struct cpu *cpu, const struct gentrace_entry *entry,
	    unsigned int hides)
{
	unsigned int class;

	cpu->public.lossy = true;
	cpu->public.lost += entry->lost;
	for (class = 0; class < GENTRACE_CLASS_COUNT; class++)
		model->class_gaps[class] += hides >> class & 1;
	if (hides & 1u << GENTRACE_CLASS_SCHED) {
		if (model_note_gap(model, entry))
			return -ENOMEM;
		if (entry->level == GENTRACE_LEVEL_TASK) {
			cpu_lose_task(model, cpu, entry->ns);
			cpu_set_pid(cpu, GENTRACE_PID_NONE, entry->ns);
		}
	}
	if (hides & 1u << GENTRACE_CLASS_SYSCALL)
		model->syscalls.lossy = true;
	if (!(hides & 1u << GENTRACE_CLASS_IRQ))
		return 0;
	model->irqs.lossy = true;
	model->softirqs.lossy = true;
	model->nmis.lossy = true;
	return handler_drop(&model->irqs, &cpu->hardirq) ||
	       handler_drop(&model->softirqs, &cpu->softirq) ? -ENOMEM : 0;
}

/* A task that a status has on a CPU, from before the CPU lost anything. */
static int cpus_meet_running(struct gentrace_model *model)
{
	const struct gentrace_generation *generation = model->now;
	size_t i;

	for (i = 0; i < generation->status_count; i++) {
		const struct gentrace_status *status = &generation->status[i];
		struct cpu *cpu = map_find(&model->cpu, status->cpu);

		/* Nobody sees it leave a CPU that is left out. */
		if (!gentrace_generation_keeps(generation, GENTRACE_FILTER_CPU, status->cpu))
			continue;
		if (status->state != GENTRACE_TASK_RUNNING || !cpu ||
		    cpu->pid != GENTRACE_PID_NONE ||
		    status->time >= order_first_gap(generation, status->cpu))
			continue;
		if (cpu_meet(model, cpu, status->pid, model->begin_ns))
			return -ENOMEM;
	}
	return 0;
}

static int cpus_introduce(struct gentrace_model *model)
{
	const struct gentrace_generation *generation = model->now;
	struct cpu *cpu;
	size_t i;

	for (i = 0; i < generation->cpu_status_count; i++) {
		const struct gentrace_cpu_status *status = &generation->cpu_status[i];

		if (status->online && status->cpu < GENTRACE_CPUS_MAX &&
		    cpu_get(model, status->cpu, &cpu))
			return -ENOMEM;
	}
	for (i = 0; i < generation->stream_count; i++) {
		const struct gentrace_stream *stream = &generation->stream[i];

		if (stream->cpu < GENTRACE_CPUS_MAX && cpu_get(model, stream->cpu, &cpu))
			return -ENOMEM;
	}
	return 0;
}

int cpus_begin(struct gentrace_model *model)
{
	const struct gentrace_generation *generation = model->now;
	size_t i;

	if (cpus_introduce(model))
		return -ENOMEM;
	if (!order_has_switches(generation))
		return 0;
	for (i = 0; i < model->cpu.count; i++) {
		struct cpu *cpu = model->cpu.value[i];
		__u32 pid = order_first_pid(generation, cpu->public.cpu);

		if (cpu_meet(model, cpu, pid, model->begin_ns))
			return -ENOMEM;
	}
	if (cpus_meet_running(model))
		return -ENOMEM;
	if (!generation->complete || generation->filtered & GENTRACE_FILTERED_TASKS)
		return 0;
	/* Nothing happened on it and nobody is on it: it slept all the time. */
	for (i = 0; i < model->cpu.count; i++) {
		struct cpu *cpu = model->cpu.value[i];

		if (cpu->pid == GENTRACE_PID_NONE &&
		    gentrace_generation_keeps(generation, GENTRACE_FILTER_CPU, cpu->public.cpu) &&
		    !gentrace_generation_stream(generation, cpu->public.cpu,
						GENTRACE_LEVEL_TASK))
			cpu_set_pid(cpu, 0, model->begin_ns);
	}
	return 0;
}

void cpus_forget(struct gentrace_model *model, __u64 ns)
{
	size_t i;

	for (i = 0; i < model->cpu.count; i++) {
		struct cpu *cpu = model->cpu.value[i];

		cpu_set_pid(cpu, GENTRACE_PID_NONE, ns);
		cpu->hardirq.active = false;
		cpu->softirq.active = false;
	}
}

static int cpu_compare(const void *a, const void *b)
{
	const struct cpu *x = *(struct cpu *const *)a;
	const struct cpu *y = *(struct cpu *const *)b;

	return (x->public.cpu > y->public.cpu) - (x->public.cpu < y->public.cpu);
}

int cpus_finish(struct gentrace_model *model)
{
	struct map *map = &model->cpu;
	size_t i;

	for (i = 0; i < map->count; i++) {
		struct cpu *cpu = map->value[i];

		cpu_charge(cpu, model->end_ns);
		cpu->public.last_ns = cpu->since;
		if (handler_drop(&model->irqs, &cpu->hardirq) ||
		    handler_drop(&model->softirqs, &cpu->softirq))
			return -ENOMEM;
	}
	/* Nothing is looked up any more. */
	if (map->count)
		qsort(map->value, map->count, sizeof(*map->value), cpu_compare);
	return 0;
}
