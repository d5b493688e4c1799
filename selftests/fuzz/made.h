/* SPDX-License-Identifier: GPL-2.0 */
/* made.h - a trace made of text, as the module would have recorded it. */
#ifndef GENTRACE_MADE_H
#define GENTRACE_MADE_H

#include <libgentrace.h>

#define MADE_GENERATIONS	6

/*
 * Some generations of two CPUs that switch, wake and are interrupted, several
 * batches a stream; one of them has counted losses. abort() if it does not
 * parse.
 */
void made_trace(struct gentrace_buffer *trace);

#endif /* GENTRACE_MADE_H */
