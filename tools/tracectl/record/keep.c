// SPDX-License-Identifier: GPL-2.0
/* keep.c - the options that leave something out of a recording. */
#include <errno.h>
#include <fnmatch.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <linux/magic.h>

#include <libgentrace.h>

#include "config.h"
#include "keep.h"
#include "print/message.h"
#include "print/units.h"

/* Names that are suggested for one that is none. */
#define NEAR_MAX	4
#define NAME_MAX_BYTES	64

static bool keep_add(struct keep *keep, __u32 kind, __u64 first, __u64 last, char *why,
		     size_t size)
{
	if (keep->count == GENTRACE_FILTERS_MAX) {
		snprintf(why, size, "at most %d parts can be chosen", GENTRACE_FILTERS_MAX);
		return false;
	}
	keep->filter[keep->count++] = (struct gentrace_filter){
		.kind = kind, .first = first, .last = last,
	};
	return true;
}

/* "2" or "2-5". */
static bool cpu_add(struct keep *keep, char *text, char *why, size_t size)
{
	char *dash = strchr(text, '-');
	__u64 first, last;

	if (dash)
		*dash = '\0';
	if (units_parse_number(text, GENTRACE_CPUS_MAX - 1, &first) &&
	    units_parse_number(dash ? dash + 1 : text, GENTRACE_CPUS_MAX - 1, &last) &&
	    first <= last)
		return keep_add(keep, GENTRACE_FILTER_CPU, first, last, why, size);
	if (dash)
		*dash = '-';
	snprintf(why, size, "'%s' is no CPU; write numbers like 0,2-3", text);
	return false;
}

/* How many letters have to be put in, taken out or replaced. */
static unsigned int distance(const char *a, const char *b)
{
	size_t n = strlen(b), i, j;
	unsigned int row[NAME_MAX_BYTES + 1];

	if (n > NAME_MAX_BYTES)
		return ~0u;
	for (j = 0; j <= n; j++)
		row[j] = j;
	for (i = 0; a[i]; i++) {
		unsigned int corner = row[0];

		row[0] = i + 1;
		for (j = 0; j < n; j++) {
			unsigned int replaced = corner + (a[i] != b[j]);

			corner = row[j + 1];
			row[j + 1] = (row[j] < corner ? row[j] : corner) + 1;
			if (replaced < row[j + 1])
				row[j + 1] = replaced;
		}
	}
	return row[n];
}

static bool name_is_near(const char *text, const char *name)
{
	return strstr(name, text) || distance(text, name) <= strlen(name) / 3;
}

static void event_explain(const char *text, char *why, size_t size)
{
	unsigned int near = 0;
	size_t used;
	__u64 id;

	used = snprintf(why, size, "there is no event '%.*s'", NAME_MAX_BYTES, text);
	for (id = 0; id < GENTRACE_EVENT_LIMIT && near < NEAR_MAX && used < size; id++) {
		const struct gentrace_event_info *info = gentrace_event_info(id);

		if (info && info->class != GENTRACE_CLASS_META && name_is_near(text, info->name))
			used += snprintf(why + used, size - used, "%s %s",
					 near++ ? "," : "; near it:", info->name);
	}
	if (!near && used < size)
		snprintf(why + used, size - used, "; tracectl(1) lists them");
}

/* An event, or a pattern of events. */
static bool event_add(struct keep *keep, char *text, char *why, size_t size)
{
	bool any = false;
	__u64 id;

	for (id = 0; id < GENTRACE_EVENT_LIMIT; id++) {
		const struct gentrace_event_info *info = gentrace_event_info(id);

		if (!info || info->class == GENTRACE_CLASS_META || fnmatch(text, info->name, 0))
			continue;
		if (!keep_add(keep, GENTRACE_FILTER_EVENT, id, id, why, size))
			return false;
		any = true;
	}
	if (!any)
		event_explain(text, why, size);
	return any;
}

static bool pid_add(struct keep *keep, char *text, char *why, size_t size)
{
	__u64 pid;

	if (units_parse_number(text, INT32_MAX, &pid) && pid)
		return keep_add(keep, GENTRACE_FILTER_TASK, pid, pid, why, size);
	snprintf(why, size, "'%s' is no pid", text);
	return false;
}

