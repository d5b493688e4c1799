// SPDX-License-Identifier: GPL-2.0
/* top_batch.c - one interval after the other, without a screen. */
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <errno.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "command.h"
#include "print/message.h"
#include "top.h"

/* Of a session between two ticks, then signals have their turn. */
#define GENERATIONS_AT_ONCE	16

int top_timer(void)
{
	return timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
}

void top_timer_set(int timer, __u64 every_ns)
{
	struct itimerspec when = {
		.it_value = { every_ns / 1000000000, every_ns % 1000000000 },
		.it_interval = { every_ns / 1000000000, every_ns % 1000000000 },
	};

	timerfd_settime(timer, 0, &when, NULL);
}

int top_signals(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH };
	sigset_t set;
	size_t i;

	sigemptyset(&set);
	for (i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		sigaddset(&set, signals[i]);
	if (sigprocmask(SIG_BLOCK, &set, NULL))
		return -1;
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* The interval is printed if there is one. 0, or -1: no more is wanted, or can be had. */
static int batch_show(struct top *top)
{
	int shown = top_advance(top, false);

	if (shown < 0)
		return -1;
	if (shown && top->json)
		top_print_json(top);
	else if (shown && top_print(top)) {
		top->feed.error = -ENOMEM;
		return -1;
	}
	/* Whoever reads it wants it now, and if he has gone it is over. */
	if (fflush(stdout))
		return -1;
	return top->count && top->totals.intervals >= top->count ? -1 : 0;
}

static void batch_file(struct top *top)
{
	int more;

	do {
		more = top_collect(top, 1);
	} while (!batch_show(top) && more > 0);
}

static bool batch_is_over(int signals)
{
	struct signalfd_siginfo info;

	while (read(signals, &info, sizeof(info)) == sizeof(info))
		if (info.ssi_signo != SIGWINCH)
			return true;
	return false;
}

static int batch_tick(struct top *top, int timer)
{
	__u64 rings;
	int more;

	if (read(timer, &rings, sizeof(rings)) < 0)
		return 0;
	if (feed_tick(&top->feed))
		return -1;
	more = top_collect(top, top->feed.kind == FEED_FLIGHT ? SIZE_MAX : GENERATIONS_AT_ONCE);
	return batch_show(top) || more <= 0 ? -1 : 0;
}

static void batch_device(struct top *top, int signals, int timer)
{
	struct pollfd polls[] = {
		{ .fd = signals, .events = POLLIN },
		{ .fd = timer, .events = POLLIN },
		{ .fd = feed_fd(&top->feed), .events = POLLIN },
	};

	for (;;) {
		if (poll(polls, sizeof(polls) / sizeof(*polls), -1) < 0 && errno != EINTR)
			return;
		if (polls[0].revents && batch_is_over(signals))
			return;
		if (polls[2].revents && top_collect(top, GENERATIONS_AT_ONCE) <= 0)
			return;
		if (polls[1].revents && batch_tick(top, timer))
			return;
	}
}

int top_run_batch(struct top *top)
{
	int signals, timer;

	if (top->feed.kind == FEED_FILE) {
		batch_file(top);
		return feed_finish(&top->feed);
	}
	signals = top_signals();
	timer = top_timer();
	if (signals < 0 || timer < 0) {
		message_error("cannot wait for events: %s", strerror(errno));
		return EXIT_FAILED;
	}
	top_timer_set(timer, top->delay_ns);
	batch_device(top, signals, timer);
	close(timer);
	close(signals);
	return feed_finish(&top->feed);
}
