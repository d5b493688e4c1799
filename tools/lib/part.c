// SPDX-License-Identifier: GPL-2.0
/*
 * part.c - the model of a generation alone.
 *
 * What a task does is known from where it comes to a CPU, whatever it did before; which
 * system call it is in, from where it enters one; who is on a CPU and since when, from
 * its first switch. From there on the same functions that a model goes by are called
 * with a model of the generation alone. What comes before is written down, as steps,
 * and so is all that is rare and about who is who: births, deaths, names. The model
 * goes these steps itself, see join.c, so nothing here says what an event means.
 *
 * Some things would be known only to who has seen the generation before: those make a
 * part fail, and the model takes the events in itself.
 */
#include <errno.h>
#include <stdlib.h>

#include "generation.h"
#include "order.h"
#include "part.h"

#define VALUE(entry, event, arg)	((entry)->value[GENTRACE_ARG(event, arg)])

/*
 * Around a flip a CPU may still write events of the generation before while another
 * one has begun the next: all of them have by then. A part that is too early for that
 * is not joined.
 */
#define FLOOR_NS_MAX	1000000ull
#define FLOOR_SHARE	64

/* It is no bargain any more. */
#define STEPS_SHARE	4
#define STEPS_MIN	1024

/* ------------------------------------------------------------------- steps */

static int part_step(struct part *part, struct step step)
{
	/* Grows at powers of two, where the count says that it is full. */
	if (!(part->steps & (part->steps - 1))) {
		size_t size = part->steps ? part->steps * 2 : 1;
		struct step *list = reallocarray(part->step, size, sizeof(*list));

		if (!list)
			return -ENOMEM;
		part->step = list;
	}
	if (part->steps == part->most)
		return -E2BIG;
	step.order = part->alone->order;
	part->step[part->steps++] = step;
	return 0;
}

static int part_keep(struct part *part, enum step_kind kind, const struct share *share,
		     const struct gentrace_entry *entry)
{
	if (!(part->rares & (part->rares - 1))) {
		size_t size = part->rares ? part->rares * 2 : 1;
		struct rare *list = reallocarray(part->rare, size, sizeof(*list));

		if (!list)
			return -ENOMEM;
		part->rare = list;
	}
	part->rare[part->rares] = (struct rare) {
		.entry = *entry, .hardirq_ns = share->cpu.public.hardirq_ns,
	};
	return part_step(part, (struct step) {
		.kind = kind, .cpu = entry->cpu, .rare = part->rares++,
	});
}

/* ------------------------------------------------------------------- tasks */

static struct life *part_life(const struct part *part, __u64 pid)
{
	return (struct life *)task_find(part->alone, pid);
}

static int life_create(struct part *part, __u32 pid, struct life **created)
{
	struct map *lives = &part->alone->task;
	struct life *life = calloc(1, sizeof(*life));

	*created = life;
	if (!life)
		return -ENOMEM;
	life->task.public.pid = pid;
	if (map_set(lives, lives->count, life)) {
		free(life);
		return -ENOMEM;
	}
	return map_set(&part->alone->pid, pid, life) ?:
	       part_step(part, (struct step) { .kind = STEP_BEGIN, .life = life });
}

/* Something happens to the task that the model must see. */
static int life_end(struct part *part, __u64 pid)
{
	struct life *life = part_life(part, pid);

	if (!life)
		return 0;
	return map_set(&part->alone->pid, pid, NULL) ?:
	       part_step(part, (struct step) { .kind = STEP_END, .life = life });
}

static int part_leave(struct part *part, __u32 pid, __u32 state, __u64 ns)
{
	const struct life *life = part_life(part, pid);
	bool exits = task_doing_of(state) == GENTRACE_DOING_EXITED;

	if (!pid)
		return 0;
	if (life && life->on && !exits)
		return task_switch_out(part->alone, pid, state, ns);
	if (exits && life_end(part, pid))
		return -ENOMEM;
	return part_step(part, (struct step) {
		.kind = STEP_LEAVE, .pid = pid, .state = state, .ns = ns,
	});
}

static int part_run(struct part *part, __u32 pid, __u32 cpu, __u64 ns)
{
	struct life *life = part_life(part, pid);
	int ret;

	if (!pid)
		return 0;
	if (life && life->on)
		return task_switch_in(part->alone, pid, cpu, ns);
	ret = part_step(part, (struct step) {
		.kind = STEP_RUN, .pid = pid, .cpu = cpu, .ns = ns,
	});
	if (!ret && !life && ns >= part->floor_ns)
		ret = life_create(part, pid, &life);
	if (ret || ns < part->floor_ns)
		return ret;
	life->on = true;
	life->task.public.doing = GENTRACE_DOING_RUN;
	life->task.public.state = GENTRACE_TASK_RUNNING;
	life->task.public.cpu = cpu;
	life->task.since = ns;
	return 0;
}

static int part_wake(struct part *part, __u64 pid, __u32 cpu, __u64 ns)
{
	const struct life *life = part_life(part, pid);

	if (life && life->on)
		return task_wakeup(part->alone, pid, cpu, ns);
	return part_step(part, (struct step) {
		.kind = STEP_WAKE, .pid = pid, .cpu = cpu, .ns = ns,
	});
}

