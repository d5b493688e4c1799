// SPDX-License-Identifier: GPL-2.0
/* filter.c - which lines of a dump are wanted. */
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "filter.h"
#include "print/message.h"
#include "print/units.h"

static bool pid_add(struct filter *filter, char *text)
{
	__u64 pid;

	if (filter->pid_count == FILTER_LIST_MAX || !units_parse_number(text, ~0u, &pid))
		return false;
	filter->pids[filter->pid_count++] = pid;
	return true;
}

static bool comm_add(struct filter *filter, const char *pattern)
{
	if (filter->comm_count == FILTER_LIST_MAX)
		return false;
	filter->comms[filter->comm_count++] = pattern;
	return true;
}

/* "2" or "2-5". */
static bool cpu_add(struct filter *filter, char *text)
{
	char *dash = strchr(text, '-');
	__u64 first, last, i;

	if (dash)
		*dash++ = '\0';
	if (!units_parse_number(text, GENTRACE_CPUS_MAX - 1, &first) ||
	    !units_parse_number(dash ?: text, GENTRACE_CPUS_MAX - 1, &last) || last < first)
		return false;
	for (i = first; i <= last; i++)
		filter->cpus[i] = true;
	filter->some_cpus = true;
	return true;
}

/* A class, an event or a pattern of events. */
static bool event_add(struct filter *filter, char *text)
{
	int class = gentrace_class_by_name(text);
	bool any = false;
	__u64 id;

	for (id = 0; id < GENTRACE_EVENT_LIMIT; id++) {
		const struct gentrace_event_info *info = gentrace_event_info(id);

		if (!info || (info->class != class && fnmatch(text, info->name, 0)))
			continue;
		filter->events[id] = true;
		any = true;
	}
	filter->some_events = true;
	return any;
}

static int list_parse(struct filter *filter, char *list, const char *what,
		      bool (*add)(struct filter *filter, char *text), char *why, size_t size)
{
	char *text;

	while ((text = strsep(&list, ","))) {
		if (add(filter, text))
			continue;
		snprintf(why, size, "'%s' is no %s, or there are too many", text, what);
		return -1;
	}
	return 0;
}

static int option_parse(struct filter *filter, int option, char *argument, char *why, size_t size)
{
	switch (option) {
	case FILTER_PID:
		return list_parse(filter, argument, "pid", pid_add, why, size);
	case FILTER_COMM:
		if (comm_add(filter, argument))
			return 0;
		snprintf(why, size, "there are too many names");
		return -1;
	case FILTER_CGROUP:
		if (cgroups_add(&filter->cgroups, argument))
			return 0;
		snprintf(why, size, *argument ? "there are too many cgroups" : "the cgroup has no name");
		return -1;
	case FILTER_CPU:
		return list_parse(filter, argument, "CPU", cpu_add, why, size);
	case FILTER_EVENT:
		return list_parse(filter, argument, "event or class", event_add, why, size);
	case FILTER_FROM:
		return units_take_ns(argument, &filter->from_ns, why, size);
	case FILTER_TO:
		return units_take_ns(argument, &filter->to_ns, why, size);
	}
	return 1;
}

int filter_option(struct filter *filter, const char *command, int option, char *argument)
{
	char why[256] = "";

	if (option_parse(filter, option, argument, why, sizeof(why)))
		return message_usage(command, "%s", why);
	return EXIT_OK;
}

static bool task_is_listed(const struct filter *filter, __u32 pid, const char *comm)
{
	unsigned int i;

	for (i = 0; i < filter->pid_count; i++)
		if (filter->pids[i] == pid)
			return true;
	for (i = 0; i < filter->comm_count; i++)
		if (!fnmatch(filter->comms[i], comm, 0))
			return true;
	return false;
}

bool filter_lists(const struct filter *filter, const struct gentrace_task *task)
{
	return task_is_listed(filter, task ? task->pid : 0, task ? task->comm : "idle");
}

bool filter_asks_for_tasks(const struct filter *filter)
{
	return filter->pid_count || filter->comm_count || filter->cgroups.count;
}

/* Of those that are named, if any are, and in one of the cgroups, if any are. */
static bool task_is_wanted(const struct filter *filter, const struct gentrace_task *task,
			   __u32 pid, const char *comm)
{
	if ((filter->pid_count || filter->comm_count) && !task_is_listed(filter, pid, comm))
		return false;
	return !filter->cgroups.count ||
	       cgroups_have(&filter->cgroups, task ? task->cgroup : NULL);
}

static bool task_match(const struct filter *filter, const struct gentrace_model *model, __u32 pid)
{
	const struct gentrace_task *task = gentrace_model_find(model, pid);

	return task_is_wanted(filter, task, pid, task ? task->comm : pid ? "" : "idle");
}

bool filter_wants(const struct filter *filter, const struct gentrace_task *task)
{
	return task_is_wanted(filter, task, task->pid, task->comm);
}

bool filter_has_cpu(const struct filter *filter, __u32 cpu)
{
	return !filter->some_cpus || (cpu < GENTRACE_CPUS_MAX && filter->cpus[cpu]);
}

bool filter_selects(const struct filter *filter, const struct gentrace_task *task, __u32 cpu)
{
	if (!filter_has_cpu(filter, cpu))
		return false;
	return task_is_wanted(filter, task, task ? task->pid : 0, task ? task->comm : "idle");
}

/* The task that ran, or any that the arguments name. */
static bool tasks_match(const struct filter *filter, const struct gentrace_model *model,
			const struct gentrace_entry *entry)
{
	unsigned int i;

	if (!filter_asks_for_tasks(filter))
		return true;
	if (task_match(filter, model, entry->pid))
		return true;
	for (i = 0; i < entry->info->args; i++)
		if (entry->info->arg[i].type == GENTRACE_TYPE_pid &&
		    task_match(filter, model, entry->value[i]))
			return true;
	return false;
}

bool filter_match(const struct filter *filter, const struct gentrace_model *model,
		  const struct gentrace_entry *entry, __u64 start_ns)
{
	__u64 since_ns = entry->ns > start_ns ? entry->ns - start_ns : 0;
	bool gap = entry->kind == GENTRACE_ENTRY_GAP;
	__u64 until_ns = gap && entry->until_ns > start_ns ?
			 entry->until_ns - start_ns : since_ns;

	if (until_ns < filter->from_ns || since_ns > filter->to_ns)
		return false;
	if (!filter_has_cpu(filter, entry->cpu))
		return false;
	if (gap)
		return true;
	return (!filter->some_events || filter->events[entry->id]) &&
	       tasks_match(filter, model, entry);
}
