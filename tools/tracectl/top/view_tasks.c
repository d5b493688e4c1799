// SPDX-License-Identifier: GPL-2.0
/* view_tasks.c - the tasks on the screen, one a line. */
#include <stdio.h>
#include <string.h>

#include "print/terminal.h"
#include "print/units.h"
#include "report/report.h"
#include "view.h"

/* Cells that a column needs to be there: screens of 80 columns have no room for all. */
#define WIDE		104

static void cell_ns(char *text, size_t size, __u64 ns)
{
	char number[UNITS_MAX];

	snprintf(text, size, "%s", ns ? units_ns(number, ns) : "0");
}

static void cell_measured(char *text, size_t size, const struct gentrace_histogram *latency,
			  unsigned int permille)
{
	if (latency->count)
		cell_ns(text, size, gentrace_histogram_percentile(latency, permille));
	else
		snprintf(text, size, "-");
}

static void cell_count(char *text, size_t size, __u64 count)
{
	char number[UNITS_MAX];

	snprintf(text, size, "%s", units_count(number, count));
}

typedef void (*cell_t)(char *text, size_t size, const struct gentrace_task *task, __u64 span_ns);

static void cell_share(char *text, size_t size, const struct gentrace_task *task, __u64 span_ns)
{
	snprintf(text, size, "%.1f", 100.0 * task->run_ns / span_ns);
}

static void cell_run(char *text, size_t size, const struct gentrace_task *task, __u64 span_ns)
{
	(void)span_ns;
	cell_ns(text, size, task->run_ns);
}

static void cell_wait(char *text, size_t size, const struct gentrace_task *task, __u64 span_ns)
{
	(void)span_ns;
	cell_ns(text, size, task->wait_ns);
}

static void cell_blocked(char *text, size_t size, const struct gentrace_task *task, __u64 span_ns)
{
	(void)span_ns;
	cell_ns(text, size, task->block_ns);
}

static void cell_switches(char *text, size_t size, const struct gentrace_task *task, __u64 span_ns)
{
	(void)span_ns;
	cell_count(text, size, report_switches(task));
}

static void cell_wakeups(char *text, size_t size, const struct gentrace_task *task, __u64 span_ns)
{
	(void)span_ns;
	cell_count(text, size, task->wakeups);
}

static void cell_p99(char *text, size_t size, const struct gentrace_task *task, __u64 span_ns)
{
	(void)span_ns;
	cell_measured(text, size, &task->latency, 990);
}

static void cell_worst(char *text, size_t size, const struct gentrace_task *task, __u64 span_ns)
{
	(void)span_ns;
	cell_measured(text, size, &task->latency, 1000);
}

/* Behind each is a place for the ~ of a loss, so that nothing moves when one comes. */
static const struct column {
	const char *name;
	const char *order;
	int width;
	bool wide;
	cell_t cell;
} columns[] = {
	{ "RUN%", "run", 6, false, cell_share },
	{ "RUN", "run", 8, false, cell_run },
	{ "WAIT", "wait", 8, false, cell_wait },
	{ "BLOCKED", "blocked", 8, false, cell_blocked },
	{ "SWITCHES", "switches", 9, true, cell_switches },
	{ "WAKEUPS", "wakeups", 8, true, cell_wakeups },
	{ "P99", "p99", 8, true, cell_p99 },
	{ "WORST", "worst", 8, false, cell_worst },
};

#define COLUMNS (sizeof(columns) / sizeof(*columns))

static bool is_shown(const struct view *view, const struct column *column)
{
	return !column->wide || view->screen.columns >= WIDE;
}

