// SPDX-License-Identifier: GPL-2.0
/* trace.c - a trace file, and what to tell people when it is none. */
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"
#include "print/json.h"
#include "print/message.h"
#include "trace.h"
#include "print/units.h"

const char *trace_name(const char *path)
{
	return strcmp(path, "-") ? path : "standard input";
}

const char *trace_argument(const char *path)
{
	return strcmp(path, "-") ? path : "FILE";
}

static void explain_open(const char *path, int error)
{
	message_error("cannot read %s: %s", path, strerror(error));
	if (error == ENOENT && !strcmp(path, TRACE_DEFAULT))
		message_try("tracectl record -d 5, which writes it, or name a file");
	else if (error == EACCES)
		message_try("again as the user who recorded it (sudo), or chown it");
	else
		message_try("ls -l %s", path);
}

static int trace_open_file(const char *path)
{
	struct stat status;
	int fd;

	if (!strcmp(path, "-"))
		return STDIN_FILENO;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		explain_open(path, errno);
		return -1;
	}
	if (!fstat(fd, &status) && S_ISDIR(status.st_mode)) {
		explain_open(path, EISDIR);
		close(fd);
		return -1;
	}
	return fd;
}

int trace_narrow(struct trace *trace, __u64 from_ns, __u64 to_ns)
{
	int result;

	if (!from_ns && to_ns == ~0ull)
		return 0;
	result = gentrace_reader_window(trace->reader, from_ns, to_ns, &trace->window);
	trace->windowed = !result;
	if (trace->windowed)
		trace->progress.total = trace->window.bytes;
	return result;
}

/* 0 or -1. */
static int trace_must_narrow(struct trace *trace, const struct reading *reading)
{
	int result = trace_narrow(trace, reading->from_ns, reading->to_ns);

	if (!result)
		return 0;
	if (result == -ENOMEM) {
		trace_no_memory();
		return -1;
	}
	message_error("cannot read a part of %s: %s", trace_name(trace->path), strerror(-result));
	message_try("a file, which can be read at any place; or leave out --from and --to");
	return -1;
}

/*
 * One thread makes a generation, another one frees it, and the next one is as large.
 * To give its memory back to the kernel in between, as malloc() does, costs a fault for
 * each page of the next: half as much again as the report itself in a virtual machine.
 * One arena, so that they take turns with the same memory.
 */
static void trace_keep_memory(void)
{
	mallopt(M_ARENA_MAX, 1);
	mallopt(M_MMAP_THRESHOLD, 32 << 20);
	mallopt(M_TRIM_THRESHOLD, 64 << 20);
}

int trace_open_part(struct trace *trace, const char *path, const struct reading *reading)
{
	*trace = (struct trace){ .path = path, .fd = trace_open_file(path) };
	if (trace->fd < 0)
		return -1;
	progress_begin(&trace->progress, path, trace->fd);
	if (reading->threads > 1)
		trace_keep_memory();
	trace->reader = gentrace_reader_open_threads(trace->fd, 0, reading->threads);
	if (!trace->reader)
		trace_no_memory();
	else if (!trace_must_narrow(trace, reading))
		return 0;
	trace_close(trace);
	return -1;
}

int trace_open(struct trace *trace, const char *path)
{
	const struct reading reading = { .threads = 1, .to_ns = ~0ull };

	return trace_open_part(trace, path, &reading);
}

/* Of a part of a file, what it has in bytes that nobody looks at does not count. */
static void trace_show_progress(struct trace *trace)
{
	struct gentrace_reader_totals totals;

	gentrace_reader_totals(trace->reader, &totals);
	progress_show(&trace->progress, trace->windowed ? trace->bytes : totals.bytes);
}

/* Whoever reads a trace is to know that it is not the whole one. */
static void trace_note_filter(struct trace *trace, const struct gentrace_generation *generation)
{
	char text[GENTRACE_FILTER_TEXT_MAX];
	const char *filter = gentrace_filter_text(generation->kept, generation->kept_count, text);

	if (trace->begun && strcmp(filter, trace->filter))
		trace->filters_differ = true;
	if (!*trace->filter)
		strcpy(trace->filter, filter);
	trace->begun = true;
}

int trace_next(struct trace *trace, struct gentrace_generation **generation)
{
	int result = gentrace_reader_next(trace->reader, generation);

	if (result > 0) {
		trace_note_filter(trace, *generation);
		trace->bytes += (*generation)->length;
		trace_show_progress(trace);
	} else {
		progress_end(&trace->progress);
	}
	if (result == -ENOMEM)
		trace_no_memory();
	else if (result < 0)
		message_error("cannot read %s: %s", trace_name(trace->path), strerror(-result));
	return result < 0 ? -1 : result;
}

