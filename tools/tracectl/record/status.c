// SPDX-License-Identifier: GPL-2.0
/* status.c - tracectl status: the session as it stands. */
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>

#include "command.h"
#include "device.h"
#include "print/json.h"
#include "print/message.h"
#include "summary.h"
#include "print/terminal.h"
#include "read/trace.h"
#include "print/units.h"

static const char help[] =
	"usage: tracectl status [--json]\n"
	"\n"
	"Says whether something is being traced, by whom, how full its memory is and\n"
	"what was lost.\n"
	"\n"
	"      --json            for programs\n"
	"  -h, --help            this text\n"
	"\n"
	"Exit status: 0 tracing (or armed), 1 not, or the module is not loaded, 3 bad\n"
	"usage, 4 the device refused.\n"
	"\n"
	"Examples:\n"
	"  tracectl status\n"
	"  tracectl status --json | jq .lost\n";

static const struct option options[] = {
	{ "json", no_argument, NULL, 'j' },
	{ "help", no_argument, NULL, 'h' },
	{ 0 }
};

static const char *const states[] = {
	[GENTRACE_STATE_IDLE] = "idle",
	[GENTRACE_STATE_ARMED] = "armed",
	[GENTRACE_STATE_TRACING] = "tracing",
	[GENTRACE_STATE_STOPPED] = "stopped",
};

static const char *state_name(__u32 state)
{
	return state < sizeof(states) / sizeof(*states) ? states[state] : "unknown";
}

static int state_status(__u32 state)
{
	return state == GENTRACE_STATE_ARMED || state == GENTRACE_STATE_TRACING ?
	       EXIT_OK : EXIT_NO;
}

static void losses_print(const struct gentrace_stats *stats)
{
	__u64 lost = summary_lost(stats);
	char count[UNITS_MAX];
	unsigned int i;

	printf("lost         %s%s%s", lost ? terminal_style(stdout, TERMINAL_BAD) : "",
	       units_count(count, lost), lost ? terminal_style(stdout, TERMINAL_PLAIN) : "");
	if (stats->open_lost)
		printf(", and %s in the open generation", units_count(count, stats->open_lost));
	putchar('\n');
	for (i = 0; i < sizeof(stats->lost) / sizeof(*stats->lost); i++)
		if (stats->lost[i])
			printf("  %-10s %s: %s\n", summary_cause(i),
			       units_count(count, stats->lost[i]), summary_meaning(i));
}

/* In words, "" if nothing is left out. */
static const char *filters_text(char text[static GENTRACE_FILTER_TEXT_MAX],
				const struct gentrace_filters *filters)
{
	struct gentrace_kept kept[GENTRACE_FILTERS_MAX] = { 0 };
	size_t i, count = filters->count;

	for (i = 0; i < count; i++)
		kept[i] = (struct gentrace_kept){
			.kind = filters->filter[i].kind,
			.first = filters->filter[i].first,
			.last = filters->filter[i].last,
		};
	return gentrace_filter_text(kept, count, text);
}

static void filters_print(const struct gentrace_filters *filters)
{
	char text[GENTRACE_FILTER_TEXT_MAX], escaped[TRACE_FILTER_MAX];

	if (filters->count)
		printf("filter       only %s\n", trace_filter(escaped, filters_text(text, filters)));
}

static void memory_print(const struct gentrace_stats *stats)
{
	char part[UNITS_MAX];

	printf("memory       %u of %u batches in use (%s), %u wait for a reader\n",
	       stats->batches - stats->batches_free, stats->batches,
	       units_percent(part, stats->batches - stats->batches_free, stats->batches),
	       stats->batches_unread);
}

