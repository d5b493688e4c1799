// SPDX-License-Identifier: GPL-2.0
/* oncpu.c - tracectl oncpu: where the time of CPUs went, by samples. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "print/message.h"
#include "oncpu.h"
#include "picture.h"
#include "print/terminal.h"

#define NS_PER_S	1000000000ull

static const char help[] =
	"usage: tracectl oncpu [OPTIONS] [FILE]\n"
	"\n"
	"Says where the CPUs of a trace (FILE, else " TRACE_DEFAULT ") spent their time, by samples:\n"
	"in which task, in its program, in the kernel or in a softirq, and in which code if\n"
	"stacks were recorded. And how many samples there should be.\n"
	"\n"
	"      --folded          lines for flame graphs: task;frame;frame samples\n"
	"      --svg FILE        a flame graph, a picture for a browser\n"
	ANSWER_NAMES_HELP
	FILTER_SELECT_HELP
	ANSWER_HELP
	"\n"
	"Examples:\n"
	"  tracectl record -c +sample --stacks=kernel,user -d 5; tracectl oncpu\n"
	"  tracectl oncpu --comm postgres --svg oncpu.svg trace.gt\n"
	"  tracectl oncpu --json | jq '.groups[0]'\n";

enum { OPTION_FOLDED = 1, OPTION_SVG };

static const struct option options[] = {
	{ "folded", no_argument, NULL, OPTION_FOLDED },
	{ "svg", required_argument, NULL, OPTION_SVG },
	ANSWER_NAMES_OPTIONS,
	FILTER_SELECT_OPTIONS,
	ANSWER_OPTIONS,
	{ 0 }
};

/* ---------------------------------------------------------------- numbers */

const char *oncpu_where(const struct oncpu_key *key)
{
	static const char *const names[] = {
		[ONCPU_USER] = "user", [ONCPU_KERNEL] = "kernel", [ONCPU_SOFTIRQ] = "softirq",
	};

	return names[key->where];
}

__u64 oncpu_ns(const struct oncpu *oncpu, __u64 samples)
{
	return oncpu->hz ? samples * NS_PER_S / oncpu->hz : 0;
}

/* A trace can say what it likes: also that there is more than a number can hold. */
static __u64 rounded(double samples)
{
	return samples < 1e18 ? (__u64)(samples + 0.5) : 1000000000000000000ull;
}

__u64 oncpu_samples(const struct oncpu *oncpu, __u64 ns)
{
	return rounded((double)ns * oncpu->hz / NS_PER_S);
}

__u64 oncpu_expected(const struct oncpu *oncpu)
{
	return rounded(oncpu->expected);
}

__u64 oncpu_lost(const struct oncpu *oncpu)
{
	const struct gentrace_loss *loss;
	__u64 lost = 0;
	size_t i;

	for (i = 0; (loss = gentrace_model_loss(oncpu->answer.model, i)); i++)
		if (loss->class == GENTRACE_CLASS_SAMPLE)
			lost += loss->count;
	return lost;
}

bool oncpu_is_filtered(const struct oncpu *oncpu)
{
	return *oncpu->answer.trace.filter || oncpu->answer.filter.pid_count ||
	       oncpu->answer.filter.comm_count;
}

/* ----------------------------------------------------------------- groups */

static int compare(__u64 a, __u64 b)
{
	return (a > b) - (a < b);
}

static int key_compare(const struct oncpu_key *a, const struct oncpu_key *b)
{
	return compare(a->task->index, b->task->index) ?: compare(a->where, b->where) ?:
	       compare(a->stacks ? a->stacks->number : 0, b->stacks ? b->stacks->number : 0);
}

static int group_compare(const void *left, const void *right)
{
	const struct oncpu_group *a = left, *b = right;

	return key_compare(&a->key, &b->key);
}

static int more(const void *left, const void *right)
{
	const struct oncpu_group *a = *(struct oncpu_group *const *)left;
	const struct oncpu_group *b = *(struct oncpu_group *const *)right;

	return compare(b->count, a->count) ?: key_compare(&a->key, &b->key);
}

static int oncpu_add(void *data, const struct gentrace_sample *sample)
{
	struct oncpu *oncpu = data;
	struct oncpu_group wanted = { .key = {
		.task = sample->task,
		.where = sample->user ? ONCPU_USER :
			 sample->level == GENTRACE_LEVEL_TASK ? ONCPU_KERNEL : ONCPU_SOFTIRQ,
		.stacks = sample->stacks,
	} }, *group;
	int error;

	if (!answer_wants(&oncpu->answer, sample->task, sample->cpu, sample->ns, sample->ns + 1))
		return 0;
	if (!sample->task) {
		oncpu->idle++;
		return 0;
	}
	error = groups_get(&oncpu->groups, &wanted, sizeof(wanted), group_compare, &group);
	if (error)
		return error;
	group->count++;
	oncpu->busy++;
	return 0;
}

/* The part of a time that was asked for. */
static __u64 span_ns(const struct oncpu *oncpu, __u64 begin_ns, __u64 end_ns)
{
	__u64 from = answer_instant(&oncpu->answer, oncpu->answer.reading.from_ns);
	__u64 to = answer_instant(&oncpu->answer, oncpu->answer.reading.to_ns);

	if (begin_ns < from)
		begin_ns = from;
	if (end_ns > to)
		end_ns = to;
	return end_ns > begin_ns ? end_ns - begin_ns : 0;
}

