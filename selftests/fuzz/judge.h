/* SPDX-License-Identifier: GPL-2.0 */
/* judge.h - what must hold of a trace whatever its bytes are. */
#ifndef GENTRACE_JUDGE_H
#define GENTRACE_JUDGE_H

#include <libgentrace.h>

/*
 * Read a trace with everything the library has but the text form, and abort()
 * where the library contradicts itself or the bytes. @limit is the reader's.
 */
void judge_trace(const void *bytes, size_t length, __u64 limit);

/*
 * The text of each generation; if nothing is wrong with it, it is a text of the
 * same events. That takes longer than all the rest.
 */
void judge_text(const void *bytes, size_t length, __u64 limit);

/*
 * The same of a trace that the text parser made: if nothing is wrong with it,
 * its text is a text of the same bytes.
 */
void judge_text_of(const void *bytes, size_t length);

#endif /* GENTRACE_JUDGE_H */
