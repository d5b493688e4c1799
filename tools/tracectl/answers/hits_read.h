/* SPDX-License-Identifier: GPL-2.0 */
/* hits_read.h - the hits of a trace, without reading all of it. */
#ifndef TRACECTL_HITS_READ_H
#define TRACECTL_HITS_READ_H

#include <libgentrace.h>

/**
 * struct hits_read - what is known of a trace then
 * @model: has its hits, and nothing else that is complete
 * @begin_ns: when the trace begins
 * @generations: how many were read
 * @narrow: there are more, which need not be
 */
struct hits_read {
	struct gentrace_model *model;
	__u64 begin_ns;
	__u64 generations;
	bool narrow;
};

/* 0 or -errno; for hits_read_clear() in any case. A pipe is read to its end. */
int hits_read(struct hits_read *read, int fd);
void hits_read_clear(struct hits_read *read);

#endif /* TRACECTL_HITS_READ_H */
