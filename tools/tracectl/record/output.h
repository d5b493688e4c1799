/* SPDX-License-Identifier: GPL-2.0 */
/* output.h - the file that a trace is recorded into. */
#ifndef TRACECTL_OUTPUT_H
#define TRACECTL_OUTPUT_H

#include <stddef.h>
#include <linux/types.h>
#include <sys/uio.h>

struct output {
	const char *path;	/* as given; "-" is standard output */
	int fd;
	__u64 bytes;		/* written so far */
};

/*
 * Opens, but leaves what is there alone: a trace that cannot start must not
 * cost the one before it. 0, or -1 with the reason printed.
 */
int output_open(struct output *output, const char *path);

/* Empties the file: the trace has started. 0 or -1. */
int output_begin(struct output *output);

/* Writes all of @buffer. 0 or -1. */
int output_write(struct output *output, const void *buffer, size_t size);

/* Writes all of @count pieces, which are used up. 0 or -1. */
int output_write_all(struct output *output, struct iovec *from, int count);

/* Errors of delayed writes show here. 0 or -1. */
int output_close(struct output *output);

#endif /* TRACECTL_OUTPUT_H */