/* A directory of the v2 hierarchy, whose inode number is the cgroup's id. */
static int cgroup_add(struct keep *keep, const char *path, char *why, size_t size)
{
	struct statfs fs;
	struct stat status;

	if (statfs(path, &fs) || stat(path, &status)) {
		snprintf(why, size, "cannot find the cgroup %.128s: %s", path, strerror(errno));
		return -1;
	}
	if (fs.f_type == CGROUP2_SUPER_MAGIC && S_ISDIR(status.st_mode))
		return keep_add(keep, GENTRACE_FILTER_CGROUP, status.st_ino, status.st_ino, why,
				size) ? 0 : -1;
	snprintf(why, size, "%.128s is no cgroup v2 directory; mount -t cgroup2 says where they are",
		 path);
	return -1;
}

static int list_parse(struct keep *keep, char *list,
		      bool (*add)(struct keep *keep, char *text, char *why, size_t size),
		      char *why, size_t size)
{
	char *text;

	while ((text = strsep(&list, ",")))
		if (!add(keep, text, why, size))
			return -1;
	return 0;
}

int keep_option(struct keep *keep, int option, char *argument, char *why, size_t size)
{
	switch (option) {
	case KEEP_CPU:
		return list_parse(keep, argument, cpu_add, why, size);
	case KEEP_EVENT:
		return list_parse(keep, argument, event_add, why, size);
	case KEEP_PID:
		return list_parse(keep, argument, pid_add, why, size);
	case KEEP_CGROUP:
		return cgroup_add(keep, argument, why, size);
	}
	return 1;
}

int keep_task(struct keep *keep, pid_t pid)
{
	char why[64];

	if (keep_add(keep, GENTRACE_FILTER_TASK, pid, pid, why, sizeof(why)))
		return 0;
	message_error("%s", why);
	return -1;
}

static bool event_fits(const struct gentrace_filter *filter, __u64 classes)
{
	const struct gentrace_event_info *info = gentrace_event_info(filter->first);

	if (classes & GENTRACE_CLASS_BIT(info->class))
		return true;
	message_error("%s is of class %s, which -c leaves out", info->name,
		      gentrace_class_name(info->class));
	message_try("--event without -c");
	return false;
}

static bool cpu_fits(const struct gentrace_filter *filter, const struct gentrace_info *info)
{
	if (filter->last < info->cpus)
		return true;
	message_error("this machine has no CPU %llu", filter->last);
	message_try("--cpu 0-%u", info->cpus - 1);
	return false;
}

static bool task_fits(const struct gentrace_filter *filter)
{
	if (!kill(filter->first, 0) || errno != ESRCH)
		return true;
	message_error("there is no task %llu", filter->first);
	message_try("ps -eLf, which lists processes and their threads");
	return false;
}

static bool filter_fits(const struct gentrace_filter *filter, const struct gentrace_config *config,
			const struct gentrace_info *info)
{
	switch (filter->kind) {
	case GENTRACE_FILTER_EVENT:
		return event_fits(filter, config->classes ?: ~0ull);
	case GENTRACE_FILTER_CPU:
		return cpu_fits(filter, info);
	case GENTRACE_FILTER_TASK:
		return task_fits(filter);
	}
	return true;
}

/* The classes of the events, 0 if none is chosen. */
static __u64 keep_classes(const struct keep *keep)
{
	__u64 classes = 0;
	unsigned int i;

	for (i = 0; i < keep->count; i++)
		if (keep->filter[i].kind == GENTRACE_FILTER_EVENT)
			classes |= GENTRACE_CLASS_BIT(gentrace_event_info(keep->filter[i].first)->class);
	return classes;
}

static bool keep_has_event(const struct keep *keep, __u64 id)
{
	unsigned int i;

	for (i = 0; i < keep->count; i++)
		if (keep->filter[i].kind == GENTRACE_FILTER_EVENT && keep->filter[i].first == id)
			return true;
	return false;
}

bool keep_apply(const struct keep *keep, struct gentrace_config *config,
		const struct gentrace_info *info)
{
	__u64 classes = keep_classes(keep);
	unsigned int i;

	if (!keep->count)
		return true;
	if (!(info->features & GENTRACE_FEATURE_FILTER)) {
		message_error("this module records all or nothing: it knows of no filters");
		message_try("modprobe -r gentrace; then install module and tool from one release");
		return false;
	}
	for (i = 0; i < keep->count; i++)
		if (!filter_fits(&keep->filter[i], config, info))
			return false;
	if (classes && !keep_has_event(keep, GENTRACE_EVENT_sched_switch))
		message_note("without sched_switch the trace does not say which task it was");
	config->classes = config->classes ?: classes;
	config->filters = (uintptr_t)keep->filter;
	config->filter_count = keep->count;
	return true;
}
