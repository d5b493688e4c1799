// SPDX-License-Identifier: GPL-2.0
/*
 * errand.c - the function of a timer or of a piece of work that a context carries out:
 * a softirq says little of why it woke somebody, and a worker nothing.
 */
#include <errno.h>

#include "model.h"

#define VALUE(entry, event, arg)	((entry)->value[GENTRACE_ARG(event, arg)])

/* Its name stays as long as the model. */
static int errand_begin(struct gentrace_model *model, struct errand *errand, __u32 class,
			__u64 name)
{
	struct gentrace_activity *activity;
	__u32 length = 0;
	const char *text = gentrace_generation_string(model->now, name, &length);

	*errand = (struct errand) { .gaps = model->class_gaps[class] };
	if (!text || !length)
		return 0;
	if (activity_named(&model->functions, text, length, &activity))
		return -ENOMEM;
	errand->name = activity->name;
	return 0;
}

static int errand_of_timer(struct gentrace_model *model, struct cpu *cpu,
			   const struct gentrace_entry *entry)
{
	struct errand *errand = &cpu->timer[entry->level];

	switch (entry->id) {
	case GENTRACE_EVENT_timer_expire_entry:
		return errand_begin(model, errand, GENTRACE_CLASS_TIMER,
				    VALUE(entry, timer_expire_entry, name));
	case GENTRACE_EVENT_hrtimer_expire_entry:
		return errand_begin(model, errand, GENTRACE_CLASS_TIMER,
				    VALUE(entry, hrtimer_expire_entry, name));
	case GENTRACE_EVENT_timer_expire_exit:
	case GENTRACE_EVENT_hrtimer_expire_exit:
		errand->name = NULL;
	}
	return 0;
}

static int errand_of_worker(struct gentrace_model *model, const struct cpu *cpu,
			    const struct gentrace_entry *entry)
{
	struct task *task = task_find(model, cpu->pid);

	if (!task)
		return 0;
	if (entry->id == GENTRACE_EVENT_workqueue_execute_start)
		return errand_begin(model, &task->work, GENTRACE_CLASS_WORK,
				    VALUE(entry, workqueue_execute_start, name));
	if (entry->id == GENTRACE_EVENT_workqueue_execute_end)
		task->work.name = NULL;
	return 0;
}

int errand_event(struct gentrace_model *model, struct cpu *cpu,
		 const struct gentrace_entry *entry)
{
	if (entry->class == GENTRACE_CLASS_TIMER)
		return errand_of_timer(model, cpu, entry);
	return errand_of_worker(model, cpu, entry);
}

/* What has an end that may have been lost is not believed. */
static const char *errand_name(const struct gentrace_model *model, const struct errand *errand,
			       __u32 class)
{
	return errand->gaps == model->class_gaps[class] ? errand->name : NULL;
}

const char *errand_of(const struct gentrace_model *model, const struct cpu *cpu,
		      const struct task *task, __u32 level)
{
	if (level != GENTRACE_LEVEL_TASK)
		return errand_name(model, &cpu->timer[level], GENTRACE_CLASS_TIMER);
	return task ? errand_name(model, &task->work, GENTRACE_CLASS_WORK) : NULL;
}

void errands_forget(struct gentrace_model *model)
{
	model->class_gaps[GENTRACE_CLASS_TIMER]++;
	model->class_gaps[GENTRACE_CLASS_WORK]++;
}
