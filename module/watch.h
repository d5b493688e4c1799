/* SPDX-License-Identifier: GPL-2.0 */
/*
 * watch.h - the handlers of a file of probes/ once more, for sessions with triggers.
 *
 * A file of watched/ includes this and then the file of probes/. What that says of
 * emitting means here: and then see what it has ended, and how long that took. So who
 * has no triggers pays nothing for them.
 *
 * Since when a task has waited or been blocked stands in a table with a word for each of
 * some thousand pids: who and since when, in one store. Two pids that want one word have
 * it in turn; whose time is overwritten is not measured, and that is counted.
 */
#ifndef GT_WATCH_H
#define GT_WATCH_H

#include <linux/bitmap.h>
#include <linux/hash.h>
#include <linux/percpu.h>
#include <linux/sched.h>

#include "chosen.h"
#include "emit.h"
#include "filter.h"
#include "section.h"
#include "trigger.h"

/* What a task does since when, in the word's middle. */
enum gt_watch_doing {
	GT_WATCH_NOTHING	= 0,
	GT_WATCH_BLOCKED	= 1,
	GT_WATCH_WOKEN		= 2,
	GT_WATCH_PREEMPTED	= 3,
};

/*
 * A word: the pid, which has 22 bits (PID_MAX_LIMIT), what it does, and the time in
 * sixteenths of a clock unit, of which 40 bits are hours: what took longer is told as
 * less.
 */
#define GT_WATCH_TIME_BITS	40
#define GT_WATCH_TIME_SHIFT	4

/* Beside a measure: a trigger is about the event itself. */
#define GT_WATCH_HAPPENS	(1u << 31)

#define GT_WATCH_PID_SHIFT	(GT_WATCH_TIME_BITS + 2)
#define GT_WATCH_SLOT_BITS	14
#define GT_WATCH_SLOTS		(1u << GT_WATCH_SLOT_BITS)

/**
 * struct gt_watch_cpu - what a CPU's interrupts do
 * @irq: since when its hardirq handler runs; 0: it does not
 * @irq_number: which
 * @softirq: the same of its softirq
 * @softirq_number: which
 * @sample: when it was sampled last; 0: not yet
 * @unwatched: times that were overwritten by another task's
 */
struct gt_watch_cpu {
	u64 irq;
	u64 softirq;
	u64 sample;
	u32 irq_number;
	u32 softirq_number;
	u64 unwatched;
};

/**
 * struct gt_measured - something that took longer than a trigger wants to know
 * @pid: whom it is about
 * @number: of the system call, hardirq or softirq
 * @took: in clock units
 */
struct gt_measured {
	u32 pid;
	u32 number;
	u64 took;
};

/**
 * struct gt_watch - what is watched; constant while probes are attached
 * @least: by measure, the least that any trigger wants to know, in clock units; ~0: none.
 *	Of latencies also what those of waits want to know
 * @tasks: what tasks wait for
 * @calls: and since when they are in a system call
 * @events: those that a trigger is about
 * @period: of samples, in clock units
 * @filtered: the session has a filter that has to be looked at
 */
struct gt_watch {
	u64 least[GENTRACE_MEASURE_LIMIT];
	u64 *tasks;
	u64 *calls;
	u64 period;
	bool filtered;
	DECLARE_BITMAP(events, GENTRACE_EVENT_LIMIT);
};

extern struct gt_watch gt_watch;
DECLARE_PER_CPU(struct gt_watch_cpu, gt_watch_cpu);

size_t gt_watch_bytes(void);
int gt_watch_create(void);
void gt_watch_destroy(void);
u64 gt_watch_unwatched(void);

static __always_inline u64 *gt_watch_slot(u64 *table, u32 pid)
{
	return &table[hash_32(pid, GT_WATCH_SLOT_BITS)];
}

static __always_inline u64 gt_watch_word(u32 pid, u32 doing, u64 now)
{
	return (u64)pid << GT_WATCH_PID_SHIFT | (u64)doing << GT_WATCH_TIME_BITS |
	       (now >> GT_WATCH_TIME_SHIFT & GENMASK_ULL(GT_WATCH_TIME_BITS - 1, 0));
}

/* From then on it does that. */
static __always_inline void gt_watch_begin(u64 *table, u32 pid, u32 doing, u64 now)
{
	u64 *slot = gt_watch_slot(table, pid), old = READ_ONCE(*slot);

	if (unlikely(old && old >> GT_WATCH_PID_SHIFT != pid))
		__this_cpu_inc(gt_watch_cpu.unwatched);
	WRITE_ONCE(*slot, gt_watch_word(pid, doing, now));
}

/* It ends what it did: for how long, and @doing is set to what; 0 if that is not known. */
static __always_inline u64 gt_watch_end(u64 *table, u32 pid, u64 now, u32 *doing)
{
	u64 *slot = gt_watch_slot(table, pid), word = READ_ONCE(*slot);

	*doing = GT_WATCH_NOTHING;
	if (word >> GT_WATCH_PID_SHIFT != pid || !word)
		return 0;
	*doing = word >> GT_WATCH_TIME_BITS & 3;
	WRITE_ONCE(*slot, 0);
	return ((gt_watch_word(0, 0, now) - word) & GENMASK_ULL(GT_WATCH_TIME_BITS - 1, 0)) <<
	       GT_WATCH_TIME_SHIFT;
}

