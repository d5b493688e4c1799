// SPDX-License-Identifier: GPL-2.0
/* record.c - tracectl record: from START to a complete file. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "command.h"
#include "config.h"
#include "device.h"
#include "drain.h"
#include "keep.h"
#include "print/message.h"
#include "names.h"
#include "output.h"
#include "summary.h"
#include "print/units.h"
#include "workload.h"

#define PROGRESS_NS	250000000ull

/* Of any site, see GENTRACE_STACKS_USER(). */
#define STACKS_OF_USERS	0xaaaaaaaau

static const char help[] =
	"usage: tracectl record [OPTIONS] [-- COMMAND [ARGUMENT...]]\n"
	"\n"
	"Records a trace of the machine, or of a part of it, until COMMAND ends, TIME has\n"
	"passed or Ctrl-C is pressed. A second Ctrl-C gives up at once.\n"
	"\n"
	"  -o, --output FILE     where to [trace.gt]; - is standard output, and what\n"
	"                        COMMAND prints then goes to standard error\n"
	"  -d, --duration TIME   stop after TIME: seconds, or 500ms, 2m\n"
	"      --only            only COMMAND and its children, not the whole machine\n"
	"      --no-symbols      do not look up names for the addresses in stacks\n"
	"      --no-mmap         read the device even if its memory can be mapped: for comparison\n"
	CONFIG_HELP
	KEEP_HELP
	"  -h, --help            this text\n"
	"\n"
	"The exit status is COMMAND's (126: it cannot be run, 127: it is not there, 125:\n"
	"the recording failed). Without COMMAND: 0, 3 bad usage, 4 the recording failed.\n"
	"Events that were lost are counted in the trace and do not change the status.\n"
	"\n"
	"Examples:\n"
	"  tracectl record -d 5                        the next five seconds\n"
	"  tracectl record -- make -j8                 while make runs\n"
	"  tracectl record --only -- make -j8          make and its children alone\n"
	"  tracectl record --cpu 2 -d 5                what happens on CPU 2\n"
	"  tracectl record -c +syscall -o s.gt -- ls   with system calls\n"
	"  tracectl record -d 1 -o - | zstd > t.zst    compressed on the way\n";

struct recording {
	struct device device;
	struct gentrace_config config;
	struct keep keep;
	struct gentrace_stats stats;
	struct workload workload;
	struct output output;
	const char *path;
	__u64 duration_ns;	/* 0: no limit */
	__u64 began_ns;
	__u64 ended_ns;	/* 0: still tracing */
	struct drain drain;
	struct names names;
	bool nameless;		/* no names for stacks */
	bool copy;		/* do not map, if it could be */
	bool only;		/* nothing but the command */
	bool progress;		/* someone watches */
};

/* The signal handler's only way to the loop: a handler gets no argument. */
static int interrupt_pipe[2] = { -1, -1 };

static void interrupted(int signal, siginfo_t *info, void *context)
{
	/* One from the terminal reaches the command too, one from kill does not. */
	unsigned char forward = info->si_code == SI_USER ? signal : 0;
	int error = errno;

	(void)context;
	if (write(interrupt_pipe[1], &forward, 1) < 0)
		_exit(EXIT_FAILED);
	errno = error;
}

/*
 * Once only: the second signal has its default effect. It ends a tool that is
 * stuck on a pipe nobody reads, and the session ends with the open file.
 */
static int interrupt_catch(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_flags = SA_SIGINFO | SA_RESETHAND }, before;
	size_t i;

	if (pipe2(interrupt_pipe, O_CLOEXEC | O_NONBLOCK))
		return -1;
	action.sa_sigaction = interrupted;
	for (i = 0; i < sizeof(signals) / sizeof(*signals); i++) {
		if (sigaction(signals[i], NULL, &before) || before.sa_handler == SIG_IGN)
			continue;
		if (sigaction(signals[i], &action, NULL))
			return -1;
	}
	signal(SIGPIPE, SIG_IGN);
	return 0;
}

static __u64 now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

