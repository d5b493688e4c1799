// SPDX-License-Identifier: GPL-2.0
/* start.c - tracectl start: a trace that outlives the command that started it. */
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>

#include "command.h"
#include "config.h"
#include "device.h"
#include "keep.h"
#include "print/message.h"
#include "print/units.h"

static const char help[] =
	"usage: tracectl start [OPTIONS]\n"
	"\n"
	"Starts a trace that goes on until tracectl stop. Whoever reads " GENTRACE_DEVICE "\n"
	"gets it; while nobody does, it fills its memory and then counts what it loses.\n"
	"\n"
	CONFIG_HELP
	KEEP_HELP
	"  -h, --help            this text\n"
	"\n"
	"Exit status: 0 tracing, 3 bad usage, 4 it could not be started.\n"
	"\n"
	"Examples:\n"
	"  tracectl start --pool 256M\n"
	"  cat " GENTRACE_DEVICE " > trace.gt &\n"
	"  ...\n"
	"  tracectl stop             cat ends when it has read everything\n"
	"  tracectl report trace.gt\n";

static const struct option options[] = {
	CONFIG_OPTIONS,
	KEEP_OPTIONS,
	{ "help", no_argument, NULL, 'h' },
	{ 0 }
};

static int session_start(struct gentrace_config *config, const struct keep *keep)
{
	char classes[128], pool[UNITS_MAX];
	struct device device;
	int result;

	if (device_open(&device, O_RDWR))
		return EXIT_FAILED;
	result = keep_apply(keep, config, &device.info) && config_fits(config, &device.info) ?
		 device_start(&device, config) : -1;
	device_close(&device);
	if (result)
		return EXIT_FAILED;
	printf("tracing %s into a pool of %s\n",
	       config_classes(classes, sizeof(classes), config->classes),
	       units_bytes(pool, config->pool_bytes));
	printf("  next: cat " GENTRACE_DEVICE " > trace.gt &    and when it is enough: tracectl stop\n");
	return EXIT_OK;
}

int command_start(int argc, char **argv)
{
	struct gentrace_config config = {
		.size = sizeof(config),
		.flags = GENTRACE_PERSISTENT,
	};
	struct keep keep = { 0 };
	char why[256];
	int option, result;

	while ((option = getopt_long(argc, argv, CONFIG_LETTERS "h", options, NULL)) >= 0) {
		switch (option) {
		case 'h':
			fputs(help, stdout);
			return EXIT_OK;
		case '?':
			return message_help("start");
		default:
			result = config_option(&config, option, optarg, why, sizeof(why));
			if (result == 1)
				result = keep_option(&keep, option, optarg, why, sizeof(why));
			if (result)
				return message_usage("start", "%s", why);
		}
	}
	if (optind < argc)
		return message_usage("start", "'%s' is no option; record runs commands", argv[optind]);
	return session_start(&config, &keep);
}
