/* SPDX-License-Identifier: GPL-2.0 */
/*
 * trend.h - what is remembered of tasks from one interval to the next.
 *
 * A task that an interval does not have is forgotten, so there are never more than there
 * are tasks.
 */
#ifndef TRACECTL_TREND_H
#define TRACECTL_TREND_H

#include "interval.h"

/* As many intervals as a line is likely to have room for. */
#define TREND_MAX	64

/**
 * struct trend - the worst latencies of the last intervals
 * @ns: a ring
 * @count: how many there have been
 */
struct trend {
	__u64 ns[TREND_MAX];
	__u64 count;
};

void trend_add(struct trend *trend, __u64 ns);

/* The one so many intervals ago, 0 is the last; false: there is none. */
bool trend_ago(const struct trend *trend, size_t ago, __u64 *ns);

/**
 * struct trend_task - a task
 * @pid: its pid
 * @start: its birth, 0 if not known
 * @tagged: somebody has marked it
 * @comm: its name
 * @trend: of its latencies
 */
struct trend_task {
	__u32 pid;
	__u64 start;
	bool tagged;
	char comm[GENTRACE_NAME_MAX];
	struct trend trend;
};

/* Zeroed, for trends_clear(); by pid and birth. */
struct trends {
	struct trend_task *task;
	size_t tasks;
};

/* The next interval. 0 or -ENOMEM. */
int trends_add(struct trends *trends, const struct interval *interval);
void trends_clear(struct trends *trends);

/* NULL: it is not there. */
struct trend_task *trends_find(const struct trends *trends, const struct gentrace_task *task);

/* Room for a sparkline of TREND_MAX in UTF-8. */
#define TREND_TEXT_MAX	(3 * TREND_MAX + 1)

/*
 * The last @width of them as a line, the newest to the right, from 0 to the largest of
 * these, which is returned. Without UTF-8 it is drawn by ASCII.
 */
__u64 trend_text(char text[static TREND_TEXT_MAX], const struct trend *trend, size_t width,
		 bool utf8);

#endif /* TRACECTL_TREND_H */
