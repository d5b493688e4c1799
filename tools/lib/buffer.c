// SPDX-License-Identifier: GPL-2.0
/* buffer.c - bytes that grow. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"

int buffer_reserve(struct gentrace_buffer *buffer, size_t count)
{
	size_t size = buffer->size ? buffer->size : 256;
	char *bytes;

	if (buffer->size > buffer->length && buffer->size - buffer->length > count)
		return 0;
	while (size - buffer->length <= count)
		size *= 2;
	bytes = realloc(buffer->bytes, size);
	if (!bytes)
		return -ENOMEM;
	buffer->bytes = bytes;
	buffer->size = size;
	return 0;
}

int buffer_add(struct gentrace_buffer *buffer, const void *bytes, size_t count)
{
	int ret = buffer_reserve(buffer, count);

	if (ret)
		return ret;
	memcpy(buffer->bytes + buffer->length, bytes, count);
	buffer->length += count;
	buffer->bytes[buffer->length] = 0;
	return 0;
}

int buffer_printf(struct gentrace_buffer *buffer, const char *format, ...)
{
	char line[512];
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	return buffer_add(buffer, line, (size_t)length);
}

void gentrace_buffer_clear(struct gentrace_buffer *buffer)
{
	free(buffer->bytes);
	*buffer = (struct gentrace_buffer) { 0 };
}
