/* SPDX-License-Identifier: GPL-2.0 */
/* top.h - tracectl top: one interval after the other, as tables or on a screen. */
#ifndef TRACECTL_TOP_H
#define TRACECTL_TOP_H

#include "answers/filter.h"
#include "cost.h"
#include "feed.h"
#include "interval.h"
#include "trend.h"

/**
 * struct totals - all intervals together
 * @intervals: how many
 * @generations: in them
 * @emitted: by their ledgers; the same of all below
 * @recorded: of these
 * @lost: of these
 * @broken: intervals that contradict themselves or are damaged
 */
struct totals {
	__u64 intervals;
	__u64 generations;
	__u64 emitted;
	__u64 recorded;
	__u64 lost;
	__u64 broken;
};

/**
 * struct top - what top is about, and how far it has come
 * @path: a file; NULL: the device
 * @batch: tables one below the other, no screen
 * @json: for programs
 * @count: so many intervals, 0: all
 * @delay_ns: from one to the next
 * @rows: of tasks in a table
 * @order: of these
 * @filter: which of them
 * @substring: the same for those who type; "": all
 * @config: of a session of its own
 * @feed: where generations come from
 * @interval: the one that is shown; NULL: none yet
 * @next: the one that is coming
 * @cost: of the one that is shown
 * @meter: for it
 * @totals: all together
 * @system: worst latencies of the last intervals
 * @trends: the same by task
 */
struct top {
	const char *path;
	bool batch;
	bool json;
	__u64 count;
	__u64 delay_ns;
	size_t rows;
	const struct report_order *order;
	struct filter filter;
	char substring[32];
	struct gentrace_config config;
	struct feed feed;
	struct interval *interval;
	struct interval *next;
	struct cost cost;
	struct cost_meter meter;
	struct totals totals;
	struct trend system;
	struct trends trends;
};

/* Bounds of a delay. */
#define TOP_DELAY_MIN_NS	100000000ull
#define TOP_DELAY_MAX_NS	60000000000ull

/*
 * Takes what there is into the next interval, at most @most generations.
 * 1: more may come; 0: that was the end; -errno.
 */
int top_collect(struct top *top, size_t most);

/*
 * What has been collected becomes the interval that is shown; with @hold it is only added
 * up. 1: it did; 0: there was nothing; -ENOMEM.
 */
int top_advance(struct top *top, bool hold);

/* Lists the tasks of the interval that is shown: their order or the filter is another. */
void top_list(struct top *top);

/* Lines of text about the interval, for tables and screens. */
#define TOP_LINE_MAX	512

/* Its end with the @date, or only the time of day. */
char *top_title(char line[static TOP_LINE_MAX], const struct top *top, bool date);
char *top_tasks_line(char line[static TOP_LINE_MAX], const struct top *top);
char *top_latency_line(char line[static TOP_LINE_MAX], const struct top *top);
char *top_total_line(char line[static TOP_LINE_MAX], const struct top *top);

/* The letter of what a task does at the end of the interval. */
char top_letter(const struct gentrace_task *task);

/* A timer that rings every so often, or -1. */
int top_timer(void);
void top_timer_set(int timer, __u64 every_ns);

/* A file that signals are read from; they do nothing else from now on. -1: failed. */
int top_signals(void);

/* The exit status each. */
int top_run_batch(struct top *top);
int top_run_screen(struct top *top);

/* One interval; 0, or -1 if memory was short. */
int top_print(const struct top *top);
void top_print_json(const struct top *top);

#endif /* TRACECTL_TOP_H */
