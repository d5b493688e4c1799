// SPDX-License-Identifier: GPL-2.0
/* trace.c - a trace file, and what to tell people when it is none. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"
#include "message.h"
#include "trace.h"
#include "units.h"

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

int trace_open(struct trace *trace, const char *path)
{
	*trace = (struct trace){ .path = path, .fd = trace_open_file(path) };
	if (trace->fd < 0)
		return -1;
	trace->reader = gentrace_reader_open_fd(trace->fd, 0);
	if (trace->reader)
		return 0;
	trace_no_memory();
	trace_close(trace);
	return -1;
}

int trace_next(struct trace *trace, struct gentrace_generation **generation)
{
	int result = gentrace_reader_next(trace->reader, generation);

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
		if (result)
			return trace_no_memory();
	}
	gentrace_reader_totals(trace->reader, totals);
	return more < 0 ? EXIT_FAILED : EXIT_OK;
}

static int explain_nothing(const struct trace *trace, const struct gentrace_reader_totals *totals)
{
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

void trace_close(struct trace *trace)
{
	gentrace_reader_close(trace->reader);
	if (trace->fd > STDIN_FILENO)
		close(trace->fd);
	*trace = (struct trace){ .fd = -1 };
}

int trace_no_memory(void)
{
	message_error("out of memory");
	message_try("fewer generations at a time: dump --from and --to, or a shorter recording");
	return EXIT_FAILED;
}
