/* SPDX-License-Identifier: GPL-2.0 */
/*
 * libgentrace_salvage.h - a trace again, from what a kernel has left that has died.
 *
 * Batches come from anywhere, in any order, some of them twice, some damaged; what is
 * sound becomes a trace, and the rest is counted:
 *
 *	gentrace_salvage_line(salvage, line, length)	... a line of a kernel log
 *	gentrace_picture_read(picture, at, salvage)	... a picture of the memory
 *	gentrace_salvage_write(salvage, write, data)
 */
#ifndef LIBGENTRACE_SALVAGE_H
#define LIBGENTRACE_SALVAGE_H

#include <stdbool.h>
#include <stddef.h>

#include <linux/gentrace_crash.h>
#include <linux/gentrace_picture.h>
#include <linux/types.h>

/* What gentrace_salvage_line() and _batch() say; less than 0 is a negative errno. */
enum gentrace_salvaged {
	GENTRACE_SALVAGED_NOTHING,	/* of us there is nothing in it */
	GENTRACE_SALVAGED_BATCH,	/* a batch */
	GENTRACE_SALVAGED_END,		/* how many there are of a crash */
	GENTRACE_SALVAGED_DAMAGED,	/* that was one once */
};

/**
 * struct gentrace_salvage_sum - what has been found
 * @batches: sound ones, none of them twice
 * @again: sound ones that were there already
 * @damaged: what was one once
 * @promised: how many the kernel said that it had written into its log
 * @crashes: how often it said so
 * @sessions: which batches are of
 * @generations: the same; each session has its own
 */
struct gentrace_salvage_sum {
	__u64 batches;
	__u64 again;
	__u64 damaged;
	__u64 promised;
	__u64 crashes;
	__u64 sessions;
	__u64 generations;
};

struct gentrace_salvage;

/* NULL: no memory. */
struct gentrace_salvage *gentrace_salvage_new(void);
void gentrace_salvage_free(struct gentrace_salvage *salvage);

/**
 * gentrace_salvage_line - what a line of a kernel log holds
 * @salvage: gets it
 * @line: any bytes; what stands before the tag does not matter
 * @length: how many
 *
 * Return: enum gentrace_salvaged, or -ENOMEM.
 */
int gentrace_salvage_line(struct gentrace_salvage *salvage, const char *line, size_t length);

/**
 * gentrace_salvage_batch - a batch as it was in the kernel's memory
 * @salvage: gets a copy
 * @bytes: any bytes
 * @length: how many; the batch may end before
 * @summed: it has a checksum, which is to be right; else it gets one
 * @used: set to how many bytes the batch has, if it is one
 *
 * Return: enum gentrace_salvaged, or -ENOMEM.
 */
int gentrace_salvage_batch(struct gentrace_salvage *salvage, const __u8 *bytes, size_t length,
			   bool summed, size_t *used);

/* One more that was a batch once. */
void gentrace_salvage_damaged(struct gentrace_salvage *salvage);

/**
 * gentrace_salvage_write - all of it as a trace
 * @salvage: nothing is to be added to it any more
 * @write: called with one batch after the other; not 0 ends it
 * @data: for @write
 * @sum: filled in
 *
 * Sessions one after the other, in each the generations by their numbers, in each the
 * batches by their time, the one that opens it first.
 *
 * Return: 0, or what @write said.
 */
int gentrace_salvage_write(struct gentrace_salvage *salvage,
			   int (*write)(void *data, const __u8 *bytes, size_t length),
			   void *data, struct gentrace_salvage_sum *sum);

/* --------------------------------------------------------------- pictures */

/**
 * struct gentrace_picture - a picture of a machine's memory
 * @read: copies the GENTRACE_PICTURE_PAGE bytes at a physical address; not 0: they are
 *	not there
 * @data: for @read
 */
struct gentrace_picture {
	int (*read)(void *data, __u64 address, __u8 *page);
	void *data;
};

/**
 * struct gentrace_picture_sum - what has been found in one
 * @batches: of the trace, with those that were being written to
 * @open: these
 * @pages: of the memory that were asked for
 * @missing: that are not in the picture
 */
struct gentrace_picture_sum {
	__u64 batches;
	__u64 open;
	__u64 pages;
	__u64 missing;
};

/* Does a page at an address say where a flight recorder is? */
bool gentrace_picture_is_first(const __u8 *page, __u64 address);

/**
 * gentrace_picture_read - all that a flight recorder had kept, and was writing
 * @picture: the picture; what is in it is any bytes
 * @at: where the first page is
 * @salvage: gets the batches; what cannot be decoded is cut off, and counted as damaged
 * @sum: goes up by what is found
 *
 * Return: 0; -EINVAL if the pages that say where the batches are, are not sound: then
 * @salvage is as it was; -ENOMEM.
 */
int gentrace_picture_read(const struct gentrace_picture *picture, __u64 at,
			  struct gentrace_salvage *salvage, struct gentrace_picture_sum *sum);

#endif /* LIBGENTRACE_SALVAGE_H */
