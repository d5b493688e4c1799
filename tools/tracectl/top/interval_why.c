// SPDX-License-Identifier: GPL-2.0
/* interval_why.c - what a task needed an interval for, by the code of tracectl why. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answers/why.h"
#include "interval.h"

/* Of the generations of an interval, which are bounded themselves. */
#define HISTORY_BYTES	(1ull << 30)

static int history_interrupt(void *data, const struct gentrace_call *call)
{
	return gentrace_history_interrupt(data, call);
}

/* Once more, and now with all that is needed for this; it is asked for rarely. */
static int history_make(struct why *why, const struct interval *interval)
{
	size_t i;
	int error = 0;

	gentrace_model_observe(why->answer.model, gentrace_history_add, why->history);
	gentrace_model_observe_calls(why->answer.model, history_interrupt, why->history);
	for (i = 0; i < interval->kept_count && !error; i++)
		error = gentrace_model_add(why->answer.model, interval->kept[i]);
	return error ?: gentrace_model_finish(why->answer.model);
}

/* The same generations make the same list of tasks. */
static int why_find(struct why *why, const struct gentrace_task *task)
{
	why->task = gentrace_model_task(why->answer.model, task->index);
	if (!why->task)
		return -ENOMEM;
	why->from_ns = why->task->first_ns;
	why->to_ns = why->task->last_ns;
	if (why->from_ns >= why->to_ns)
		return 0;
	if (gentrace_path_find(&why->path, why->history, why->task, why->from_ns, why->to_ns) ||
	    causes_add_up(why))
		return -ENOMEM;
	return 0;
}

static int why_lines(const struct why *why, char text[static INTERVAL_WHY_MAX])
{
	char line[THEME_LINE_MAX];
	size_t themes, used = 0, i;
	struct theme *theme = themes_make(why, &themes);

	*text = '\0';
	if (!theme)
		return -ENOMEM;
	for (i = 0; *theme_line(line, why, theme, themes, i) && used < INTERVAL_WHY_MAX; i++)
		used += snprintf(text + used, INTERVAL_WHY_MAX - used, "%s\n", line);
	free(theme);
	return 0;
}

int interval_why(const struct interval *interval, const struct gentrace_task *task,
		 char text[static INTERVAL_WHY_MAX])
{
	struct why why = { .answer = ANSWER("top") };
	int error = -ENOMEM;

	if (interval->forgotten)
		return -E2BIG;
	why.history = gentrace_history_create(HISTORY_BYTES);
	why.answer.model = gentrace_model_create();
	if (why.history && why.answer.model)
		error = history_make(&why, interval) ?: why_find(&why, task) ?: why_lines(&why, text);
	gentrace_path_clear(&why.path);
	free(why.cause);
	gentrace_history_destroy(why.history);
	gentrace_model_destroy(why.answer.model);
	return error;
}
