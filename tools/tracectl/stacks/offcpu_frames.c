// SPDX-License-Identifier: GPL-2.0
/*
 * offcpu_frames.c - time off a CPU as stacks of frames.
 *
 *	task;system call;STACK;kind;waker
 *	task;system call;STACK;kind;--;STACK OF THE WAKER;waker
 *
 * A stack is what the program called and then the kernel, the outermost first; that of
 * the waker is the other way round, so that the two that meet are in the middle.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "offcpu.h"
#include "print/terminal.h"

/* Task and system call. */
#define FRAMES_PLAIN	2

static enum flame_tone tone_of(const struct offcpu_key *key)
{
	switch (key->doing) {
	case GENTRACE_DOING_BLOCK:
		return key->state == GENTRACE_TASK_DISK ? FLAME_DISK : FLAME_SLEEP;
	case GENTRACE_DOING_WAIT:
		return FLAME_WAIT;
	default:
		return FLAME_UNKNOWN;
	}
}

/* What @task had called; how many frames that is. */
static size_t print_outermost(FILE *line, const struct offcpu *offcpu, const struct offcpu_key *key)
{
	static const enum frames_part parts[] = { FRAMES_USER, FRAMES_KERNEL };
	struct frames frames;
	size_t part, i, count = 0;

	for (part = 0; part < 2; part++) {
		frames_take(&frames, &offcpu->answer, key->stacks, parts[part]);
		for (i = frames.count; i-- > 0; count++)
			fprintf(line, "%s;", frames.name[i]);
	}
	return count;
}

/* The same of the waker, the innermost first, behind a frame that says so. */
static void print_innermost(FILE *line, const struct offcpu *offcpu, const struct offcpu_key *key)
{
	static const enum frames_part parts[] = { FRAMES_KERNEL, FRAMES_USER };
	struct frames frames;
	size_t part, i, count = 0;

	for (part = 0; part < 2; part++) {
		frames_take(&frames, &offcpu->answer, key->waker_stacks, parts[part]);
		for (i = 0; i < frames.count; i++)
			fprintf(line, "%s%s;", count++ ? "" : "--;", frames.name[i]);
	}
}

/* All of a line but its number; 0 or -ENOMEM. */
static int stack_make(const struct offcpu *offcpu, const struct offcpu_key *key,
		      struct flame_stack *stack)
{
	char task[TERMINAL_ESCAPED(GENTRACE_NAME_MAX)], call[OFFCPU_TEXT_MAX], waker[OFFCPU_TEXT_MAX];
	size_t length;
	FILE *line = open_memstream(&stack->text, &length);

	if (!line)
		return -ENOMEM;
	fprintf(line, "%s;%s;", flame_escape(task, sizeof(task), key->task->comm),
		offcpu_syscall(call, key));
	stack->plain = FRAMES_PLAIN + (unsigned int)print_outermost(line, offcpu, key);
	fprintf(line, "%s;", offcpu_kind(key));
	print_innermost(line, offcpu, key);
	fputs(offcpu_waker(waker, key, false), line);
	return fclose(line) ? -ENOMEM : 0;
}

int offcpu_stacks(const struct offcpu *offcpu, struct flame *flame)
{
	size_t i;
	int error = 0;

	for (i = 0; !error && i < offcpu->groups.count; i++) {
		const struct offcpu_key *key = &offcpu_group(offcpu, i)->key;
		struct flame_stack stack = { .ns = offcpu_group(offcpu, i)->ns, .tone = tone_of(key) };

		error = stack_make(offcpu, key, &stack) ?: flame_add(flame, &stack);
		free(stack.text);
	}
	flame_sort(flame);
	return error;
}
