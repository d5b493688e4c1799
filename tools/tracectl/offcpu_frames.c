// SPDX-License-Identifier: GPL-2.0
/*
 * offcpu_frames.c - time off a CPU as stacks of frames: task;system call;kind;waker.
 *
 * Stacks of the code that blocked, once traces have them, go between the system call
 * and the kind: FRAMES_PLAIN grows by as many frames as they have.
 */
#include <stdio.h>
#include <string.h>

#include "offcpu.h"
#include "terminal.h"

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

int offcpu_stacks(const struct offcpu *offcpu, struct flame *flame)
{
	char task[TERMINAL_ESCAPED(GENTRACE_NAME_MAX)], call[OFFCPU_TEXT_MAX], waker[OFFCPU_TEXT_MAX];
	char text[sizeof(task) + 2 * OFFCPU_TEXT_MAX + 64];
	size_t i;

	for (i = 0; i < offcpu->groups; i++) {
		const struct offcpu_key *key = &offcpu->group[i]->key;
		struct flame_stack stack = {
			.text = text,
			.ns = offcpu->group[i]->ns,
			.tone = tone_of(key),
			.plain = FRAMES_PLAIN,
		};

		snprintf(text, sizeof(text), "%s;%s;%s;%s",
			 flame_escape(task, sizeof(task), key->task->comm), offcpu_syscall(call, key),
			 offcpu_kind(key), offcpu_waker(waker, key, false));
		if (flame_add(flame, &stack))
			return -1;
	}
	flame_sort(flame);
	return 0;
}
