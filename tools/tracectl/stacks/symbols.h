/* SPDX-License-Identifier: GPL-2.0 */
/* symbols.h - names of the frames of stacks that a model keeps. */
#ifndef TRACECTL_SYMBOLS_H
#define TRACECTL_SYMBOLS_H

#include <libgentrace_symbols.h>
#include <libgentrace_waits.h>

struct symbols;

/* NULL if there is no memory. */
struct symbols *symbols_create(void);
void symbols_destroy(struct symbols *symbols);

/* A gentrace_frames_observer_t of struct symbols. */
int symbols_learn(void *data, const struct gentrace_generation *generation,
		  const struct gentrace_stack *stack, const struct gentrace_frames *frames);

/**
 * symbols_name - a name of a frame
 * @symbols: what was learnt
 * @frames: a stack that the model keeps
 * @frame: which of its frames, the innermost is 0
 * @inlined: which of the frame's names: 0 is the innermost function, the others are what
 *	it was inlined into
 *
 * Return: the name, NULL if the frame has no such.
 */
const struct gentrace_name *symbols_name(const struct symbols *symbols,
					 const struct gentrace_frames *frames, __u32 frame,
					 unsigned int inlined);

#endif /* TRACECTL_SYMBOLS_H */
