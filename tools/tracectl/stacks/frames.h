/* SPDX-License-Identifier: GPL-2.0 */
/*
 * frames.h - stacks as names: the one place where an address becomes text.
 *
 * Names are printable ASCII without ; so that they can stand in a line of flame.h.
 */
#ifndef TRACECTL_FRAMES_H
#define TRACECTL_FRAMES_H

#include "answers/answer.h"

struct json_object;

/* Room for the name of a frame. */
#define FRAME_NAME_MAX	256

/* More names of a stack are left out: each frame can have more than one. */
#define FRAMES_MAX	(4 * GENTRACE_STACK_FRAMES_MAX)

enum frames_part { FRAMES_KERNEL, FRAMES_USER };

/**
 * struct frames - a part of a stack as names, or why there is none
 * @name: the innermost first; behind the last one "..." if there are more, "?" if
 *	nobody knows; instead of all a reason in brackets, if it is worth telling
 * @count: how many
 */
struct frames {
	char name[FRAMES_MAX][FRAME_NAME_MAX];
	size_t count;
};

/**
 * frames_name - a name of a frame
 * @answer: the trace
 * @stack: the stack
 * @frame: which of its frames, the innermost is 0
 * @inlined: which of the frame's names: 0 is the function that is innermost, the others
 *	are what it was inlined into
 *
 * Return: the name, NULL if the frame has no such.
 */
const char *frames_name(char buffer[static FRAME_NAME_MAX], const struct answer *answer,
			const struct gentrace_frames *stack,
			__u32 frame, unsigned int inlined);

/* Adds the names of all frames of @stack, and how its walk ended if it did not at the end. */
void frames_add(struct frames *frames, const struct answer *answer,
		const struct gentrace_frames *stack);

/* Without the scheduler's own. @stacks may be NULL, which has no names. */
void frames_take(struct frames *frames, const struct answer *answer,
		 const struct gentrace_stacks *stacks, enum frames_part part);

/* Room for frames_text(). */
#define FRAMES_TEXT_MAX	1024

/* "pipe_read < vfs_read < 4 more", @limit of them at most; "" if there is nothing to tell. */
const char *frames_text(char buffer[static FRAMES_TEXT_MAX], const struct frames *frames,
			size_t limit);

/* The same of a part of a stack, as many frames as the command line says. */
const char *frames_line(char buffer[static FRAMES_TEXT_MAX], const struct answer *answer,
			const struct gentrace_stacks *stacks, enum frames_part part);

/* In the head of an answer: how to get stacks, if there are none and they would help. */
void frames_print_hint(const struct answer *answer, __u64 block_ns);

/* An object @key with all there is; none if there are no stacks. */
void frames_json(struct json_object *object, const char *key, const struct answer *answer,
		 const struct gentrace_stacks *stacks);

#endif /* TRACECTL_FRAMES_H */
