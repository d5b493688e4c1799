/* SPDX-License-Identifier: GPL-2.0 */
/* crew.h - threads that read the generations of a file ahead. */
#ifndef GENTRACE_CREW_H
#define GENTRACE_CREW_H

#include "libgentrace.h"

struct crew;

/*
 * Read the file with so many threads. NULL if it is no file that can be read at
 * any place and stands at its begin, or there are no threads to be had.
 */
struct crew *crew_create(int fd, __u64 limit, unsigned int threads);

/*
 * Before the first crew_next(): read only the generations that begin at these
 * bytes. The list is allocated, and the crew's from now on.
 */
void crew_list(struct crew *crew, __u64 *list, size_t listed);

/* Before the first crew_next(): have the threads do what they can for a model, too. */
void crew_model(struct crew *crew);

/* As gentrace_reader_next() and gentrace_reader_totals() are. */
int crew_next(struct crew *crew, struct gentrace_generation **generation);
void crew_totals(const struct crew *crew, struct gentrace_reader_totals *totals);

/* May be NULL. */
void crew_destroy(struct crew *crew);

#endif /* GENTRACE_CREW_H */
