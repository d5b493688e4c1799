// SPDX-License-Identifier: GPL-2.0
/* flight_snapshot.c - tracectl flight snapshot: what is kept, into a file. */
#include <getopt.h>
#include <stdio.h>

#include "command.h"
#include "flight.h"
#include "print/message.h"
#include "print/units.h"

static const char help[] =
	"usage: tracectl flight snapshot [-o FILE] [--window TIME]\n"
	"\n"
	"Writes what the recorder keeps into a file, up to now. Recording goes on, and stops\n"
	"for nobody: a snapshot has at most three quarters of the memory, the newest.\n"
	"\n"
	"  -o, --output FILE     where to [trace.gt]; - is standard output\n"
	"      --window TIME     only what ended within TIME: 10s, 500ms [all]\n"
	"  -h, --help            this text\n"
	"\n"
	"Exit status: 0 written, 3 bad usage, 4 nothing is recorded, or it failed.\n"
	"\n"
	"Examples:\n"
	"  tracectl flight snapshot -o slow.gt\n"
	"  tracectl flight snapshot --window 10s -o - | zstd > slow.gt.zst\n";

static const struct option options[] = {
	{ "output", required_argument, NULL, 'o' },
	{ "window", required_argument, NULL, 'w' },
	{ "help", no_argument, NULL, 'h' },
	{ 0 }
};

static int snapshot_take(const char *path, __u64 window_ns)
{
	struct device device;
	int result;

	if (flight_open(&device))
		return EXIT_FAILED;
	result = flight_save(&device, path, window_ns);
	device_close(&device);
	return result ? EXIT_FAILED : EXIT_OK;
}

int flight_snapshot(int argc, char **argv)
{
	const char *path = "trace.gt";
	__u64 window_ns = 0;
	char why[256];
	int option;

	while ((option = getopt_long(argc, argv, "o:h", options, NULL)) >= 0) {
		switch (option) {
		case 'o':
			path = optarg;
			break;
		case 'w':
			if (units_take_ns(optarg, &window_ns, why, sizeof(why)))
				return message_usage("flight snapshot", "%s", why);
			break;
		case 'h':
			fputs(help, stdout);
			return EXIT_OK;
		default:
			return message_help("flight snapshot");
		}
	}
	if (optind < argc)
		return message_usage("flight snapshot", "'%s' is no option", argv[optind]);
	return snapshot_take(path, window_ns);
}
