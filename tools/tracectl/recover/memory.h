/* SPDX-License-Identifier: GPL-2.0 */
/* memory.h - files that are a picture of a machine's memory. */
#ifndef TRACECTL_MEMORY_H
#define TRACECTL_MEMORY_H

#include <libgentrace_salvage.h>
#include <stdbool.h>

/* Is it one that says so: a vmcore, as ELF, or compressed as makedumpfile does? */
bool memory_is_dump(const char *path);

/**
 * memory_read - every flight recorder in a picture
 * @path: of a dump, or of the bare memory from address 0 on
 * @salvage: gets what they hold
 * @sum: goes up by what is found
 * @recorders: goes up by how many there are
 *
 * Return: 0, or -1 and said why.
 */
int memory_read(const char *path, struct gentrace_salvage *salvage,
		struct gentrace_picture_sum *sum, __u64 *recorders);

#endif /* TRACECTL_MEMORY_H */
