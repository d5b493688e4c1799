// SPDX-License-Identifier: GPL-2.0
/* view_head.c - the lines above the tasks. */
#include <stdio.h>
#include <string.h>

#include "answers/answer.h"
#include "read/proof.h"
#include "view.h"

/* Where the texts behind the labels begin. */
#define LABEL		9

/* With fewer rows than this, lines of the head give room to tasks. */
#define ROWS_FOR_ALL	16
#define ROWS_FOR_TRENDS	20

/* Lines of single tasks, at most. */
#define TREND_LINES	3

static int label(const struct view *view, int row, const char *name)
{
	screen_put(&view->screen, row, 0, SCREEN_BOLD, name);
	return LABEL;
}

static void line(const struct view *view, int row, const char *name, enum screen_style style,
		 const char *text)
{
	screen_put(&view->screen, row, label(view, row, name), style, text);
}

static const char *state_text(char text[static UNITS_MAX + 32], const struct view *view)
{
	char delay[UNITS_MAX];
	bool file = view->top->feed.kind == FEED_FILE;

	units_ns(delay, view->top->delay_ns);
	if (view->ended)
		strcpy(text, "the end");
	else if (view->paused)
		strcpy(text, "PAUSED");
	else if (file && !view->playing)
		strcpy(text, "n: the next one");
	else
		snprintf(text, UNITS_MAX + 32, "every %s", delay);
	return text;
}

/* What is looked at, to the left; how it goes on, to the right. */
static void title(const struct view *view)
{
	char text[TOP_LINE_MAX], state[UNITS_MAX + 32];
	int column;

	state_text(state, view);
	screen_fill(&view->screen, 0, SCREEN_BAR);
	column = screen_put(&view->screen, 0, 0, SCREEN_BAR, "tracectl top  ");
	column = screen_put(&view->screen, 0, column, SCREEN_BAR, top_title(text, view->top, false));
	if (column + 2 > view->screen.columns - (int)strlen(state))
		screen_put(&view->screen, 0, view->screen.columns - (int)strlen(state) - 2,
			   SCREEN_BAR, "  ");
	screen_put(&view->screen, 0, view->screen.columns - (int)strlen(state), SCREEN_BAR, state);
}

static void losses(const struct view *view, int row)
{
	static const enum screen_style styles[] = {
		[GENTRACE_NOTE] = SCREEN_GOOD, [GENTRACE_LOSSY] = SCREEN_WARN,
		[GENTRACE_BROKEN] = SCREEN_BAD,
	};
	struct proof_line proof;
	int column;

	proof_line(&proof, view->top->interval->verify);
	column = screen_put(&view->screen, row, label(view, row, "Losses"), styles[proof.verdict],
			    proof.lost);
	screen_put(&view->screen, row, column, SCREEN_PLAIN, proof.more);
}

/* "|   ▁▂▁█| 0..8.17 ms  dd/177". */
static void trend(const struct view *view, int row, const char *name, const struct trend *trend,
		  const char *task)
{
	int width = view->screen.columns - LABEL - 40;
	char text[TREND_TEXT_MAX], most[UNITS_MAX], to[UNITS_MAX + 8];
	__u64 ns;

	if (width < 8)
		width = 8;
	if (width > TREND_MAX)
		width = TREND_MAX;
	ns = trend_text(text, trend, (size_t)width, view->screen.utf8);
	snprintf(to, sizeof(to), "| 0..%s", ns ? units_ns(most, ns) : "0");
	label(view, row, name);
	screen_put(&view->screen, row, LABEL, SCREEN_DIM, "|");
	screen_put(&view->screen, row, LABEL + 1, SCREEN_GOOD, text);
	screen_put(&view->screen, row, LABEL + 1 + width, SCREEN_DIM, to);
	screen_put(&view->screen, row, LABEL + 1 + width + 15, SCREEN_PLAIN, task);
}

static void task_trend(const struct view *view, int row, const struct trend_task *task)
{
	char name[TERMINAL_ESCAPED(GENTRACE_NAME_MAX)], text[ANSWER_TASK_MAX];

	terminal_escape(name, sizeof(name), task->comm, strlen(task->comm));
	snprintf(text, sizeof(text), "%s/%u", *name ? name : "?", task->pid);
	trend(view, row, "", &task->trend, text);
}

/* Those that are tagged; if none is, the one under the cursor. */
static int task_trends(const struct view *view, int row)
{
	const struct trends *trends = &view->top->trends;
	const struct gentrace_task *task = view_task(view);
	const struct trend_task *found;
	int lines = 0;
	size_t i;

	for (i = 0; i < trends->tasks && lines < TREND_LINES; i++)
		if (trends->task[i].tagged)
			task_trend(view, row + lines++, &trends->task[i]);
	found = task && !lines ? trends_find(trends, task) : NULL;
	if (found)
		task_trend(view, row + lines++, found);
	return lines ?: 1;
}

int view_head(const struct view *view)
{
	char text[TOP_LINE_MAX], cost[COST_TEXT_MAX];
	int row = 1;

	title(view);
	if (!view->top->interval) {
		line(view, row + 1, "", SCREEN_PLAIN, "waiting for the first interval");
		return row + 2;
	}
	/* Losses are said however little room there is. */
	losses(view, row++);
	if (view->screen.rows < ROWS_FOR_ALL || view->page == VIEW_HELP)
		return row + (view->page != VIEW_TASKS);
	line(view, row++, "Total", SCREEN_PLAIN, top_total_line(text, view->top));
	line(view, row++, "Cost", SCREEN_PLAIN, cost_text(cost, &view->top->cost));
	line(view, row++, "Tasks", SCREEN_PLAIN, top_tasks_line(text, view->top));
	line(view, row++, "Latency", SCREEN_PLAIN, top_latency_line(text, view->top));
	trend(view, row++, "Worst", &view->top->system, "of all tasks");
	if (view->screen.rows >= ROWS_FOR_TRENDS)
		row += task_trends(view, row);
	return row + 1;
}
