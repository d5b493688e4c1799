/* SPDX-License-Identifier: GPL-2.0 */
/* window.h - the generations of a file that overlap a span of time, or may have hits. */
#ifndef GENTRACE_WINDOW_H
#define GENTRACE_WINDOW_H

#include "libgentrace.h"

/* Make a list of where they begin, the caller's to free. 0 or -errno. */
int window_list(int fd, __u64 limit, __u64 from_ns, __u64 to_ns,
		struct gentrace_window *window, __u64 **list, size_t *listed);

/* The same of those that gentrace_reader_hits() is about. */
int window_list_hits(int fd, __u64 limit, struct gentrace_window *window, __u64 **list,
		     size_t *listed);

#endif /* GENTRACE_WINDOW_H */
