// SPDX-License-Identifier: GPL-2.0
/* calls.c - tracectl syscalls, irqs, io and locks: how often, how long, and the worst. */
#include <errno.h>
#include <fnmatch.h>
#include <getopt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calls.h"
#include "command.h"
#include "locks.h"
#include "print/message.h"
#include "syscalls.h"
#include "print/terminal.h"

static const char help_syscalls[] =
	"usage: tracectl syscalls [OPTIONS] [FILE]\n"
	"\n"
	"Says which system calls were made in a trace (FILE, else " TRACE_DEFAULT "), how often, how\n"
	"long they took, and for how much of that the task ran, waited for a CPU or was\n"
	"blocked; then the longest, one by one. They must have been recorded: record -c all.\n"
	"\n"
	"      --name PATTERN    only these: read, 'epoll_*'\n"
	FILTER_SELECT_HELP
	ANSWER_HELP
	"\n"
	"Examples:\n"
	"  tracectl record -c all -d 5; tracectl syscalls\n"
	"  tracectl syscalls --comm postgres --name 'f*sync'\n"
	"  tracectl syscalls --json | jq '.calls[] | select(.errors > 0)'\n";

static const char help_irqs[] =
	"usage: tracectl irqs [OPTIONS] [FILE]\n"
	"\n"
	"Says which interrupts a trace has (FILE, else " TRACE_DEFAULT "): handlers of hardirqs,\n"
	"softirqs and NMIs, how often and how long they ran; then the longest, one by one,\n"
	"with the task that they interrupted.\n"
	"\n"
	"      --name PATTERN    only these: 'nvme*', NET_RX\n"
	FILTER_SELECT_HELP
	ANSWER_HELP
	"\n"
	"Examples:\n"
	"  tracectl irqs\n"
	"  tracectl irqs --cpu 0 --from 1.2 --to 1.3 trace.gt\n"
	"  tracectl irqs --json | jq '.worst[0]'\n";

static const char help_io[] =
	"usage: tracectl io [OPTIONS] [FILE]\n"
	"\n"
	"Says what block devices were asked for in a trace (FILE, else " TRACE_DEFAULT "), how often,\n"
	"how much, how long it took until it was done, and for how much of that it waited in\n"
	"the I/O scheduler; then the longest requests, one by one, with the task that ran where\n"
	"they began: often one that writes back what others have dirtied. They must have been\n"
	"recorded: record -c all, or -c +block.\n"
	"\n"
	"      --name PATTERN    only these: '8:0 *', '*read'\n"
	FILTER_SELECT_HELP
	ANSWER_HELP
	"\n"
	"Examples:\n"
	"  tracectl record -c all -d 5; tracectl io\n"
	"  tracectl io --name '*flush' trace.gt\n"
	"  tracectl io --json | jq '.calls[] | select(.errors > 0)'\n";

static const char help_locks[] =
	"usage: tracectl locks [OPTIONS] [FILE]\n"
	"\n"
	"Says which locks of the kernel were waited for in a trace (FILE, else " TRACE_DEFAULT "),\n"
	"how often and how long, and for how much of that the task ran, waited for a\n"
	"CPU or was blocked; then the longest waits, one by one. They must have been recorded:\n"
	"record -c all, or -c +lock.\n"
	"\n"
	"      --name PATTERN    only these: 'mutex *', '*0xffff888003a1c2f0'\n"
	FILTER_SELECT_HELP
	ANSWER_HELP
	"\n"
	"Examples:\n"
	"  tracectl record -c all -d 5; tracectl locks\n"
	"  tracectl locks --comm postgres --name 'rwsem *'\n"
	"  tracectl locks --json | jq '.worst[0]'\n";

enum { OPTION_NAME = 1 };

static const struct option options[] = {
	{ "name", required_argument, NULL, OPTION_NAME },
	FILTER_SELECT_OPTIONS,
	ANSWER_OPTIONS,
	{ 0 }
};

const char *call_kind_name(const struct gentrace_call *call)
{
	static const char *const names[] = {
		[GENTRACE_CALL_SYSCALL] = "syscall",
		[GENTRACE_CALL_HARDIRQ] = "hardirq",
		[GENTRACE_CALL_SOFTIRQ] = "softirq",
		[GENTRACE_CALL_NMI] = "nmi",
		[GENTRACE_CALL_REQUEST] = "request",
		[GENTRACE_CALL_LOCK] = "lock",
	};

	return names[call->kind];
}

