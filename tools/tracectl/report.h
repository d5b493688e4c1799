/* SPDX-License-Identifier: GPL-2.0 */
/* report.h - the answers of tracectl report, ready to be printed. */
#ifndef TRACECTL_REPORT_H
#define TRACECTL_REPORT_H

#include <libgentrace.h>

struct report {
	const char *path;
	struct gentrace_model *model;
	struct gentrace_verify *verify;
	char release[GENTRACE_TEXT_MAX + 1];	/* of the first generation */
	__u64 cpus;
	size_t rows;				/* at most so many in a long table */
	/* Sorted; the model owns what they point to. */
	const struct gentrace_task **tasks;
	size_t task_count;
	const struct gentrace_activity **syscalls;
	size_t syscall_count;
};

/* For people, for programs; 0, or -1 if memory was short. */
int report_print(const struct report *report);
int report_print_json(const struct report *report);

/* All switches away from a task. */
static inline __u64 report_switches(const struct gentrace_task *task)
{
	return task->voluntary + task->involuntary;
}

#endif /* TRACECTL_REPORT_H */