/* A timer that rings after @first_ns and then every @every_ns; -1 if neither. */
static int timer_create_fd(__u64 first_ns, __u64 every_ns)
{
	struct itimerspec when = {
		.it_value = { first_ns / 1000000000, first_ns % 1000000000 },
		.it_interval = { every_ns / 1000000000, every_ns % 1000000000 },
	};
	int fd;

	if (!first_ns)
		return -1;
	fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (fd >= 0)
		timerfd_settime(fd, 0, &when, NULL);
	return fd;
}

static int recording_stop(struct recording *recording)
{
	if (recording->ended_ns)
		return 0;
	recording->ended_ns = now_ns();
	return device_stop(&recording->device);
}

static void recording_interrupt(struct recording *recording)
{
	unsigned char forward;

	if (read(interrupt_pipe[0], &forward, 1) == 1 && forward)
		workload_signal(&recording->workload, forward);
}

static void recording_progress(struct recording *recording, int timer)
{
	__u64 rings;

	if (read(timer, &rings, sizeof(rings)) < 0)
		return;
	if (device_stats(&recording->device, &recording->stats))
		return;
	summary_progress(&recording->stats, now_ns() - recording->began_ns,
			 recording->output.bytes);
}

/* Copies until the device says that the stopped trace has been read. */
static int recording_loop(struct recording *recording, int limit, int progress)
{
	struct pollfd polls[] = {
		{ .fd = recording->device.fd, .events = POLLIN },
		{ .fd = interrupt_pipe[0], .events = POLLIN },
		{ .fd = recording->workload.pidfd, .events = POLLIN },
		{ .fd = limit, .events = POLLIN },
		{ .fd = progress, .events = POLLIN },
	};
	int more = 1;

	while (more > 0) {
		if (poll(polls, sizeof(polls) / sizeof(*polls), -1) < 0) {
			if (errno == EINTR)
				continue;
			message_error("cannot wait for events: %s", strerror(errno));
			return -1;
		}
		if (polls[1].revents)
			recording_interrupt(recording);
		if (polls[1].revents || polls[2].revents || polls[3].revents) {
			if (recording_stop(recording))
				return -1;
			/* A child that has ended stays readable: look no more. */
			polls[1].fd = polls[2].fd = polls[3].fd = -1;
		}
		if (polls[4].revents)
			recording_progress(recording, progress);
		if (polls[0].revents)
			more = drain_some(&recording->drain, &recording->output);
	}
	return more;
}

static int recording_copy(struct recording *recording)
{
	int limit, progress, result;

	limit = timer_create_fd(recording->duration_ns, 0);
	progress = timer_create_fd(recording->progress ? PROGRESS_NS : 0, PROGRESS_NS);
	result = recording_loop(recording, limit, progress);
	if (recording->progress)
		summary_progress_end();
	if (limit >= 0)
		close(limit);
	if (progress >= 0)
		close(progress);

	/* After a failure nobody reads any more: end what would only lose. */
	if (result && !recording->ended_ns)
		recording_stop(recording);
	if (!recording->ended_ns)
		recording->ended_ns = now_ns();
	return result;
}

static bool recording_wants_names(const struct recording *recording)
{
	return recording->config.stacks && !recording->nameless;
}

/* With the device open: everything up to a closed file. 0 or -1. */
static int recording_run(struct recording *recording, char **command)
{
	int result, output;

	/* Of the command alone the pid is not known yet. */
	if ((!recording->only &&
	     !keep_apply(&recording->keep, &recording->config, &recording->device.info)) ||
	    !config_fits(&recording->config, &recording->device.info) ||
	    output_open(&recording->output, recording->path))
		return -1;
	output = recording->output.fd == STDOUT_FILENO ? STDERR_FILENO : STDOUT_FILENO;
	if (*command && workload_spawn(&recording->workload, command, output))
		goto close_output;
	if (recording->only &&
	    (keep_task(&recording->keep, recording->workload.pid) ||
	     !keep_apply(&recording->keep, &recording->config, &recording->device.info)))
		goto close_output;
	if (interrupt_catch()) {
		message_error("cannot catch signals: %s", strerror(errno));
		goto close_output;
	}
	if (recording_wants_names(recording) &&
	    names_open(&recording->names, recording->config.stacks & STACKS_OF_USERS))
		goto close_output;
	if (device_arm(&recording->device, &recording->config) ||
	    drain_open(&recording->drain, &recording->device, recording->copy,
		       recording_wants_names(recording) ? &recording->names : NULL))
		goto close_output;
	if (device_start_armed(&recording->device, &recording->config))
		goto close_drain;
	recording->began_ns = now_ns();
	if (output_begin(&recording->output))
		goto close_drain;
	workload_release(&recording->workload);

	result = recording_copy(recording);
	drain_close(&recording->drain);
	if (output_close(&recording->output))
		return -1;
	return result ?: device_stats(&recording->device, &recording->stats);

close_drain:
	drain_close(&recording->drain);
close_output:
	close(recording->output.fd);
	return -1;
}

