// SPDX-License-Identifier: GPL-2.0
/* flight_stop.c - tracectl flight stop: the end of the recorder. */
#include <getopt.h>
#include <stdio.h>

#include "command.h"
#include "flight.h"
#include "print/message.h"
#include "print/units.h"
#include "record/summary.h"

static const char help[] =
	"usage: tracectl flight stop [-o FILE]\n"
	"\n"
	"Stops the recorder and gives its memory back.\n"
	"\n"
	"  -o, --output FILE     write all that it still keeps there first\n"
	"  -h, --help            this text\n"
	"\n"
	"Exit status: 0 stopped, 3 bad usage, 4 nothing is recorded, or it failed: then what\n"
	"is kept is still there, for another try.\n"
	"\n"
	"Examples:\n"
	"  tracectl flight stop -o last.gt\n";

static const struct option options[] = {
	{ "output", required_argument, NULL, 'o' },
	{ "help", no_argument, NULL, 'h' },
	{ 0 }
};

/* Is it there, and what was recorded? Or -1 with the reason printed. */
static int recorder_look(const struct device *device, struct gentrace_stats *stats)
{
	struct gentrace_flight_window window;

	if (device_stats(device, stats) || flight_window(device, &window))
		return -1;
	if (window.batches_total)
		return 0;
	message_error(stats->state == GENTRACE_STATE_IDLE ? "nothing is being recorded" :
		      "what is being traced is no flight recording");
	message_try("tracectl status");
	return -1;
}

/* One that was stopped and could not be written is written now. */
static int recorder_stop(struct device *device, const char *path)
{
	char events[UNITS_MAX], losses[UNITS_MAX];
	struct gentrace_stats stats;

	if (recorder_look(device, &stats))
		return -1;
	if (stats.state != GENTRACE_STATE_STOPPED &&
	    (device_stop(device) || device_stats(device, &stats)))
		return -1;
	printf("stopped: %s events, %s lost\n", units_count(events, stats.recorded),
	       units_count(losses, summary_lost(&stats)));
	return flight_save(device, path, 0);
}

int flight_stop(int argc, char **argv)
{
	const char *path = NULL;
	struct device device;
	int option, result;

	while ((option = getopt_long(argc, argv, "o:h", options, NULL)) >= 0) {
		switch (option) {
		case 'o':
			path = optarg;
			break;
		case 'h':
			fputs(help, stdout);
			return EXIT_OK;
		default:
			return message_help("flight stop");
		}
	}
	if (optind < argc)
		return message_usage("flight stop", "'%s' is no option", argv[optind]);
	if (flight_open(&device))
		return EXIT_FAILED;
	result = recorder_stop(&device, path);
	device_close(&device);
	return result ? EXIT_FAILED : EXIT_OK;
}
