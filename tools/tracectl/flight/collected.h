/* SPDX-License-Identifier: GPL-2.0 */
/* collected.h - files of hits: how they are called, and which there are. */
#ifndef TRACECTL_COLLECTED_H
#define TRACECTL_COLLECTED_H

#include <limits.h>
#include <sys/types.h>
#include <time.h>

#include <linux/gentrace.h>

/* A trigger, a session and a number. */
#define COLLECTED_NAME_MAX	(GENTRACE_TRIGGER_NAME + 64)

/**
 * struct collected - a file
 * @name: its name
 * @time: when it was written
 * @bytes: how long it is
 */
struct collected {
	char name[NAME_MAX + 1];
	struct timespec time;
	__u64 bytes;
};

/* What the file of a hit is called, whoever writes it and how often he tries. */
void collected_name(char name[static COLLECTED_NAME_MAX], const char *trigger, __u64 session,
		    __u64 number);

/* The number of the hit that a file is about; 0: it is not called like that. */
__u64 collected_number(const char *name);

/* All traces of a directory, the oldest first, for free(); their number, or -1. */
ssize_t collected_list(int directory, struct collected **list);

#endif /* TRACECTL_COLLECTED_H */
