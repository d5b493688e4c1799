// SPDX-License-Identifier: GPL-2.0
/*
 * filter.c - the filters of a session: taken when it is armed, told in every
 * generation.
 *
 * They do not change while probes are attached. So handlers read without locks
 * what is prepared here.
 */
#include <linux/bitmap.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/percpu.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "chosen.h"
#include "compat/cgroup.h"
#include "filter.h"
#include "meta.h"

DEFINE_PER_CPU(bool, gt_filter_cpu);

#define FILTER_BYTES_MAX	(GT_EVENT_HEAD_MAX + GT_ARGS_MAX_filter)

#define NAME_BYTES		(GENTRACE_TEXT_MAX + 1)

/* Under the session's lock; read under the generation's too, which nests inside. */
static struct {
	u32 count;
	bool cpus;
	bool tasks;
	bool cgroups;
	/* Class sched is recorded: changes of who is kept belong to it. */
	bool tells;
	/* NAME_BYTES each, if @tasks. */
	char *names;
	struct gentrace_filter filter[GENTRACE_FILTERS_MAX];
	DECLARE_BITMAP(events, GENTRACE_EVENT_LIMIT);
} session;

static bool filter_has(enum gentrace_filter_kind kind, u64 value)
{
	bool any = false;
	u32 i;

	for (i = 0; i < session.count; i++) {
		const struct gentrace_filter *f = &session.filter[i];

		if (f->kind != kind)
			continue;
		if (value >= f->first && value <= f->last)
			return true;
		any = true;
	}
	return !any;
}

static bool filter_is_there(enum gentrace_filter_kind kind)
{
	u32 i;

	for (i = 0; i < session.count; i++)
		if (session.filter[i].kind == kind)
			return true;
	return false;
}

static void filter_prepare(void)
{
	unsigned int event;
	int cpu;

	session.cpus = filter_is_there(GENTRACE_FILTER_CPU);
	for_each_possible_cpu(cpu)
		per_cpu(gt_filter_cpu, cpu) = filter_has(GENTRACE_FILTER_CPU, cpu);
	for (event = 0; event < GENTRACE_EVENT_LIMIT; event++)
		__assign_bit(event, session.events, filter_has(GENTRACE_FILTER_EVENT, event));
}

/* The task that a caller means, in its own pid namespace; under RCU. */
static struct task_struct *filter_task(const struct gentrace_filter *f)
{
	return pid_task(find_vpid(f->first), PIDTYPE_PID);
}

static int filter_check_cgroup(const struct gentrace_filter *f)
{
	struct cgroup *cgroup = gt_cgroup_get(f->first);

	if (IS_ERR(cgroup))
		return PTR_ERR(cgroup);
	gt_cgroup_put(cgroup);
	return 0;
}

static int filter_check_task(const struct gentrace_filter *f)
{
	bool there;

	rcu_read_lock();
	there = filter_task(f);
	rcu_read_unlock();
	return there ? 0 : -ESRCH;
}

/**
 * gt_filter_check - is there what the filters name?
 * @filters: checked by gt_args_filters_check()
 * @count: how many
 *
 * Context: process of the caller, may sleep.
 * Return: 0; -ESRCH if there is no such task or cgroup; -EOPNOTSUPP if the kernel has
 * no cgroups.
 */
int gt_filter_check(const struct gentrace_filter *filters, u32 count)
{
	int err = 0;
	u32 i;

	for (i = 0; i < count && !err; i++) {
		if (filters[i].kind == GENTRACE_FILTER_TASK)
			err = filter_check_task(&filters[i]);
		else if (filters[i].kind == GENTRACE_FILTER_CGROUP)
			err = filter_check_cgroup(&filters[i]);
	}
	return err;
}

/* From here on it has the pid that the trace has, and a name. */
static int filter_name_task(u32 i)
{
	struct gentrace_filter *f = &session.filter[i];
	struct task_struct *task;

	rcu_read_lock();
	task = filter_task(f);
	if (task) {
		f->first = task->pid;
		f->last = task->pid;
		data_race(memcpy(session.names + i * NAME_BYTES, task->comm, TASK_COMM_LEN));
	}
	rcu_read_unlock();
	return task ? 0 : -ESRCH;
}

static int filter_name_cgroup(u32 i)
{
	struct cgroup *cgroup = gt_cgroup_get(session.filter[i].first);

	if (IS_ERR(cgroup))
		return PTR_ERR(cgroup);
	gt_cgroup_path(cgroup, session.names + i * NAME_BYTES, NAME_BYTES);
	gt_chosen_add_cgroup(cgroup);
	return 0;
}

