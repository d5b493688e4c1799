/* SPDX-License-Identifier: GPL-2.0 */
/* twin.h - a model that takes in generations by parts, beside one that sees all entries. */
#ifndef GENTRACE_TWIN_H
#define GENTRACE_TWIN_H

#include <libgentrace.h>

/**
 * struct twin - two models of one trace
 * @whole: sees all entries
 * @parts: gets what a thread has summed up ahead, where that can be
 */
struct twin {
	struct gentrace_model *whole;
	struct gentrace_model *parts;
};

struct twin twin_create(void);
void twin_add(struct twin *twin, struct gentrace_generation *generation);

/* abort() if they do not know the same. */
void twin_judge(struct twin *twin);

#endif /* GENTRACE_TWIN_H */
