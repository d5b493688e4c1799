// SPDX-License-Identifier: GPL-2.0
/* flight_collect.c - tracectl flight collect: what triggers have noticed, into files. */
#include <getopt.h>
#include <stdio.h>

#include "collect.h"
#include "command.h"
#include "flight.h"
#include "print/message.h"
#include "print/units.h"

static const char help[] =
	"usage: tracectl flight collect [--quota SIZE] DIRECTORY\n"
	"\n"
	"Writes each hit of a trigger into a file of its own: what led to it and what\n"
	"followed. Until it is in a file, the module keeps it; so this may be killed and\n"
	"started again at any time. It ends with the recorder, or by a signal.\n"
	"\n"
	"      --quota SIZE      all traces there take no more than this, the oldest go: 2G\n"
	"  -h, --help            this text\n"
	"\n"
	"Exit status: 0 ended, 3 bad usage, 4 nothing is recorded, or it failed.\n"
	"\n"
	"Examples:\n"
	"  tracectl flight start --trigger 'wakeup > 5ms comm=nginx cooldown=10s'\n"
	"  tracectl flight collect --quota 2G /var/lib/gentrace\n"
	"  systemctl start gentrace-flight        both, with the settings of its unit\n";

static const struct option options[] = {
	{ "quota", required_argument, NULL, 'q' },
	{ "help", no_argument, NULL, 'h' },
	{ 0 }
};

int flight_collect(int argc, char **argv)
{
	struct collect collect = { 0 };
	int option;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) >= 0) {
		switch (option) {
		case 'q':
			if (!units_parse_bytes(optarg, &collect.quota_bytes) || !collect.quota_bytes)
				return message_usage("flight collect", "'%s' is no size; write one like 500M or 2G",
						     optarg);
			break;
		case 'h':
			fputs(help, stdout);
			return EXIT_OK;
		default:
			return message_help("flight collect");
		}
	}
	if (optind + 1 != argc)
		return message_usage("flight collect", optind < argc ? "one directory, not more" :
				     "into which directory?");
	collect.directory = argv[optind];
	return collect_run(&collect);
}
