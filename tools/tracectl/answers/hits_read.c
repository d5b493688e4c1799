// SPDX-License-Identifier: GPL-2.0
/*
 * hits_read.c - the hits of a trace, without reading all of it.
 *
 * Generations say how often triggers had hit when they began. So a few headers of each
 * tell which of them are to be read.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "hits_read.h"

/* @whole: from its beginning, which is when the trace begins. */
static int hits_walk(struct hits_read *read, struct gentrace_reader *reader, bool whole)
{
	struct gentrace_generation *generation;
	int result;

	while ((result = gentrace_reader_next(reader, &generation)) > 0) {
		if (!read->generations++ && whole)
			read->begin_ns = generation->first.monotonic;
		if (generation->hit_count)
			result = gentrace_model_add(read->model, generation);
		gentrace_generation_free(generation);
		if (result < 0)
			break;
	}
	return result;
}

static int hits_read_part(struct hits_read *read, int fd, bool all)
{
	struct gentrace_reader *reader = gentrace_reader_open_threads(fd, 0, 1);
	struct gentrace_window window = { 0 };
	int result;

	if (!reader)
		return -ENOMEM;
	read->generations = 0;
	result = all ? 0 : gentrace_reader_hits(reader, &window);
	read->begin_ns = window.begin_ns;
	read->narrow = !all && !result && window.wanted < window.generations;
	if (!result || result == -ESPIPE)
		result = hits_walk(read, reader, all || result);
	gentrace_reader_close(reader);
	return result;
}

int hits_read(struct hits_read *read, int fd)
{
	int result;

	*read = (struct hits_read) { .model = gentrace_model_create() };
	if (!read->model)
		return -ENOMEM;
	result = hits_read_part(read, fd, false);
	/* One in the first instants of the first generation is not counted anywhere. */
	if (!result && read->narrow && !gentrace_model_hit(read->model, 0))
		result = hits_read_part(read, fd, true);
	return result;
}

void hits_read_clear(struct hits_read *read)
{
	gentrace_model_destroy(read->model);
	*read = (struct hits_read) { 0 };
}
