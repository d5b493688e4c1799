// SPDX-License-Identifier: GPL-2.0
/* terminal.c - what may be sent to a terminal, and what it looks like. */
#include <stdlib.h>
#include <unistd.h>

#include "terminal.h"

char *terminal_escape(char *buffer, size_t size, const char *text, size_t length)
{
	static const char hex[] = "0123456789abcdef";
	size_t used = 0, i;

	for (i = 0; i < length; i++) {
		unsigned char byte = text[i];
		bool plain = byte >= 0x20 && byte < 0x7f && byte != '\\';
		size_t width = plain ? 1 : byte == '\\' ? 2 : 4;

		if (used + width >= size)
			break;
		if (!plain)
			buffer[used++] = '\\';
		if (width < 4) {
			buffer[used++] = byte;
			continue;
		}
		buffer[used++] = 'x';
		buffer[used++] = hex[byte >> 4];
		buffer[used++] = hex[byte & 15];
	}
	buffer[used] = '\0';
	return buffer;
}

bool terminal_colored(FILE *file)
{
	const char *no_color = getenv("NO_COLOR");

	return isatty(fileno(file)) && !(no_color && *no_color);
}

const char *terminal_style(FILE *file, enum terminal_style style)
{
	static const char *const sequences[] = {
		[TERMINAL_PLAIN] = "\033[0m",
		[TERMINAL_BOLD] = "\033[1m",
		[TERMINAL_DIM] = "\033[2m",
		[TERMINAL_GOOD] = "\033[32m",
		[TERMINAL_WARN] = "\033[33m",
		[TERMINAL_BAD] = "\033[31m",
	};

	return terminal_colored(file) ? sequences[style] : "";
}
