/* SPDX-License-Identifier: GPL-2.0 */
/* reader.h - what the inside of the library knows about readers. */
#ifndef GENTRACE_READER_H
#define GENTRACE_READER_H

#include "libgentrace.h"

/*
 * Read a file from this byte on, wherever the file stands, and leave it there.
 * A reader that begins where another one has finished a generation finds what
 * that one would find next: nothing else is carried from one to the next.
 */
struct gentrace_reader *reader_open_at(int fd, __u64 offset, __u64 limit);

#endif /* GENTRACE_READER_H */