static const char *request_name(char buffer[static GENTRACE_NAME_MAX],
				const struct gentrace_call *call)
{
	const char *op = gentrace_value_name(GENTRACE_TYPE_blkop, call->op);
	char device[GENTRACE_VALUE_TEXT_MAX];

	snprintf(buffer, GENTRACE_NAME_MAX, "%s %s",
		 gentrace_value_text(device, GENTRACE_TYPE_dev, call->id) ?: "?", op ?: "?");
	return buffer;
}

const char *call_raw_name(char buffer[static GENTRACE_NAME_MAX], const struct gentrace_call *call)
{
	const char *name = call->name;

	if (call->kind == GENTRACE_CALL_SYSCALL)
		return syscall_name(buffer, call->id);
	if (call->kind == GENTRACE_CALL_REQUEST)
		return request_name(buffer, call);
	if (call->kind == GENTRACE_CALL_LOCK)
		return lock_name(buffer, call->id, call->flags);
	if (call->kind == GENTRACE_CALL_SOFTIRQ)
		name = gentrace_softirq_name(call->id) ?: "";
	if (*name)
		return name;
	snprintf(buffer, GENTRACE_NAME_MAX, "%llu", call->id);
	return buffer;
}

const char *call_name(char buffer[static CALLS_NAME_MAX], const struct gentrace_call *call)
{
	char raw[GENTRACE_NAME_MAX];
	const char *name = call_raw_name(raw, call);

	return terminal_escape(buffer, CALLS_NAME_MAX, name, strlen(name));
}

/*
 * NMI handlers have no number: the model's copy of the name is one of each. Those who
 * read and those who write wait for a lock in different ways.
 */
static __u64 call_key(const struct gentrace_call *call)
{
	switch (call->kind) {
	case GENTRACE_CALL_REQUEST:
		return call->id << 8 | call->op;
	case GENTRACE_CALL_LOCK:
		return call->id ^ (call->flags & (GENTRACE_LOCK_READ | GENTRACE_LOCK_WRITE)) >> 1;
	case GENTRACE_CALL_NMI:
		return (__u64)(uintptr_t)call->name << 2 | call->kind;
	}
	return call->id << 2 | call->kind;
}

static enum calls_what call_what(const struct gentrace_call *call)
{
	switch (call->kind) {
	case GENTRACE_CALL_SYSCALL:
		return CALLS_SYSCALLS;
	case GENTRACE_CALL_REQUEST:
		return CALLS_REQUESTS;
	case GENTRACE_CALL_LOCK:
		return CALLS_LOCKS;
	}
	return CALLS_INTERRUPTS;
}

static struct calls_kind *kind_get(struct calls *calls, const struct gentrace_call *call)
{
	__u64 key = call_key(call);
	struct calls_kind *kind;
	size_t i;

	/* Some dozens; those that are frequent are met early. */
	for (i = 0; i < calls->kinds; i++)
		if (calls->kind[i].key == key)
			return &calls->kind[i];
	/* Grows at powers of two, where the count says that it is full. */
	if (!(calls->kinds & (calls->kinds - 1))) {
		kind = reallocarray(calls->kind, calls->kinds ? 2 * calls->kinds : 1, sizeof(*kind));
		if (!kind)
			return NULL;
		calls->kind = kind;
	}
	kind = &calls->kind[calls->kinds++];
	*kind = (struct calls_kind) { .key = key };
	return kind;
}

static __u64 worst_ns(const void *call)
{
	return call_ns(call);
}

static int worst_add(struct calls *calls, const struct gentrace_call *call)
{
	void *place;
	int error = longest_place(&calls->worst, calls->answer.rows, sizeof(*call), call_ns(call),
				  worst_ns, &place);

	if (place)
		*(struct gentrace_call *)place = *call;
	return error;
}

static bool call_is_wanted(const struct calls *calls, const struct gentrace_call *call)
{
	char name[CALLS_NAME_MAX];

	return calls->what == call_what(call) &&
	       answer_wants(&calls->answer, call->task, call->cpu, call->begin_ns, call->end_ns) &&
	       (!calls->pattern || !fnmatch(calls->pattern, call_name(name, call), 0));
}