static int oncpu_add_sampled(void *data, const struct gentrace_sampled *sampled)
{
	struct oncpu *oncpu = data;
	const struct filter *filter = &oncpu->answer.filter;
	__u64 ns = span_ns(oncpu, sampled->begin_ns, sampled->end_ns);

	if (!ns || (filter->some_cpus && !filter->cpus[sampled->cpu]))
		return 0;
	oncpu->expected += (double)ns * sampled->hz / NS_PER_S;
	oncpu->rates_differ |= oncpu->hz && oncpu->hz != sampled->hz;
	oncpu->hz = oncpu->hz ?: sampled->hz;
	oncpu->cpus += !oncpu->sampled[sampled->cpu];
	oncpu->sampled[sampled->cpu] = true;
	return 0;
}

static int oncpu_add_run(void *data, const struct gentrace_segment *segment)
{
	struct oncpu *oncpu = data;

	if (segment->doing == GENTRACE_DOING_RUN &&
	    filter_selects(&oncpu->answer.filter, segment->task, segment->cpu))
		oncpu->run_ns += span_ns(oncpu, segment->begin_ns, segment->end_ns);
	return 0;
}

/* ---------------------------------------------------------------- command */

static int svg_write(const struct oncpu *oncpu, const struct flame *flame, const char *file)
{
	char title[256], note[256], name[161], a[UNITS_MAX], b[UNITS_MAX], c[UNITS_MAX];
	const char *path = trace_name(oncpu->answer.path);

	terminal_escape(name, sizeof(name), path, strlen(path));
	snprintf(title, sizeof(title), "%s: time on CPUs", name);
	snprintf(note, sizeof(note), "%s samples at %u Hz, idle CPUs' %s not among them; %s were lost",
		 units_count(a, oncpu->busy), oncpu->hz, units_count(b, oncpu->idle),
		 units_count(c, oncpu_lost(oncpu)));
	return picture_write(flame, file, title, note);
}

/* The picture is of time, the lines are of samples. */
static int oncpu_flame(const struct oncpu *oncpu, const char *svg)
{
	struct flame flame = { 0 };
	int status = EXIT_OK;

	if (oncpu_stacks(oncpu, &flame, svg && oncpu->hz ? (double)NS_PER_S / oncpu->hz : 1))
		status = trace_no_memory();
	else if (svg)
		status = svg_write(oncpu, &flame, svg);
	else
		flame_print_folded(&flame, stdout);
	flame_clear(&flame);
	return status;
}

/* Not a sample, though nothing is wrong with the trace: nobody has asked for them. */
static int explain_none(const struct oncpu *oncpu)
{
	message_error("%s has no samples", trace_name(oncpu->answer.path));
	message_try("tracectl record -c +sample --stacks");
	return EXIT_NO;
}

static int oncpu_answer(struct oncpu *oncpu, bool folded, const char *svg)
{
	int status = EXIT_OK;

	if (!oncpu->hz && !oncpu->busy && !oncpu->idle)
		return trace_finish(&oncpu->answer.trace) ?: explain_none(oncpu);
	groups_sort(&oncpu->groups, more);
	if (folded || svg)
		status = oncpu_flame(oncpu, svg);
	else if (oncpu->answer.json)
		oncpu_print_json(oncpu);
	else if (oncpu_print(oncpu))
		status = trace_no_memory();
	return status ?: trace_finish(&oncpu->answer.trace);
}

/* Before the model gets the first generation, it learns what is wanted of it. */
static int oncpu_look(void *data, const struct gentrace_generation *generation)
{
	struct oncpu *oncpu = data;
	bool first = !oncpu->generations++;

	oncpu->switches = (first || oncpu->switches) &&
			  generation->classes & GENTRACE_CLASS_BIT(GENTRACE_CLASS_SCHED) &&
			  !(generation->filtered & GENTRACE_FILTERED_SWITCHES);
	if (!first)
		return 0;
	gentrace_model_observe_samples(oncpu->answer.model, oncpu_add, oncpu_add_sampled, oncpu);
	return answer_keep_stacks(&oncpu->answer) ? -ENOMEM : 0;
}

static int oncpu_file(struct oncpu *oncpu, bool folded, const char *svg)
{
	int status;

	oncpu->answer.look = oncpu_look;
	status = answer_read(&oncpu->answer, oncpu_add_run, NULL, oncpu);
	if (!status)
		status = oncpu_answer(oncpu, folded, svg);
	groups_clear(&oncpu->groups);
	answer_close(&oncpu->answer);
	return status;
}

int command_oncpu(int argc, char **argv)
{
	struct oncpu oncpu = { .answer = ANSWER("oncpu") };
	const char *svg = NULL;
	bool folded = false;
	int option, status;

	while ((option = getopt_long(argc, argv, ANSWER_SHORT, options, NULL)) >= 0) {
		switch (option) {
		case OPTION_FOLDED:
			folded = true;
			break;
		case OPTION_SVG:
			svg = optarg;
			break;
		case 'h':
			fputs(help, stdout);
			return EXIT_OK;
		default:
			status = answer_option(&oncpu.answer, option, optarg);
			if (status)
				return status;
		}
	}
	if (folded + !!svg + oncpu.answer.json > 1)
		return message_usage("oncpu", "--folded, --svg and --json: one at a time");
	if (svg && !strcmp(svg, "-") && isatty(STDOUT_FILENO))
		return message_usage("oncpu", "a picture is no sight for a terminal");
	status = answer_file(&oncpu.answer, argc, argv);
	return status ?: oncpu_file(&oncpu, folded, svg);
}
