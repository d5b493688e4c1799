// SPDX-License-Identifier: GPL-2.0
/* stop.c - tracectl stop: ends what tracectl start began. */
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>

#include "command.h"
#include "device.h"
#include "print/message.h"
#include "summary.h"
#include "print/units.h"

static const char help[] =
	"usage: tracectl stop\n"
	"\n"
	"Stops the trace that tracectl start began. What has not been read yet can\n"
	"still be read from " GENTRACE_DEVICE ". A trace of tracectl record is stopped by\n"
	"ending that command.\n"
	"\n"
	"  -h, --help            this text\n"
	"\n"
	"Exit status: 0 stopped, 3 bad usage, 4 it could not be stopped.\n"
	"\n"
	"Examples:\n"
	"  tracectl stop\n"
	"  cat " GENTRACE_DEVICE " > trace.gt    if nobody was reading while it ran\n";

static const struct option options[] = {
	{ "help", no_argument, NULL, 'h' },
	{ 0 }
};

static int session_stop(void)
{
	char events[UNITS_MAX], losses[UNITS_MAX];
	struct gentrace_stats stats;
	struct device device;
	int result;

	if (device_open(&device, O_RDWR))
		return EXIT_FAILED;
	result = device_stop(&device) ?: device_stats(&device, &stats);
	device_close(&device);
	if (result)
		return EXIT_FAILED;
	printf("stopped: %s events, %s lost\n", units_count(events, stats.recorded),
	       units_count(losses, summary_lost(&stats)));
	if (stats.batches_unread)
		printf("  next: cat " GENTRACE_DEVICE " > trace.gt    unless someone is reading it already\n");
	return EXIT_OK;
}

int command_stop(int argc, char **argv)
{
	int option;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) >= 0) {
		if (option != 'h')
			return message_help("stop");
		fputs(help, stdout);
		return EXIT_OK;
	}
	if (optind < argc)
		return message_usage("stop", "it takes no arguments");
	return session_stop();
}
