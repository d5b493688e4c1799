// SPDX-License-Identifier: GPL-2.0
/*
 * demangle.c - names of C++ functions as people write them, by binutils' libiberty.
 *
 * A short name can stand for a text of gigabytes, as its parts refer to each other. Who
 * asks for the text as a whole waits for all of it; so it is taken piece by piece, and
 * what nobody will read is not made.
 */
#include <libiberty/demangle.h>
#include <setjmp.h>
#include <string.h>

#include "demangle.h"

/* Longer ones are left as they are: nobody reads them in either form. */
#define MANGLED_MAX	4096

/* Pieces can be empty, so that their number has to be bounded, too. */
#define PIECES_MAX	4096

static const char cut[] = "...";

/**
 * struct readable - a name on its way into its buffer
 * @buffer: the buffer
 * @size: of it, with the terminator
 * @length: what is in it
 * @pieces: how many pieces that was
 * @full: where to go when there is no room
 */
struct readable {
	char *buffer;
	size_t size;
	size_t length;
	size_t pieces;
	jmp_buf full;
};

static void readable_add(const char *piece, size_t length, void *data)
{
	struct readable *readable = data;
	size_t room = readable->size - 1 - readable->length;
	size_t taken = length < room ? length : room;

	memcpy(readable->buffer + readable->length, piece, taken);
	readable->length += taken;
	/* The library has all it works with on the stack: nothing is left behind. */
	if (taken < length || ++readable->pieces == PIECES_MAX)
		longjmp(readable->full, 1);
}

bool demangle(char *buffer, size_t size, const char *name)
{
	struct readable readable = { .buffer = buffer, .size = size };

	if (strncmp(name, "_Z", 2) || strnlen(name, MANGLED_MAX) == MANGLED_MAX ||
	    size <= sizeof(cut))
		return false;
	if (setjmp(readable.full)) {
		strcpy(buffer + size - sizeof(cut), cut);
		return true;
	}
	if (!cplus_demangle_v3_callback(name, DMGL_NO_OPTS, readable_add, &readable))
		return false;
	buffer[readable.length] = '\0';
	return readable.length != 0;
}
