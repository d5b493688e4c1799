/* SPDX-License-Identifier: GPL-2.0 */
/* report.h - the answers of tracectl report, ready to be printed. */
#ifndef TRACECTL_REPORT_H
#define TRACECTL_REPORT_H

#include <libgentrace.h>

#include "answers/filter.h"

struct json_object;
struct trace;

struct report {
	const char *path;
	const struct trace *trace;
	struct gentrace_model *model;
	struct gentrace_verify *verify;
	char release[GENTRACE_TEXT_MAX + 1];	/* of the first generation */
	__u64 cpus;
	__u64 class_bytes[GENTRACE_CLASS_COUNT];	/* events alone, without batch headers */
	size_t rows;				/* at most so many in a long table */
	struct filter filter;			/* of rows of tasks */
	size_t all_tasks;			/* how many rows they would be without it */
	/* Sorted; the model owns what they point to. */
	const struct gentrace_task **tasks;
	size_t task_count;
	const struct gentrace_activity **syscalls;
	size_t syscall_count;
};

/* For people, for programs; 0, or -1 if memory was short. */
int report_print(const struct report *report);
int report_print_json(const struct report *report);

/* What a task did, into @object. */
void report_add_task(struct json_object *object, const struct gentrace_task *task);

/*
 * What an event of @class costs in bytes, with its share of all that is in the
 * trace besides events of the machine: batch headers, tables, statuses. The
 * share goes by bytes. GENTRACE_CLASS_META: an event of any class. 0 of nothing.
 */
double report_event_bytes(const struct report *report, enum gentrace_class class);

/* All switches away from a task. */
static inline __u64 report_switches(const struct gentrace_task *task)
{
	return task->voluntary + task->involuntary;
}

#endif /* TRACECTL_REPORT_H */
