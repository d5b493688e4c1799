/* SPDX-License-Identifier: GPL-2.0 */
/* collect.h - hits on their way into files. */
#ifndef TRACECTL_COLLECT_H
#define TRACECTL_COLLECT_H

#include <linux/types.h>

/* Where the unit of systemd has them. */
#define COLLECT_DIRECTORY	"/var/lib/gentrace"

/**
 * struct collect - where hits go
 * @directory: into files of this directory
 * @quota_bytes: that take no more in all; 0: however many
 */
struct collect {
	const char *directory;
	__u64 quota_bytes;
};

/* Can anything be written there? EXIT_OK, or EXIT_FAILED and said why. */
int collect_check(const struct collect *collect);

/*
 * Writes each hit into a file, until a signal comes or the recorder has been stopped and
 * all are written. Can be ended and begun again: what is not in a file stays with the
 * module. The exit status.
 */
int collect_run(const struct collect *collect);

#endif /* TRACECTL_COLLECT_H */
