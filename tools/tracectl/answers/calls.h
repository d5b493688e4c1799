/* SPDX-License-Identifier: GPL-2.0 */
/*
 * calls.h - the answers of tracectl syscalls, irqs, io and locks: how often, how long,
 * and the worst one by one.
 */
#ifndef TRACECTL_CALLS_H
#define TRACECTL_CALLS_H

#include "answer.h"
#include "print/cells.h"
#include "longest.h"

/* Room for the name of a system call or an interrupt, escaped. */
#define CALLS_NAME_MAX	(4 * GENTRACE_NAME_MAX + 1)

#define CALLS_RESULT_MAX	64

/* What a sector of a request is, whatever the device's own are. */
#define CALLS_SECTOR_BYTES	512u

/* Which of them a command is about. */
enum calls_what { CALLS_SYSCALLS, CALLS_INTERRUPTS, CALLS_REQUESTS, CALLS_LOCKS };

/**
 * struct calls_kind - all calls of one system call, irq, softirq, NMI handler, all
 *	requests of one operation on one device, or all waits for one lock
 * @key: tells it from the others
 * @longest: the longest of them
 * @ns: how long they took
 * @errors: how many failed
 * @sectors: of requests
 * @queue_ns: of requests: so much of their time the driver did not have them
 * @run_ns: of system calls and waits: so much of their time the task ran
 * @wait_ns: waited for a CPU
 * @block_ns: was blocked
 * @unknown_ns: nobody can tell
 */
struct calls_kind {
	__u64 key;
	struct gentrace_call longest;
	struct gentrace_histogram ns;
	__u64 errors;
	__u64 sectors;
	__u64 queue_ns;
	__u64 run_ns;
	__u64 wait_ns;
	__u64 block_ns;
	__u64 unknown_ns;
};

/**
 * struct calls - all there is to say
 * @answer: the trace
 * @what: which calls
 * @pattern: only those with such a name; NULL: all
 * @kind: sorted by the time they took, when the trace has been read
 * @kinds: how many
 * @worst: struct gentrace_call: the longest ones
 */
struct calls {
	struct answer answer;
	enum calls_what what;
	const char *pattern;
	struct calls_kind *kind;
	size_t kinds;
	struct longest worst;
};

/* "read", "eth0", "8:0 write", "mutex 0xffff...": in @buffer, or the model's, as it has it. */
const char *call_raw_name(char buffer[static GENTRACE_NAME_MAX], const struct gentrace_call *call);

/* The same, escaped. */
const char *call_name(char buffer[static CALLS_NAME_MAX], const struct gentrace_call *call);

/* "hardirq", ... */
const char *call_kind_name(const struct gentrace_call *call);

static inline __u64 call_ns(const struct gentrace_call *call)
{
	return call->end_ns - call->begin_ns;
}

/* The @i th longest one. */
static inline const struct gentrace_call *calls_worst(const struct calls *calls, size_t i)
{
	return (const struct gentrace_call *)calls->worst.list + i;
}

/* -errno of what failed, else 0. */
static inline int call_error(const struct gentrace_call *call)
{
	return call->result < 0 && call->result > -4096 ? (int)call->result : 0;
}

/* How many have begun and were not seen to end. */
__u64 calls_unfinished(const struct calls *calls);

/* For people, for programs; 0, or -1 if memory was short. */
int calls_print(const struct calls *calls);

/* The numbers that all have: percentiles, and when and where the worst was. */
void calls_kind_cells(const struct cells *cells, const struct calls *calls,
		      const struct calls_kind *kind);

/* "= 12", "failed: EAGAIN". */
const char *call_result(char buffer[static CALLS_RESULT_MAX], const struct gentrace_call *call);

/* The two tables of requests and of waits for locks; as calls_print(). */
int requests_print(const struct calls *calls, size_t rows);
int requests_print_worst(const struct calls *calls);
int locks_print(const struct calls *calls, size_t rows);
int locks_print_worst(const struct calls *calls);
void calls_print_json(const struct calls *calls);

#endif /* TRACECTL_CALLS_H */