static int calls_add(void *data, const struct gentrace_call *call)
{
	struct calls *calls = data;
	struct calls_kind *kind;

	if (!call_is_wanted(calls, call))
		return 0;
	kind = kind_get(calls, call);
	if (!kind || gentrace_histogram_add(&kind->ns, call_ns(call)))
		return -ENOMEM;
	if (kind->ns.count == 1 || call_ns(call) > call_ns(&kind->longest))
		kind->longest = *call;
	kind->errors += call_error(call) != 0;
	kind->sectors += call->sectors;
	kind->queue_ns += call->queue_ns;
	kind->run_ns += call->run_ns;
	kind->wait_ns += call->wait_ns;
	kind->block_ns += call->block_ns;
	kind->unknown_ns += call->unknown_ns;
	return worst_add(calls, call);
}

__u64 calls_unfinished(const struct calls *calls)
{
	const struct gentrace_model *model = calls->answer.model;
	const struct gentrace_activity *activity;
	__u64 unfinished = 0;
	size_t i;

	if (calls->what == CALLS_REQUESTS)
		return gentrace_model_unfinished(model, GENTRACE_CALL_REQUEST);
	if (calls->what == CALLS_LOCKS)
		return gentrace_model_unfinished(model, GENTRACE_CALL_LOCK);
	if (calls->what == CALLS_SYSCALLS) {
		for (i = 0; (activity = gentrace_model_syscall(model, i)); i++)
			unfinished += activity->unfinished;
		return unfinished;
	}
	for (i = 0; (activity = gentrace_model_irq(model, i)); i++)
		unfinished += activity->unfinished;
	for (i = 0; (activity = gentrace_model_softirq(model, i)); i++)
		unfinished += activity->unfinished;
	return unfinished;
}

static int kind_compare(const void *left, const void *right)
{
	const struct calls_kind *a = left, *b = right;

	return (a->ns.sum < b->ns.sum) - (a->ns.sum > b->ns.sum) ?:
	       (a->key > b->key) - (a->key < b->key);
}

static int calls_answer(struct calls *calls)
{
	if (calls->kind)
		qsort(calls->kind, calls->kinds, sizeof(*calls->kind), kind_compare);
	if (calls->answer.json)
		calls_print_json(calls);
	else if (calls_print(calls))
		return trace_no_memory();
	return trace_finish(&calls->answer.trace);
}

static int calls_file(struct calls *calls)
{
	int status = answer_read(&calls->answer, NULL, calls_add, calls);
	size_t i;

	if (!status)
		status = calls_answer(calls);
	for (i = 0; i < calls->kinds; i++)
		gentrace_histogram_clear(&calls->kind[i].ns);
	free(calls->kind);
	free(calls->worst.list);
	answer_close(&calls->answer);
	return status;
}

static int calls_command(struct calls *calls, const char *help, int argc, char **argv)
{
	int option, status;

	while ((option = getopt_long(argc, argv, ANSWER_SHORT, options, NULL)) >= 0) {
		switch (option) {
		case OPTION_NAME:
			calls->pattern = optarg;
			break;
		case 'h':
			fputs(help, stdout);
			return EXIT_OK;
		default:
			status = answer_option(&calls->answer, option, optarg);
			if (status)
				return status;
		}
	}
	status = answer_file(&calls->answer, argc, argv);
	return status ?: calls_file(calls);
}

int command_syscalls(int argc, char **argv)
{
	struct calls calls = { .answer = ANSWER("syscalls") };

	return calls_command(&calls, help_syscalls, argc, argv);
}

int command_irqs(int argc, char **argv)
{
	struct calls calls = { .answer = ANSWER("irqs"), .what = CALLS_INTERRUPTS };

	return calls_command(&calls, help_irqs, argc, argv);
}

int command_io(int argc, char **argv)
{
	struct calls calls = { .answer = ANSWER("io"), .what = CALLS_REQUESTS };

	return calls_command(&calls, help_io, argc, argv);
}

int command_locks(int argc, char **argv)
{
	struct calls calls = { .answer = ANSWER("locks"), .what = CALLS_LOCKS };

	return calls_command(&calls, help_locks, argc, argv);
}
