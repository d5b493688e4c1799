/* SPDX-License-Identifier: GPL-2.0 */
/*
 * answer.h - what the commands that answer a question about a trace have in common:
 * options, reading it into a model, and how sure the answer is.
 */
#ifndef TRACECTL_ANSWER_H
#define TRACECTL_ANSWER_H

#include <libgentrace_waits.h>

#include "filter.h"
#include "read/reading.h"
#include "read/trace.h"
#include "print/units.h"

enum { ANSWER_JSON = 0x400, ANSWER_FRAMES, ANSWER_NO_STACKS, ANSWER_NO_DEMANGLE };

#define ANSWER_SHORT	"n:h" READING_SHORT

#define ANSWER_OPTIONS						\
	{ "rows", required_argument, NULL, 'n' },		\
	{ "json", no_argument, NULL, ANSWER_JSON },		\
	READING_OPTIONS,					\
	{ "help", no_argument, NULL, 'h' }

/* Of the commands that tell names of functions. */
#define ANSWER_NAMES_OPTIONS					\
	{ "no-demangle", no_argument, NULL, ANSWER_NO_DEMANGLE }

#define ANSWER_NAMES_HELP								\
	"      --no-demangle     names of C++ functions as they are in files: _ZN...\n"

/* Of the commands that tell stacks. */
#define ANSWER_STACKS_OPTIONS					\
	{ "frames", required_argument, NULL, ANSWER_FRAMES },	\
	ANSWER_NAMES_OPTIONS,					\
	{ "no-stacks", no_argument, NULL, ANSWER_NO_STACKS }

#define ANSWER_STACKS_HELP								\
	"      --frames N        at most N frames of a stack in a text [4]; 0: all\n"		\
	"      --no-stacks       as if none had been recorded\n"				\
	ANSWER_NAMES_HELP

#define ANSWER_HELP									\
	"  -n, --rows N          at most N rows [20]; 0: all\n"			\
	"      --json            for programs; all rows\n"			\
	READING_HELP									\
	"  -h, --help            this text\n"						\
	"\n"										\
	"Exit status: 0 answered (also if events were lost, which is said), 1 what was asked\n" \
	"for is not in the trace, 2 the trace is damaged, or none, 3 bad usage, 4 the file\n" \
	"cannot be read.\n"

struct symbols;

/**
 * struct answer - a question about a trace, and what is known when it has been read
 * @command: "why"
 * @path: the trace
 * @reading: which part of it
 * @filter: which tasks and CPUs, for the commands that ask
 * @rows: at most so many in a long table
 * @json: for programs
 * @trace: the trace
 * @model: what happened in it
 * @verify: whether anything is missing
 * @data: what observers and the look get
 * @look: is shown each generation before it goes into the model; may be NULL
 * @stacks: segments shall have their stacks
 * @symbols: and their frames names: NULL if not
 * @frames: at most so many of a stack in a text
 * @mangled: names of C++ functions are told as they are in files
 */
struct answer {
	const char *command;
	const char *path;
	struct reading reading;
	struct filter filter;
	size_t rows;
	bool json;
	struct trace trace;
	struct gentrace_model *model;
	struct gentrace_verify *verify;
	void *data;
	int (*look)(void *data, const struct gentrace_generation *generation);
	bool stacks;
	struct symbols *symbols;
	size_t frames;
	bool mangled;
};

#define ANSWER(name) {						\
	.command = (name),					\
	.path = TRACE_DEFAULT,					\
	.reading = READING_ALL,					\
	.filter = FILTER_ALL,					\
	.rows = 20,						\
	.frames = 4,						\
}

/*
 * Takes an option that all of them have; 'h' is the command's own. EXIT_OK, or what
 * the command exits with: the argument is wrong, or the option nobody's, which is said.
 */
int answer_option(struct answer *answer, int option, char *argument);

/* The only FILE of a command line, or the usual one: as answer_option(). */
int answer_file(struct answer *answer, int argc, char **argv);

/*
 * Reads the trace; observers, which get @data as the look does, may be NULL. EXIT_OK,
 * or what the command exits with. For answer_close() in any case.
 */
int answer_read(struct answer *answer, gentrace_observer_t segments,
		gentrace_call_observer_t calls, void *data);
void answer_close(struct answer *answer);

/* Stacks, and names of their frames, for who has seen the answer's model; 0 or -1: no memory. */
int answer_keep_stacks(struct answer *answer);

/* An instant as the user writes it, in seconds since the begin of the trace. */
const char *answer_since(const struct answer *answer, char buffer[static UNITS_MAX], __u64 ns);

/* Whether what a task did there and then is wanted; NULL is the idle task. */
bool answer_wants(const struct answer *answer, const struct gentrace_task *task, __u32 cpu,
		  __u64 begin_ns, __u64 end_ns);

/* The part of a segment between --from and --to; false if there is none. */
bool answer_clip(const struct answer *answer, const struct gentrace_segment *segment,
		 __u64 *begin_ns, __u64 *end_ns);

/* The instant of a --from or --to. */
__u64 answer_instant(const struct answer *answer, __u64 since_ns);

/* Room for a task's name and number, escaped. */
#define ANSWER_TASK_MAX	(4 * GENTRACE_NAME_MAX + 16)

/* "make/1234"; "idle" of no task. */
const char *answer_task(char buffer[static ANSWER_TASK_MAX], const struct gentrace_task *task);

/* "pid", "comm", "incarnation" under @key. */
void answer_add_task(struct json_object *object, const char *key,
		     const struct gentrace_task *task);

/* "count", "total_ns", percentiles and the worst: of times from wakeup to CPU. */
void answer_add_latency(struct json_object *object, const struct gentrace_histogram *latency);

/* "file", the window, and the line of the proof. */
void answer_add_head(struct json_object *object, const struct answer *answer);

#endif /* TRACECTL_ANSWER_H */
