/* SPDX-License-Identifier: GPL-2.0 */
/*
 * drain.h - a thread that reads a session to its end.
 */
#ifndef SELFTEST_DRAIN_H
#define SELFTEST_DRAIN_H

#include <pthread.h>

#include "session.h"

/**
 * struct drain - the thread
 * @thread: it
 * @buffer: where it reads to; its own until drain_end()
 * @fd: the device
 * @chunk: bytes of a read(2)
 * @yields: how often it gives way after each: a slow reader is one that is
 *	seldom there
 * @result: of the last read
 */
struct drain {
	pthread_t thread;
	struct buffer *buffer;
	int fd;
	size_t chunk;
	unsigned int yields;
	long result;
};

/* Return: 0 or -errno. */
int drain_start(struct drain *drain, struct buffer *buffer, int fd, size_t chunk,
		unsigned int yields);

/* Wait for the end of the trace, which somebody else causes: 0 or -errno. */
int drain_end(struct drain *drain);

#endif
