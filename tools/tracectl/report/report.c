// SPDX-License-Identifier: GPL-2.0
/* report.c - tracectl report: who ran, who waited and for how long. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "print/message.h"
#include "report.h"
#include "report_order.h"
#include "read/trace.h"
#include "print/units.h"

static const char help[] =
	"usage: tracectl report [OPTIONS] [FILE]\n"
	"\n"
	"Says what happened in a trace (FILE, else " TRACE_DEFAULT "; - is standard input): what was\n"
	"recorded and lost, how long the recording stopped the machine, what each CPU and\n"
	"task did, system calls and interrupts.\n"
	"\n"
	"  RUN      on a CPU                    WAIT     ready, but no CPU was free for it\n"
	"  BLOCKED  waiting for something else  UNKNOWN  the trace cannot tell\n"
	"  P50, P95, P99, WORST: from being woken to being on a CPU\n"
	"  ~        a loss may have touched this number\n"
	"\n"
	"  -s, --sort KEY        order of tasks: run [default], wait, blocked, switches,\n"
	"                        wakeups, p99, worst, syscalls, pid, name\n"
	"  -n, --rows N          at most N rows of tasks and system calls [20]; 0: all\n"
	"      --pid LIST        only rows of these tasks: 12,34; what CPUs, calls and\n"
	"                        interrupts did is still all of it\n"
	"      --comm PATTERN    the same by name: 'kworker*'; can be repeated\n"
	"      --cgroup PATH     the same of tasks that were in this cgroup or below, last:\n"
	"                        /system.slice, cron.service, 'user@*'; can be repeated\n"
	"      --json            for programs; all rows\n"
	READING_HELP
	"  -h, --help            this text\n"
	"\n"
	"Exit status: 0 answered (also if events were lost, which is marked), 2 the trace\n"
	"is damaged, or none, 3 bad usage, 4 the file cannot be read.\n"
	"\n"
	"Examples:\n"
	"  tracectl report\n"
	"  tracectl report -s worst -n 5 trace.gt     who waited longest for a CPU\n"
	"  tracectl report --cgroup nginx.service     of these, who did what\n"
	"  tracectl report --json | jq '.tasks[] | select(.comm == \"make\")'\n";

enum { OPTION_JSON = 0x400 };

static const struct option options[] = {
	{ "sort", required_argument, NULL, 's' },
	{ "rows", required_argument, NULL, 'n' },
	{ "pid", required_argument, NULL, FILTER_PID },
	{ "comm", required_argument, NULL, FILTER_COMM },
	{ "cgroup", required_argument, NULL, FILTER_CGROUP },
	{ "json", no_argument, NULL, OPTION_JSON },
	READING_OPTIONS,
	{ "help", no_argument, NULL, 'h' },
	{ 0 }
};

static int syscall_compare(const void *left, const void *right)
{
	const struct gentrace_activity *a = *(const struct gentrace_activity *const *)left;
	const struct gentrace_activity *b = *(const struct gentrace_activity *const *)right;

	return (a->total_ns < b->total_ns) - (a->total_ns > b->total_ns) ?:
	       (a->id > b->id) - (a->id < b->id);
}

/* 0, or -1 if memory is short. */
static int report_sort(struct report *report, const struct report_order *order)
{
	const struct gentrace_task *task;
	size_t tasks = 0, syscalls = 0, i;

	while (gentrace_model_task(report->model, tasks))
		tasks++;
	while (gentrace_model_syscall(report->model, syscalls))
		syscalls++;
	report->tasks = calloc(tasks + 1, sizeof(*report->tasks));
	report->syscalls = calloc(syscalls + 1, sizeof(*report->syscalls));
	if (!report->tasks || !report->syscalls)
		return -1;
	for (i = 0; (task = gentrace_model_task(report->model, i)); i++)
		if (filter_wants(&report->filter, task))
			report->tasks[report->task_count++] = task;
	for (i = 0; i < syscalls; i++)
		report->syscalls[i] = gentrace_model_syscall(report->model, i);
	report->all_tasks = tasks;
	report->syscall_count = syscalls;
	report_order_tasks(report->tasks, report->task_count, order);
	qsort(report->syscalls, syscalls, sizeof(*report->syscalls), syscall_compare);
	return 0;
}