/*
 * For each event that begins or ends something: whether that took longer than a trigger
 * wants to know. Returns the measure, or 0.
 */
#define GT_WATCH_ARGS(event)						\
	const struct gt_section *s, const struct gt_args_##event *a, struct gt_measured *m

static __always_inline u32 gt_watch_exceeds(struct gt_measured *m, u32 measure, u32 pid,
					    u32 number, u64 took)
{
	if (likely(took < gt_watch.least[measure]))
		return 0;
	*m = (struct gt_measured){ .pid = pid, .number = number, .took = took };
	return measure;
}

static __always_inline u32 gt_watch_time_sched_switch(GT_WATCH_ARGS(sched_switch))
{
	u64 *tasks = gt_watch.tasks;
	u32 doing;
	u64 took;

	if (!tasks)
		return 0;
	/* Who leaves is still current. The idle task waits for nothing, nor who is dead. */
	if (unlikely(a->prev_state == GENTRACE_TASK_DEAD))
		gt_watch_end(tasks, current->pid, s->now, &doing);
	else if (current->pid)
		gt_watch_begin(tasks, current->pid,
			       a->prev_state == GENTRACE_TASK_RUNNABLE ||
			       a->prev_state == GENTRACE_TASK_PREEMPTED ?
			       GT_WATCH_PREEMPTED : GT_WATCH_BLOCKED, s->now);
	if (!a->next_pid || a->next_pid == GENTRACE_PID_NONE)
		return 0;
	took = gt_watch_end(tasks, a->next_pid, s->now, &doing);
	if (doing <= GT_WATCH_BLOCKED)
		return 0;
	/* A latency is a wait, too: gt_trigger_judge() knows. */
	return gt_watch_exceeds(m, doing == GT_WATCH_WOKEN ? GENTRACE_MEASURE_LATENCY :
				GENTRACE_MEASURE_WAIT, a->next_pid, 0, took);
}

static __always_inline u32 gt_watch_wakeup(const struct gt_section *s, u32 pid,
					   struct gt_measured *m)
{
	u64 *tasks = gt_watch.tasks;
	u32 doing;
	u64 took;

	if (!tasks)
		return 0;
	took = gt_watch_end(tasks, pid, s->now, &doing);
	gt_watch_begin(tasks, pid, GT_WATCH_WOKEN, s->now);
	return doing == GT_WATCH_BLOCKED ?
	       gt_watch_exceeds(m, GENTRACE_MEASURE_BLOCKED, pid, 0, took) : 0;
}

static __always_inline u32 gt_watch_time_sched_wakeup(GT_WATCH_ARGS(sched_wakeup))
{
	return gt_watch_wakeup(s, a->pid, m);
}

static __always_inline u32 gt_watch_time_sched_wakeup_new(GT_WATCH_ARGS(sched_wakeup_new))
{
	return gt_watch_wakeup(s, a->pid, m);
}

static __always_inline u32 gt_watch_time_sys_enter(GT_WATCH_ARGS(sys_enter))
{
	if (gt_watch.calls)
		gt_watch_begin(gt_watch.calls, current->pid, GT_WATCH_BLOCKED, s->now);
	return 0;
}

static __always_inline u32 gt_watch_time_sys_exit(GT_WATCH_ARGS(sys_exit))
{
	u32 doing;

	if (!gt_watch.calls)
		return 0;
	return gt_watch_exceeds(m, GENTRACE_MEASURE_SYSCALL, current->pid, a->nr,
				gt_watch_end(gt_watch.calls, current->pid, s->now, &doing));
}

/* An interrupt that is nested in a handler of its own kind, as on PREEMPT_RT, begins anew. */
static __always_inline u32 gt_watch_time_irq_handler_entry(GT_WATCH_ARGS(irq_handler_entry))
{
	__this_cpu_write(gt_watch_cpu.irq_number, a->irq);
	__this_cpu_write(gt_watch_cpu.irq, s->now);
	return 0;
}

static __always_inline u32 gt_watch_time_irq_handler_exit(GT_WATCH_ARGS(irq_handler_exit))
{
	u64 since = __this_cpu_read(gt_watch_cpu.irq);

	__this_cpu_write(gt_watch_cpu.irq, 0);
	if (!since || __this_cpu_read(gt_watch_cpu.irq_number) != a->irq)
		return 0;
	return gt_watch_exceeds(m, GENTRACE_MEASURE_IRQ, current->pid, a->irq,
				s->now - since);
}

static __always_inline u32 gt_watch_time_softirq_entry(GT_WATCH_ARGS(softirq_entry))
{
	__this_cpu_write(gt_watch_cpu.softirq_number, a->vec);
	__this_cpu_write(gt_watch_cpu.softirq, s->now);
	return 0;
}

