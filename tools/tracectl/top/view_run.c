// SPDX-License-Identifier: GPL-2.0
/*
 * view_run.c - top on a screen, from its begin to its end.
 *
 * Signals are read as keys are, so each way out but SIGKILL goes by screen_close().
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "command.h"
#include "print/message.h"
#include "print/units.h"
#include "view.h"

/* Of a session at a time, then keys have their turn. */
#define GENERATIONS_AT_ONCE	16

struct running {
	struct view view;
	int signals;
	int timer;
};

void view_set_delay(struct view *view, __u64 delay_ns)
{
	struct running *running = (struct running *)view;
	char text[UNITS_MAX];

	view->top->delay_ns = delay_ns;
	top_timer_set(running->timer, delay_ns);
	view_say(view, "every %s", units_ns(text, delay_ns));
}

/* 0, or -1: it has failed. */
static int advance(struct view *view)
{
	int result = top_advance(view->top, view->paused);

	if (result < 0)
		return -1;
	if (result)
		view_follow(view);
	if (view->top->count && view->top->totals.intervals >= view->top->count)
		view->ended = true;
	return 0;
}

void view_step(struct view *view)
{
	int more;

	if (view->ended)
		return;
	more = top_collect(view->top, 1);
	view->ended = more <= 0;
	if (advance(view))
		view->ended = true;
}

/* false: a signal asks for the end. */
static bool signals_take(struct running *running)
{
	struct signalfd_siginfo info;

	while (read(running->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo != SIGWINCH)
			return false;
		screen_resize(&running->view.screen);
	}
	return true;
}

/* false: there is no terminal any more, or it was the last key. */
static bool keys_take(struct running *running)
{
	int key = screen_key();

	if (key == SCREEN_NONE)
		return false;
	for (; key != SCREEN_NONE; key = screen_key())
		if (!view_press(&running->view, key))
			return false;
	return true;
}

/* The time has come. false: it is over. */
static bool tick(struct running *running)
{
	struct view *view = &running->view;
	struct top *top = view->top;
	__u64 rings;
	int more;

	if (read(running->timer, &rings, sizeof(rings)) < 0 || view->ended)
		return true;
	if (top->feed.kind == FEED_FILE) {
		if (view->playing)
			view_step(view);
		return !top->feed.error;
	}
	if (feed_tick(&top->feed))
		return false;
	more = top_collect(top, top->feed.kind == FEED_FLIGHT ? SIZE_MAX : GENERATIONS_AT_ONCE);
	return !advance(view) && more > 0 && !view->ended;
}

static void loop(struct running *running)
{
	struct top *top = running->view.top;
	struct pollfd polls[] = {
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = running->signals, .events = POLLIN },
		{ .fd = running->timer, .events = POLLIN },
		{ .fd = feed_fd(&top->feed), .events = POLLIN },
	};
	bool goes_on = true;

	while (goes_on) {
		view_draw(&running->view);
		if (poll(polls, sizeof(polls) / sizeof(*polls), -1) < 0) {
			if (errno != EINTR)
				return;
			continue;
		}
		if (polls[1].revents)
			goes_on = signals_take(running);
		if (polls[0].revents)
			goes_on &= keys_take(running);
		if (polls[3].revents)
			goes_on &= top_collect(top, GENERATIONS_AT_ONCE) > 0;
		if (polls[2].revents)
			goes_on &= tick(running);
	}
}

/* A file without anything in it is told of without a screen. */
static int begin(struct running *running)
{
	struct view *view = &running->view;

	if (view->top->feed.kind != FEED_FILE)
		return EXIT_OK;
	view_step(view);
	return view->top->interval ? EXIT_OK : feed_finish(&view->top->feed);
}

int top_run_screen(struct top *top)
{
	struct running running = { .view.top = top, .signals = top_signals(), .timer = top_timer() };
	int status = begin(&running);

	if (running.signals < 0 || running.timer < 0) {
		message_error("cannot wait for events: %s", strerror(errno));
		status = EXIT_FAILED;
	}
	if (!status && screen_open(&running.view.screen))
		status = EXIT_USAGE;
	if (!status) {
		view_move(&running.view, 0);
		top_timer_set(running.timer, top->delay_ns);
		loop(&running);
		screen_close();
		status = feed_finish(&top->feed);
	}
	close(running.signals);
	close(running.timer);
	return status;
}
