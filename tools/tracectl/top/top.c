// SPDX-License-Identifier: GPL-2.0
/* top.c - tracectl top: who runs, waits and is blocked, now. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "print/message.h"
#include "print/units.h"
#include "record/config.h"
#include "screen.h"
#include "top.h"

static const char help[] =
	"usage: tracectl top [OPTIONS] [FILE]\n"
	"\n"
	"Shows which tasks run, wait for a CPU or are blocked, how long woken tasks wait,\n"
	"what is lost, and what looking costs, again every few moments: of the flight\n"
	"recorder if there is one, which goes on as if nobody looked; else of a session of\n"
	"its own, which ends with it; of FILE a generation at a time.\n"
	"\n"
	"  RUN      on a CPU                    WAIT     ready, but no CPU was free for it\n"
	"  BLOCKED  waiting for something else  WORST    longest from woken to being on a CPU,\n"
	"  ~        a loss may have touched it           of those woken in the interval\n"
	"  S        now: R runs, W waits, B is blocked, X has ended, ? not known\n"
	"\n"
	"  -b, --batch           print tables, one interval below the other; no keys\n"
	"  -n, --count N         end after N intervals\n"
	"  -d, --delay TIME      from one to the next: seconds, or 500ms [1]\n"
	"  -s, --sort KEY        order of tasks: run [default], wait, blocked, switches,\n"
	"                        wakeups, p99, worst, syscalls, pid, name\n"
	"      --rows N          at most N tasks in a table [20]; 0: all\n"
	"      --pid LIST        only these tasks: 12,34; the lines above them are of all\n"
	"      --comm PATTERN    the same by name: 'kworker*'; can be repeated\n"
	"      --cgroup PATH     the same of tasks in this cgroup or below; can be repeated\n"
	"      --json            for programs: with -b, an object a line; all tasks\n"
	"  -c, --classes LIST    what a session of its own records, as of record\n"
	"      --pool SIZE       and its memory, the same\n"
	"  -h, --help            this text\n"
	"\n"
	"On the screen ? tells the keys, and q ends it.\n"
	"\n"
	"Exit status: 0 shown (also if events were lost, which is said), 1 the flight recorder\n"
	"was stopped meanwhile, 2 the trace is damaged, or none, 3 bad usage, 4 the file or\n"
	"the device refused.\n"
	"\n"
	"Examples:\n"
	"  tracectl top\n"
	"  tracectl top -s worst -d 5        who waits longest for a CPU, every five seconds\n"
	"  tracectl top -b -n 3 trace.gt     the first three generations of a recording\n"
	"  tracectl top -b --json | jq -c '[.lost, .latency.worst_ns]'\n";

enum { OPTION_JSON = 0x400, OPTION_ROWS };

static const struct option options[] = {
	{ "batch", no_argument, NULL, 'b' },
	{ "count", required_argument, NULL, 'n' },
	{ "delay", required_argument, NULL, 'd' },
	{ "sort", required_argument, NULL, 's' },
	{ "rows", required_argument, NULL, OPTION_ROWS },
	{ "pid", required_argument, NULL, FILTER_PID },
	{ "comm", required_argument, NULL, FILTER_COMM },
	{ "cgroup", required_argument, NULL, FILTER_CGROUP },
	{ "json", no_argument, NULL, OPTION_JSON },
	{ "classes", required_argument, NULL, 'c' },
	{ "pool", required_argument, NULL, CONFIG_POOL },
	{ "help", no_argument, NULL, 'h' },
	{ 0 }
};

/* Those of --pid and the like, and of what was typed. */
static bool task_is_wanted(const void *data, const struct gentrace_task *task)
{
	const struct top *top = data;

	return filter_wants(&top->filter, task) &&
	       (!*top->substring || strcasestr(task->comm, top->substring));
}

void top_list(struct top *top)
{
	if (top->interval)
		interval_list(top->interval, top->order, task_is_wanted, top);
}

int top_collect(struct top *top, size_t most)
{
	struct gentrace_generation *generation;
	int result = -EAGAIN, error;

	for (; most; most--) {
		result = feed_next(&top->feed, &generation);
		if (result <= 0)
			return result == -EAGAIN ? 1 : result;
		if (!top->next)
			top->next = interval_create();
		if (!top->next) {
			gentrace_generation_free(generation);
			return top->feed.error = -ENOMEM;
		}
		error = interval_add(top->next, generation);
		if (error)
			return top->feed.error = error;
	}
	return 1;
}

static void totals_add(struct totals *totals, const struct interval *interval)
{
	const struct gentrace_proof *proof = gentrace_verify_totals(interval->verify);

	totals->intervals++;
	totals->generations += interval->totals.generations;
	totals->emitted += proof->emitted;
	totals->recorded += proof->recorded;
	totals->lost += proof->lost_total;
	totals->broken += gentrace_verify_verdict(interval->verify) == GENTRACE_BROKEN;
}

