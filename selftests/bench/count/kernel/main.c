// SPDX-License-Identifier: GPL-2.0
/*
 * main.c - gentrace_count.ko: what is attached to a tracepoint is called with real
 * arguments, as often as it takes to count its instructions.
 *
 * For a machine whose time-stamp counter counts instructions (qemu -icount
 * shift=0). Elsewhere it counts that machine's units, which is no fault but no
 * fact either.
 *
 *	echo sched_switch >/sys/module/gentrace_count/parameters/attached
 *	cat /sys/module/gentrace_count/parameters/attached
 *	1 functions 200 events 500 rounds 9600 least 9950 most 4812000 total
 *
 * Whatever has attached itself, and by whatever means, is what the kernel would call:
 * the code counted is the shipped one. Calls of as many functions that do nothing
 * are taken off. parameters/ring does the same with records of the event's size in
 * a ring buffer of the kernel.
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include <linux/timex.h>
#include <linux/tracepoint.h>

#include "ring.h"
#include "row.h"

/* So many that a batch is filled several times, by the shortest events too. */
#define COUNT_ROUNDS	500

/* A tracepoint with more functions than that is refused. */
#define COUNT_FUNCTIONS	8

/**
 * struct count - what COUNT_ROUNDS rounds of COUNT_EVENTS events took
 * @functions: how many functions an event called
 * @least: the cheapest round
 * @most: the dearest round
 * @total: all rounds
 */
struct count {
	unsigned int functions;
	u64 least;
	u64 most;
	u64 total;
};

/* The last ones that were asked for; under the lock of the parameters. */
static struct count attached, ring_count;

struct search {
	const char *name;
	struct tracepoint *tracepoint;
};

static void search_match(struct tracepoint *tracepoint, void *data)
{
	struct search *search = data;

	if (!strcmp(tracepoint->name, search->name))
		search->tracepoint = tracepoint;
}

/* Copies what is attached, with an end mark. Return: how many, or -errno. */
static int functions_find(const char *name, struct tracepoint_func *functions)
{
	struct search search = { .name = name };
	const struct tracepoint_func *f;
	int n = 0;

	for_each_kernel_tracepoint(search_match, &search);
	if (!search.tracepoint)
		return -ENOENT;
	rcu_read_lock_sched();
	f = rcu_dereference_sched(search.tracepoint->funcs);
	for (; f && f->func; f++) {
		if (n < COUNT_FUNCTIONS)
			functions[n] = *f;
		n++;
	}
	rcu_read_unlock_sched();
	if (n > COUNT_FUNCTIONS)
		return -E2BIG;
	functions[n].func = NULL;
	return n;
}

/*
 * One round with nothing in between: no interrupt, no other task. Nor one that
 * waits for this CPU, or every preempt_enable() would call the scheduler.
 */
static u64 count_round(const struct count_row *row, const struct tracepoint_func *functions)
{
	unsigned long flags;
	u64 begin, end;

	cond_resched();
	local_irq_save(flags);
	begin = get_cycles();
	if (functions)
		row->fire(functions);
	else
		row->ring();
	end = get_cycles();
	local_irq_restore(flags);
	return end - begin;
}

/* The first round is not counted: it does what is done once. */
static void count_rounds(struct count *count, const struct count_row *row,
			 const struct tracepoint_func *functions)
{
	unsigned int i;

	count_round(row, functions);
	count->least = U64_MAX;
	for (i = 0; i < COUNT_ROUNDS; i++) {
		u64 took = count_round(row, functions);

		count->least = min(count->least, took);
		count->most = max(count->most, took);
		count->total += took;
	}
}

/* Takes off what calls of functions that do nothing cost. */
static void count_subtract(struct count *count, const struct count_row *row)
{
	struct tracepoint_func nothing[COUNT_FUNCTIONS + 1] = { };
	struct count empty = { };
	unsigned int i;

	for (i = 0; i < count->functions; i++)
		nothing[i].func = row->nothing;
	count_rounds(&empty, row, nothing);
	count->least -= empty.least;
	count->most -= empty.least;
	count->total -= COUNT_ROUNDS * empty.least;
}

static const struct count_row *row_of(const char *text)
{
	char name[64];

	strscpy(name, text, sizeof(name));
	return count_row_find(strim(name));
}

static int attached_set(const char *text, const struct kernel_param *param)
{
	struct tracepoint_func functions[COUNT_FUNCTIONS + 1] = { };
	const struct count_row *row = row_of(text);
	int n;

	if (!row)
		return -EINVAL;
	n = functions_find(row->name, functions);
	if (n < 0)
		return n;
	attached = (struct count) { .functions = n };
	if (n) {
		count_rounds(&attached, row, functions);
		count_subtract(&attached, row);
	}
	return 0;
}

static int ring_set(const char *text, const struct kernel_param *param)
{
	const struct count_row *row = row_of(text);

	if (!row)
		return -EINVAL;
	ring_count = (struct count) { };
	count_rounds(&ring_count, row, NULL);
	return ring_refused ? -EIO : 0;
}

static int count_get(char *page, const struct kernel_param *param)
{
	const struct count *count = param->arg;

	return sysfs_emit(page, "%u functions %u events %u rounds %llu least %llu most %llu total\n",
			  count->functions, COUNT_EVENTS, COUNT_ROUNDS,
			  count->least, count->most, count->total);
}

static const struct kernel_param_ops attached_ops = { .set = attached_set, .get = count_get };
static const struct kernel_param_ops ring_ops = { .set = ring_set, .get = count_get };

module_param_cb(attached, &attached_ops, &attached, 0600);
MODULE_PARM_DESC(attached, "an event: count what is attached to its tracepoint");
module_param_cb(ring, &ring_ops, &ring_count, 0600);
MODULE_PARM_DESC(ring, "an event: count ring buffer records of its size");

static int __init count_init(void)
{
	return ring_create();
}

static void __exit count_exit(void)
{
	ring_destroy();
}

module_init(count_init);
module_exit(count_exit);

MODULE_DESCRIPTION("Counts what a tracer costs an event, for gentrace's benchmarks");
MODULE_AUTHOR("The gentrace developers");
MODULE_LICENSE("GPL");
