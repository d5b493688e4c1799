// SPDX-License-Identifier: GPL-2.0
/* textform.c - a trace as lines that people can write, and back. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "print/message.h"
#include "print/terminal.h"
#include "textform.h"
#include "trace.h"

#define CHUNK	(1u << 16)

int textform_print(const struct gentrace_generation *generation)
{
	struct gentrace_buffer text = { 0 };
	int result = 0;
	size_t i;

	for (i = 0; i < generation->batch_count && !result; i++) {
		result = gentrace_text_batch(generation, &generation->batch[i], &text);
		if (!result)
			fwrite(text.bytes, 1, text.length, stdout);
		text.length = 0;
	}
	gentrace_buffer_clear(&text);
	return result;
}

/* All of @file, for free(3); NULL with errno set. */
static char *file_read(FILE *file, size_t *length)
{
	char *text = NULL, *more;

	for (*length = 0;;) {
		size_t count;

		more = realloc(text, *length + CHUNK);
		if (!more)
			break;
		text = more;
		count = fread(text + *length, 1, CHUNK, file);
		*length += count;
		if (count < CHUNK && !ferror(file))
			return text;
		if (count < CHUNK)
			break;
	}
	free(text);
	return NULL;
}

static int text_convert(const char *path, const char *text, size_t length)
{
	char escaped[TERMINAL_ESCAPED(sizeof(((struct gentrace_text_error *)0)->text))];
	struct gentrace_text_error error = { 0 };
	struct gentrace_buffer trace = { 0 };
	int result = gentrace_text_parse(text, length, &trace, &error);

	if (!result)
		fwrite(trace.bytes, 1, trace.length, stdout);
	gentrace_buffer_clear(&trace);
	if (result == -ENOMEM)
		return trace_no_memory();
	if (!result)
		return EXIT_OK;
	message_error("%s:%zu: %s", path, error.line,
		      terminal_escape(escaped, sizeof(escaped), error.text, strlen(error.text)));
	message_try("tracectl dump --raw of a trace, which shows what the text looks like");
	return EXIT_BROKEN;
}

int textform_convert(const char *path)
{
	FILE *file = strcmp(path, "-") ? fopen(path, "re") : stdin;
	size_t length;
	char *text;
	int status;

	if (isatty(STDOUT_FILENO)) {
		message_error("a trace is binary and no sight for a terminal");
		message_try("tracectl dump --from-text %s > FILE", path);
		return EXIT_USAGE;
	}
	text = file ? file_read(file, &length) : NULL;
	if (!text) {
		message_error("cannot read %s: %s", path, strerror(errno));
		return EXIT_FAILED;
	}
	status = text_convert(path, text, length);
	free(text);
	if (file != stdin)
		fclose(file);
	return status;
}