int top_advance(struct top *top, bool hold)
{
	struct interval *next = top->next;
	struct cost cost;

	if (!next)
		return 0;
	if (interval_finish(next) || trends_add(&top->trends, next))
		return top->feed.error = -ENOMEM;
	trend_add(&top->system, next->latency.max);
	totals_add(&top->totals, next);
	cost_take(&cost, &top->meter, &top->feed, next);
	top->next = NULL;
	if (hold && top->interval) {
		interval_destroy(next);
		return 1;
	}
	interval_destroy(top->interval);
	top->interval = next;
	top->cost = cost;
	top_list(top);
	return 1;
}

static int top_open(struct top *top)
{
	if (top->path)
		return feed_open_file(&top->feed, top->path);
	return feed_open_device(&top->feed, &top->config, top->delay_ns);
}

static int top_check(const struct top *top)
{
	if (top->batch)
		return EXIT_OK;
	if (top->path && !strcmp(top->path, "-"))
		return message_usage("top", "a trace on standard input leaves no place for keys: -b");
	return screen_check() ? EXIT_USAGE : EXIT_OK;
}

static int top_run(struct top *top)
{
	int status = top_check(top);

	if (status)
		return status;
	if (top_open(top))
		return EXIT_FAILED;
	cost_begin(&top->meter);
	status = top->batch ? top_run_batch(top) : top_run_screen(top);
	interval_destroy(top->interval);
	interval_destroy(top->next);
	trends_clear(&top->trends);
	feed_close(&top->feed);
	return status;
}

/* EXIT_OK, or what the command exits with, and the reason is printed. */
static int take_number(const char *what, const char *argument, __u64 *number)
{
	if (units_parse_number(argument, ~0u, number))
		return EXIT_OK;
	return message_usage("top", "'%s' is no number of %s", argument, what);
}

static int take_delay(struct top *top, const char *argument)
{
	if (units_parse_ns(argument, &top->delay_ns) && top->delay_ns >= TOP_DELAY_MIN_NS &&
	    top->delay_ns <= TOP_DELAY_MAX_NS)
		return EXIT_OK;
	return message_usage("top", "'%s' is no delay; one is between 100ms and 1m", argument);
}

static int take_order(struct top *top, const char *argument)
{
	top->order = report_order_find(argument);
	if (top->order)
		return EXIT_OK;
	return message_usage("top", "tasks cannot be sorted by '%s'", argument);
}

static int take_config(struct top *top, int option, const char *argument)
{
	char why[256];

	if (config_option(&top->config, option, argument, why, sizeof(why)))
		return message_usage("top", "%s", why);
	/* What tasks do is told by what the scheduler does. */
	if (top->config.classes)
		top->config.classes |= GENTRACE_CLASS_BIT(GENTRACE_CLASS_SCHED);
	return EXIT_OK;
}

static int take_option(struct top *top, int option, char *argument)
{
	int status;
	__u64 rows;

	switch (option) {
	case 'b':
		top->batch = true;
		return EXIT_OK;
	case 'n':
		status = take_number("intervals", argument, &top->count);
		return !status && !top->count ?
		       message_usage("top", "no interval is nothing to show") : status;
	case 'd':
		return take_delay(top, argument);
	case 's':
		return take_order(top, argument);
	case OPTION_ROWS:
		status = take_number("rows", argument, &rows);
		top->rows = rows ?: ~(size_t)0;
		return status;
	case OPTION_JSON:
		top->json = top->batch = true;
		return EXIT_OK;
	case FILTER_PID:
	case FILTER_COMM:
	case FILTER_CGROUP:
		return filter_option(&top->filter, "top", option, argument);
	case 'c':
	case CONFIG_POOL:
		return take_config(top, option, argument);
	default:
		return message_help("top");
	}
}

int command_top(int argc, char **argv)
{
	struct top top = {
		.delay_ns = 1000000000,
		.rows = 20,
		.order = report_order_at(0),
		.filter = FILTER_ALL,
		.config.size = sizeof(top.config),
	};
	int option, status;

	while ((option = getopt_long(argc, argv, "bn:d:s:c:h", options, NULL)) >= 0) {
		if (option == 'h') {
			fputs(help, stdout);
			return EXIT_OK;
		}
		status = take_option(&top, option, optarg);
		if (status)
			return status;
	}
	if (argc - optind > 1)
		return message_usage("top", "one file at a time");
	if (optind < argc)
		top.path = argv[optind];
	if (top.path && top.config.classes | top.config.pool_bytes)
		return message_usage("top", "what is recorded has been decided, in a file");
	return top_run(&top);
}
