// SPDX-License-Identifier: GPL-2.0
/* flight_status.c - tracectl flight status: how much history there is. */
#include <getopt.h>
#include <stdio.h>
#include <unistd.h>

#include "command.h"
#include "flight.h"
#include "print/json.h"
#include "print/message.h"
#include "print/units.h"
#include "record/summary.h"

static const char help[] =
	"usage: tracectl flight status [--json]\n"
	"\n"
	"Says how much history the recorder keeps, in what memory, and what was lost.\n"
	"\n"
	"      --json            for programs\n"
	"  -h, --help            this text\n"
	"\n"
	"Exit status: 0 recording, 1 not, 3 bad usage, 4 the device refused.\n"
	"\n"
	"Examples:\n"
	"  tracectl flight status\n"
	"  tracectl flight status --json | jq .history_ns\n";

static const struct option options[] = {
	{ "json", no_argument, NULL, 'j' },
	{ "help", no_argument, NULL, 'h' },
	{ 0 }
};

static bool is_recording(const struct gentrace_stats *stats,
			 const struct gentrace_flight_window *window)
{
	return stats->state == GENTRACE_STATE_TRACING && window->batches_total;
}

static __u64 history_ns(const struct gentrace_flight_window *window)
{
	return window->end_ns - window->begin_ns;
}

static __u64 memory_bytes(const struct gentrace_stats *stats)
{
	return (__u64)stats->map_pages * sysconf(_SC_PAGESIZE);
}

/* What is to be noticed, and how often it was. */
static int triggers_print(const struct device *device)
{
	struct gentrace_flight_trigger trigger = { .count = 1 };
	char hits[UNITS_MAX];
	__u32 i;

	for (i = 0; i < trigger.count; i++) {
		if (flight_trigger(device, i, &trigger))
			return -1;
		if (i < trigger.count)
			printf("%s %-11s %s: %s hit%s\n", i ? "       " : "trigger",
			       trigger.trigger.name, trigger.trigger.rule,
			       units_count(hits, trigger.hits), units_s(trigger.hits));
	}
	return 0;
}

static int triggers_json(const struct device *device, struct json_object *root)
{
	struct gentrace_flight_trigger trigger = { .count = 1 };
	struct json_object *list = json_add_array(root, "triggers"), *object;
	__u32 i;

	for (i = 0; i < trigger.count; i++) {
		if (flight_trigger(device, i, &trigger))
			return -1;
		if (i >= trigger.count)
			break;
		object = json_append_object(list);
		json_add_text(object, "name", trigger.trigger.name);
		json_add_text(object, "rule", trigger.trigger.rule);
		json_add_u64(object, "hits", trigger.hits);
		json_add_u64(object, "limit", trigger.trigger.limit);
		json_add_u64(object, "cooldown_ns", trigger.trigger.cooldown_ns);
		json_add_u64(object, "before", trigger.trigger.before);
		json_add_u64(object, "after", trigger.trigger.after);
	}
	return 0;
}

static void status_print(const struct gentrace_stats *stats,
			 const struct gentrace_flight_window *window)
{
	char a[UNITS_MAX], b[UNITS_MAX], c[UNITS_MAX];
	__u64 lost = summary_lost(stats);

	if (!window->batches_total) {
		puts("state        no flight recording");
		puts("  next: tracectl flight start");
		return;
	}
	printf("state        %s\n", stats->state == GENTRACE_STATE_TRACING ? "recording" :
	       stats->state == GENTRACE_STATE_ARMED ? "armed" : "stopped");
	printf("history      %s in %u generation%s, %s\n", units_ns(a, history_ns(window)),
	       window->generations, units_s(window->generations), units_bytes(b, window->bytes));
	printf("memory       %s, %u of %u batches in use (%s), %u held\n",
	       units_bytes(a, memory_bytes(stats)), stats->batches - stats->batches_free,
	       stats->batches, units_percent(b, stats->batches - stats->batches_free, stats->batches),
	       window->batches_held);
	if (window->hits)
		printf("hits         %llu, %u not collected, %llu not kept for want of memory\n",
		       window->hits, window->hits_ready, window->hits_missed);
	if (window->unwatched)
		printf("             %llu times not measured: two tasks wanted one place in the table\n",
		       window->unwatched);
	printf("gone         %s generations, %s\n", units_count(a, window->dropped),
	       units_bytes(b, window->dropped_bytes));
	printf("events       %s emitted = %s recorded + %s lost, %llu generations\n",
	       units_count(a, stats->emitted), units_count(b, stats->recorded),
	       units_count(c, lost), stats->generations);
	if (lost)
		puts("  try: a larger --memory, or fewer classes: bursts were too fast for it");
	if (stats->fault)
		puts("fault        the tracer found a fault in itself and switched off: dmesg | grep gentrace");
}

static int status_print_json(const struct device *device, const struct gentrace_stats *stats,
			     const struct gentrace_flight_window *window)
{
	int result;

	struct json_object *root = json_object_new_object();

	json_add_bool(root, "recording", is_recording(stats, window));
	json_add_bool(root, "fault", stats->fault);
	json_add_u64(root, "history_ns", history_ns(window));
	json_add_u64(root, "begin_ns", window->begin_ns);
	json_add_u64(root, "end_ns", window->end_ns);
	json_add_u64(root, "generations", window->generations);
	json_add_u64(root, "first", window->first);
	json_add_u64(root, "last", window->last);
	json_add_u64(root, "kept_bytes", window->bytes);
	json_add_u64(root, "memory_bytes", memory_bytes(stats));
	json_add_u64(root, "batches", stats->batches);
	json_add_u64(root, "batches_free", stats->batches_free);
	json_add_u64(root, "batches_held", window->batches_held);
	json_add_u64(root, "hits", window->hits);
	json_add_u64(root, "hits_ready", window->hits_ready);
	json_add_u64(root, "hits_missed", window->hits_missed);
	json_add_u64(root, "unwatched", window->unwatched);
	json_add_u64(root, "dropped", window->dropped);
	json_add_u64(root, "dropped_bytes", window->dropped_bytes);
	json_add_u64(root, "emitted", stats->emitted);
	json_add_u64(root, "recorded", stats->recorded);
	json_add_u64(root, "lost", summary_lost(stats));
	result = triggers_json(device, root);
	json_print(root);
	return result;
}

static int recorder_status(bool json)
{
	struct gentrace_flight_window window;
	struct gentrace_stats stats;
	struct device device;
	int result;

	if (flight_open(&device))
		return EXIT_FAILED;
	result = device_stats(&device, &stats) ?: flight_window(&device, &window);
	if (!result && json) {
		result = status_print_json(&device, &stats, &window);
	} else if (!result) {
		status_print(&stats, &window);
		result = triggers_print(&device);
	}
	device_close(&device);
	if (result)
		return EXIT_FAILED;
	return is_recording(&stats, &window) ? EXIT_OK : EXIT_NO;
}

int flight_status(int argc, char **argv)
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
			return message_help("flight status");
		}
	}
	if (optind < argc)
		return message_usage("flight status", "it takes no arguments");
	return recorder_status(json);
}