static int part_syscall(struct part *part, const struct share *share,
			const struct gentrace_entry *entry)
{
	bool enters = entry->id == GENTRACE_EVENT_sys_enter;
	struct life *life = part_life(part, entry->pid);
	int ret;

	if (!entry->pid || (!enters && entry->id != GENTRACE_EVENT_sys_exit))
		return 0;
	if (life && life->called)
		return enters ? task_enter_syscall(part->alone, entry, entry->pid) :
		       task_exit_syscall(part->alone, entry, entry->pid);
	ret = part_keep(part, STEP_SYSCALL, share, entry);
	if (!ret && enters && !life)
		ret = life_create(part, entry->pid, &life);
	if (ret || !enters)
		return ret;
	life->called = true;
	life->task.in_syscall = true;
	life->task.syscall_nr = VALUE(entry, sys_enter, nr);
	life->task.syscall_ns = entry->ns;
	return 0;
}

/* -------------------------------------------------------------------- CPUs */

static int part_turn(struct part *part, struct share *share, __u32 pid, __u64 ns)
{
	struct cpu *cpu = &share->cpu;

	if (share->turned) {
		cpu_set_pid(cpu, pid, ns);
		return 0;
	}
	cpu->pid = pid;
	cpu->since = ns;
	share->turned = ns >= part->floor_ns;
	return part_step(part, (struct step) {
		.kind = STEP_TURN, .cpu = cpu->public.cpu, .pid = pid, .ns = ns,
	});
}

static int part_switch(struct part *part, struct share *share,
		       const struct gentrace_entry *entry)
{
	__u32 next = (__u32)VALUE(entry, sched_switch, next_pid);
	__u32 state = (__u32)VALUE(entry, sched_switch, prev_state);

	share->cpu.public.switches++;
	if (next == GENTRACE_PID_NONE)
		return -EINVAL;
	return part_leave(part, share->cpu.pid, state, entry->ns) ?:
	       part_run(part, next, entry->cpu, entry->ns) ?:
	       part_turn(part, share, next, entry->ns);
}

static int part_exec(struct part *part, struct share *share,
		     const struct gentrace_entry *entry)
{
	__u64 pid = VALUE(entry, sched_process_exec, pid);
	__u64 old_pid = VALUE(entry, sched_process_exec, old_pid);
	int ret = 0;

	if (pid != old_pid)
		ret = life_end(part, pid) ?: life_end(part, old_pid) ?:
		      part_keep(part, STEP_EXEC, share, entry);
	return ret ?: part_turn(part, share, (__u32)pid, entry->ns);
}

static int part_migrate(struct part *part, const struct share *share,
			const struct gentrace_entry *entry)
{
	const struct life *life = part_life(part, VALUE(entry, sched_migrate_task, pid));

	if (life && life->on)
		return task_migrate(part->alone, entry);
	return part_keep(part, STEP_SCHED, share, entry);
}

static int part_sched(struct part *part, struct share *share,
		      const struct gentrace_entry *entry)
{
	switch (entry->id) {
	case GENTRACE_EVENT_sched_switch:
		return part_switch(part, share, entry);
	case GENTRACE_EVENT_sched_wakeup:
		return part_wake(part, VALUE(entry, sched_wakeup, pid),
				 (__u32)VALUE(entry, sched_wakeup, target), entry->ns);
	case GENTRACE_EVENT_sched_wakeup_new:
		return part_wake(part, VALUE(entry, sched_wakeup_new, pid),
				 (__u32)VALUE(entry, sched_wakeup_new, target), entry->ns);
	case GENTRACE_EVENT_sched_waking:
		/* Only observers hear of it, and they see all entries. */
		return 0;
	case GENTRACE_EVENT_sched_migrate_task:
		return part_migrate(part, share, entry);
	case GENTRACE_EVENT_sched_process_fork:
		return life_end(part, VALUE(entry, sched_process_fork, child)) ?:
		       part_keep(part, STEP_SCHED, share, entry);
	case GENTRACE_EVENT_sched_process_exec:
		return part_exec(part, share, entry);
	case GENTRACE_EVENT_task_filter:
		return -EINVAL;
	}
	return part_keep(part, STEP_SCHED, share, entry);
}

/* Its name is that of the first one in the generation, whoever sees the handler. */
static int part_hardirq_entry(struct part *part, struct share *share,
			      const struct gentrace_entry *entry)
{
	__u64 irq = VALUE(entry, irq_handler_entry, irq);

	share->hard = true;
	share->cpu.hardirq = (struct handler) { .active = true, .id = irq, .since = entry->ns };
	return cpu_name_hardirq(part->alone, entry) ?:
	       part_step(part, (struct step) {
		       .kind = STEP_HARDIRQ, .cpu = entry->cpu, .id = irq, .ns = entry->ns,
	       });
}

