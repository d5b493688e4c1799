/* SPDX-License-Identifier: GPL-2.0 */
/*
 * drain.h - the way from the device to the file.
 *
 * Written from the mapped pool where the module has that, so that no byte is
 * copied on the way; else read and written.
 */
#ifndef TRACECTL_DRAIN_H
#define TRACECTL_DRAIN_H

#include <stdbool.h>
#include <stddef.h>

struct device;
struct names;
struct output;

/**
 * struct drain - where a session's bytes are taken from
 * @device: the device, which reads the session
 * @map: its memory, or NULL: it is read
 * @map_bytes: how much
 * @batches: how many batches are taken at a time
 * @buffer: what is read, if it is not mapped
 * @held: the begin of a batch in @buffer, whose end has not been read yet
 * @names: puts names into it, or NULL
 */
struct drain {
	const struct device *device;
	void *map;
	size_t map_bytes;
	unsigned int batches;
	char *buffer;
	size_t held;
	struct names *names;
};

/*
 * The session of @device has been armed, and is read by nobody else. With @copy it
 * is read even if it could be mapped. @names may be NULL. 0, or -1 with the reason
 * printed.
 */
int drain_open(struct drain *drain, const struct device *device, bool copy,
	       struct names *names);

/*
 * Writes what there is, without waiting for more. 1: more may come, 0: that was the
 * end of the trace, -1: failed and said so.
 */
int drain_some(struct drain *drain, struct output *output);

/* Gives back what has been taken. */
void drain_close(struct drain *drain);

#endif /* TRACECTL_DRAIN_H */
