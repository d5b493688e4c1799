// SPDX-License-Identifier: GPL-2.0
/* seed.c - a trace in the text form on stdin, its bytes on stdout. */
#include <stdio.h>
#include <stdlib.h>

#include <libgentrace.h>

#define TEXT_MAX	(1 << 20)

int main(void)
{
	char *text = malloc(TEXT_MAX);
	size_t length = text ? fread(text, 1, TEXT_MAX, stdin) : 0;
	struct gentrace_buffer trace = { 0 };
	struct gentrace_text_error error;

	if (gentrace_text_parse(text, length, &trace, &error)) {
		fprintf(stderr, "line %zu: %s\n", error.line, error.text);
		return EXIT_FAILURE;
	}
	fwrite(trace.bytes, 1, trace.length, stdout);
	gentrace_buffer_clear(&trace);
	free(text);
	return fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
