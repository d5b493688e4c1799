/* SPDX-License-Identifier: GPL-2.0 */
/*
 * libgentrace_symbols.h - addresses of stacks as names.
 *
 *	struct gentrace_symbols *symbols = gentrace_symbols_create();
 *	struct gentrace_name name[GENTRACE_NAMES_MAX];
 *
 *	count = gentrace_symbols_names(symbols, generation, stack, i, address[i], name);
 *	... name[0] is the innermost function, the others are what it was inlined into ...
 *	gentrace_symbols_destroy(symbols);
 *
 * The kernel's functions are in the trace, and so is what processes had mapped; names
 * of their functions are looked up in files of the same build id: where the trace says
 * that they are, where distributions put debug information, and at a debuginfod if
 * DEBUGINFOD_URLS is set. Who uses this links with libdw and libelf; the rest of the
 * library does not need them.
 */
#ifndef LIBGENTRACE_SYMBOLS_H
#define LIBGENTRACE_SYMBOLS_H

#include <libgentrace.h>

/* More functions are not inlined into each other; the outer ones are left out. */
#define GENTRACE_NAMES_MAX	16

/**
 * struct gentrace_name - a function that an address is in
 * @function: its name; NULL: not known, for @why
 * @offset: of the address, since where the function begins; of an inlined one 0
 * @image: the module or file that it is of, terminated; NULL: none, or not known
 * @image_address: of a file, what the address is as its symbols count; for people to
 *	look up what this library could not
 * @source: file of its source; NULL: not known
 * @line: line of @source
 * @inlined: it has no code of its own, but is part of the next one
 * @why: why there is no name, or no inlined ones; NULL: nothing is missing
 *
 * Texts are terminated and stay until the symbols are destroyed. They come from others.
 */
struct gentrace_name {
	const char *function;
	__u64 offset;
	const char *image;
	__u64 image_address;
	const char *source;
	unsigned int line;
	bool inlined;
	const char *why;
};

struct gentrace_symbols;

/* NULL if there is no memory. */
struct gentrace_symbols *gentrace_symbols_create(void);
void gentrace_symbols_destroy(struct gentrace_symbols *symbols);

/**
 * gentrace_symbols_names - the functions that a frame of a stack is in
 * @symbols: what has been looked up so far
 * @generation: the generation of the stack
 * @stack: the stack
 * @index: of the frame, 0 is the innermost
 * @address: its address
 * @name: filled in, the innermost first
 *
 * Return: how many, 1 at least: what has no name is one that says why; or -ENOMEM.
 */
int gentrace_symbols_names(struct gentrace_symbols *symbols,
			   const struct gentrace_generation *generation,
			   const struct gentrace_stack *stack, unsigned int index,
			   __u64 address, struct gentrace_name name[GENTRACE_NAMES_MAX]);

#endif /* LIBGENTRACE_SYMBOLS_H */
