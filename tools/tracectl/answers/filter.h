/* SPDX-License-Identifier: GPL-2.0 */
/* filter.h - which lines of a dump are wanted. */
#ifndef TRACECTL_FILTER_H
#define TRACECTL_FILTER_H

#include <libgentrace.h>

#include "cgroups.h"

/* What getopt_long returns for them. */
enum {
	FILTER_PID = 0x200,
	FILTER_COMM,
	FILTER_CPU,
	FILTER_CGROUP,
	FILTER_EVENT,
	FILTER_FROM,
	FILTER_TO,
};

/* Those that say which tasks and CPUs. */
#define FILTER_SELECT_OPTIONS					\
	{ "pid", required_argument, NULL, FILTER_PID },		\
	{ "comm", required_argument, NULL, FILTER_COMM },	\
	{ "cgroup", required_argument, NULL, FILTER_CGROUP },	\
	{ "cpu", required_argument, NULL, FILTER_CPU }

#define FILTER_OPTIONS						\
	FILTER_SELECT_OPTIONS,					\
	{ "event", required_argument, NULL, FILTER_EVENT },	\
	{ "from", required_argument, NULL, FILTER_FROM },	\
	{ "to", required_argument, NULL, FILTER_TO }

#define FILTER_HELP									\
	"      --pid LIST        only what these tasks did, or what names them: 12,34\n"	\
	"      --comm PATTERN    the same by name: 'kworker*'; can be repeated\n"	\
	"      --cgroup PATH     the same of tasks while they are in this cgroup or below;\n" \
	"                        a path, a name or a pattern; can be repeated\n"	\
	"      --cpu LIST        only these CPUs: 0,2-3\n"				\
	"      --event LIST      only these events or classes: sched_switch,irq_*,syscall\n" \
	"      --from TIME       not before TIME since the begin of the trace: 1.5, 20ms\n" \
	"      --to TIME         not after it\n"

#define FILTER_SELECT_HELP								\
	"      --pid LIST        only these tasks: 12,34\n"				\
	"      --comm PATTERN    the same by name: 'kworker*'; can be repeated\n"	\
	"      --cgroup PATH     only tasks while they are in this cgroup or below:\n"	\
	"                        /system.slice, cron.service, 'user@*'; can be repeated\n" \
	"      --cpu LIST        only on these CPUs: 0,2-3\n"

#define FILTER_LIST_MAX 64

/* All that is given must hold; in a list, one must. */
struct filter {
	__u32 pids[FILTER_LIST_MAX];
	unsigned int pid_count;
	const char *comms[FILTER_LIST_MAX];	/* patterns of fnmatch(3) */
	unsigned int comm_count;
	struct cgroups cgroups;
	bool some_cpus;
	bool cpus[GENTRACE_CPUS_MAX];
	bool some_events;
	bool events[GENTRACE_EVENT_LIMIT];
	__u64 from_ns;				/* since the begin of the trace */
	__u64 to_ns;
};

#define FILTER_ALL { .to_ns = ~0ull }

/*
 * Takes option @option, one of these, with @argument, which must stay. EXIT_OK, or what
 * @command exits with: the argument is wrong, which is said.
 */
int filter_option(struct filter *filter, const char *command, int option, char *argument);

/*
 * Whether @entry is wanted; @model knows the tasks. Gaps pass all filters but
 * those of CPU and time: what was lost could have been what is looked for.
 */
bool filter_match(const struct filter *filter, const struct gentrace_model *model,
		  const struct gentrace_entry *entry, __u64 start_ns);

/* Whether it is named, by its pid or its name; NULL is the idle task. */
bool filter_lists(const struct filter *filter, const struct gentrace_task *task);

/* Whether what is done on this CPU is wanted. */
bool filter_has_cpu(const struct filter *filter, __u32 cpu);

/* Whether it depends on the task. */
bool filter_asks_for_tasks(const struct filter *filter);

/* Whether this task is wanted, in the cgroup that it is in now. */
bool filter_wants(const struct filter *filter, const struct gentrace_task *task);

/* Whether this task is wanted, and on this CPU; NULL is the idle task. */
bool filter_selects(const struct filter *filter, const struct gentrace_task *task, __u32 cpu);

#endif /* TRACECTL_FILTER_H */
