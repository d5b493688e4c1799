// SPDX-License-Identifier: GPL-2.0
/*
 * oncpu_frames.c - samples as stacks of frames, the program's below the kernel's:
 * task;main;work;read_[k].
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "oncpu.h"
#include "print/terminal.h"

/* Where the sample is, innermost: in the kernel, or else in the program. */
static const struct gentrace_frames *frames_of(const struct oncpu_key *key, __u32 *reason)
{
	if (!key->stacks)
		return NULL;
	*reason = key->where == ONCPU_USER ? key->stacks->no_user : key->stacks->no_kernel;
	return key->where == ONCPU_USER ? key->stacks->user : key->stacks->kernel;
}

/* What is not told: that nobody has asked. */
static const char *reason_line(char buffer[static FRAMES_TEXT_MAX], __u32 reason)
{
	if (reason == GENTRACE_NO_STACK_OFF)
		return "";
	snprintf(buffer, FRAMES_TEXT_MAX, "[%s]", gentrace_no_frames_meaning(reason));
	return buffer;
}

const char *oncpu_line(char buffer[static FRAMES_TEXT_MAX], const struct oncpu *oncpu,
		       const struct oncpu_key *key)
{
	__u32 reason = GENTRACE_NO_STACK_OFF;
	const struct gentrace_frames *stack = frames_of(key, &reason);
	struct frames frames = { 0 };

	if (!stack)
		return reason_line(buffer, reason);
	if (!stack->count)
		return "[its frames cannot be read]";
	frames_add(&frames, &oncpu->answer, stack);
	return frames_text(buffer, &frames, oncpu->answer.frames);
}

/* The outermost first. */
static void frames_fold(FILE *text, const struct oncpu *oncpu, const struct gentrace_frames *stack,
			const char *mark)
{
	struct frames frames = { 0 };
	size_t i;

	if (stack)
		frames_add(&frames, &oncpu->answer, stack);
	for (i = frames.count; i--;)
		fprintf(text, ";%s%s", frames.name[i],
			!strcmp(frames.name[i], "...") || !strcmp(frames.name[i], "?") ? "" : mark);
}

/* NULL if there is no memory. */
static char *stack_fold(const struct oncpu *oncpu, const struct oncpu_key *key)
{
	const struct gentrace_stacks *stacks = key->stacks;
	char task[TERMINAL_ESCAPED(GENTRACE_NAME_MAX)], *folded = NULL;
	size_t size;
	FILE *text = open_memstream(&folded, &size);

	if (!text)
		return NULL;
	fputs(flame_escape(task, sizeof(task), key->task->comm), text);
	if (stacks)
		frames_fold(text, oncpu, stacks->user, "");
	if (key->where == ONCPU_SOFTIRQ)
		fputs(";[softirq]", text);
	else if (!stacks || !(key->where == ONCPU_USER ? stacks->user : stacks->kernel))
		fprintf(text, ";[%s]", oncpu_where(key));
	if (stacks)
		frames_fold(text, oncpu, stacks->kernel, "_[k]");
	if (fclose(text)) {
		free(folded);
		return NULL;
	}
	return folded;
}

int oncpu_stacks(const struct oncpu *oncpu, struct flame *flame, double unit)
{
	size_t i;

	for (i = 0; i < oncpu->groups.count; i++) {
		const struct oncpu_group *group = oncpu_group(oncpu, i);
		struct flame_stack stack = {
			.text = stack_fold(oncpu, &group->key),
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
