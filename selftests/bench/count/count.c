// SPDX-License-Identifier: GPL-2.0
/*
 * count.c - instructions an event, of gentrace and of the kernel's own tracer.
 *
 * Has gentrace_count.ko count what is attached to each tracepoint, and prints a
 * line an event:
 *
 *	stopped		functions attached before there is a session
 *	armed		gentrace attached, the gate closed
 *	recorded	gentrace records
 *	batch		what an event costs more that opens a batch
 *	keeps		gentrace records, and looked first whether a filter keeps it: this
 *			CPU, and the task that counts
 *	leaves		the same with another task: left out
 *	stack		recorded, with the kernel stack of who caused it, which is in the table
 *			already: that of a write() to this module's parameter
 *	user		the same with that program's stack
 *	ring		the kernel's ring buffer, a record with as much in it
 *	ftrace		ftrace records the event in its own format
 *
 * A "-" is an event that has no stack. All but ring and ftrace are of the cheapest
 * round, and exact. Those are means, with the pages that are turned over.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "session.h"

#define PARAMETERS	"/sys/module/gentrace_count/parameters/"
#define TRACEFS		"/sys/kernel/tracing/"

struct event {
	const char *system;
	const char *name;
	enum gentrace_class class;
};

/* Where stacks are taken: at which event, and the bits of a config's stacks. */
struct site {
	const char *event;
	__u32 kernel;
	__u32 user;
};

#define SITE(event, name)	{ #event, GENTRACE_STACKS_KERNEL(name), GENTRACE_STACKS_USER(name) }

static const struct site sites[] = {
	SITE(sched_switch, SWITCH),
	SITE(sched_waking, WAKING),
	SITE(contention_begin, CONTENTION),
};

/* No stack is taken at the other events. */
static const struct site nowhere;

static const struct event events[] = {
	{ "sched", "sched_switch", GENTRACE_CLASS_SCHED },
	{ "sched", "sched_wakeup", GENTRACE_CLASS_SCHED },
	{ "sched", "sched_wakeup_new", GENTRACE_CLASS_SCHED },
	{ "sched", "sched_waking", GENTRACE_CLASS_SCHED },
	{ "sched", "sched_migrate_task", GENTRACE_CLASS_SCHED },
	{ "sched", "sched_process_fork", GENTRACE_CLASS_SCHED },
	{ "sched", "sched_process_exec", GENTRACE_CLASS_SCHED },
	{ "sched", "sched_process_exit", GENTRACE_CLASS_SCHED },
	{ "task", "task_rename", GENTRACE_CLASS_SCHED },
	{ "irq", "irq_handler_entry", GENTRACE_CLASS_IRQ },
	{ "irq", "irq_handler_exit", GENTRACE_CLASS_IRQ },
	{ "irq", "softirq_entry", GENTRACE_CLASS_IRQ },
	{ "irq", "softirq_exit", GENTRACE_CLASS_IRQ },
	{ "irq", "softirq_raise", GENTRACE_CLASS_IRQ },
	{ "nmi", "nmi_handler", GENTRACE_CLASS_IRQ },
	{ "raw_syscalls", "sys_enter", GENTRACE_CLASS_SYSCALL },
	{ "raw_syscalls", "sys_exit", GENTRACE_CLASS_SYSCALL },
	{ "power", "cpu_idle", GENTRACE_CLASS_POWER },
	{ "power", "cpu_frequency", GENTRACE_CLASS_POWER },
	{ "block", "block_rq_insert", GENTRACE_CLASS_BLOCK },
	{ "block", "block_rq_issue", GENTRACE_CLASS_BLOCK },
	{ "block", "block_rq_complete", GENTRACE_CLASS_BLOCK },
	{ "lock", "contention_begin", GENTRACE_CLASS_LOCK },
	{ "lock", "contention_end", GENTRACE_CLASS_LOCK },
	{ "timer", "timer_expire_entry", GENTRACE_CLASS_TIMER },
	{ "timer", "timer_expire_exit", GENTRACE_CLASS_TIMER },
	{ "timer", "hrtimer_expire_entry", GENTRACE_CLASS_TIMER },
	{ "timer", "hrtimer_expire_exit", GENTRACE_CLASS_TIMER },
	{ "workqueue", "workqueue_execute_start", GENTRACE_CLASS_WORK },
	{ "workqueue", "workqueue_execute_end", GENTRACE_CLASS_WORK },
	{ "signal", "signal_generate", GENTRACE_CLASS_SIGNAL },
	{ "signal", "signal_deliver", GENTRACE_CLASS_SIGNAL },
	{ "net", "net_dev_xmit", GENTRACE_CLASS_NET },
	{ "net", "netif_receive_skb", GENTRACE_CLASS_NET },
	{ "exceptions", "page_fault_user", GENTRACE_CLASS_FAULT },
	{ "exceptions", "page_fault_kernel", GENTRACE_CLASS_FAULT },
};

/* What the module counted: rounds of so many events each. */
struct count {
	unsigned int functions;
	unsigned int events;
	unsigned int rounds;
	unsigned long long least;
	unsigned long long most;
	unsigned long long total;
};

static void fail(const char *what, int err)
{
	fprintf(stderr, "count: %s: %s\n", what, strerror(err));
	exit(1);
}

static void need(int err, const char *what)
{
	if (err < 0)
		fail(what, -err);
}

static void file_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0 || write(fd, text, strlen(text)) < 0 || close(fd))
		fail(path, errno);
}

static struct count count_ask(const char *parameter, const char *event)
{
	struct count c;
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), PARAMETERS "%s", parameter);
	file_write(path, event);
	file = fopen(path, "r");
	if (!file || fscanf(file, "%u functions %u events %u rounds %llu least %llu most %llu total",
			    &c.functions, &c.events, &c.rounds, &c.least, &c.most, &c.total) != 6)
		fail(path, EPROTO);
	fclose(file);
	return c;
}

