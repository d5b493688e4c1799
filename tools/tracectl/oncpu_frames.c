// SPDX-License-Identifier: GPL-2.0
/*
 * oncpu_frames.c - samples as stacks of frames, the program's below the kernel's:
 * task;main;work;read_[k].
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "oncpu.h"
#include "terminal.h"

/* So many frames in a line of the table. */
#define LINE_FRAMES	4

const char *oncpu_frame(char buffer[static ONCPU_FRAME_MAX], const struct gentrace_frames *frames,
			__u32 i)
{
	snprintf(buffer, ONCPU_FRAME_MAX, "%llx", frames->address[i]);
	return buffer;
}

/* Where the sample is, innermost: in the kernel, or else in the program. */
static const struct gentrace_frames *frames_of(const struct oncpu_key *key, __u32 *reason)
{
	if (!key->stacks)
		return NULL;
	*reason = key->where == ONCPU_USER ? key->stacks->no_user : key->stacks->no_kernel;
	return key->where == ONCPU_USER ? key->stacks->user : key->stacks->kernel;
}

/* What is not told: that nobody has asked. */
static const char *reason_line(char buffer[static ONCPU_LINE_MAX], __u32 reason)
{
	if (reason == GENTRACE_NO_STACK_OFF)
		return "";
	snprintf(buffer, ONCPU_LINE_MAX, "[%s]", gentrace_no_frames_meaning(reason));
	return buffer;
}

const char *oncpu_line(char buffer[static ONCPU_LINE_MAX], const struct oncpu_key *key)
{
	__u32 i, reason = GENTRACE_NO_STACK_OFF;
	const struct gentrace_frames *frames = frames_of(key, &reason);
	char name[ONCPU_FRAME_MAX];
	size_t used = 0;

	if (!frames)
		return reason_line(buffer, reason);
	if (!frames->count)
		return "[its frames cannot be read]";
	for (i = 0; i < frames->count && i < LINE_FRAMES; i++)
		used += (size_t)snprintf(buffer + used, ONCPU_LINE_MAX - used, "%s%s",
					 i ? " < " : "", oncpu_frame(name, frames, i));
	if (i < frames->count)
		snprintf(buffer + used, ONCPU_LINE_MAX - used, " < %u more", frames->count - i);
	return buffer;
}

/* The outermost first; how many were added. */
static void frames_fold(FILE *text, const struct gentrace_frames *frames, const char *mark)
{
	char name[ONCPU_FRAME_MAX];
	__u32 i;

	for (i = frames ? frames->count : 0; i--;)
		fprintf(text, ";%s%s", oncpu_frame(name, frames, i), mark);
}

/* NULL if there is no memory. */
static char *stack_fold(const struct oncpu_key *key)
{
	const struct gentrace_stacks *stacks = key->stacks;
	char task[TERMINAL_ESCAPED(GENTRACE_NAME_MAX)], *folded = NULL;
	size_t size;
	FILE *text = open_memstream(&folded, &size);

	if (!text)
		return NULL;
	fputs(flame_escape(task, sizeof(task), key->task->comm), text);
	if (stacks)
		frames_fold(text, stacks->user, "");
	if (key->where == ONCPU_SOFTIRQ)
		fputs(";[softirq]", text);
	else if (!stacks || !(key->where == ONCPU_USER ? stacks->user : stacks->kernel))
		fprintf(text, ";[%s]", oncpu_where(key));
	if (stacks)
		frames_fold(text, stacks->kernel, "_[k]");
	if (fclose(text)) {
		free(folded);
		return NULL;
	}
	return folded;
}

int oncpu_stacks(const struct oncpu *oncpu, struct flame *flame, double unit)
{
	size_t i;

	for (i = 0; i < oncpu->groups; i++) {
		const struct oncpu_group *group = oncpu->group[i];
		struct flame_stack stack = {
			.text = stack_fold(&group->key),
			.ns = (__u64)((double)group->count * unit),
			.tone = FLAME_CODE,
			.plain = 1,
		};
		int error = stack.text ? flame_add(flame, &stack) : -1;

		free(stack.text);
		if (error)
			return -1;
	}
	flame_sort(flame);
	return 0;
}
