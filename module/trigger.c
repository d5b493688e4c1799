// SPDX-License-Identifier: GPL-2.0
/*
 * trigger.c - what is a hit, how often, and on to whoever freezes what led to it.
 *
 * A trigger is a bounded program: a measure, a bound, at most eight comparisons. It is
 * run where the sample was taken, in any context: nothing here waits, and a task is
 * looked up only if the bound was exceeded.
 */
#include <linux/atomic.h>
#include <linux/cgroup.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <asm/syscall.h>

#include "clock.h"
#include "compat/cgroup.h"
#include "emit.h"
#include "meta.h"
#include "outbox.h"
#include "trigger.h"

/* Hits on their way to the advancer. What finds no room is counted. */
#define HITS_MAX	64u

/**
 * struct trigger - a trigger and what has come of it
 * @rule: as it was given
 * @last: when it has hit, CLOCK_MONOTONIC; 0: never
 * @hits: how often
 */
struct trigger {
	struct gentrace_trigger rule;
	atomic64_t last;
	atomic_t hits;
};

/* Constant while probes are attached, but for what is atomic. */
static struct {
	struct trigger *list;
	u32 count;
	atomic64_t hits;
	atomic64_t overflows;
} triggers;

/*
 * A ring: a writer takes a place, fills it in and says so. The one reader gives it back.
 */
static struct {
	atomic_t taken;
	atomic_t given;
	struct {
		struct gt_hit hit;
		/* Of the place that was taken, plus one; pairs in gt_trigger_next(). */
		u32 ready;
	} place[HITS_MAX];
} ring;

/**
 * gt_trigger_arm - take the triggers of a session
 * @list: checked
 * @count: how many
 *
 * Context: process, sleeps; no probe is attached.
 * Return: 0 or -ENOMEM.
 */
int gt_trigger_arm(const struct gentrace_trigger *list, u32 count)
{
	u32 i;

	memset(&ring, 0, sizeof(ring));
	atomic64_set(&triggers.hits, 0);
	atomic64_set(&triggers.overflows, 0);
	if (!count)
		return 0;
	triggers.list = kvcalloc(count, sizeof(*triggers.list), GFP_KERNEL);
	if (!triggers.list)
		return -ENOMEM;
	for (i = 0; i < count; i++)
		triggers.list[i].rule = list[i];
	triggers.count = count;
	return 0;
}

/* Undoes gt_trigger_arm(); no probe is attached. */
void gt_trigger_discard(void)
{
	kvfree(triggers.list);
	triggers.list = NULL;
	triggers.count = 0;
}

/* How many there are; and each, by its number from 0. Under the session's lock. */
u32 gt_trigger_count(void)
{
	return triggers.count;
}

const struct gentrace_trigger *gt_trigger_at(u32 index)
{
	return &triggers.list[index].rule;
}

/* What gt_trigger_write() takes at the worst. */
size_t gt_trigger_bytes(void)
{
	return triggers.count * (GENTRACE_TRIGGER_NAME + GENTRACE_TRIGGER_RULE + 64);
}

/**
 * gt_trigger_write - say in a generation what is to be noticed
 *
 * Context: process, under the generation's lock.
 */
void gt_trigger_write(void)
{
	u32 i;

	for (i = 0; i < triggers.count; i++) {
		const struct gentrace_trigger *rule = gt_trigger_at(i);

		gt_meta(trigger, .trigger = i, .name = gt_text(rule->name, GENTRACE_TRIGGER_NAME),
			.rule = gt_text(rule->rule, GENTRACE_TRIGGER_RULE),
			.before = rule->before, .after = rule->after, .hits = gt_trigger_hits(i));
	}
}

/* How often it has hit. */
u32 gt_trigger_hits(u32 index)
{
	return atomic_read(&triggers.list[index].hits);
}

/* All of them. */
u64 gt_trigger_hits_all(void)
{
	return atomic64_read(&triggers.hits);
}

/* Hits that nobody heard of, for too many came at a time. */
u64 gt_trigger_overflows(void)
{
	return atomic64_read(&triggers.overflows);
}

/* ----------------------------------------------------------- conditions */

static bool compares(u64 a, u32 relation, u64 b)
{
	switch (relation) {
	case GENTRACE_RELATION_EQ:
		return a == b;
	case GENTRACE_RELATION_NE:
		return a != b;
	case GENTRACE_RELATION_LT:
		return a < b;
	case GENTRACE_RELATION_LE:
		return a <= b;
	case GENTRACE_RELATION_GT:
		return a > b;
	default:
		return a >= b;
	}
}

static bool comm_holds(const struct gentrace_condition *condition, const struct task_struct *task)
{
	/* It may be changing: a name that is half of each is no other one's. */
	bool is = task && !data_race(strncmp(task->comm, condition->comm, condition->value));

	return is == (condition->relation == GENTRACE_RELATION_EQ);
}

static bool pid_holds(const struct gentrace_condition *condition, const struct gt_sample *sample,
		      const struct task_struct *task)
{
	bool is = sample->pid == condition->value || (task && task->tgid == condition->value);

	if (condition->relation <= GENTRACE_RELATION_NE)
		return is == (condition->relation == GENTRACE_RELATION_EQ);
	return compares(sample->pid, condition->relation, condition->value);
}

static bool cgroup_holds(const struct gentrace_condition *condition, struct task_struct *task)
{
	bool is = task && gt_cgroup_is_below(task, condition->value);

	return is == (condition->relation == GENTRACE_RELATION_EQ);
}

