/* SPDX-License-Identifier: GPL-2.0 */
/* keep.h - the options that leave something out of a recording. */
#ifndef TRACECTL_KEEP_H
#define TRACECTL_KEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include <linux/gentrace.h>

/* What getopt_long returns for them. */
enum {
	KEEP_CPU = 0x300,
	KEEP_EVENT,
	KEEP_PID,
	KEEP_CGROUP,
};

#define KEEP_OPTIONS						\
	{ "cpu", required_argument, NULL, KEEP_CPU },		\
	{ "event", required_argument, NULL, KEEP_EVENT },	\
	{ "pid", required_argument, NULL, KEEP_PID },		\
	{ "cgroup", required_argument, NULL, KEEP_CGROUP }

#define KEEP_HELP									\
	"      --cpu LIST        only what happens on these CPUs: 0,2-3\n"		\
	"      --event LIST      only these events: sched_switch,irq_*\n"			\
	"      --pid LIST        only these tasks, with all threads of a process, and the\n" \
	"                        children they will have: 12,34\n"			\
	"      --cgroup PATH     only tasks in this cgroup or below, while they are there;\n" \
	"                        can be repeated\n"

/* All kinds that are given must hold; of a kind, one. */
struct keep {
	struct gentrace_filter filter[GENTRACE_FILTERS_MAX];
	unsigned int count;
};

/*
 * Takes option @option with @argument, which is torn apart. 0, 1 if the option is
 * none of ours, -1 if the argument is wrong and @why says how.
 */
int keep_option(struct keep *keep, int option, char *argument, char *why, size_t size);

/* The task @pid, and its children to come; -1 if there are too many. */
int keep_task(struct keep *keep, pid_t pid);

/*
 * Makes it a part of @config, which points to @keep from then on. Without classes in
 * @config they are those of the events. False with the reason printed if they do not
 * go together, or the module does not do such things.
 */
bool keep_apply(const struct keep *keep, struct gentrace_config *config,
		const struct gentrace_info *info);

#endif /* TRACECTL_KEEP_H */
