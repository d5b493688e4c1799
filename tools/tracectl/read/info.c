// SPDX-License-Identifier: GPL-2.0
/* info.c - tracectl info: what a trace holds, or what the module can do. */
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>

#include "answers/hits.h"
#include "answers/hits_read.h"
#include "command.h"
#include "record/config.h"
#include "contents.h"
#include "record/device.h"
#include "print/json.h"
#include "print/message.h"
#include "trace.h"
#include "print/units.h"

static const char help[] =
	"usage: tracectl info [--hits] [--json] [FILE]\n"
	"\n"
	"Of a trace file (- is standard input): its sessions, the machine and settings\n"
	"they were recorded with, each generation with its span, events and losses, and what\n"
	"a flight recorder has noticed.\n"
	"Without FILE: what the loaded module can do.\n"
	"\n"
	"      --hits            only what was noticed; generations without are not read\n"
	"      --json            for programs\n"
	"  -h, --help            this text\n"
	"\n"
	"Exit status: 0 answered, 1 nothing was noticed (--hits), 2 the trace is damaged, or none, 3 bad usage, 4 the\n"
	"file or the device refused.\n"
	"\n"
	"Examples:\n"
	"  tracectl info\n"
	"  tracectl info trace.gt\n"
	"  tracectl info --json trace.gt | jq '.sessions[0].release'\n";

static const struct option options[] = {
	{ "json", no_argument, NULL, 'j' },
	{ "hits", no_argument, NULL, 'H' },
	{ "help", no_argument, NULL, 'h' },
	{ 0 }
};

static void device_print(const struct gentrace_info *info)
{
	char low[UNITS_MAX], high[UNITS_MAX], names[128];

	printf("module       gentrace %s, ABI %u, format %u\n",
	       info->version, info->abi, info->format);
	printf("CPUs         %u\n", info->cpus);
	printf("clocks       %s\n", config_clocks(names, sizeof(names), info->clocks));
	printf("classes      %s\n", config_classes(names, sizeof(names), info->classes));
	printf("pool         %s to %s\n", units_bytes(low, info->pool_bytes_min),
	       units_bytes(high, info->pool_bytes_max));
	printf("batch        %s to %s\n", units_bytes(low, info->batch_bytes_min),
	       units_bytes(high, info->batch_bytes_max));
	printf("period       %s to %s\n", units_ns(low, info->period_ns_min),
	       units_ns(high, info->period_ns_max));
}

static void device_print_json(const struct gentrace_info *info)
{
	struct json_object *root = json_object_new_object();
	char names[128];

	json_add_text(root, "version", info->version);
	json_add_u64(root, "abi", info->abi);
	json_add_u64(root, "format", info->format);
	json_add_u64(root, "features", info->features);
	json_add_u64(root, "cpus", info->cpus);
	json_add_text(root, "clocks", config_clocks(names, sizeof(names), info->clocks));
	json_add_text(root, "classes", config_classes(names, sizeof(names), info->classes));
	json_add_u64(root, "pool_min_bytes", info->pool_bytes_min);
	json_add_u64(root, "pool_max_bytes", info->pool_bytes_max);
	json_add_u64(root, "batch_min_bytes", info->batch_bytes_min);
	json_add_u64(root, "batch_max_bytes", info->batch_bytes_max);
	json_add_u64(root, "period_min_ns", info->period_ns_min);
	json_add_u64(root, "period_max_ns", info->period_ns_max);
	json_print(root);
}

static int device_describe(bool json)
{
	struct device device;

	if (device_open(&device, O_RDONLY))
		return EXIT_FAILED;
	if (json)
		device_print_json(&device.info);
	else
		device_print(&device.info);
	device_close(&device);
	return EXIT_OK;
}

static int contents_visit(void *contents, const struct gentrace_generation *generation)
{
	return contents_add(contents, generation);
}

static int file_describe(const char *path, bool json)
{
	struct contents contents = { .path = path };
	struct trace trace;
	int status;

	if (trace_open(&trace, path))
		return EXIT_FAILED;
	contents.model = gentrace_model_create();
	if (!contents.model) {
		trace_close(&trace);
		return trace_no_memory();
	}
	status = trace_walk(&trace, &contents.totals, contents_visit, &contents);
	if (!status && contents.generation_count &&
	    (json ? contents_print_json(&contents) : contents_print(&contents)))
		status = trace_no_memory();
	if (!status)
		status = trace_finish(&trace);
	contents_clear(&contents);
	trace_close(&trace);
	return status;
}

static int hits_describe(const char *path, bool json)
{
	struct json_object *root;
	struct hits_read read;
	struct trace trace;
	int error, status;

	/* For what it says if it cannot be opened. */
	if (trace_open(&trace, path))
		return EXIT_FAILED;
	error = hits_read(&read, trace.fd);
	if (error) {
		status = trace_failed(error);
	} else if (json) {
		root = json_object_new_object();
		json_add_text(root, "file", path);
		json_add_u64(root, "generations_read", read.generations);
		hits_json(root, read.model, read.begin_ns);
		json_print(root);
	} else {
		hits_print(read.model, read.begin_ns, ~(size_t)0);
	}
	if (!error)
		status = gentrace_model_hit(read.model, 0) ? EXIT_OK : EXIT_NO;
	if (status == EXIT_NO)
		message_note("nothing was noticed in %s", trace_name(path));
	hits_read_clear(&read);
	trace_close(&trace);
	return status;
}

int command_info(int argc, char **argv)
{
	bool json = false, hits = false;
	int option;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) >= 0) {
		switch (option) {
		case 'j':
			json = true;
			break;
		case 'H':
			hits = true;
			break;
		case 'h':
			fputs(help, stdout);
			return EXIT_OK;
		default:
			return message_help("info");
		}
	}
	if (argc - optind > 1)
		return message_usage("info", "one file at a time");
	if (hits)
		return hits_describe(optind < argc ? argv[optind] : TRACE_DEFAULT, json);
	return optind < argc ? file_describe(argv[optind], json) : device_describe(json);
}