/* In which system call a task was blocked, that has not gone on yet; -1: in none. */
static u64 sample_number(const struct gt_sample *sample, struct task_struct *task)
{
	if (sample->measure != GENTRACE_MEASURE_BLOCKED)
		return sample->number;
	if (!task || task->flags & PF_KTHREAD)
		return -1;
	return syscall_get_nr(task, task_pt_regs(task));
}

static bool condition_holds(const struct gentrace_condition *condition,
			    const struct gt_sample *sample, struct task_struct *task)
{
	switch (condition->key) {
	case GENTRACE_KEY_PID:
		return pid_holds(condition, sample, task);
	case GENTRACE_KEY_COMM:
		return comm_holds(condition, task);
	case GENTRACE_KEY_CGROUP:
		return cgroup_holds(condition, task);
	case GENTRACE_KEY_CPU:
		return compares(raw_smp_processor_id(), condition->relation, condition->value);
	case GENTRACE_KEY_NUMBER:
		return compares(sample_number(sample, task), condition->relation,
				condition->value);
	default:
		return compares(sample->value[condition->key - GENTRACE_KEY_ARG],
				condition->relation, condition->value);
	}
}

/* In nanoseconds; of losses how many. */
static u64 sample_took(const struct gt_sample *sample)
{
	return sample->measure == GENTRACE_MEASURE_LOST ? sample->took :
							   gt_clock_to_ns(sample->took);
}

static bool trigger_holds(const struct trigger *trigger, const struct gt_sample *sample,
			  struct task_struct *task)
{
	const struct gentrace_trigger *rule = &trigger->rule;
	u32 i;

	if (rule->measure != sample->measure &&
	    !(rule->measure == GENTRACE_MEASURE_WAIT &&
	      sample->measure == GENTRACE_MEASURE_LATENCY))
		return false;
	if (rule->above && sample_took(sample) <= rule->above)
		return false;
	for (i = 0; i < rule->condition_count; i++)
		if (!condition_holds(&rule->condition[i], sample, task))
			return false;
	return true;
}

/* Once, whoever asks at the same time: then it cools down. */
static bool trigger_claim(struct trigger *trigger, u64 now)
{
	s64 last = atomic64_read(&trigger->last);

	if (trigger->rule.limit && atomic_read(&trigger->hits) >= trigger->rule.limit)
		return false;
	if (last && now - last < trigger->rule.cooldown_ns)
		return false;
	return atomic64_try_cmpxchg(&trigger->last, &last, now);
}

/* ----------------------------------------------------------------- hits */

/* Context: any; several at a time. */
static bool ring_put(const struct gt_hit *hit)
{
	u32 taken = atomic_read(&ring.taken);

	do {
		if (taken - atomic_read(&ring.given) >= HITS_MAX)
			return false;
	} while (!atomic_try_cmpxchg(&ring.taken, (int *)&taken, taken + 1));
	ring.place[taken % HITS_MAX].hit = *hit;
	/* Pairs with the acquire in gt_trigger_next(). */
	smp_store_release(&ring.place[taken % HITS_MAX].ready, taken + 1);
	return true;
}

/* Is there one for gt_trigger_next()? Context: any; a hint. */
bool gt_trigger_pending(void)
{
	return atomic_read(&ring.taken) != atomic_read(&ring.given);
}

/**
 * gt_trigger_next - the next hit that nobody has seen
 * @hit: filled in
 *
 * Context: process; one call at a time.
 * Return: whether there is one.
 */
bool gt_trigger_next(struct gt_hit *hit)
{
	u32 given = atomic_read(&ring.given);

	/* Pairs with the release in ring_put(). */
	if (smp_load_acquire(&ring.place[given % HITS_MAX].ready) != given + 1)
		return false;
	*hit = ring.place[given % HITS_MAX].hit;
	/* Fully ordered: the place is somebody else's when it has been read. */
	atomic_inc_return(&ring.given);
	return true;
}

/* Into the stream of the event, behind it. */
static void hit_write(const struct gt_hit *hit, u32 runs)
{
	struct gt_section s;

	if (!gt_gate_enabled())
		return;
	s = gt_section_enter();
	if (!s.gen)
		return;
	gt_emit_in(&s, trigger_hit, .trigger = hit->trigger, .hit = hit->number,
		   .pid = hit->pid, .took = hit->took_ns);
	gt_stream_runs(&s, runs);
	gt_section_leave(&s);
}

static void trigger_hit(struct trigger *trigger, const struct gt_sample *sample, u64 gen, u64 now)
{
	struct gt_hit hit = {
		.trigger = trigger - triggers.list,
		.number = atomic64_inc_return(&triggers.hits),
		.pid = sample->pid,
		.took_ns = sample_took(sample),
		.gen = gen,
		.monotonic = now,
	};

	atomic_inc(&trigger->hits);
	hit_write(&hit, sample->runs);
	if (!ring_put(&hit))
		atomic64_inc(&triggers.overflows);
	gt_outbox_kick();
}

/**
 * gt_trigger_judge - is that a hit?
 * @sample: what was measured
 * @gen: the generation of the event that ended it
 *
 * Context: any, NMI included; not inside of a section.
 */
void gt_trigger_judge(const struct gt_sample *sample, u64 gen)
{
	u64 now = gt_clock_monotonic();
	struct task_struct *task;
	u32 i;

	rcu_read_lock_sched_notrace();
	task = pid_task(find_pid_ns(sample->pid, &init_pid_ns), PIDTYPE_PID);
	for (i = 0; i < triggers.count; i++) {
		struct trigger *trigger = &triggers.list[i];

		if (trigger_holds(trigger, sample, task) && trigger_claim(trigger, now))
			trigger_hit(trigger, sample, gen, now);
	}
	rcu_read_unlock_sched_notrace();
}