int trace_walk(struct trace *trace, struct gentrace_reader_totals *totals,
	       int (*visit)(void *data, const struct gentrace_generation *generation),
	       void *data)
{
	struct gentrace_generation *generation;
	int more;

	while ((more = trace_next(trace, &generation)) > 0) {
		int result = visit(data, generation);

		gentrace_generation_free(generation);
		if (result) {
			progress_end(&trace->progress);
			return trace_failed(result);
		}
	}
	gentrace_reader_totals(trace->reader, totals);
	return more < 0 ? EXIT_FAILED : EXIT_OK;
}

static int explain_nothing(const struct trace *trace, const struct gentrace_reader_totals *totals)
{
	if (trace->windowed && trace->window.generations) {
		message_error("nothing of %s is between --from and --to",
			      trace_name(trace->path));
		message_try("tracectl info %s, which lists when its generations were",
			    trace_argument(trace->path));
		return EXIT_FAILED;
	}
	if (!totals->bytes) {
		message_error("%s is empty", trace_name(trace->path));
		message_try("tracectl record -o FILE -d 5");
	} else {
		message_error("%s is not a gentrace trace", trace_name(trace->path));
		message_try("file %s; the text form becomes a trace with dump --from-text",
			    trace_argument(trace->path));
	}
	return EXIT_BROKEN;
}

int trace_finish(const struct trace *trace)
{
	struct gentrace_reader_totals totals;
	char skipped[UNITS_MAX];

	gentrace_reader_totals(trace->reader, &totals);
	if (!totals.generations)
		return explain_nothing(trace, &totals);
	if (totals.incomplete)
		message_error("%llu of %llu generations without an end: the recording was cut off",
			      totals.incomplete, totals.generations);
	if (!totals.damaged && !totals.skipped)
		return EXIT_OK;
	message_error("%llu of %llu generations damaged, %s could not be read",
		      totals.damaged, totals.generations, units_bytes(skipped, totals.skipped));
	message_try("tracectl verify %s, which says what is wrong and where",
		    trace_argument(trace->path));
	return EXIT_BROKEN;
}

char *trace_filter(char buffer[static TRACE_FILTER_MAX], const char *filter)
{
	return terminal_escape(buffer, TRACE_FILTER_MAX, filter, strlen(filter));
}

static void filter_print(const struct trace *trace)
{
	char filter[TRACE_FILTER_MAX];

	if (!*trace->filter)
		return;
	printf("%sfilter: only %s%s was recorded%s; nothing is known of what was left out\n",
	       terminal_style(stdout, TERMINAL_WARN), trace_filter(filter, trace->filter),
	       terminal_style(stdout, TERMINAL_PLAIN),
	       trace->filters_differ ? ", in a part of the generations" : "");
}

void trace_print_window(const struct trace *trace)
{
	const struct gentrace_window *window = &trace->window;
	char from[UNITS_MAX], to[UNITS_MAX], bytes[UNITS_MAX];

	filter_print(trace);
	if (!trace->windowed)
		return;
	printf("window: %s to %s s: %llu of %llu generations, %s; nothing else was read\n",
	       units_seconds(from, (__s64)(window->first_ns - window->begin_ns)),
	       units_seconds(to, (__s64)(window->last_ns - window->begin_ns)),
	       window->wanted, window->generations, units_bytes(bytes, window->bytes));
}

void trace_add_window(struct json_object *object, const struct trace *trace)
{
	const struct gentrace_window *window = &trace->window;

	if (*trace->filter) {
		json_add_text(object, "filter", trace->filter);
		json_add_bool(object, "filters_differ", trace->filters_differ);
	}
	if (!trace->windowed)
		return;
	object = json_add_object(object, "window");
	json_add_u64(object, "from_ns", window->first_ns - window->begin_ns);
	json_add_u64(object, "to_ns", window->last_ns - window->begin_ns);
	json_add_u64(object, "generations", window->wanted);
	json_add_u64(object, "generations_of_file", window->generations);
	json_add_u64(object, "read_bytes", window->bytes);
}

__u64 trace_begin_ns(const struct trace *trace, __u64 first_ns)
{
	return trace->windowed ? trace->window.begin_ns : first_ns;
}

void trace_close(struct trace *trace)
{
	progress_end(&trace->progress);
	gentrace_reader_close(trace->reader);
	if (trace->fd > STDIN_FILENO)
		close(trace->fd);
	*trace = (struct trace){ .fd = -1 };
}

int trace_failed(int error)
{
	if (error != -E2BIG)
		return trace_no_memory();
	message_error("too much happened to keep all of it in memory");
	message_try("--from and --to, for a shorter time");
	return EXIT_FAILED;
}

int trace_no_memory(void)
{
	message_error("out of memory");
	message_try("fewer generations at a time: dump --from and --to, or a shorter recording");
	return EXIT_FAILED;
}
