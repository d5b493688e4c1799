// SPDX-License-Identifier: GPL-2.0
/* condition.c - what a rule of tracectl assert is about. */
#include <fnmatch.h>
#include <string.h>

#include "answers/calls.h"
#include "condition.h"
#include "answers/syscalls.h"

static bool number_fits(const struct rule_condition *condition, __u64 number)
{
	__u64 wanted = condition->number;

	switch (condition->relation) {
	case RULE_LESS:
		return number < wanted;
	case RULE_LESS_EQUAL:
		return number <= wanted;
	case RULE_GREATER:
		return number > wanted;
	case RULE_GREATER_EQUAL:
		return number >= wanted;
	case RULE_EQUAL:
		return number == wanted;
	default:
		return number != wanted;
	}
}

static bool text_fits(const struct rule_condition *condition, const char *text)
{
	return !fnmatch(condition->pattern, text, 0) == (condition->relation == RULE_EQUAL);
}

static enum tally_truth truth_of(bool truth)
{
	return truth ? TALLY_TRUE : TALLY_FALSE;
}

/* In one of them, if there are any, or below; where it was when the sample ended. */
static enum tally_truth is_below(const struct cgroups *cgroups, const struct gentrace_task *task)
{
	char path[GENTRACE_CGROUP_PATH_MAX];

	if (!cgroups->count)
		return TALLY_TRUE;
	if (task && !gentrace_cgroup_path(task->cgroup, path))
		return TALLY_MAYBE;
	return truth_of(cgroups_have(cgroups, task ? task->cgroup : NULL));
}

static enum tally_truth cgroup_fits(const struct rule_condition *condition,
				    const struct gentrace_task *task)
{
	char text[GENTRACE_NAME_MAX];
	struct cgroups cgroups = { 0 };
	enum tally_truth below;

	cgroups_add(&cgroups, strcpy(text, condition->pattern));
	/* "" is no cgroup that could be meant. */
	below = cgroups.count ? is_below(&cgroups, task) : TALLY_FALSE;
	return condition->relation == RULE_EQUAL ? below : -below;
}

/* Of a task that is not all known, it may be. */
static enum tally_truth task_fits(const struct rule_condition *condition,
				  const struct gentrace_task *task)
{
	switch (condition->key) {
	case RULE_KEY_PID:
		return truth_of(number_fits(condition, task ? task->pid : 0));
	case RULE_KEY_COMM:
		if (task && !*task->comm)
			return TALLY_MAYBE;
		return truth_of(text_fits(condition, task ? task->comm : "idle"));
	case RULE_KEY_PRIO:
		if (task && task->prio == GENTRACE_PRIO_NONE)
			return TALLY_MAYBE;
		return truth_of(task && number_fits(condition, task->prio));
	case RULE_KEY_CGROUP:
		return cgroup_fits(condition, task);
	default:
		return TALLY_TRUE;
	}
}

static bool call_fits(const struct rule_condition *condition, const struct gentrace_call *call)
{
	char name[GENTRACE_NAME_MAX], text[GENTRACE_VALUE_TEXT_MAX];

	switch (condition->key) {
	case RULE_KEY_NAME:
		return text_fits(condition, call_raw_name(name, call));
	case RULE_KEY_SYSCALL:
		if (call->id == GENTRACE_SYSCALL_NONE)
			return text_fits(condition, "");
		return text_fits(condition, syscall_name(name, call->id));
	case RULE_KEY_IRQ:
		return number_fits(condition, call->id);
	case RULE_KEY_DEVICE:
		return text_fits(condition, gentrace_value_text(text, GENTRACE_TYPE_dev, call->id) ?: "");
	case RULE_KEY_OP:
		return text_fits(condition, gentrace_value_name(GENTRACE_TYPE_blkop, call->op) ?: "");
	default:
		return true;
	}
}

/* The same of the list of pids and names that all rules have. */
static enum tally_truth listed(const struct filter *all, const struct gentrace_task *task)
{
	if (!all->pid_count && !all->comm_count)
		return TALLY_TRUE;
	if (filter_lists(all, task))
		return TALLY_TRUE;
	return all->comm_count && task && !*task->comm ? TALLY_MAYBE : TALLY_FALSE;
}

static enum tally_truth both(enum tally_truth a, enum tally_truth b)
{
	return a < b ? a : b;
}

enum tally_truth condition_selects_task(const struct rule *rule, const struct filter *all,
					const struct gentrace_task *task)
{
	enum tally_truth truth = both(listed(all, task), is_below(&all->cgroups, task));
	size_t i;

	for (i = 0; i < rule->conditions; i++)
		truth = both(truth, task_fits(&rule->condition[i], task));
	return truth;
}

bool condition_selects_cpu(const struct rule *rule, const struct filter *all, __u32 cpu)
{
	size_t i;

	if (!filter_has_cpu(all, cpu))
		return false;
	for (i = 0; i < rule->conditions; i++)
		if (rule->condition[i].key == RULE_KEY_CPU &&
		    !number_fits(&rule->condition[i], cpu))
			return false;
	return true;
}

enum tally_truth condition_selects(const struct rule *rule, const struct filter *all,
				   const struct tally_sample *sample)
{
	size_t i;

	if (!condition_selects_cpu(rule, all, sample->cpu))
		return TALLY_FALSE;
	for (i = 0; i < rule->conditions; i++)
		if (!call_fits(&rule->condition[i], &sample->call))
			return TALLY_FALSE;
	return condition_selects_task(rule, all, sample->task);
}
