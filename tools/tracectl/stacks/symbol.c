// SPDX-License-Identifier: GPL-2.0
/* symbol.c - the name of a frame in one word. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "symbol.h"

/* Longer than what is worth reading; the rest is cut. */
#define PART_MAX	(SYMBOL_TEXT_MAX / 2 - 32)

/* Names are others': what is no plain character would break a list, or a terminal. */
static char *part(char buffer[static PART_MAX], const char *text)
{
	size_t i;

	for (i = 0; text[i] && i < PART_MAX - 1; i++)
		buffer[i] = isgraph((unsigned char)text[i]) && !strchr(",;[]", text[i]) ?
			    text[i] : '?';
	buffer[i] = 0;
	return buffer;
}

const char *symbol_text(char buffer[static SYMBOL_TEXT_MAX], const struct gentrace_name *name,
			__u64 address)
{
	char function[PART_MAX], image[PART_MAX];

	if (name->image)
		part(image, name->image);
	if (name->function)
		part(function, name->function);
	if (!name->function && name->image)
		snprintf(buffer, SYMBOL_TEXT_MAX, "%s+0x%llx", image, name->image_address);
	else if (!name->function)
		snprintf(buffer, SYMBOL_TEXT_MAX, "%llx", address);
	else if (name->inlined)
		snprintf(buffer, SYMBOL_TEXT_MAX, "%s(inlined)", function);
	else if (name->image && strcmp(name->image, "vmlinux"))
		snprintf(buffer, SYMBOL_TEXT_MAX, "%s+0x%llx(%s)", function, name->offset, image);
	else
		snprintf(buffer, SYMBOL_TEXT_MAX, "%s+0x%llx", function, name->offset);
	return buffer;
}