static void heading(const struct view *view, int row)
{
	const char *order = view->top->order->name;
	char text[UNITS_MAX];
	int at, width;
	size_t i;

	screen_fill(&view->screen, row, SCREEN_BAR);
	at = screen_put(&view->screen, row, 0, strcmp(order, "pid") ? SCREEN_BAR : SCREEN_CURSOR,
			"     PID");
	at = screen_put(&view->screen, row, at, SCREEN_BAR, " S");
	for (i = 0; i < COLUMNS; i++) {
		if (!is_shown(view, &columns[i]))
			continue;
		width = columns[i].width + 1;
		snprintf(text, sizeof(text), "%*s", width - 1, columns[i].name);
		screen_put(&view->screen, row, at,
			   strcmp(order, columns[i].order) ? SCREEN_BAR : SCREEN_CURSOR, text);
		at += width;
	}
	screen_put(&view->screen, row, at + 1, strcmp(order, "name") ? SCREEN_BAR : SCREEN_CURSOR,
		   "TASK");
}

static void numbers(const struct view *view, int row, int at, enum screen_style style,
		    const struct gentrace_task *task)
{
	char name[TERMINAL_ESCAPED(GENTRACE_NAME_MAX)], number[UNITS_MAX], text[UNITS_MAX + 16];
	__u64 span_ns = interval_ns(view->top->interval);
	size_t i;

	for (i = 0; i < COLUMNS; i++) {
		if (!is_shown(view, &columns[i]))
			continue;
		columns[i].cell(number, sizeof(number), task, span_ns);
		snprintf(text, sizeof(text), "%*s%s", columns[i].width, number,
			 task->lossy ? "~" : " ");
		at = screen_put(&view->screen, row, at, style, text);
	}
	terminal_escape(name, sizeof(name), task->comm, strlen(task->comm));
	screen_put(&view->screen, row, at + 1, style, *name ? name : "?");
}

static void task_row(const struct view *view, int row, size_t index)
{
	const struct gentrace_task *task = view->top->interval->tasks[index];
	const struct trend_task *trend = trends_find(&view->top->trends, task);
	bool tagged = trend && trend->tagged;
	enum screen_style style = index == view->cursor ? SCREEN_CURSOR :
				  tagged ? SCREEN_TAG : task->lossy ? SCREEN_WARN : SCREEN_PLAIN;
	char text[UNITS_MAX];

	if (index == view->cursor)
		screen_fill(&view->screen, row, SCREEN_CURSOR);
	snprintf(text, sizeof(text), "%c%7u %c", tagged ? '*' : ' ', task->pid, top_letter(task));
	numbers(view, row, screen_put(&view->screen, row, 0, style, text), style, task);
}

const struct gentrace_task *view_task(const struct view *view)
{
	const struct interval *interval = view->top->interval;

	return interval && view->cursor < interval->task_count ? interval->tasks[view->cursor] : NULL;
}

void view_move(struct view *view, size_t index)
{
	const struct interval *interval = view->top->interval;
	const struct gentrace_task *task;

	if (!interval)
		return;
	view->cursor = !interval->task_count ? 0 :
		       index < interval->task_count ? index : interval->task_count - 1;
	task = view_task(view);
	view->pid = task ? task->pid : 0;
	view->start = task ? task->start : 0;
}

void view_follow(struct view *view)
{
	const struct interval *interval = view->top->interval;
	size_t i;

	for (i = 0; interval && view->pid && i < interval->task_count; i++)
		if (interval->tasks[i]->pid == view->pid && interval->tasks[i]->start == view->start) {
			view->cursor = i;
			return;
		}
	view_move(view, view->cursor);
}

void view_tasks(struct view *view, int row)
{
	/* Below are the line of headings and, at the end, that of keys. */
	size_t rows = view->screen.rows - row > 2 ? (size_t)(view->screen.rows - row - 2) : 1, i;

	view->rows = rows;
	heading(view, row);
	/* No empty lines at the end where tasks could be. */
	if (view->first + rows > view->top->interval->task_count)
		view->first = view->top->interval->task_count > rows ?
			      view->top->interval->task_count - rows : 0;
	if (view->cursor < view->first)
		view->first = view->cursor;
	if (view->cursor >= view->first + rows)
		view->first = view->cursor - rows + 1;
	for (i = 0; i < rows && view->first + i < view->top->interval->task_count; i++)
		task_row(view, row + 1 + (int)i, view->first + i);
	if (!view->top->interval->task_count)
		screen_put(&view->screen, row + 2, 2, SCREEN_DIM, "no task is wanted: F4 changes the filter");
}
