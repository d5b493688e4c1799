/* SPDX-License-Identifier: GPL-2.0 */
/* flight.h - tracectl flight: the recorder that is always on, and what it keeps. */
#ifndef TRACECTL_FLIGHT_H
#define TRACECTL_FLIGHT_H

#include "record/device.h"

/* Each of them, with "tracectl flight NAME" for argv[0]. */
int flight_start(int argc, char **argv);
int flight_collect(int argc, char **argv);
int flight_list(int argc, char **argv);
int flight_status(int argc, char **argv);
int flight_snapshot(int argc, char **argv);
int flight_stop(int argc, char **argv);

/* Opens the device of a module that can do this. 0, or -1 with the reason printed. */
int flight_open(struct device *device);

/* What is kept. 0, or -1 with the reason printed. */
int flight_window(const struct device *device, struct gentrace_flight_window *window);

/* What it is to notice, by its number from 0. 0, or -1 with the reason printed. */
int flight_trigger(const struct device *device, __u32 index,
		   struct gentrace_flight_trigger *trigger);

struct names;

/* What the device holds for us, a snapshot or a hit, into a file. 0 or -1. */
int flight_copy(const struct device *device, const char *path, struct names *names);

/*
 * What is kept, of the last @window_ns if that is not 0, into the file of @path; of
 * NULL it is read and thrown away. 0, or -1 with the reason printed.
 */
int flight_save(const struct device *device, const char *path, __u64 window_ns);

#endif /* TRACECTL_FLIGHT_H */
