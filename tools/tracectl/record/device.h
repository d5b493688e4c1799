/* SPDX-License-Identifier: GPL-2.0 */
/*
 * device.h - /dev/gentrace, and what to tell people when it refuses.
 *
 * Each function that fails has already said why, and what to do next.
 */
#ifndef TRACECTL_DEVICE_H
#define TRACECTL_DEVICE_H

#include <stdbool.h>

#include <linux/gentrace.h>

/* What to try when the module is not loaded. */
#define DEVICE_LOAD	"modprobe gentrace   (not found? build it: make install, or see dkms status)"

struct device {
	int fd;
	struct gentrace_info info;
};

/* Whether the module is in the kernel; needs no privilege. */
bool device_loaded(void);

/*
 * Opens the device, asks what it is, and refuses one of another ABI. 0, or
 * -1 with the reason printed. @flags are open(2)'s.
 */
int device_open(struct device *device, int flags);
void device_close(struct device *device);

/* START with @config; what is in force is written back. 0 or -1. */
int device_start(struct device *device, struct gentrace_config *config);

/* The same in two steps: ARM with @config, and START what it has armed. 0 or -1. */
int device_arm(struct device *device, struct gentrace_config *config);
int device_start_armed(struct device *device, const struct gentrace_config *config);

/* That another session exists, whose it is and what to do. */
void device_explain_busy(const struct device *device);

/* STOP; 0 or -1. */
int device_stop(struct device *device);

/* What the session leaves out; none if the module knows of no filters. 0 or -1. */
int device_filters(const struct device *device, struct gentrace_filters *filters);

/* The statistics of the session; 0 or -1. */
int device_stats(const struct device *device, struct gentrace_stats *stats);

/* The comm of the task that owns a session, escaped; "" if it is gone. */
const char *device_owner(char *buffer, size_t size, __u32 pid);

#endif /* TRACECTL_DEVICE_H */