static __always_inline u32 gt_watch_time_softirq_exit(GT_WATCH_ARGS(softirq_exit))
{
	u64 since = __this_cpu_read(gt_watch_cpu.softirq);

	__this_cpu_write(gt_watch_cpu.softirq, 0);
	if (!since || __this_cpu_read(gt_watch_cpu.softirq_number) != a->vec)
		return 0;
	return gt_watch_exceeds(m, GENTRACE_MEASURE_SOFTIRQ, current->pid, a->vec,
				s->now - since);
}

/*
 * The clock comes by an interrupt: one that is late has waited for interrupts to be on
 * again. Whoever had them off is still there, or has just gone.
 */
static __always_inline u32 gt_watch_time_cpu_sample(GT_WATCH_ARGS(cpu_sample))
{
	u64 last = __this_cpu_read(gt_watch_cpu.sample), late = s->now - last - gt_watch.period;

	__this_cpu_write(gt_watch_cpu.sample, s->now);
	if (!last || (s64)late < 0)
		return 0;
	return gt_watch_exceeds(m, GENTRACE_MEASURE_IRQSOFF, current->pid, 0, late);
}

static __always_inline u32 gt_watch_time_cpu_sample_begin(GT_WATCH_ARGS(cpu_sample_begin))
{
	__this_cpu_write(gt_watch_cpu.sample, 0);
	return 0;
}

/* Of the other events: nothing but that they happen. */
#define GT_WATCH_TIMES_sched_switch		~, TIMED
#define GT_WATCH_TIMES_sched_wakeup		~, TIMED
#define GT_WATCH_TIMES_sched_wakeup_new		~, TIMED
#define GT_WATCH_TIMES_sys_enter		~, TIMED
#define GT_WATCH_TIMES_sys_exit			~, TIMED
#define GT_WATCH_TIMES_irq_handler_entry	~, TIMED
#define GT_WATCH_TIMES_irq_handler_exit		~, TIMED
#define GT_WATCH_TIMES_softirq_entry		~, TIMED
#define GT_WATCH_TIMES_softirq_exit		~, TIMED
#define GT_WATCH_TIMES_cpu_sample		~, TIMED
#define GT_WATCH_TIMES_cpu_sample_begin		~, TIMED
#define GT_WATCH_BY_TIMED(event)	gt_watch_time_##event(s, a, m)
#define GT_WATCH_BY_UNTIMED(event)	0
#define GT_WATCH_BY(how, event)		GT_WATCH_BY_AS(how, event)
#define GT_WATCH_BY_AS(how, event)	GT_WATCH_BY_##how(event)

/* Arguments that are no numbers are 0. */
#define GT_WATCH_NUMBER_str		~, TEXT
#define GT_WATCH_NUMBER_frames		~, TEXT
#define GT_WATCH_NUMBER_buildid		~, TEXT
#define GT_WATCH_TAKE_NUMBER(value)	(u64)(value)
#define GT_WATCH_TAKE_TEXT(value)	0
#define GT_WATCH_TAKE(how, value)	GT_WATCH_TAKE_AS(how, value)
#define GT_WATCH_TAKE_AS(how, value)	GT_WATCH_TAKE_##how(value)

#define A(type, arg)							\
	if (i < GT_SAMPLE_ARGS)						\
		sample->value[i++] = GT_WATCH_TAKE(GT_SECOND_OF(GT_WATCH_NUMBER_##type, NUMBER, ~), \
						 a->arg);
#define E(id, name, class, args, meaning)				\
	/* gt_watch_NAME(): whether somebody wants to know of it, and why. */ \
	static __always_inline u32 gt_watch_##name(GT_WATCH_ARGS(name))	\
	{								\
		u32 measure = GT_WATCH_BY(GT_SECOND_OF(GT_WATCH_TIMES_##name, UNTIMED, ~), name); \
									\
		if (unlikely(test_bit(id, gt_watch.events)))		\
			measure |= GT_WATCH_HAPPENS;			\
		return measure;						\
	}								\
	/* gt_judge_NAME(): then. In registers, so that calling it is a jump. */ \
	static noinline __maybe_unused void gt_judge_##name(u32 measure, u64 gen, \
							    struct gt_measured m, \
							    struct gt_args_##name copy) \
	{								\
		const struct gt_args_##name *a = &copy;			\
		struct gt_sample happens = {				\
			.measure = GENTRACE_MEASURE_EVENT, .number = id,	\
			.pid = current->pid, .runs = current->pid,	\
		}, *sample = &happens;					\
		unsigned int i = 0;					\
									\
		args							\
		(void)a;						\
		(void)i;						\
		/* Who leaves is still current. */			\
		if (id == GENTRACE_EVENT_sched_switch)			\
			happens.runs = happens.value[1];		\
		if (measure & GT_WATCH_HAPPENS)				\
			gt_trigger_judge(sample, gen);			\
		if (measure & ~GT_WATCH_HAPPENS)			\
			gt_trigger_judge(&(struct gt_sample){		\
				.measure = measure & ~GT_WATCH_HAPPENS,	\
				.pid = m.pid, .number = m.number, .took = m.took, \
				.runs = happens.runs,			\
			}, gen);					\
	}
GENTRACE_EVENTS(E, A)
#undef E
#undef A

#endif /* GT_WATCH_H */
