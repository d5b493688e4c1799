// SPDX-License-Identifier: GPL-2.0
/* timeline.c - tracectl timeline: a trace as a page for a browser. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"
#include "print/message.h"
#include "read/proof.h"
#include "timeline.h"

#define OUTPUT_DEFAULT	"trace.html"

static const char help[] =
	"usage: tracectl timeline [OPTIONS] [FILE]\n"
	"\n"
	"Makes a page of a trace (FILE, else " TRACE_DEFAULT "): CPUs and tasks as lanes, to zoom, to\n"
	"search and to click on. It is one file that needs no network and no server: open it\n"
	"in any browser; ? there tells the keys.\n"
	"\n"
	"  -o, --output FILE     the page [" OUTPUT_DEFAULT "]; - is standard output\n"
	"      --limit SIZE      refuse to make a larger one [256M]\n"
	ANSWER_NAMES_HELP
	FILTER_SELECT_HELP
	READING_HELP
	"  -h, --help            this text\n"
	"\n"
	"Exit status: 0 made (also if events were lost, which the page says), 1 nothing of what\n"
	"was asked for is in the trace, 2 the trace is damaged, or none, 3 bad usage, 4 a file\n"
	"cannot be read or written, or the page would be too large.\n"
	"\n"
	"Examples:\n"
	"  tracectl record -c all -d 5; tracectl timeline; xdg-open trace.html\n"
	"  tracectl timeline --from 1.2 --to 1.3 -o slow.html trace.gt\n"
	"  tracectl timeline --comm 'nginx*' -o - | ssh desk 'cat >nginx.html'\n";

enum { OPTION_LIMIT = 1 };

static const struct option options[] = {
	{ "output", required_argument, NULL, 'o' },
	{ "limit", required_argument, NULL, OPTION_LIMIT },
	ANSWER_NAMES_OPTIONS,
	FILTER_SELECT_OPTIONS,
	READING_OPTIONS,
	{ "help", no_argument, NULL, 'h' },
	{ 0 }
};

int timeline_take(struct timeline *timeline, __u64 bytes)
{
	timeline->bytes += bytes;
	if (page_bytes(timeline) <= timeline->limit)
		return 0;
	timeline->full = true;
	return -E2BIG;
}

static bool is_standard(const struct timeline *timeline)
{
	return !strcmp(timeline->output, "-");
}

static int explain_write(const struct timeline *timeline, int error)
{
	message_error("cannot write %s: %s",
		      is_standard(timeline) ? "the page" : timeline->output, strerror(error));
	message_try("-o FILE, somewhere you may write and that has room");
	return EXIT_FAILED;
}

/* How a page that is too large can be had in parts. */
static void explain_full(const struct timeline *timeline)
{
	char limit[UNITS_MAX], since[UNITS_MAX];

	message_note("a page of %s is full at %s s: --limit allows a larger one",
		     units_bytes(limit, timeline->limit),
		     answer_since(&timeline->answer, since, timeline->full_ns));
}

static void summary_print(const struct timeline *timeline, __u64 bytes)
{
	char size[UNITS_MAX], count[UNITS_MAX];

	printf("%s: %s, %s segments of %zu task%s on %zu CPU%s", timeline->output,
	       units_bytes(size, bytes), units_count(count, timeline->segments),
	       timeline->tasks, units_s(timeline->tasks), timeline->cpus,
	       units_s(timeline->cpus));
	if (timeline->requests)
		printf(", %s request%s of %zu device%s", units_count(count, timeline->requests),
		       units_s(timeline->requests), timeline->devices, units_s(timeline->devices));
	if (timeline->locks)
		printf(", %s wait%s for locks", units_count(count, timeline->locks),
		       units_s(timeline->locks));
	putchar('\n');
	trace_print_window(&timeline->answer.trace);
	proof_print_line(timeline->answer.path, timeline->answer.verify);
}