static void stats_print(const struct gentrace_stats *stats, const struct gentrace_filters *filters)
{
	char a[UNITS_MAX], b[UNITS_MAX], owner[TERMINAL_ESCAPED(64)];

	printf("state        %s\n", state_name(stats->state));
	if (stats->fault)
		printf("fault        the tracer found a fault in itself and switched off: dmesg | grep gentrace\n");
	if (stats->state == GENTRACE_STATE_IDLE) {
		printf("  next: tracectl record --help\n");
		return;
	}
	device_owner(owner, sizeof(owner), stats->owner);
	printf("started by   pid %u%s%s%s\n", stats->owner, *owner ? " (" : ", which has ended",
	       owner, *owner ? ")" : "");
	printf("generations  %llu closed, the last is number %llu\n",
	       stats->generations, stats->generation);
	if (stats->postponed)
		printf("             %llu ends were put off for lack of memory\n", stats->postponed);
	filters_print(filters);
	memory_print(stats);
	printf("events       %s emitted, %s recorded (closed generations)\n",
	       units_count(a, stats->emitted), units_count(b, stats->recorded));
	losses_print(stats);
	printf("read         %s\n", units_bytes(a, stats->bytes_read));
	printf("world stop   start %s", units_ns(a, stats->start_pause_ns));
	if (stats->stop_pause_ns)
		printf(", stop %s", units_ns(a, stats->stop_pause_ns));
	putchar('\n');
	if (stats->state == GENTRACE_STATE_STOPPED && stats->batches_unread)
		puts("  next: cat " GENTRACE_DEVICE " > trace.gt");
}

static void stats_print_json(const struct device *device, const struct gentrace_stats *stats,
			     const struct gentrace_filters *filters)
{
	char text[GENTRACE_FILTER_TEXT_MAX];
	struct json_object *root = json_object_new_object(), *causes;
	unsigned int i;

	json_add_bool(root, "loaded", true);
	json_add_text(root, "version", device->info.version);
	json_add_text(root, "state", state_name(stats->state));
	json_add_bool(root, "fault", stats->fault);
	json_add_u64(root, "session", stats->session);
	json_add_u64(root, "owner_pid", stats->owner);
	if (filters->count)
		json_add_text(root, "filter", filters_text(text, filters));
	json_add_u64(root, "generation", stats->generation);
	json_add_u64(root, "generations", stats->generations);
	json_add_u64(root, "postponed", stats->postponed);
	json_add_u64(root, "emitted", stats->emitted);
	json_add_u64(root, "recorded", stats->recorded);
	json_add_u64(root, "lost", summary_lost(stats));
	causes = json_add_object(root, "lost_by_cause");
	for (i = 0; i < GENTRACE_CAUSE_COUNT; i++)
		json_add_u64(causes, summary_cause(i), stats->lost[i]);
	json_add_u64(root, "open_lost", stats->open_lost);
	json_add_u64(root, "read_bytes", stats->bytes_read);
	json_add_u64(root, "batches", stats->batches);
	json_add_u64(root, "batches_free", stats->batches_free);
	json_add_u64(root, "batches_unread", stats->batches_unread);
	json_add_u64(root, "start_pause_ns", stats->start_pause_ns);
	json_add_u64(root, "stop_pause_ns", stats->stop_pause_ns);
	json_print(root);
}

static int not_loaded(bool json)
{
	struct json_object *root;

	if (json) {
		root = json_object_new_object();
		json_add_bool(root, "loaded", false);
		json_print(root);
	} else {
		puts("state        not loaded: the gentrace module is not in this kernel");
		puts("  next: " DEVICE_LOAD);
	}
	return EXIT_NO;
}

static int session_status(bool json)
{
	struct gentrace_filters filters;
	struct gentrace_stats stats;
	struct device device;
	int result;

	if (!device_loaded())
		return not_loaded(json);
	if (device_open(&device, O_RDONLY))
		return EXIT_FAILED;
	result = device_stats(&device, &stats) ?: device_filters(&device, &filters);
	if (!result && json)
		stats_print_json(&device, &stats, &filters);
	else if (!result)
		stats_print(&stats, &filters);
	device_close(&device);
	return result ? EXIT_FAILED : state_status(stats.state);
}

int command_status(int argc, char **argv)
{
	bool json = false;
	int option;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) >= 0) {
		switch (option) {
		case 'j':
			json = true;
			break;
		case 'h':
			fputs(help, stdout);
			return EXIT_OK;
		default:
			return message_help("status");
		}
	}
	if (optind < argc)
		return message_usage("status", "it takes no arguments");
	return session_status(json);
}