double report_event_bytes(const struct report *report, enum gentrace_class class)
{
	const struct gentrace_summary *summary = gentrace_model_summary(report->model);
	__u64 machine = 0;
	size_t i;

	if (class == GENTRACE_CLASS_META)
		return summary->events ? (double)summary->bytes / summary->events : 0;
	for (i = GENTRACE_CLASS_META + 1; i < GENTRACE_CLASS_COUNT; i++)
		machine += report->class_bytes[i];
	if (!machine || !summary->class_events[class])
		return 0;
	return (double)report->class_bytes[class] / summary->class_events[class] *
	       ((double)summary->bytes / machine);
}

static int report_add(void *data, const struct gentrace_generation *generation)
{
	struct report *report = data;
	size_t i;

	if (!*report->release) {
		memcpy(report->release, generation->release, sizeof(report->release));
		report->cpus = generation->cpus;
	}
	for (i = 0; i < GENTRACE_CLASS_COUNT; i++)
		report->class_bytes[i] += generation->class_bytes[i];
	return gentrace_model_add(report->model, generation) ?:
	       gentrace_verify_add(report->verify, generation);
}

static int report_read(struct report *report, struct trace *trace)
{
	struct gentrace_reader_totals totals;
	int status;

	gentrace_reader_model_ahead(trace->reader);
	status = trace_walk(trace, &totals, report_add, report);
	if (status)
		return status;
	if (gentrace_model_finish(report->model) ||
	    gentrace_verify_finish(report->verify, &totals))
		return trace_no_memory();
	return EXIT_OK;
}

static int report_answer(struct report *report, struct trace *trace,
			 const struct report_order *order, bool json)
{
	int status = report_read(report, trace);

	if (status)
		return status;
	if (!gentrace_model_summary(report->model)->generations)
		return trace_finish(trace);
	status = cgroups_check(&report->filter.cgroups, report->model, report->path);
	if (status)
		return status;
	if (report_sort(report, order) ||
	    (json ? report_print_json(report) : report_print(report)))
		return trace_no_memory();
	return trace_finish(trace);
}

static int report_file(struct report *report, const struct reading *reading,
		       const struct report_order *order, bool json)
{
	struct trace trace;
	int status;

	if (trace_open_part(&trace, report->path, reading))
		return EXIT_FAILED;
	report->model = gentrace_model_create();
	report->verify = gentrace_verify_create();
	report->trace = &trace;
	if (report->model && report->verify)
		status = report_answer(report, &trace, order, json);
	else
		status = trace_no_memory();
	free(report->tasks);
	free(report->syscalls);
	gentrace_verify_destroy(report->verify);
	gentrace_model_destroy(report->model);
	trace_close(&trace);
	return status;
}

int command_report(int argc, char **argv)
{
	struct report report = { .path = TRACE_DEFAULT, .rows = 20, .filter = FILTER_ALL };
	struct reading reading = READING_ALL;
	const struct report_order *order = report_order_at(0);
	bool json = false;
	int option, status;
	__u64 rows;

	while ((option = getopt_long(argc, argv, "s:n:h" READING_SHORT, options, NULL)) >= 0) {
		switch (option) {
		case 's':
			order = report_order_find(optarg);
			if (!order)
				return message_usage("report", "tasks cannot be sorted by '%s'", optarg);
			break;
		case 'n':
			if (!units_parse_number(optarg, ~0u, &rows))
				return message_usage("report", "'%s' is no number of rows", optarg);
			report.rows = rows ?: ~(size_t)0;
			break;
		case FILTER_PID:
		case FILTER_COMM:
		case FILTER_CGROUP:
			status = filter_option(&report.filter, "report", option, optarg);
			if (status)
				return status;
			break;
		case OPTION_JSON:
			json = true;
			break;
		case 'h':
			fputs(help, stdout);
			return EXIT_OK;
		default:
			status = reading_option(&reading, "report", option, optarg);
			if (status)
				return status;
		}
	}
	if (argc - optind > 1)
		return message_usage("report", "one file at a time");
	if (optind < argc)
		report.path = argv[optind];
	return report_file(&report, &reading, order, json);
}
