/* SPDX-License-Identifier: GPL-2.0 */
/*
 * flame.h - stacks with times, as folded lines and as a flame graph.
 *
 * A stack is a line of frames with ; between them, the outermost first; how many there
 * are may differ. Stacks that begin with the same frames lie side by side once they are
 * sorted, so neither form needs a tree.
 */
#ifndef TRACECTL_FLAME_H
#define TRACECTL_FLAME_H

#include <stdio.h>
#include <linux/types.h>

/* What a frame is, which is its colour. */
enum flame_tone {
	FLAME_TASK,
	FLAME_CALL,
	FLAME_CODE,		/* of a stack of the kernel or the program */
	FLAME_SLEEP,
	FLAME_DISK,
	FLAME_WAIT,
	FLAME_UNKNOWN,
	FLAME_TONES,
};

/* More frames of a stack are not drawn, but told. */
#define FLAME_DEPTH_MAX	288

/**
 * struct flame_stack - a stack and how long it was so
 * @text: its frames; allocated
 * @ns: the time
 * @tone: of all frames that lie deeper than @plain
 * @plain: so many frames have tones of their own: a task, a call, then code
 */
struct flame_stack {
	char *text;
	__u64 ns;
	enum flame_tone tone;
	unsigned int plain;
};

/**
 * struct flame - stacks
 * @stack: sorted by flame_sort()
 * @stacks: how many
 */
struct flame {
	struct flame_stack *stack;
	size_t stacks;
};

/* 0 or -ENOMEM; @text is copied. */
int flame_add(struct flame *flame, const struct flame_stack *stack);
void flame_clear(struct flame *flame);

/* Sort, and make one of stacks that are the same. */
void flame_sort(struct flame *flame);

/* "frame;frame;frame 123\n", ns. */
void flame_print_folded(const struct flame *flame, FILE *file);

/* A frame as it may stand in a stack: printable ASCII without ; and blanks around. */
char *flame_escape(char *buffer, size_t size, const char *text);

/* flame_svg.c: a picture; @title and @note stand above it. */
void flame_print_svg(const struct flame *flame, FILE *file, const char *title,
		     const char *note);

#endif /* TRACECTL_FLAME_H */
