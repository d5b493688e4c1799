/* SPDX-License-Identifier: GPL-2.0 */
/* histogram.h - what the inside of the library knows about histograms. */
#ifndef GENTRACE_HISTOGRAM_H
#define GENTRACE_HISTOGRAM_H

#include "libgentrace.h"

/* All numbers of @from go to @to; @from may be empty afterwards. 0 or -ENOMEM. */
int histogram_join(struct gentrace_histogram *to, struct gentrace_histogram *from);

/*
 * Nothing more is likely to come: take as little memory as possible, which is two or three
 * bytes for each bucket that is not empty. If there is no memory to do so it stays as it is.
 */
void histogram_fold(struct gentrace_histogram *histogram);

#endif /* GENTRACE_HISTOGRAM_H */
