// SPDX-License-Identifier: GPL-2.0
/* who.c - which task of a trace is meant. */
#include <string.h>

#include "print/message.h"
#include "who.h"

/* So many tasks that it can be are listed. */
#define NAMESAKES	8

/* Of several tasks that had a pid, the last one. */
static const struct gentrace_task *task_by_pid(const struct answer *answer, const char *text)
{
	__u64 pid;

	return units_parse_number(text, GENTRACE_PID_NONE - 1, &pid) ?
	       gentrace_model_find(answer->model, (__u32)pid) : NULL;
}

/* It was in the cgroups that all tasks are to be in, if there are any. */
static bool was_there(const struct who *who, const struct answer *answer,
		      const struct gentrace_task *task)
{
	return !answer->filter.cgroups.count || stays_of(&who->stays, task);
}

/* By its name, or by the cgroup that it was in last. */
static bool is_called(const struct who *who, const struct gentrace_task *task,
		      const struct cgroups *cgroups)
{
	if (cgroups->count)
		return cgroups_have(cgroups, task->cgroup);
	return !strcmp(task->comm, who->text);
}

static const struct gentrace_task *find_called(const struct who *who, const struct answer *answer,
					       const struct cgroups *cgroups, size_t *count)
{
	const struct gentrace_task *task, *found = NULL;
	size_t i;

	*count = 0;
	for (i = 0; (task = gentrace_model_task(answer->model, i)); i++) {
		if (!is_called(who, task, cgroups) || !was_there(who, answer, task))
			continue;
		found = task;
		++*count;
	}
	return found;
}

static void explain_namesakes(const struct who *who, const struct answer *answer,
			      const struct cgroups *cgroups, size_t count)
{
	const struct gentrace_task *task;
	size_t i, shown = 0;

	message_error(cgroups->count ? "%zu tasks were in cgroup %s" : "%zu tasks are called %s",
		      count, who->text);
	for (i = 0; shown < NAMESAKES && (task = gentrace_model_task(answer->model, i)); i++) {
		char name[ANSWER_TASK_MAX], run[UNITS_MAX], block[UNITS_MAX];

		if (!is_called(who, task, cgroups) || !was_there(who, answer, task))
			continue;
		message_note("%s ran for %s, was blocked for %s", answer_task(name, task),
			     units_ns(run, task->run_ns), units_ns(block, task->block_ns));
		shown++;
	}
	message_try("one of their pids");
}

static void explain_none(const struct who *who, const struct answer *answer)
{
	const char *file = trace_name(answer->path);

	if (answer->filter.cgroups.count) {
		message_error("no task of %s is '%s' and was in such a cgroup then", file,
			      who->text);
		message_try("tracectl report --json %s, which says in which cgroup each was last",
			    trace_argument(answer->path));
		return;
	}
	message_error("no task of %s is '%s', and none is in such a cgroup", file, who->text);
	message_try("tracectl report -n 0 %s, which lists them", trace_argument(answer->path));
}

const struct gentrace_task *who_find(const struct who *who, const struct answer *answer)
{
	const struct gentrace_task *found = task_by_pid(answer, who->text);
	struct cgroups cgroups = { 0 };
	char path[GENTRACE_CGROUP_PATH_MAX];
	size_t count;

	if (found && was_there(who, answer, found))
		return found;
	found = find_called(who, answer, &cgroups, &count);
	if (!count && strlen(who->text) < sizeof(path) &&
	    cgroups_add(&cgroups, strcpy(path, who->text)))
		found = find_called(who, answer, &cgroups, &count);
	if (count > 1)
		explain_namesakes(who, answer, &cgroups, count);
	else if (!count)
		explain_none(who, answer);
	return count == 1 ? found : NULL;
}
