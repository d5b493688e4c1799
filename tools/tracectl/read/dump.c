// SPDX-License-Identifier: GPL-2.0
/* dump.c - tracectl dump: every event, one a line. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "answers/filter.h"
#include "print/json.h"
#include "print/message.h"
#include "textform.h"
#include "trace.h"
#include "print/units.h"
#include "view.h"

static const char help[] =
	"usage: tracectl dump [OPTIONS] [FILE]\n"
	"\n"
	"Prints the events of a trace (FILE, else " TRACE_DEFAULT "; - is standard input) in the\n"
	"order of time: time, CPU, context level, task that ran there, event, arguments.\n"
	"Losses are lines of their own, where they happened.\n"
	"\n"
	FILTER_HELP
	"      --clock CLOCK     since (the begin of the trace) [default], mono, real, raw\n"
	"      --meta            also what the trace says about itself\n"
	"      --json            one JSON object a line\n"
	"      --raw             the text form of every batch, nothing left out\n"
	"      --from-text       the other way: FILE is text, a trace goes to standard output\n"
	"  -h, --help            this text\n"
	"\n"
	"Exit status: 0 printed, 2 the trace is damaged, or none, 3 bad usage, 4 the file\n"
	"cannot be read.\n"
	"\n"
	"Examples:\n"
	"  tracectl dump | less\n"
	"  tracectl dump --pid 1234 --event sched --from 1.2 --to 1.3 trace.gt\n"
	"  tracectl dump --json | jq 'select(.event == \"sched_switch\")'\n"
	"  tracectl dump --raw t.gt > t.txt; tracectl dump --from-text t.txt > same.gt\n";

enum {
	OPTION_CLOCK = 1,
	OPTION_META,
	OPTION_JSON,
	OPTION_RAW,
	OPTION_FROM_TEXT,
};

static const struct option options[] = {
	FILTER_OPTIONS,
	{ "clock", required_argument, NULL, OPTION_CLOCK },
	{ "meta", no_argument, NULL, OPTION_META },
	{ "json", no_argument, NULL, OPTION_JSON },
	{ "raw", no_argument, NULL, OPTION_RAW },
	{ "from-text", no_argument, NULL, OPTION_FROM_TEXT },
	{ "help", no_argument, NULL, 'h' },
	{ 0 }
};

struct dump {
	struct filter filter;
	struct view view;
	struct gentrace_model *model;
	void (*print)(const struct view *view, const struct gentrace_entry *entry);
	unsigned int order_flags;
	bool started;		/* view.start_ns is known */
	char filter_said[GENTRACE_FILTER_TEXT_MAX];	/* the recording's, said last */
	bool raw;
	bool from_text;
};

/* The model follows, so that names are those of the moment. 0 or -ENOMEM. */
static int dump_entries(struct dump *dump, struct gentrace_order *order)
{
	const struct gentrace_entry *entry;

	while ((entry = gentrace_order_next(order))) {
		if (filter_match(&dump->filter, dump->model, entry, dump->view.start_ns))
			dump->print(&dump->view, entry);
		if (gentrace_model_entry(dump->model, entry))
			return -ENOMEM;
	}
	return 0;
}

static int dump_events(struct dump *dump, const struct gentrace_generation *generation)
{
	struct gentrace_order *order = gentrace_order_create(generation, dump->order_flags);
	int result;

	if (!order)
		return -ENOMEM;
	dump->view.generation = generation;
	result = gentrace_model_begin(dump->model, generation);
	if (!result)
		result = dump_entries(dump, order);
	if (!result)
		result = gentrace_model_end(dump->model);
	gentrace_order_destroy(order);
	return result;
}

/* A generation introduces its tasks: those outside of the range can be skipped. */
static bool dump_wanted(const struct dump *dump, const struct gentrace_generation *generation)
{
	__u64 start = dump->view.start_ns;

	if (!generation->complete || generation->damaged)
		return true;
	return generation->last.monotonic >= start + dump->filter.from_ns &&
	       (generation->first.monotonic <= start ||
		generation->first.monotonic - start <= dump->filter.to_ns);
}

