// SPDX-License-Identifier: GPL-2.0
/* flight_start.c - tracectl flight start: begin to keep what is newest. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <sys/ioctl.h>

#include "collect.h"
#include "command.h"
#include "flight.h"
#include "print/message.h"
#include "print/units.h"
#include "record/config.h"
#include "record/keep.h"
#include "trigger.h"

enum {
	OPTION_WINDOW = CONFIG_OPTION_END,
	OPTION_TRIGGER,
	OPTION_QUOTA,
};

static const char help[] =
	"usage: tracectl flight start [OPTIONS]\n"
	"\n"
	"Records until tracectl flight stop, and keeps what is newest. When the memory is\n"
	"full the oldest generation goes; what is lost in a burst is counted.\n"
	"\n"
	"      --memory SIZE     all that it takes, tables and stacks included [64M]\n"
	"      --window TIME     nothing that ended longer ago is kept: 30s, 5m [as much as\n"
	"                        there is memory for]\n"
	"      --trigger RULE    notice a bad moment, and keep what led to it and what\n"
	"                        followed; can be repeated\n"
	"  -o, --output DIR      stay, and write what is noticed into files there, as flight\n"
	"                        collect does; a recorder that there is already goes on as it\n"
	"                        was started\n"
	"      --quota SIZE      all traces there take no more than this, the oldest go: 2G\n"
	CONFIG_HELP_WHAT
	KEEP_HELP
	"  -h, --help            this text\n"
	"\n"
	"A RULE is a measure, a bound and conditions, and how often: wakeup, wait, blocked,\n"
	"syscall, irq, softirq > TIME, lost > NUMBER, event NAME; comm, pid, cgroup, cpu,\n"
	"name, syscall, irq, or an argument of the event; cooldown=TIME, limit=N, before=N,\n"
	"after=N (generations that are kept) and as=NAME.\n"
	"\n"
	"Exit status: 0 recording (with -o: it has been, and has ended), 3 bad usage, 4 it could not be started.\n"
	"\n"
	"Examples:\n"
	"  tracectl flight start\n"
	"  tracectl flight start --memory 256M -c +syscall --stacks\n"
	"  tracectl flight start --trigger 'wakeup > 5ms comm=nginx cooldown=10s'\n"
	"  tracectl flight start --trigger 'wakeup > 5ms' -o /var/lib/gentrace --quota 2G\n"
	"  tracectl flight start --trigger 'event signal_generate signal=9 as=kill'\n"
	"  tracectl flight start --cgroup /sys/fs/cgroup/system.slice/nginx.service\n";

static const struct option options[] = {
	{ "memory", required_argument, NULL, CONFIG_POOL },
	{ "window", required_argument, NULL, OPTION_WINDOW },
	{ "trigger", required_argument, NULL, OPTION_TRIGGER },
	{ "output", required_argument, NULL, 'o' },
	{ "quota", required_argument, NULL, OPTION_QUOTA },
	CONFIG_OPTIONS_WHAT,
	KEEP_OPTIONS,
	{ "help", no_argument, NULL, 'h' },
	{ 0 }
};

static void recorder_print(const struct gentrace_config *config)
{
	char classes[128], memory[UNITS_MAX];

	printf("recording %s into %s\n", config_classes(classes, sizeof(classes), config->classes),
	       units_bytes(memory, config->pool_bytes));
}

/* Who collects can be killed, and be started anew with the same words: it goes on. */
static bool recorder_is_there(const struct device *device)
{
	struct gentrace_flight_window window = { .size = sizeof(window) };
	struct gentrace_stats stats = { .size = sizeof(stats) };

	return !ioctl(device->fd, GENTRACE_IOC_STATS, &stats) &&
	       !ioctl(device->fd, GENTRACE_IOC_WINDOW, &window) &&
	       stats.state == GENTRACE_STATE_TRACING && window.batches_total;
}

static int recorder_start(struct gentrace_config *config, const struct keep *keep,
			  const struct triggers *triggers, bool stays)
{
	struct device device;
	int result;

	if (flight_open(&device))
		return EXIT_FAILED;
	if (stays && recorder_is_there(&device)) {
		device_close(&device);
		message_note("there is a recorder already: it goes on as it was started");
		return EXIT_OK;
	}
	triggers_apply(triggers, config);
	result = keep_apply(keep, config, &device.info) && config_fits(config, &device.info) ?
		 device_start(&device, config) : -1;
	device_close(&device);
	if (result)
		return EXIT_FAILED;
	recorder_print(config);
	if (!stays)
		printf("  next: tracectl flight snapshot -o FILE    when something has gone wrong\n");
	fflush(stdout);
	return EXIT_OK;
}

/* Nothing is started that nobody could collect. */
static int recorder_run(struct gentrace_config *config, const struct keep *keep,
			const struct triggers *triggers, const struct collect *collect)
{
	int status = collect->directory ? collect_check(collect) : EXIT_OK;

	if (!status)
		status = recorder_start(config, keep, triggers, collect->directory);
	return status || !collect->directory ? status : collect_run(collect);
}

static int option_take(struct gentrace_config *config, struct keep *keep,
		       struct collect *collect, int option, char *argument, char *why, size_t size)
{
	int result;
	__u64 ns;

	if (option == OPTION_WINDOW) {
		if (units_take_ns(argument, &ns, why, size))
			return -1;
		config->window_ns = ns;
		return 0;
	}
	if (option == 'o') {
		collect->directory = argument;
		return 0;
	}
	if (option == OPTION_QUOTA) {
		if (units_parse_bytes(argument, &collect->quota_bytes) && collect->quota_bytes)
			return 0;
		snprintf(why, size, "'%s' is no size; write one like 500M or 2G", argument);
		return -1;
	}
	result = config_option(config, option, argument, why, size);
	return result == 1 ? keep_option(keep, option, argument, why, size) : result;
}

int flight_start(int argc, char **argv)
{
	struct gentrace_config config = {
		.size = sizeof(config),
		.flags = GENTRACE_FLIGHT | GENTRACE_PERSISTENT,
	};
	static struct triggers triggers;
	struct collect collect = { 0 };
	struct keep keep = { 0 };
	char why[256];
	int option, status;

	while ((option = getopt_long(argc, argv, CONFIG_LETTERS "o:h", options, NULL)) >= 0) {
		switch (option) {
		case 'h':
			fputs(help, stdout);
			return EXIT_OK;
		case OPTION_TRIGGER:
			status = triggers_add(&triggers, optarg);
			if (status)
				return status;
			break;
		case '?':
			return message_help("flight start");
		default:
			if (option_take(&config, &keep, &collect, option, optarg, why, sizeof(why)))
				return message_usage("flight start", "%s", why);
		}
	}
	if (optind < argc)
		return message_usage("flight start", "'%s' is no option", argv[optind]);
	if (collect.quota_bytes && !collect.directory)
		return message_usage("flight start", "--quota is for -o DIR");
	return recorder_run(&config, &keep, &triggers, &collect);
}
