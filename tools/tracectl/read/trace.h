/* SPDX-License-Identifier: GPL-2.0 */
/*
 * trace.h - a trace file, and what to tell people when it is none.
 *
 * Each function that fails has already said why, and what to do next.
 */
#ifndef TRACECTL_TRACE_H
#define TRACECTL_TRACE_H

#include <libgentrace.h>

#include "progress.h"
#include "reading.h"
#include "print/terminal.h"

/* What is read when the command line names no file; record writes there. */
#define TRACE_DEFAULT	"trace.gt"

struct trace {
	const char *path;	/* as given; "-" is standard input */
	int fd;
	struct gentrace_reader *reader;
	bool windowed;		/* only @window is read */
	struct gentrace_window window;
	struct progress progress;
	__u64 bytes;		/* of the generations read so far */
	char filter[GENTRACE_FILTER_TEXT_MAX];	/* of the generations so far, "" if none had one */
	bool filters_differ;	/* they do not all have it */
	bool begun;
};

/* 0 or -1. */
int trace_open(struct trace *trace, const char *path);

/* The same, with threads, and only a part of it if that is wanted. */
int trace_open_part(struct trace *trace, const char *path, const struct reading *reading);

/*
 * Read only what was between these times since its begin, if these are not all.
 * 0, or -errno where that cannot be: then all of the trace is read.
 */
int trace_narrow(struct trace *trace, __u64 from_ns, __u64 to_ns);

/* 1: a generation, the caller's to free; 0: the end; -1: failed. */
int trace_next(struct trace *trace, struct gentrace_generation **generation);

/*
 * Hands each generation to @visit, whose result is 0 or -errno, which is explained,
 * then fills in @totals. EXIT_OK or EXIT_FAILED.
 */
int trace_walk(struct trace *trace, struct gentrace_reader_totals *totals,
	       int (*visit)(void *data, const struct gentrace_generation *generation),
	       void *data);

/*
 * The exit status that fits how reading went, once trace_next() has returned
 * 0. Says on standard error what could not be read: nothing at all, damaged
 * generations, bytes that belong to none.
 */
int trace_finish(const struct trace *trace);

/*
 * Says on standard output which part was read, if it was not all, and what a filter
 * has left out of it.
 */
void trace_print_window(const struct trace *trace);

struct json_object;

/* The same for programs: "window" and "filter", if it was not all. */
void trace_add_window(struct json_object *object, const struct trace *trace);

/* The filter in words that do no harm to a terminal. */
#define TRACE_FILTER_MAX TERMINAL_ESCAPED(GENTRACE_FILTER_TEXT_MAX)
char *trace_filter(char buffer[static TRACE_FILTER_MAX], const char *filter);

/* Since when times count, where @first_ns is the begin of what was read. */
__u64 trace_begin_ns(const struct trace *trace, __u64 first_ns);

void trace_close(struct trace *trace);

/* How to call the trace in a sentence, and in a command to try next. */
const char *trace_name(const char *path);
const char *trace_argument(const char *path);

/* What -errno of the library means: -E2BIG a limit, else lack of memory. EXIT_FAILED. */
int trace_failed(int error);

/* For what cannot be answered without memory; returns EXIT_FAILED. */
int trace_no_memory(void);

#endif /* TRACECTL_TRACE_H */