static int recording_record(struct recording *recording, char **command)
{
	int failed, status = EXIT_OK;

	if (device_open(&recording->device, O_RDWR | O_NONBLOCK))
		return *command ? EXIT_RECORD : EXIT_FAILED;
	failed = recording_run(recording, command);
	names_close(&recording->names);
	if (!failed)
		summary_print(recording->path, &recording->config, &recording->stats,
			      recording->ended_ns - recording->began_ns,
			      recording->output.bytes);
	device_close(&recording->device);

	/* The command may outlive the trace, and its status is awaited. */
	if (recording->workload.pid)
		status = workload_wait(&recording->workload);
	if (failed)
		return *command ? EXIT_RECORD : EXIT_FAILED;
	return status;
}

enum {
	OPTION_NO_MMAP = CONFIG_OPTION_END,
	OPTION_ONLY,
	OPTION_NO_SYMBOLS,
};

static const struct option options[] = {
	{ "output", required_argument, NULL, 'o' },
	{ "duration", required_argument, NULL, 'd' },
	{ "no-mmap", no_argument, NULL, OPTION_NO_MMAP },
	{ "only", no_argument, NULL, OPTION_ONLY },
	{ "no-symbols", no_argument, NULL, OPTION_NO_SYMBOLS },
	CONFIG_OPTIONS,
	KEEP_OPTIONS,
	{ "help", no_argument, NULL, 'h' },
	{ 0 }
};

static int config_or_keep(struct recording *recording, int option, char *argument, char *why,
			  size_t size)
{
	int result = config_option(&recording->config, option, argument, why, size);

	return result == 1 ? keep_option(&recording->keep, option, argument, why, size) : result;
}

int command_record(int argc, char **argv)
{
	struct recording recording = {
		.path = "trace.gt",
		.workload = WORKLOAD_NONE,
		.config.size = sizeof(recording.config),
		.progress = isatty(STDERR_FILENO),
	};
	char why[256];
	int option;

	while ((option = getopt_long(argc, argv, "+o:d:" CONFIG_LETTERS "h", options, NULL)) >= 0) {
		switch (option) {
		case 'o':
			recording.path = optarg;
			break;
		case 'd':
			if (!units_parse_ns(optarg, &recording.duration_ns) ||
			    !recording.duration_ns)
				return message_usage("record", "'%s' is no duration", optarg);
			break;
		case OPTION_NO_MMAP:
			recording.copy = true;
			break;
		case OPTION_NO_SYMBOLS:
			recording.nameless = true;
			break;
		case OPTION_ONLY:
			recording.only = true;
			break;
		case 'h':
			fputs(help, stdout);
			return EXIT_OK;
		case '?':
			return message_help("record");
		default:
			if (config_or_keep(&recording, option, optarg, why, sizeof(why)))
				return message_usage("record", "%s", why);
		}
	}
	/* Without --, a word after the options is more likely a mistake. */
	if (optind < argc && strcmp(argv[optind - 1], "--"))
		return message_usage("record", "'%s' is no option; a command follows --", argv[optind]);

	if (recording.only && optind == argc)
		return message_usage("record", "--only needs a command behind --");
	return recording_record(&recording, argv + optind);
}
