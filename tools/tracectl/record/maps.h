/* SPDX-License-Identifier: GPL-2.0 */
/* maps.h - the code that processes have mapped, and the files that it is of. */
#ifndef TRACECTL_MAPS_H
#define TRACECTL_MAPS_H

#include <stddef.h>

#include <linux/gentrace.h>

#include "buildid.h"

/* Where a segment of a file lies in it, and where its symbols say that it is. */
struct segment {
	__u64 offset;
	__u64 bytes;
	__u64 vaddr;
};

#define SEGMENTS_MAX	8

/**
 * struct user_file - a file that code is of
 * @device: of the file
 * @inode: of the file
 * @changed_ns: and when it changed: inodes are used again
 * @path: as /proc/PID/maps has it
 * @build_id: its own
 * @segment: those that can be run
 * @segments: how many
 * @round: when it was written last
 */
struct user_file {
	__u64 device;
	__u64 inode;
	__u64 changed_ns;
	char *path;
	struct build_id build_id;
	struct segment segment[SEGMENTS_MAX];
	unsigned int segments;
	__u64 round;
};

/* What is of no file. */
#define FILE_NONE	(~0u)

/**
 * struct mapping - code of a process
 * @begin: where it begins
 * @bytes: how long it is
 * @offset: in the file
 * @device: of the file
 * @inode: of the file, 0 if it is of none
 * @file: index of the file, or FILE_NONE
 */
struct mapping {
	__u64 begin;
	__u64 bytes;
	__u64 offset;
	__u64 device;
	__u64 inode;
	__u32 file;
};

/**
 * struct space - a process in one program
 * @tgid: the process
 * @start_stack: where its stack began
 * @mapping: its code by address, as it was read last
 * @count: how many
 * @round: when somebody asked for it last
 */
struct space {
	__u32 tgid;
	__u64 start_stack;
	struct mapping *mapping;
	size_t count;
	__u64 round;
};

/**
 * struct maps - all that has been read
 * @space: by process and start of the stack
 * @spaces: how many
 * @file: the files
 * @files: how many
 * @round: of the caller, goes up
 */
struct maps {
	struct space *space;
	size_t spaces;
	struct user_file *file;
	size_t files;
	__u64 round;
};

/* Reads those of every process that there is. 0 or -ENOMEM. */
int maps_read_all(struct maps *maps);

/*
 * Reads those of a process, or says what is known of it. *@space is set, and has no
 * mappings if nothing is known. enum gentrace_space or -ENOMEM.
 */
int maps_read(struct maps *maps, __u32 tgid, __u64 start_stack, struct space **space);

/* Forgets processes that nobody has asked for in so many rounds. */
void maps_forget(struct maps *maps, __u64 rounds);

void maps_free(struct maps *maps);

/* The mapping that has the address, or NULL. */
const struct mapping *space_find(const struct space *space, __u64 address);

/* Where the symbols of the file say that the begin of the mapping is. */
__u64 mapping_vaddr(const struct maps *maps, const struct mapping *mapping);

#endif /* TRACECTL_MAPS_H */