static int part_softirq_entry(struct part *part, struct share *share,
			      const struct gentrace_entry *entry)
{
	share->soft = true;
	share->cpu.softirq = (struct handler) {
		.active = true, .id = VALUE(entry, softirq_entry, vec), .since = entry->ns,
	};
	share->cpu.softirq_stolen = share->cpu.public.hardirq_ns;
	return part_keep(part, STEP_INTERRUPT, share, entry);
}

static int part_interrupt(struct part *part, struct share *share,
			  const struct gentrace_entry *entry)
{
	switch (entry->id) {
	case GENTRACE_EVENT_irq_handler_entry:
		if (!share->hard)
			return part_hardirq_entry(part, share, entry);
		break;
	case GENTRACE_EVENT_irq_handler_exit:
		if (share->hard)
			break;
		/* For how long it has been in the softirq, nobody here knows. */
		return share->soft ? -EINVAL : part_keep(part, STEP_INTERRUPT, share, entry);
	case GENTRACE_EVENT_softirq_entry:
		if (!share->soft)
			return part_softirq_entry(part, share, entry);
		break;
	case GENTRACE_EVENT_softirq_exit:
		if (!share->soft)
			return part_keep(part, STEP_INTERRUPT, share, entry);
		break;
	}
	return cpu_interrupt(part->alone, &share->cpu, entry);
}

/* ------------------------------------------------------------- generations */

/* 0; -ENOMEM or another error if the generation has no part. */
static int part_entry(struct part *part, const struct gentrace_entry *entry)
{
	struct gentrace_model *alone = part->alone;
	struct share *share = map_find(&alone->cpu, entry->cpu);

	if (entry->level >= GENTRACE_LEVEL_CONTEXTS)
		return 0;
	if (entry->kind != GENTRACE_ENTRY_EVENT || entry->ns < alone->end_ns || !share ||
	    entry->pid == GENTRACE_PID_NONE || entry->pid != share->cpu.pid)
		return -EINVAL;
	alone->end_ns = entry->ns;
	alone->order++;
	alone->summary.class_events[entry->class]++;
	share->cpu.public.events++;
	switch (entry->class) {
	case GENTRACE_CLASS_SCHED:
		return part_sched(part, share, entry);
	case GENTRACE_CLASS_IRQ:
		return part_interrupt(part, share, entry);
	case GENTRACE_CLASS_SYSCALL:
		return part_syscall(part, share, entry);
	}
	/* The others are about nothing that a model without observers has. */
	return 0;
}

static int part_fill(struct part *part)
{
	struct gentrace_order *order = gentrace_order_create(part->alone->now, 0);
	const struct gentrace_entry *entry;
	int ret = order ? 0 : -ENOMEM;

	while (!ret && (entry = gentrace_order_next(order)))
		ret = part_entry(part, entry);
	gentrace_order_destroy(order);
	return ret;
}

/* A CPU that has a stream. */
static int share_create(struct part *part, __u32 number)
{
	struct map *shares = &part->alone->cpu;
	struct share *share;

	if (number >= GENTRACE_CPUS_MAX || map_find(shares, number))
		return 0;
	share = calloc(1, sizeof(*share));
	if (!share)
		return -ENOMEM;
	share->cpu.public.cpu = number;
	share->cpu.pid = order_first_pid(part->alone->now, number);
	if (!map_set(shares, number, share))
		return 0;
	free(share);
	return -ENOMEM;
}

static void part_find_floor(struct part *part, const struct gentrace_generation *generation)
{
	__u64 begin = gentrace_clock_monotonic(generation, generation->first.clock);
	__u64 end = gentrace_clock_monotonic(generation, generation->last.clock);
	__u64 margin = end > begin ? (end - begin) / FLOOR_SHARE : 0;

	if (margin > FLOOR_NS_MAX)
		margin = FLOOR_NS_MAX;
	part->floor_ns = begin + margin < begin ? ~0ull : begin + margin;
}

/* All that happened is in it, and it tells who was on each CPU. */
static bool generation_tells_all(const struct gentrace_generation *generation)
{
	return generation->complete && !generation->damaged && !generation->loss_count &&
	       !generation->filtered && generation->snapshots &&
	       order_has_switches(generation);
}

static struct part *part_create(const struct gentrace_generation *generation)
{
	struct part *part = calloc(1, sizeof(*part));
	int ret = 0;
	size_t i;

	if (!part)
		return NULL;
	part->alone = gentrace_model_create();
	if (!part->alone) {
		free(part);
		return NULL;
	}
	part->alone->now = generation;
	part->most = (size_t)(generation->events / STEPS_SHARE + STEPS_MIN);
	part_find_floor(part, generation);
	for (i = 0; !ret && i < generation->stream_count; i++)
		ret = share_create(part, generation->stream[i].cpu);
	if (!ret)
		return part;
	part_free(part);
	return NULL;
}

struct part *part_make(const struct gentrace_generation *generation)
{
	struct part *part = generation_tells_all(generation) ? part_create(generation) : NULL;

	if (!part || !part_fill(part))
		return part;
	part_free(part);
	return NULL;
}

void part_free(struct part *part)
{
	if (!part)
		return;
	gentrace_model_destroy(part->alone);
	free(part->step);
	free(part->rare);
	free(part);
}
