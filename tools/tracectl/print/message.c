// SPDX-License-Identifier: GPL-2.0
/* message.c - what tracectl says on standard error. */
#include <stdarg.h>
#include <stdio.h>

#include "command.h"
#include "message.h"

static void message_line(const char *start, const char *format, va_list args)
{
	fputs(start, stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
}

void message_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	message_line("tracectl: ", format, args);
	va_end(args);
}

void message_try(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	message_line("  try: ", format, args);
	va_end(args);
}

void message_note(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	message_line("  ", format, args);
	va_end(args);
}

int message_help(const char *command)
{
	message_try("tracectl %s --help", command);
	return EXIT_USAGE;
}

int message_usage(const char *command, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	message_line("tracectl: ", format, args);
	va_end(args);
	return message_help(command);
}
