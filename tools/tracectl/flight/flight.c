// SPDX-License-Identifier: GPL-2.0
/* flight.c - tracectl flight: its commands, and what they share. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>

#include "command.h"
#include "flight.h"
#include "print/message.h"
#include "print/units.h"
#include "record/drain.h"
#include "record/names.h"
#include "record/output.h"
#include "read/trace.h"

static const char help[] =
	"usage: tracectl flight start|collect|list|status|snapshot|stop [OPTIONS]\n"
	"\n"
	"A recorder that is always on: it keeps what is newest, in memory that does not\n"
	"grow, and can be asked for it when something has gone wrong.\n"
	"\n"
	"  start      begin to record; it goes on when the command has ended\n"
	"  collect    write what triggers have noticed into files, as long as it runs\n"
	"  list       what they have noticed: in files, and what waits to be written\n"
	"  status     how much history there is, and what it takes\n"
	"  snapshot   write it into a file; recording goes on\n"
	"  stop       the end\n"
	"\n"
	"  -h, --help            this text, or that of a command behind it\n"
	"\n"
	"Exit status: 0 yes, 1 nothing is recorded, 3 bad usage, 4 it failed.\n"
	"\n"
	"Examples:\n"
	"  tracectl flight start --memory 64M\n"
	"  tracectl flight snapshot -o slow.gt     right after it was slow\n"
	"  tracectl report -s worst slow.gt\n"
	"  tracectl flight stop\n";

static const struct subcommand {
	const char *name;
	int (*run)(int argc, char **argv);
} subcommands[] = {
	{ "start", flight_start },
	{ "collect", flight_collect },
	{ "list", flight_list },
	{ "status", flight_status },
	{ "snapshot", flight_snapshot },
	{ "stop", flight_stop },
};

int command_flight(int argc, char **argv)
{
	char name[64];
	size_t i;

	if (argc < 2)
		return message_usage("flight", "what? start, collect, list, status, snapshot or stop");
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
		fputs(help, stdout);
		return EXIT_OK;
	}
	for (i = 0; i < sizeof(subcommands) / sizeof(*subcommands); i++) {
		if (strcmp(argv[1], subcommands[i].name))
			continue;
		snprintf(name, sizeof(name), "tracectl flight %s", argv[1]);
		argv[1] = name;
		return subcommands[i].run(argc - 1, argv + 1);
	}
	return message_usage("flight", "there is no 'flight %s'", argv[1]);
}

int flight_open(struct device *device)
{
	if (device_open(device, O_RDWR))
		return -1;
	if (device->info.features & GENTRACE_FEATURE_FLIGHT)
		return 0;
	message_error("this module has no flight recorder");
	message_try("modprobe -r gentrace; then install module and tool from one release");
	device_close(device);
	return -1;
}

int flight_window(const struct device *device, struct gentrace_flight_window *window)
{
	memset(window, 0, sizeof(*window));
	window->size = sizeof(*window);
	if (!ioctl(device->fd, GENTRACE_IOC_WINDOW, window))
		return 0;
	message_error("cannot read what is kept: %s", strerror(errno));
	message_try("dmesg | grep gentrace");
	return -1;
}

int flight_trigger(const struct device *device, __u32 index,
		   struct gentrace_flight_trigger *trigger)
{
	*trigger = (struct gentrace_flight_trigger){ .size = sizeof(*trigger), .index = index };
	if (!ioctl(device->fd, GENTRACE_IOC_TRIGGER, trigger))
		return 0;
	message_error("cannot read the triggers: %s", strerror(errno));
	message_try("dmesg | grep gentrace");
	return -1;
}

static int explain_snapshot(int error)
{
	switch (error) {
	case ENODATA:
		message_error("nothing is being recorded");
		message_try("tracectl flight start");
		break;
	case EOPNOTSUPP:
		message_error("what is being traced is no flight recording");
		message_try("tracectl status, which says whose it is; tracectl stop");
		break;
	case ENOSPC:
		message_error("other snapshots hold all that may be held");
		message_try("again when they have been written, or a larger --memory");
		break;
	default:
		message_error("cannot take a snapshot: %s", strerror(error));
		message_try("dmesg | grep gentrace");
	}
	return -1;
}

static int snapshot_copy(const struct device *device, struct names *names, struct output *output)
{
	struct drain drain;
	int more;

	if (drain_open(&drain, device, true, names))
		return -1;
	while ((more = drain_some(&drain, output)) > 0)
		;
	drain_close(&drain);
	return more;
}

int flight_copy(const struct device *device, const char *path, struct names *names)
{
	struct output output;
	int result;

	if (output_open(&output, path))
		return -1;
	result = output_begin(&output) ?: snapshot_copy(device, names, &output);
	return output_close(&output) ?: result;
}

static void snapshot_print(const struct gentrace_flight_snapshot *snapshot, const char *path)
{
	char time[UNITS_MAX], bytes[UNITS_MAX];

	fprintf(stderr, "%s: the last %s, %llu generation%s, %s\n",
		strcmp(path, "-") ? path : "standard output",
		units_ns(time, snapshot->end_ns - snapshot->begin_ns),
		snapshot->last - snapshot->first + 1, units_s(snapshot->last - snapshot->first + 1),
		units_bytes(bytes, snapshot->bytes));
	fprintf(stderr, "  next: tracectl report %s\n", trace_argument(path));
}

int flight_save(const struct device *device, const char *path, __u64 window_ns)
{
	struct gentrace_flight_snapshot snapshot = {
		.size = sizeof(snapshot), .window_ns = window_ns,
	};
	struct names names;
	int result;

	if (ioctl(device->fd, GENTRACE_IOC_SNAPSHOT, &snapshot))
		return explain_snapshot(errno);
	if (names_open(&names, true))
		return -1;
	result = flight_copy(device, path ?: "/dev/null", &names);
	names_close(&names);
	if (result)
		return -1;
	if (path)
		snapshot_print(&snapshot, path);
	return 0;
}
