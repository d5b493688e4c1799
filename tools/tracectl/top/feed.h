/* SPDX-License-Identifier: GPL-2.0 */
/*
 * feed.h - where top's generations come from.
 *
 *	file	a recording, from its begin to its end
 *	session	one that is recorded for this, and ends with it
 *	flight	the flight recorder's, by snapshots; it goes on as if nobody looked
 *
 * While a feed is open nothing is printed, for the terminal may be a picture: what has gone
 * wrong is kept, and said by feed_finish().
 */
#ifndef TRACECTL_FEED_H
#define TRACECTL_FEED_H

#include <libgentrace.h>

#include "read/trace.h"
#include "record/device.h"

enum feed_kind {
	FEED_FILE,
	FEED_SESSION,
	FEED_FLIGHT,
};

/**
 * struct feed - generations, one after the other
 * @kind: where they come from
 * @path: of a file, as given; else the device's
 * @trace: the file
 * @device: the module
 * @config: of the session, as it is in force
 * @reader: of what the device gives; of a flight recorder NULL between two snapshots
 * @session: of the generation that came last
 * @number: its number, 0: none has come
 * @end_ns: its end, CLOCK_MONOTONIC
 * @missed: generations that should have come between others, and have not
 * @window_ns: of the first snapshot
 * @error: what has ended it, -errno
 */
struct feed {
	enum feed_kind kind;
	const char *path;
	struct trace trace;
	struct device device;
	struct gentrace_config config;
	struct gentrace_reader *reader;
	__u64 session;
	__u64 number;
	__u64 end_ns;
	__u64 missed;
	__u64 window_ns;
	int error;
};

/* Opens a file. 0, or -1 with the reason printed. */
int feed_open_file(struct feed *feed, const char *path);

/*
 * Opens the device: the flight recorder if there is one; if nothing is traced a session is
 * begun, with @config. Somebody else's session is refused. 0, or -1 with the reason printed.
 */
int feed_open_device(struct feed *feed, const struct gentrace_config *config, __u64 window_ns);

/* What becomes readable when there is something to take; -1: nobody says so. */
int feed_fd(const struct feed *feed);

/* Ends the open generation, so that it can be had. 0 or -errno. */
int feed_tick(struct feed *feed);

/* 1: a generation, the caller's to free; 0: the end; -EAGAIN: not now; -errno: failed. */
int feed_next(struct feed *feed, struct gentrace_generation **generation);

/* The last is asked of it: says what went wrong, if something did. The exit status. */
int feed_finish(struct feed *feed);

/* The session ends, if it was begun for this. */
void feed_close(struct feed *feed);

#endif /* TRACECTL_FEED_H */
