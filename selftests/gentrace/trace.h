/* SPDX-License-Identifier: GPL-2.0 */
/*
 * trace.h - what was read from the device, decoded and proven by libgentrace.
 */
#ifndef SELFTEST_TRACE_H
#define SELFTEST_TRACE_H

#include <libgentrace.h>

#include "session.h"

/**
 * struct trace - a trace, whole
 * @generation: its generations
 * @generations: how many
 * @entry: its time line, after trace_line_up()
 * @entries: how many
 * @totals: the accounts: emitted, recorded, lost, decoded
 * @skipped: bytes that belong to no generation
 * @verdict: what the library's verification says
 * @complaint: the first finding of the worst kind, "" if there is none
 */
struct trace {
	struct gentrace_generation **generation;
	size_t generations;
	struct gentrace_entry *entry;
	size_t entries;
	struct gentrace_proof totals;
	unsigned long long skipped;
	enum gentrace_severity verdict;
	char complaint[256];
};

/* Read and verify: 0 or -errno. A damaged trace is no error; see @verdict. */
int trace_decode(struct trace *trace, const void *bytes, size_t size);

/*
 * Make the time line over all generations, of events in these classes and of
 * gaps: 0 or -ENOMEM.
 */
int trace_line_up(struct trace *trace, unsigned long long classes);

/* End the session of @fd, read it to its end, decode, prove, line up: 0 or -errno. */
int trace_take(struct trace *trace, int fd, unsigned long long classes);

/* The session of @fd has ended: read it to its end, decode, prove: 0 or -errno. */
int trace_take_stopped(struct trace *trace, int fd);

void trace_free(struct trace *trace);

/* Whether a string argument of an entry is this text. */
bool trace_text_is(const struct gentrace_entry *entry, unsigned int arg, const char *text);

/* Whether this id in the string table of the first generation stands for this text. */
bool trace_string_is(const struct trace *trace, __u64 id, const char *text);

/* Entries that name a task in an argument, and its own switches and system calls. */
bool trace_concerns(const struct gentrace_entry *entry, __u32 pid);

/* Show entries that concern a task, for the reader of a failure. */
void trace_show(const struct trace *trace, __u32 pid);

/* The number of entries of one kind of event. */
size_t trace_count(const struct trace *trace, __u8 id);

/*
 * The accounting that every recording test ends with. Inside tests of the
 * harness, or in functions that have its _metadata.
 */
#define ASSERT_PROVEN(trace)						\
	do {								\
		ASSERT_NE(GENTRACE_BROKEN, (trace)->verdict)		\
			TH_LOG("%s", (trace)->complaint);		\
		ASSERT_LT(0, (trace)->generations);			\
		ASSERT_EQ(0, (trace)->skipped);				\
		ASSERT_EQ((trace)->totals.emitted,			\
			  (trace)->totals.recorded + (trace)->totals.lost_total); \
		ASSERT_EQ((trace)->totals.recorded, (trace)->totals.decoded); \
	} while (0)

/* The same, and nothing was lost. */
#define ASSERT_COMPLETE(trace)						\
	do {								\
		ASSERT_PROVEN(trace);					\
		ASSERT_EQ(0, (trace)->totals.lost_total);		\
	} while (0)

#endif
