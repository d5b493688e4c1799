/* SPDX-License-Identifier: GPL-2.0 */
/*
 * hop.h - from generation to generation by the headers of batches alone.
 *
 * A header says how long its batch is, and a batch is large: of a long trace this
 * reads one byte in a thousand. What it says is a guess. Only reading a generation
 * tells where it ends.
 */
#ifndef GENTRACE_HOP_H
#define GENTRACE_HOP_H

#include "libgentrace.h"

/**
 * struct hop - a generation, by its headers
 * @begin: its first byte
 * @end: the byte after its last batch
 * @last: its last batch begins here
 * @last_bytes: and is so long
 * @sound: a sound header, or the end of the file, follows at @end
 */
struct hop {
	__u64 begin;
	__u64 end;
	__u64 last;
	__u32 last_bytes;
	bool sound;
};

/* Hop over the generation at this byte. False if no batch begins there. */
bool hop_over(struct hop *hop, int fd, __u64 begin);

#endif /* GENTRACE_HOP_H */
