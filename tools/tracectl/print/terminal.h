/* SPDX-License-Identifier: GPL-2.0 */
/* terminal.h - what may be sent to a terminal, and what it looks like. */
#ifndef TRACECTL_TERMINAL_H
#define TRACECTL_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Room for a text of @bytes bytes once it is escaped, terminator included. */
#define TERMINAL_ESCAPED(bytes)	(4 * (bytes) + 1)

/*
 * Copies @length bytes of @text to @buffer as printable ASCII and returns
 * @buffer. Names in a trace are chosen by whoever ran the program: what could
 * move a cursor, reorder a line or end a JSON string too early becomes \xNN,
 * a backslash \\. Cut if @size is too small, always terminated.
 */
char *terminal_escape(char *buffer, size_t size, const char *text, size_t length);

/* Whether to colour what is written to @file: a terminal, and NO_COLOR unset. */
bool terminal_colored(FILE *file);

enum terminal_style {
	TERMINAL_PLAIN,
	TERMINAL_BOLD,
	TERMINAL_DIM,
	TERMINAL_GOOD,
	TERMINAL_WARN,
	TERMINAL_BAD,
};

/* The escape sequence that begins @style on @file, "" if it is not coloured. */
const char *terminal_style(FILE *file, enum terminal_style style);

#endif /* TRACECTL_TERMINAL_H */
