/* SPDX-License-Identifier: GPL-2.0 */
/* collect.h - hits on their way into files. */
#ifndef TRACECTL_COLLECT_H
#define TRACECTL_COLLECT_H

#include <linux/types.h>

/**
 * struct collect - where hits go
 * @directory: into files of this directory
 * @quota_bytes: that take no more in all; 0: however many
 */
struct collect {
	const char *directory;
	__u64 quota_bytes;
};

/*
 * Writes each hit into a file, until a signal comes or the recorder has been stopped and
 * all are written. Can be ended and begun again: what is not in a file stays with the
 * module. The exit status.
 */
int collect_run(const struct collect *collect);

#endif /* TRACECTL_COLLECT_H */
