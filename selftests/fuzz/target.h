/* SPDX-License-Identifier: GPL-2.0 */
/* target.h - what a libFuzzer target defines, and what libFuzzer offers it. */
#ifndef GENTRACE_TARGET_H
#define GENTRACE_TARGET_H

#include <stddef.h>
#include <stdint.h>

/* One execution; a fault is an abort(). */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* Optional: change @bytes, which have room for @max; the new length. */
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t length, size_t max, unsigned int seed);

/* libFuzzer's own way to do that. */
size_t LLVMFuzzerMutate(uint8_t *bytes, size_t length, size_t max);

#endif /* GENTRACE_TARGET_H */
