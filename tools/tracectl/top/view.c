// SPDX-License-Identifier: GPL-2.0
/* view.c - all of the screen. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "answers/answer.h"
#include "view.h"

/* For 80 columns and 24 rows. */
static const char *const help_lines[] = {
	"F1 h ?      this text                   F10 q      the end",
	"Up Down     from task to task           PgUp PgDn  a screen of tasks",
	"Home End    the first, the last         Space t    tag a task, or not any more",
	"F3 /        search a task by its name   F4 \\       only tasks with this in it",
	"F6 >        which column to sort by",
	"P W B L N   sort by run, wait, blocked, worst latency, pid",
	"Enter       what the task needed the interval for, in words of tracectl why",
	"p           pause: the picture stays, all is still read and counted",
	"d + -       the time from one interval to the next",
	"n Right     of a file: the next generation, as Space; p plays it",
	"",
	"RUN      on a CPU                   WAIT   ready, but no CPU was free for it",
	"BLOCKED  waiting for something else WORST  longest from woken to being on a CPU,",
	"~        a loss may have touched it        of those woken in the interval",
	"S        now: R runs, W waits, B is blocked, X has ended, ? not known",
	"Lines    of worst latencies: all tasks, and the one below the cursor or tagged",
};

static void help_draw(const struct view *view, int row)
{
	size_t i;

	for (i = 0; i < sizeof(help_lines) / sizeof(*help_lines); i++)
		screen_put(&view->screen, row + (int)i, 1, SCREEN_PLAIN, help_lines[i]);
}

static void order_draw(const struct view *view, int row)
{
	const struct report_order *order;
	size_t i;

	screen_put(&view->screen, row, 1, SCREEN_BOLD, "sort by");
	for (i = 0; (order = report_order_at(i)); i++) {
		char text[32];

		snprintf(text, sizeof(text), " %-10s ", order->name);
		screen_put(&view->screen, row + 1 + (int)i, 1,
			   i == view->choice ? SCREEN_CURSOR : SCREEN_PLAIN, text);
	}
}

/* A line that is too long goes on in the next one, below its words. */
static int why_line(const struct view *view, int row, const char *text, size_t length)
{
	const size_t indent = 21;
	size_t width = view->screen.columns > 40 ? (size_t)view->screen.columns - 1 : 40, at = 0;
	char part[TOP_LINE_MAX];

	while (at < length) {
		size_t room = at ? width - indent : width;
		size_t take = length - at < room ? length - at : room;

		snprintf(part, sizeof(part), "%.*s", (int)take, text + at);
		screen_put(&view->screen, row++, at ? (int)indent : 0, SCREEN_PLAIN, part);
		at += take;
	}
	return row;
}

static void why_draw(const struct view *view, int row)
{
	const char *text = view->why;

	screen_put(&view->screen, row, 1, SCREEN_BOLD, view->why_task);
	row += 2;
	while (*text) {
		size_t length = strcspn(text, "\n");

		row = why_line(view, row, text, length);
		text += length + (text[length] == '\n');
	}
}

static void keys_draw(const struct view *view, int row)
{
	static const char *const live[] = {
		"F1", " Help  ", "F3", " Search  ", "F4", " Filter  ", "F6", " Sort  ",
		"Space", " Tag  ", "Enter", " Why  ", "p", " Pause  ", "F10", " Quit",
	};
	static const char *const file[] = {
		"F1", " Help  ", "F3", " Search  ", "F4", " Filter  ", "F6", " Sort  ",
		"t", " Tag  ", "Enter", " Why  ", "n", " Next  ", "F10", " Quit",
	};
	const char *const *texts = view->top->feed.kind == FEED_FILE ? file : live;
	int at = 0;
	size_t i;

	for (i = 0; i < sizeof(live) / sizeof(*live); i++)
		at = screen_put(&view->screen, row, at, i % 2 ? SCREEN_PLAIN : SCREEN_BAR, texts[i]);
}

static void last_draw(const struct view *view)
{
	static const char *const prompts[] = {
		[VIEW_PROMPT_SEARCH] = "Search: ",
		[VIEW_PROMPT_FILTER] = "Filter: ",
		[VIEW_PROMPT_DELAY] = "Delay (1.5, 500ms): ",
	};
	int row = view->screen.rows - 1, at;

	if (view->prompt != VIEW_PROMPT_NONE) {
		screen_fill(&view->screen, row, SCREEN_BAR);
		at = screen_put(&view->screen, row, 0, SCREEN_BAR, prompts[view->prompt]);
		at = screen_put(&view->screen, row, at, SCREEN_BAR, view->typed);
		screen_put(&view->screen, row, at, SCREEN_BAR, "_");
	} else if (*view->message) {
		screen_put(&view->screen, row, 0, SCREEN_BOLD, view->message);
	} else if (view->page != VIEW_TASKS) {
		screen_put(&view->screen, row, 0, SCREEN_BAR, view->page == VIEW_ORDER ?
			   "Enter sorts, Esc goes back" : "Esc goes back");
	} else {
		keys_draw(view, row);
	}
}

static void filter_draw(const struct view *view, int row)
{
	char text[TOP_LINE_MAX];

	if (!*view->top->substring)
		return;
	snprintf(text, sizeof(text), "filter '%s': %zu of %zu", view->top->substring,
		 view->top->interval->task_count, view->top->interval->all_tasks);
	screen_put(&view->screen, row, 0, SCREEN_WARN, text);
}

void view_draw(struct view *view)
{
	int row;

	screen_erase();
	row = view_head(view);
	if (view->page == VIEW_HELP)
		help_draw(view, row);
	else if (view->page == VIEW_ORDER)
		order_draw(view, row);
	else if (view->page == VIEW_WHY)
		why_draw(view, row);
	else if (view->top->interval) {
		filter_draw(view, row - 1);
		view_tasks(view, row);
	}
	last_draw(view);
	screen_show();
}

void view_say(struct view *view, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(view->message, sizeof(view->message), format, args);
	va_end(args);
}

void view_ask_why(struct view *view)
{
	const struct gentrace_task *task = view_task(view);
	char name[ANSWER_TASK_MAX], span[UNITS_MAX];
	int error;

	if (!task)
		return;
	/* It is read again for this, which can take as long as reading it took. */
	view_say(view, "one moment");
	view_draw(view);
	*view->message = '\0';
	error = interval_why(view->top->interval, task, view->why);
	if (error == -E2BIG) {
		view_say(view, "too much happened in this interval to keep it: a shorter delay (d), or record");
		return;
	}
	if (error) {
		view_say(view, "out of memory");
		return;
	}
	snprintf(view->why_task, sizeof(view->why_task), "%s: what it needed the last interval for, %s",
		 answer_task(name, task), units_ns(span, task->last_ns - task->first_ns));
	view->page = VIEW_WHY;
}
