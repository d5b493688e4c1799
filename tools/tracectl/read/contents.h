/* SPDX-License-Identifier: GPL-2.0 */
/* contents.h - what a trace file holds, generation by generation. */
#ifndef TRACECTL_CONTENTS_H
#define TRACECTL_CONTENTS_H

#include <libgentrace.h>

/* A generation that has been read and let go; times are CLOCK_MONOTONIC. */
struct contents_generation {
	__u64 number;
	__u64 offset;
	__u64 bytes;
	__u64 first_ns;
	__u64 last_ns;
	__u64 events;
	__u64 lost;
	__u64 reason;		/* enum gentrace_end_reason, if complete */
	bool complete;
	bool damaged;
};

/* Settings are those of the session's first generation. */
struct contents_session {
	__u64 id;
	__u64 realtime_ns;	/* its begin on CLOCK_REALTIME, 0: not known */
	__u64 khz;
	__u64 cpus;
	__u64 classes;
	__u64 batch_bytes;
	__u64 pool_bytes;
	__u64 period_ns;
	__u32 clock;
	__u32 format;
	char release[GENTRACE_TEXT_MAX + 1];
	char filter[GENTRACE_FILTER_TEXT_MAX];	/* "" if nothing was left out */
	__u64 stacks;		/* in all its generations, and so are the following */
	__u64 nameless;		/* generations that nobody has put names into */
	__u64 functions;
	__u64 processes;
	__u64 unmapped;		/* of these, how many nobody knows the mappings of */
	bool named;		/* @kernel_naming and @user_naming are known */
	__u32 kernel_naming;
	__u32 user_naming;
	size_t first;		/* index of its first generation */
	size_t count;
};

struct contents {
	const char *path;
	struct gentrace_model *model;	/* of the generations that have hits, for these */
	struct contents_session *sessions;
	size_t session_count;
	struct contents_generation *generations;
	size_t generation_count;
	struct gentrace_reader_totals totals;
};

/* 0 or -ENOMEM. */
int contents_add(struct contents *contents, const struct gentrace_generation *generation);
void contents_clear(struct contents *contents);

/* For people, for programs; 0 or -1. */
int contents_print(const struct contents *contents);
int contents_print_json(const struct contents *contents);

#endif /* TRACECTL_CONTENTS_H */