/* Of the path itself: no batch was opened. */
static double count_least(const struct count *c)
{
	return (double)c->least / c->events;
}

/* With what happens now and then: another batch, another page. */
static double count_mean(const struct count *c)
{
	return (double)c->total / c->events / c->rounds;
}

/* Who else is attached would be counted too. */
static struct count count_attached(const char *event, unsigned int functions)
{
	struct count c = count_ask("attached", event);

	if (c.functions != functions) {
		fprintf(stderr, "count: %u functions at %s, not %u\n", c.functions, event, functions);
		exit(1);
	}
	return c;
}

/* All events were recorded, or what was counted is not recording. */
static void check_recorded(int fd, const struct count *c)
{
	struct gentrace_stats stats;

	need(session_stop(fd), "STOP");
	need(session_stats(fd, &stats), "STATS");
	if (session_lost(&stats) || stats.recorded < (unsigned long long)c->events * c->rounds) {
		fprintf(stderr, "count: %llu recorded, %llu lost\n",
			(unsigned long long)stats.recorded, session_lost(&stats));
		exit(1);
	}
}

static void count_gentrace(const struct event *event, struct count *armed, struct count *tracing)
{
	struct gentrace_config config = session_quiet_config();
	int fd = session_open(0);

	need(fd, GENTRACE_DEVICE);
	config.classes = GENTRACE_CLASS_BIT(event->class);
	need(session_arm(fd, &config), "ARM");
	*armed = count_attached(event->name, 1);
	need(session_start_armed(fd), "START");
	*tracing = count_attached(event->name, 1);
	check_recorded(fd, tracing);
	close(fd);
}

/* What was left out was not even emitted; there is a little of other tasks. */
static void check_left_out(int fd, const struct count *c)
{
	struct gentrace_stats stats;

	need(session_stop(fd), "STOP");
	need(session_stats(fd, &stats), "STATS");
	if (stats.emitted >= c->events) {
		fprintf(stderr, "count: %llu emitted\n", (unsigned long long)stats.emitted);
		exit(1);
	}
}

/* With a filter that keeps this CPU, and the task @pid. */
static struct count count_filtered(const struct event *event, pid_t pid,
				   void (*check)(int fd, const struct count *c))
{
	const struct gentrace_filter filters[] = {
		{ .kind = GENTRACE_FILTER_CPU },
		{ .kind = GENTRACE_FILTER_TASK, .first = pid, .last = pid },
	};
	struct gentrace_config config = session_quiet_config();
	int fd = session_open(0);
	struct count c;

	need(fd, GENTRACE_DEVICE);
	config.classes = GENTRACE_CLASS_BIT(event->class);
	config.filters = (uintptr_t)filters;
	config.filter_count = 2;
	need(session_start(fd, &config), "START");
	c = count_attached(event->name, 1 + !strcmp(event->name, "sched_process_exec"));
	check(fd, &c);
	close(fd);
	return c;
}

static const struct site *site_of(const struct event *event)
{
	size_t i;

	for (i = 0; i < sizeof(sites) / sizeof(sites[0]); i++)
		if (!strcmp(sites[i].event, event->name))
			return &sites[i];
	return &nowhere;
}

/* Prints what the event costs with a stack: "-" if none is taken there. */
static void print_with_stacks(const struct event *event, __u32 stacks)
{
	struct gentrace_config config = session_quiet_config();
	struct count c;
	int fd;

	if (!stacks) {
		printf(" %7s", "-");
		return;
	}
	fd = session_open(0);
	need(fd, GENTRACE_DEVICE);
	config.classes = GENTRACE_CLASS_BIT(event->class);
	config.stacks = stacks;
	need(session_start(fd, &config), "START");
	c = count_attached(event->name, 1);
	check_recorded(fd, &c);
	close(fd);
	printf(" %7.2f", count_least(&c));
}

/* Each event as ftrace records it when a user turns that event on, no other. */
static struct count count_ftrace(const struct event *event)
{
	struct count c;
	char path[128];

	snprintf(path, sizeof(path), TRACEFS "events/%s/%s/enable", event->system, event->name);
	file_write(path, "1");
	c = count_attached(event->name, 1);
	file_write(path, "0");
	file_write(TRACEFS "trace", "0");
	return c;
}

static void count_event(const struct event *event)
{
	struct count stopped = count_attached(event->name, 0);
	struct count armed, tracing, keeps, leaves, ring, ftrace;
	const struct site *site = site_of(event);

	count_gentrace(event, &armed, &tracing);
	keeps = count_filtered(event, getpid(), check_recorded);
	leaves = count_filtered(event, getppid(), check_left_out);
	ring = count_ask("ring", event->name);
	ftrace = count_ftrace(event);
	printf("%-23s %7u %7.2f %8.2f %7llu %7.2f %7.2f", event->name,
	       stopped.functions, count_least(&armed), count_least(&tracing),
	       tracing.most - tracing.least, count_least(&keeps), count_least(&leaves));
	print_with_stacks(event, site->kernel);
	print_with_stacks(event, site->user);
	printf(" %7.0f %7.0f\n", count_mean(&ring), count_mean(&ftrace));
}

int main(void)
{
	size_t i;

	/* The tables that ftrace needs to name tasks would be a second function. */
	file_write(TRACEFS "options/record-cmd", "0");
	printf("%-23s %7s %7s %8s %7s %7s %7s %7s %7s %7s %7s\n", "event", "stopped", "armed",
	       "recorded", "batch", "keeps", "leaves", "stack", "user", "ring", "ftrace");
	for (i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		count_event(&events[i]);
	return 0;
}
