/* SPDX-License-Identifier: GPL-2.0 */
/* demangle.h - names of C++ functions as people write them. */
#ifndef TRACECTL_DEMANGLE_H
#define TRACECTL_DEMANGLE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * "ring::Buffer<int>::push" of "_ZN4ring6BufferIiE4pushEi", without arguments; cut behind
 * what there is room for, which ends with "...". False: it is no such name, and stays what
 * it is.
 */
bool demangle(char *buffer, size_t size, const char *name);

#endif /* TRACECTL_DEMANGLE_H */