static int filter_take_tasks(void)
{
	int err;
	u32 i;

	session.names = kvcalloc(session.count, NAME_BYTES, GFP_KERNEL);
	if (!session.names)
		return -ENOMEM;
	err = gt_chosen_create(session.cgroups);
	for (i = 0; i < session.count && !err; i++) {
		if (session.filter[i].kind == GENTRACE_FILTER_TASK)
			err = filter_name_task(i);
		else if (session.filter[i].kind == GENTRACE_FILTER_CGROUP)
			err = filter_name_cgroup(i);
	}
	return err;
}

/**
 * gt_filter_arm - take over the filters of a session
 * @filters: checked by gt_args_filters_check()
 * @config: has their count; 0: nothing is left out
 *
 * Context: process of the caller, may sleep; under the session's lock; no probe is
 * attached.
 * Return: 0; -ENOMEM; -ESRCH if a task or a cgroup has gone since
 * gt_filter_check().
 */
int gt_filter_arm(const struct gentrace_filter *filters, const struct gentrace_config *config)
{
	int err = 0;

	session.count = config->filter_count;
	memcpy(session.filter, filters, session.count * sizeof(*filters));
	session.cgroups = filter_is_there(GENTRACE_FILTER_CGROUP);
	session.tasks = session.cgroups || filter_is_there(GENTRACE_FILTER_TASK);
	session.tells = config->classes & GENTRACE_CLASS_BIT(GENTRACE_CLASS_SCHED);
	filter_prepare();
	if (session.tasks)
		err = filter_take_tasks();
	if (err)
		gt_filter_discard();
	return err;
}

/**
 * gt_filter_discard - the session is gone, and its filters with it
 *
 * Context: as gt_filter_arm().
 */
void gt_filter_discard(void)
{
	session.count = 0;
	session.tasks = false;
	session.cgroups = false;
	filter_prepare();
	kvfree(session.names);
	session.names = NULL;
	gt_chosen_destroy();
}

/**
 * gt_filter_choose - put the tasks that the filters name into the set
 *
 * Context: process, under the session's lock; births are seen by now.
 * Return: 0; -ESRCH if one of them has gone.
 */
int gt_filter_choose(void)
{
	int err = 0;
	u32 i;

	for (i = 0; i < session.count && !err; i++)
		if (session.filter[i].kind == GENTRACE_FILTER_TASK)
			err = gt_chosen_add(session.filter[i].first);
	if (!err && session.cgroups)
		gt_chosen_judge_all();
	return err;
}

/**
 * gt_filter_tells - is it an event that a task begins or ceases to be kept?
 *
 * Whatever events are chosen: without it nobody could read the others.
 */
bool gt_filter_tells(void)
{
	return session.tells;
}

/**
 * gt_filter_looks - is there something that handlers have to look at?
 *
 * Then those of filtered.h are wanted.
 */
bool gt_filter_looks(void)
{
	return session.cpus || session.tasks;
}

/**
 * gt_filter_chooses - are only some of the tasks kept?
 */
bool gt_filter_chooses(void)
{
	return session.tasks;
}

/**
 * gt_filter_keeps_event - is an event recorded?
 * @event: enum gentrace_event
 */
bool gt_filter_keeps_event(u8 event)
{
	return test_bit(event, session.events);
}

u32 gt_filter_count(void)
{
	return session.count;
}

/**
 * gt_filter_bytes - what gt_filter_write() takes at the worst
 */
size_t gt_filter_bytes(void)
{
	return session.count * FILTER_BYTES_MAX;
}

/**
 * gt_filter_write - say in a generation that it is filtered, and by what
 *
 * Context: process, under the generation's lock.
 */
void gt_filter_write(void)
{
	u32 i;

	for (i = 0; i < session.count; i++) {
		const struct gentrace_filter *f = &session.filter[i];
		const char *name = session.names ? session.names + i * NAME_BYTES : "";

		gt_meta(filter, .kind = f->kind, .first = f->first, .last = f->last,
			.name = gt_text(name, GENTRACE_TEXT_MAX));
	}
}

/**
 * gt_filter_tell - the filters of the session
 * @filters: filled in, but for @size
 *
 * Context: process, under the session's lock.
 */
void gt_filter_tell(struct gentrace_filters *filters)
{
	memset(filters, 0, sizeof(*filters));
	filters->count = session.count;
	memcpy(filters->filter, session.filter, session.count * sizeof(*session.filter));
}
