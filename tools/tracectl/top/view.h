/* SPDX-License-Identifier: GPL-2.0 */
/* view.h - top on a screen: what is looked at, and what it looks like. */
#ifndef TRACECTL_VIEW_H
#define TRACECTL_VIEW_H

#include "screen.h"
#include "top.h"

/* What is in the middle of the screen. */
enum view_page {
	VIEW_TASKS,
	VIEW_HELP,
	VIEW_ORDER,	/* which column to sort by */
	VIEW_WHY,
};

/* What is being typed into the last line. */
enum view_prompt {
	VIEW_PROMPT_NONE,
	VIEW_PROMPT_SEARCH,
	VIEW_PROMPT_FILTER,
	VIEW_PROMPT_DELAY,
};

/**
 * struct view - what is looked at
 * @top: what there is
 * @screen: where to
 * @page: in the middle of it
 * @prompt: in its last line
 * @typed: so far
 * @message: in the last line until a key is pressed; "": its keys are there
 * @cursor: index of a task in the list
 * @pid: of that task, to find it again; 0: there is none
 * @start: its birth
 * @first: index of the task in the first line
 * @rows: how many tasks there is room for
 * @choice: index of an order
 * @why_task: whom @why is about
 * @why: lines
 * @paused: what is shown stays, while all goes on
 * @playing: a file's generations come by themselves
 * @ended: there are no more
 */
struct view {
	struct top *top;
	struct screen screen;
	enum view_page page;
	enum view_prompt prompt;
	char typed[32];
	char message[TOP_LINE_MAX];
	size_t cursor;
	__u32 pid;
	__u64 start;
	size_t first;
	size_t rows;
	size_t choice;
	char why_task[TOP_LINE_MAX];
	char why[INTERVAL_WHY_MAX];
	bool paused;
	bool playing;
	bool ended;
};

/* All of it. */
void view_draw(struct view *view);

/* The lines above the tasks; the first row below them. */
int view_head(const struct view *view);

/* The tasks, from a row on. */
void view_tasks(struct view *view, int row);

/* The task under the cursor; NULL if there is none. */
const struct gentrace_task *view_task(const struct view *view);

/* The list has changed: the cursor goes where its task is now. */
void view_follow(struct view *view);

/* The cursor goes to the task of an index, or as near as can be. */
void view_move(struct view *view, size_t index);

/* A key. false: that was the last one. */
bool view_press(struct view *view, int key);

/* The same of a key that is typed into the last line. */
void view_type(struct view *view, int key);

/* Tells why, of the task under the cursor. */
void view_ask_why(struct view *view);

/* A line in the last row of the screen. */
__attribute__((format(printf, 2, 3)))
void view_say(struct view *view, const char *format, ...);

/* In view_run.c: from one interval to the next; of a file, and what comes is its next one. */
void view_step(struct view *view);
void view_set_delay(struct view *view, __u64 delay_ns);

#endif /* TRACECTL_VIEW_H */
