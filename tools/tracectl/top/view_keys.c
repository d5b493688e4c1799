// SPDX-License-Identifier: GPL-2.0
/* view_keys.c - what keys do. */
#include <stdio.h>
#include <string.h>

#include "print/units.h"
#include "view.h"

/* The first task from an index on, around the end, whose name has it. */
static void search(struct view *view, size_t from)
{
	const struct interval *interval = view->top->interval;
	size_t i, at;

	for (i = 0; interval && i < interval->task_count; i++) {
		at = (from + i) % interval->task_count;
		if (strcasestr(interval->tasks[at]->comm, view->typed)) {
			view_move(view, at);
			return;
		}
	}
}

static void filter(struct view *view)
{
	snprintf(view->top->substring, sizeof(view->top->substring), "%s", view->typed);
	top_list(view->top);
	view_follow(view);
}

static void take_delay(struct view *view)
{
	__u64 ns;

	if (!*view->typed)
		return;
	if (units_parse_ns(view->typed, &ns) && ns >= TOP_DELAY_MIN_NS && ns <= TOP_DELAY_MAX_NS)
		view_set_delay(view, ns);
	else
		view_say(view, "'%s' is no delay; one is between 100ms and 1m", view->typed);
}

/* Searching and filtering follow the letters. */
static void typed(struct view *view)
{
	if (view->prompt == VIEW_PROMPT_SEARCH)
		search(view, view->cursor);
	else if (view->prompt == VIEW_PROMPT_FILTER)
		filter(view);
}

static void type_end(struct view *view, bool done)
{
	if (!done && view->prompt == VIEW_PROMPT_FILTER) {
		*view->typed = '\0';
		filter(view);
	}
	if (done && view->prompt == VIEW_PROMPT_DELAY)
		take_delay(view);
	view->prompt = VIEW_PROMPT_NONE;
}

void view_type(struct view *view, int key)
{
	size_t length = strlen(view->typed);

	if (key == SCREEN_ENTER || key == SCREEN_ESCAPE) {
		type_end(view, key == SCREEN_ENTER);
	} else if (key == SCREEN_F3 && view->prompt == VIEW_PROMPT_SEARCH) {
		search(view, view->cursor + 1);
	} else if (key == SCREEN_ERASE && length) {
		view->typed[length - 1] = '\0';
		typed(view);
	} else if (key >= ' ' && key < 0x7f && length + 1 < sizeof(view->typed)) {
		view->typed[length] = (char)key;
		view->typed[length + 1] = '\0';
		typed(view);
	}
}

static void prompt(struct view *view, enum view_prompt prompt)
{
	view->prompt = prompt;
	snprintf(view->typed, sizeof(view->typed), "%s",
		 prompt == VIEW_PROMPT_FILTER ? view->top->substring : "");
}

/* The cursor stays with its task. */
static void sort_by(struct view *view, const struct report_order *order)
{
	view->top->order = order;
	top_list(view->top);
	view_follow(view);
}

static bool sort_key(struct view *view, int key)
{
	static const struct {
		int key;
		const char *order;
	} keys[] = {
		{ 'P', "run" }, { 'W', "wait" }, { 'B', "blocked" }, { 'L', "worst" }, { 'N', "pid" },
	};
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		if (key != keys[i].key)
			continue;
		sort_by(view, report_order_find(keys[i].order));
		return true;
	}
	return false;
}

/* One is chosen, or it stays as it was. */
static void choose(struct view *view, int key)
{
	if (key == SCREEN_UP && view->choice)
		view->choice--;
	else if (key == SCREEN_DOWN && report_order_at(view->choice + 1))
		view->choice++;
	else if (key == SCREEN_ENTER)
		sort_by(view, report_order_at(view->choice));
	if (key != SCREEN_UP && key != SCREEN_DOWN)
		view->page = VIEW_TASKS;
}

static void choose_begin(struct view *view)
{
	view->page = VIEW_ORDER;
	for (view->choice = 0; report_order_at(view->choice) != view->top->order; view->choice++)
		;
}

static void tag(struct view *view)
{
	const struct gentrace_task *task = view_task(view);
	struct trend_task *trend = task ? trends_find(&view->top->trends, task) : NULL;

	if (!trend)
		return;
	trend->tagged = !trend->tagged;
	view_move(view, view->cursor + 1);
}

/* 1, 2, 5, 10: about as many steps down as up. */
static void delay_step(struct view *view, bool longer)
{
	static const __u64 steps[] = { 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 60000 };
	const size_t count = sizeof(steps) / sizeof(*steps);
	__u64 ms = view->top->delay_ns / 1000000;
	size_t i;

	if (longer) {
		for (i = 0; i + 1 < count && steps[i] <= ms; i++)
			;
	} else {
		for (i = count - 1; i && steps[i] >= ms; i--)
			;
	}
	view_set_delay(view, steps[i] * 1000000);
}

static bool move_key(struct view *view, int key)
{
	size_t cursor = view->cursor;

	switch (key) {
	case SCREEN_UP:
		view_move(view, cursor ? cursor - 1 : 0);
		return true;
	case SCREEN_DOWN:
		view_move(view, cursor + 1);
		return true;
	case SCREEN_PAGE_UP:
		view_move(view, cursor > view->rows ? cursor - view->rows : 0);
		return true;
	case SCREEN_PAGE_DOWN:
		view_move(view, cursor + view->rows);
		return true;
	case SCREEN_HOME:
		view_move(view, 0);
		return true;
	case SCREEN_END:
		view_move(view, ~(size_t)0);
		return true;
	}
	return false;
}

static void pause_or_play(struct view *view)
{
	if (view->top->feed.kind == FEED_FILE)
		view->playing = !view->playing;
	else
		view->paused = !view->paused;
}

static void task_key(struct view *view, int key)
{
	bool file = view->top->feed.kind == FEED_FILE;

	switch (key) {
	case SCREEN_F1: case 'h': case '?':
		view->page = VIEW_HELP;
		break;
	case SCREEN_F3: case '/':
		prompt(view, VIEW_PROMPT_SEARCH);
		break;
	case SCREEN_F4: case '\\':
		prompt(view, VIEW_PROMPT_FILTER);
		break;
	case SCREEN_F6: case '>':
		choose_begin(view);
		break;
	case SCREEN_ENTER:
		view_ask_why(view);
		break;
	case 'd':
		prompt(view, VIEW_PROMPT_DELAY);
		break;
	case '+': case '-':
		delay_step(view, key == '+');
		break;
	case 'p':
		pause_or_play(view);
		break;
	case 't':
		tag(view);
		break;
	case ' ':
		if (!file)
			tag(view);
		/* fallthrough */
	case 'n': case SCREEN_RIGHT:
		if (file)
			view_step(view);
	}
}

bool view_press(struct view *view, int key)
{
	*view->message = '\0';
	if (view->prompt != VIEW_PROMPT_NONE) {
		view_type(view, key);
		return true;
	}
	if (key == SCREEN_F10 || (key == 'q' && view->page == VIEW_TASKS))
		return false;
	if (view->page == VIEW_ORDER)
		choose(view, key);
	else if (view->page != VIEW_TASKS)
		view->page = VIEW_TASKS;
	else if (!sort_key(view, key) && !move_key(view, key))
		task_key(view, key);
	return true;
}
