/* SPDX-License-Identifier: GPL-2.0 */
/* source.h - the bytes of a trace, from memory or from a file descriptor. */
#ifndef GENTRACE_SOURCE_H
#define GENTRACE_SOURCE_H

#include <sys/types.h>

#include "libgentrace.h"

/**
 * struct source - where the bytes come from
 * @fd: the file, -1 if they are in memory
 * @window: the memory, or of a file the part that was read and not consumed
 * @room: of a file: what @window lies in
 * @length: bytes in @window
 * @offset: where @window begins in the trace
 * @ended: the file has no more
 * @placed: the file is read by offset, not from where it stands
 */
struct source {
	int fd;
	const __u8 *window;
	__u8 *room;
	size_t length;
	__u64 offset;
	bool ended;
	bool placed;
};

int source_open_fd(struct source *source, int fd);
void source_open_memory(struct source *source, const void *bytes, size_t length);

/* From now on read the file at this byte, wherever it stands. */
void source_seek(struct source *source, __u64 offset);

void source_close(struct source *source);

/*
 * Have at least @want bytes (at most two batches' GENTRACE_BATCH_BYTES_MAX) in
 * the window, fewer only at the end. Returns how many there are, or -errno, after which the
 * call can be repeated.
 */
ssize_t source_peek(struct source *source, size_t want);

/* Go on by @count bytes of the window. */
void source_consume(struct source *source, size_t count);

#endif /* GENTRACE_SOURCE_H */
