/* SPDX-License-Identifier: GPL-2.0 */
/* textform.h - a trace as lines that people can write, and back. */
#ifndef TRACECTL_TEXTFORM_H
#define TRACECTL_TEXTFORM_H

#include <libgentrace.h>

/* Prints all batches of @generation; 0 or -ENOMEM. */
int textform_print(const struct gentrace_generation *generation);

/*
 * Turns the text in the file @path ("-": standard input) into a trace on
 * standard output. Returns the exit status, the reason printed.
 */
int textform_convert(const char *path);

#endif /* TRACECTL_TEXTFORM_H */
