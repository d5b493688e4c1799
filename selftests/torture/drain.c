// SPDX-License-Identifier: GPL-2.0
/* drain.c - a thread that reads a session to its end. */
#include <sched.h>

#include "drain.h"

static void *drain_run(void *arg)
{
	struct drain *drain = arg;

	do {
		drain->result = buffer_read_some(drain->buffer, drain->fd, drain->chunk);
		for (unsigned int i = 0; i < drain->yields; i++)
			sched_yield();
	} while (drain->result > 0);
	return NULL;
}

int drain_start(struct drain *drain, struct buffer *buffer, int fd, size_t chunk,
		unsigned int yields)
{
	*drain = (struct drain) {
		.buffer = buffer, .fd = fd, .chunk = chunk, .yields = yields,
	};
	return -pthread_create(&drain->thread, NULL, drain_run, drain);
}

int drain_end(struct drain *drain)
{
	int error = -pthread_join(drain->thread, NULL);

	return error ? error : (int)drain->result;
}
