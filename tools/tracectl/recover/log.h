/* SPDX-License-Identifier: GPL-2.0 */
/* log.h - what logs of kernels hold that have died: files, and directories of them. */
#ifndef TRACECTL_LOG_H
#define TRACECTL_LOG_H

#include <libgentrace_salvage.h>

/**
 * log_read - all files in a place
 * @path: of a file, or of a directory with files, also further down
 * @salvage: gets what they hold
 * @files: goes up by as many as held something
 *
 * Return: 0, or -1 and said why.
 */
int log_read(const char *path, struct gentrace_salvage *salvage, __u64 *files);

#endif /* TRACECTL_LOG_H */