/* A line that says what is left out from here on, whenever that changes. */
static void dump_filter(struct dump *dump, const struct gentrace_generation *generation)
{
	char text[GENTRACE_FILTER_TEXT_MAX], escaped[TRACE_FILTER_MAX];
	const char *filter = gentrace_filter_text(generation->kept, generation->kept_count, text);
	struct json_object *object;

	if (!strcmp(filter, dump->filter_said))
		return;
	strcpy(dump->filter_said, filter);
	if (dump->print == view_print_json) {
		object = json_object_new_object();
		json_add_text(object, "filter", filter);
		json_print_line(object);
	} else {
		printf("# filter: %s%s\n", *filter ? "only " : "none from here on",
		       trace_filter(escaped, filter));
	}
}

static int dump_generation(struct dump *dump, const struct gentrace_generation *generation)
{
	if (dump->raw)
		return textform_print(generation);
	if (!dump->started)
		dump->view.start_ns = generation->first.monotonic;
	dump->started = true;
	dump_filter(dump, generation);
	return dump_wanted(dump, generation) ? dump_events(dump, generation) : 0;
}

static int dump_read(struct dump *dump, struct trace *trace)
{
	struct gentrace_generation *generation;
	int more;

	while ((more = trace_next(trace, &generation)) > 0) {
		int result = dump_generation(dump, generation);

		gentrace_generation_free(generation);
		if (result) {
			progress_end(&trace->progress);
			return trace_no_memory();
		}
	}
	if (more < 0)
		return EXIT_FAILED;
	/* That nothing happened then is an answer. */
	if (trace->windowed && !trace->window.wanted)
		return EXIT_OK;
	return trace_finish(trace) ?: cgroups_check(&dump->filter.cgroups, dump->model, trace->path);
}

/* Pass by what is not wanted, where the file allows it. */
static int dump_narrow(struct dump *dump, struct trace *trace)
{
	int result;

	if (dump->raw)
		return 0;
	result = trace_narrow(trace, dump->filter.from_ns, dump->filter.to_ns);
	dump->started = trace->windowed;
	dump->view.start_ns = trace->window.begin_ns;
	return result == -ENOMEM ? trace_no_memory() : 0;
}

static int dump_file(struct dump *dump, const char *path)
{
	struct trace trace;
	int status;

	if (dump->from_text)
		return textform_convert(path);
	if (trace_open(&trace, path))
		return EXIT_FAILED;
	progress_yield(&trace.progress);
	dump->model = gentrace_model_create();
	dump->view.model = dump->model;
	dump->view.symbols = gentrace_symbols_create();
	status = dump->model && dump->view.symbols ? dump_narrow(dump, &trace) : trace_no_memory();
	if (!status)
		status = dump_read(dump, &trace);
	gentrace_symbols_destroy(dump->view.symbols);
	gentrace_model_destroy(dump->model);
	trace_close(&trace);
	return status;
}

static int clock_parse(const char *text, enum view_clock *clock)
{
	static const char *const names[] = {
		[VIEW_SINCE] = "since",
		[VIEW_MONO] = "mono",
		[VIEW_REAL] = "real",
		[VIEW_RAW] = "raw",
	};
	int place = units_parse_word(text, names, sizeof(names) / sizeof(*names));

	if (place < 0)
		return -1;
	*clock = place;
	return 0;
}

/* 0, or the status to end with. */
static int dump_option(struct dump *dump, int option)
{
	switch (option) {
	case OPTION_CLOCK:
		if (!clock_parse(optarg, &dump->view.clock))
			return 0;
		return message_usage("dump", "there is no clock '%s'; clocks are since, mono, real, raw",
				     optarg);
	case OPTION_META:
		dump->order_flags |= GENTRACE_ORDER_META;
		return 0;
	case OPTION_JSON:
		dump->print = view_print_json;
		return 0;
	case OPTION_RAW:
		dump->raw = true;
		return 0;
	case OPTION_FROM_TEXT:
		dump->from_text = true;
		return 0;
	case '?':
		return message_help("dump");
	}
	return filter_option(&dump->filter, "dump", option, optarg);
}

int command_dump(int argc, char **argv)
{
	struct dump dump = { .filter = FILTER_ALL, .print = view_print };
	int option, status;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) >= 0) {
		if (option == 'h') {
			fputs(help, stdout);
			return EXIT_OK;
		}
		status = dump_option(&dump, option);
		if (status)
			return status;
	}
	if (argc - optind > 1)
		return message_usage("dump", "one file at a time");
	if (dump.from_text && optind == argc)
		return message_usage("dump", "--from-text needs a FILE");
	return dump_file(&dump, optind < argc ? argv[optind] : TRACE_DEFAULT);
}
