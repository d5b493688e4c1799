/* SPDX-License-Identifier: GPL-2.0 */
/* buffer.h - bytes that grow, inside the library. */
#ifndef GENTRACE_BUFFER_H
#define GENTRACE_BUFFER_H

#include "libgentrace.h"

/* Room for @count more bytes and a 0 behind them. 0 or -ENOMEM. */
int buffer_reserve(struct gentrace_buffer *buffer, size_t count);

int buffer_add(struct gentrace_buffer *buffer, const void *bytes, size_t count);

int buffer_printf(struct gentrace_buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif /* GENTRACE_BUFFER_H */
