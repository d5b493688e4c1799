// SPDX-License-Identifier: GPL-2.0
/* source.c - the bytes of a trace, from memory or from a file descriptor. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "source.h"

/* What a peek can ask for at most; as a rule it is half of that. */
#define ROOM_BYTES	(2 * GENTRACE_BATCH_BYTES_MAX)

int source_open_fd(struct source *source, int fd)
{
	*source = (struct source) { .fd = fd, .room = malloc(ROOM_BYTES) };
	source->window = source->room;
	return source->room ? 0 : -ENOMEM;
}

void source_open_memory(struct source *source, const void *bytes, size_t length)
{
	*source = (struct source) {
		.fd = -1, .window = bytes, .length = length, .ended = true,
	};
}

void source_seek(struct source *source, __u64 offset)
{
	source->window = source->room;
	source->length = 0;
	source->offset = offset;
	source->ended = false;
	source->placed = true;
}

void source_close(struct source *source)
{
	free(source->room);
}

/* One read behind the window, where there is room. */
static ssize_t source_fill(struct source *source)
{
	size_t begin = (size_t)(source->window - source->room);
	size_t end = begin + source->length;
	ssize_t count;

	if (source->placed)
		count = pread(source->fd, source->room + end, ROOM_BYTES - end,
			      (off_t)(source->offset + source->length));
	else
		count = read(source->fd, source->room + end, ROOM_BYTES - end);
	if (count < 0)
		return -errno;
	if (!count)
		source->ended = true;
	source->length += (size_t)count;
	return count;
}

static void source_make_room(struct source *source, size_t want)
{
	size_t begin = (size_t)(source->window - source->room);

	if (ROOM_BYTES - begin >= want)
		return;
	memmove(source->room, source->window, source->length);
	source->window = source->room;
}

ssize_t source_peek(struct source *source, size_t want)
{
	while (source->length < want && !source->ended) {
		ssize_t ret;

		source_make_room(source, want);
		ret = source_fill(source);
		if (ret < 0)
			return ret;
	}
	return (ssize_t)source->length;
}

void source_consume(struct source *source, size_t count)
{
	source->window += count;
	source->length -= count;
	source->offset += count;
	/* An empty window is moved for free. */
	if (source->room && !source->length)
		source->window = source->room;
}
