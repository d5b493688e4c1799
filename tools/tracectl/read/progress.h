/* SPDX-License-Identifier: GPL-2.0 */
/*
 * progress.h - how far reading a trace has come.
 *
 * One line on standard error, if that is a terminal and we are in its foreground. It
 * comes after a second and is gone before anything else is printed.
 */
#ifndef TRACECTL_PROGRESS_H
#define TRACECTL_PROGRESS_H

#include <stdbool.h>
#include <linux/types.h>

/**
 * struct progress - one trace that is being read
 * @name: of it, without directories
 * @total: bytes there are; 0: not known
 * @begin_ns: since when
 * @last_ns: when the line was written last
 * @on: there is somebody to see it
 * @shown: the line is there
 */
struct progress {
	const char *name;
	__u64 total;
	__u64 begin_ns;
	__u64 last_ns;
	bool on;
	bool shown;
};

/* Of a pipe the total is not known. */
void progress_begin(struct progress *progress, const char *path, int fd);

/* Only if standard output is a file: lines that are printed on the way may meet it. */
void progress_yield(struct progress *progress);

/* So many bytes have been read. */
void progress_show(struct progress *progress, __u64 bytes);

/* Nothing is read any more, or something has to be said. */
void progress_end(struct progress *progress);

#endif /* TRACECTL_PROGRESS_H */
