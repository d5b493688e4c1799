// SPDX-License-Identifier: GPL-2.0
/* top_lines.c - what the lines above the tasks say, in tables and on the screen. */
#include <stdio.h>
#include <string.h>

#include "answers/answer.h"
#include "print/units.h"
#include "record/config.h"
#include "top.h"

/* Of an instant, what people look at: 18:11:49. */
#define SECONDS	8

static int name_text(char *text, size_t size, const struct top *top)
{
	char path[TERMINAL_ESCAPED(128)], classes[128];

	switch (top->feed.kind) {
	case FEED_FLIGHT:
		return snprintf(text, size, "the flight recorder");
	case FEED_SESSION:
		/* The usual ones would take the room that a narrow screen has for the rest. */
		if (top->feed.config.classes == GENTRACE_CLASSES_DEFAULT)
			return snprintf(text, size, "this machine");
		config_classes(classes, sizeof(classes), top->feed.config.classes);
		return snprintf(text, size, "this machine (%s)", classes);
	default:
		terminal_escape(path, sizeof(path), trace_name(top->path), strlen(trace_name(top->path)));
		return snprintf(text, size, "%s", path);
	}
}

static void generations_text(char text[static UNITS_MAX * 2], const struct interval *interval)
{
	if (interval->first == interval->last)
		snprintf(text, UNITS_MAX * 2, "generation %llu", interval->first);
	else
		snprintf(text, UNITS_MAX * 2, "generations %llu to %llu", interval->first,
			 interval->last);
}

/* "this machine: generation 3, 1.00 s until 18:11:49". */
char *top_title(char line[static TOP_LINE_MAX], const struct top *top, bool date)
{
	char span[UNITS_MAX], until[UNITS_DATE_MAX], generations[UNITS_MAX * 2];
	const struct gentrace_summary *summary;
	size_t used = name_text(line, TOP_LINE_MAX, top);
	__u64 ns;

	if (!top->interval || used >= TOP_LINE_MAX)
		return line;
	summary = gentrace_model_summary(top->interval->model);
	ns = interval_ns(top->interval);
	generations_text(generations, top->interval);
	used += snprintf(line + used, TOP_LINE_MAX - used, ": %s, %s", generations,
			 units_ns(span, ns));
	if (summary->realtime_ns && used < TOP_LINE_MAX) {
		if (date)
			units_date(until, summary->realtime_ns + ns);
		else
			units_instant(until, summary->realtime_ns + ns);
		snprintf(line + used, TOP_LINE_MAX - used, " until %.*s", date ? -1 : SECONDS, until);
	}
	return line;
}

/* A loss can have hidden what would be counted here. */
static const char *mark(const struct interval *interval)
{
	return gentrace_verify_verdict(interval->verify) == GENTRACE_NOTE ? "" : " (~)";
}

char top_letter(const struct gentrace_task *task)
{
	static const char letters[INTERVAL_DOINGS] = {
		[GENTRACE_DOING_UNKNOWN] = '?', [GENTRACE_DOING_RUN] = 'R',
		[GENTRACE_DOING_WAIT] = 'W', [GENTRACE_DOING_BLOCK] = 'B',
		[GENTRACE_DOING_EXITED] = 'X',
	};

	return task->doing < INTERVAL_DOINGS ? letters[task->doing] : '?';
}

/* "142: 2 on a CPU, 1 waiting, 139 blocked, 3 ended; 2 CPUs, 57.9 % busy". */
char *top_tasks_line(char line[static TOP_LINE_MAX], const struct top *top)
{
	const struct interval *interval = top->interval;
	const size_t *doing = interval->doing;
	char busy[UNITS_MAX], unknown[UNITS_MAX + 16] = "";
	__u64 all_ns, busy_ns = interval_busy_ns(interval, &all_ns);

	if (doing[GENTRACE_DOING_UNKNOWN])
		snprintf(unknown, sizeof(unknown), ", %zu not known", doing[GENTRACE_DOING_UNKNOWN]);
	snprintf(line, TOP_LINE_MAX, "%zu: %zu on a CPU, %zu waiting, %zu blocked%s, %zu ended; %llu CPU%s, %s busy%s",
		 interval->all_tasks, doing[GENTRACE_DOING_RUN], doing[GENTRACE_DOING_WAIT],
		 doing[GENTRACE_DOING_BLOCK], unknown, doing[GENTRACE_DOING_EXITED],
		 interval->cpus, units_s(interval->cpus), units_percent(busy, busy_ns, all_ns),
		 mark(interval));
	return line;
}

/* "worst 8.17 ms of dd/177, p50 12.9 us, p99 1.54 ms of 299 wakeups". */
char *top_latency_line(char line[static TOP_LINE_MAX], const struct top *top)
{
	const struct gentrace_histogram *latency = &top->interval->latency;
	char count[UNITS_MAX], p50[UNITS_MAX], p99[UNITS_MAX], worst[UNITS_MAX];
	char task[ANSWER_TASK_MAX];

	if (!latency->count) {
		snprintf(line, TOP_LINE_MAX, "no task was woken and got a CPU%s",
			 mark(top->interval));
		return line;
	}
	snprintf(line, TOP_LINE_MAX, "worst %s of %s, p50 %s, p99 %s of %s wakeup%s%s",
		 units_ns(worst, latency->max), answer_task(task, top->interval->worst),
		 units_ns(p50, gentrace_histogram_percentile(latency, 500)),
		 units_ns(p99, gentrace_histogram_percentile(latency, 990)),
		 units_count(count, latency->count), units_s(latency->count),
		 mark(top->interval));
	return line;
}

/* "166,242 recorded + 0 lost = 166,242 emitted in 8 generations". */
char *top_total_line(char line[static TOP_LINE_MAX], const struct top *top)
{
	const struct totals *totals = &top->totals;
	char emitted[UNITS_MAX], recorded[UNITS_MAX], lost[UNITS_MAX];
	bool holds = totals->emitted == totals->recorded + totals->lost;
	int used;

	used = snprintf(line, TOP_LINE_MAX, "%s recorded + %s lost %s %s emitted in %llu generation%s",
			units_count(recorded, totals->recorded), units_count(lost, totals->lost),
			holds ? "=" : "is not", units_count(emitted, totals->emitted),
			totals->generations, units_s(totals->generations));
	if (top->feed.missed)
		used += snprintf(line + used, TOP_LINE_MAX - used, ", %llu more missing",
				 top->feed.missed);
	if (totals->broken)
		snprintf(line + used, TOP_LINE_MAX - used, ", %llu interval%s broken",
			 totals->broken, units_s(totals->broken));
	return line;
}