static int page_write(const struct timeline *timeline)
{
	FILE *file = stdout;
	int fd, error;
	long bytes;

	if (!is_standard(timeline)) {
		/* Names of tasks and what they do are not everybody's business. */
		fd = open(timeline->output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
		file = fd < 0 ? NULL : fdopen(fd, "w");
		if (!file)
			return explain_write(timeline, errno);
	}
	errno = 0;
	page_print(file, timeline);
	error = fflush(file) || ferror(file) ? errno ?: EIO : 0;
	if (is_standard(timeline))
		return error ? explain_write(timeline, error) : EXIT_OK;
	bytes = ftell(file);
	if (fclose(file) && !error)
		error = errno;
	if (error)
		return explain_write(timeline, error);
	summary_print(timeline, bytes < 0 ? 0 : bytes);
	return EXIT_OK;
}

static int explain_nothing(const struct timeline *timeline)
{
	message_error("nothing of what was asked for is in %s", trace_name(timeline->answer.path));
	message_try("tracectl report -n 0 %s, which lists the tasks",
		    trace_argument(timeline->answer.path));
	return EXIT_NO;
}

static int timeline_answer(struct timeline *timeline)
{
	int error = lanes_finish(timeline), status;

	if (error == -E2BIG) {
		message_error("the page would be too large");
		message_try("--from and --to, for a shorter time");
		explain_full(timeline);
		return EXIT_FAILED;
	}
	if (error)
		return trace_no_memory();
	if (!timeline->segments && !timeline->cpus && !timeline->devices)
		return explain_nothing(timeline);
	/* Beyond this the numbers of JavaScript have holes; it is a hundred days. */
	if (timeline->end_ns - answer_instant(&timeline->answer, 0) > 1ull << 53) {
		message_error("the times in %s are too far apart",
			      trace_name(timeline->answer.path));
		message_try("--from and --to, for a shorter time");
		return EXIT_FAILED;
	}
	status = page_write(timeline);
	return status ?: trace_finish(&timeline->answer.trace);
}

static int timeline_file(struct timeline *timeline)
{
	int status;

	if (is_standard(timeline) && isatty(STDOUT_FILENO)) {
		message_error("a page of megabytes is no sight for a terminal");
		message_try("-o FILE, or a pipe");
		return EXIT_FAILED;
	}
	timeline->answer.look = timeline_look;
	timeline->answer.stacks = true;
	status = answer_read(&timeline->answer, timeline_segment, timeline_call, timeline);
	if (status && timeline->full)
		explain_full(timeline);
	if (!status)
		status = timeline_answer(timeline);
	lanes_clear(timeline);
	devices_clear(timeline);
	names_clear(&timeline->names);
	stacks_clear(&timeline->stacks);
	free(timeline->gap);
	answer_close(&timeline->answer);
	return status;
}

/* What of the command line says which tasks and CPUs, for the page. */
static void selection_add(char *selection, size_t size, int option, const char *argument)
{
	size_t length = strlen(selection);
	const char *name = option == FILTER_PID ? "pid" : option == FILTER_CPU ? "cpu" :
			   option == FILTER_COMM ? "comm" : "cgroup";

	snprintf(selection + length, size - length, "%s--%s %s", length ? " " : "", name, argument);
}

static int timeline_option(struct timeline *timeline, char *selection, size_t size, int option,
			   char *argument)
{
	switch (option) {
	case 'o':
		timeline->output = argument;
		return EXIT_OK;
	case OPTION_LIMIT:
		if (units_parse_bytes(argument, &timeline->limit) && timeline->limit)
			return EXIT_OK;
		return message_usage("timeline", "'%s' is no size: 64M, 1G", argument);
	case FILTER_PID:
	case FILTER_COMM:
	case FILTER_CPU:
	case FILTER_CGROUP:
		/* Before the list is taken apart. */
		selection_add(selection, size, option, argument);
		break;
	}
	return answer_option(&timeline->answer, option, argument);
}

int command_timeline(int argc, char **argv)
{
	char selection[512] = "";
	struct timeline timeline = {
		.answer = ANSWER("timeline"),
		.output = OUTPUT_DEFAULT,
		.limit = TIMELINE_LIMIT_DEFAULT,
		.selection = selection,
		.begin_ns = ~0ull,
	};
	int option, status;

	while ((option = getopt_long(argc, argv, "o:j:h", options, NULL)) >= 0) {
		if (option == 'h') {
			fputs(help, stdout);
			return EXIT_OK;
		}
		status = timeline_option(&timeline, selection, sizeof(selection), option, optarg);
		if (status)
			return status;
	}
	status = answer_file(&timeline.answer, argc, argv);
	return status ?: timeline_file(&timeline);
}
