// SPDX-License-Identifier: GPL-2.0
/*
 * flight_list.c - tracectl flight list: what has been noticed.
 *
 * Hits that wait in the module are asked for as who collects does, and let go by closing
 * the file: so while this looks at one, nobody else has it, and afterwards all is as it
 * was.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "answers/hits.h"
#include "answers/hits_read.h"
#include "collect.h"
#include "collected.h"
#include "command.h"
#include "flight.h"
#include "print/json.h"
#include "print/message.h"
#include "print/table.h"
#include "read/trace.h"

static const char help[] =
	"usage: tracectl flight list [-o DIR] [--json]\n"
	"\n"
	"Lists what triggers have noticed: the traces in a directory, and the hits that the\n"
	"module keeps until they are in one. Of a trace it is what its name is about.\n"
	"\n"
	"  -o, --output DIR      where traces are collected [" COLLECT_DIRECTORY "]\n"
	"      --json            for programs\n"
	"  -h, --help            this text\n"
	"\n"
	"Exit status: 0 listed, 1 there is nothing, 3 bad usage, 4 the directory cannot be\n"
	"read, or the device refused.\n"
	"\n"
	"Examples:\n"
	"  tracectl flight list\n"
	"  tracectl flight list --json -o hits | jq -r '.files[] | select(.hit.trigger == \"spike\") | .file'\n";

static const struct option options[] = {
	{ "output", required_argument, NULL, 'o' },
	{ "json", no_argument, NULL, 'j' },
	{ "help", no_argument, NULL, 'h' },
	{ 0 }
};

/**
 * struct list - what is told, while it is looked for
 * @directory: where files are
 * @fd: the same, open
 * @table: for people; NULL: for programs
 * @files: for programs
 * @frozen: the same of hits that are in no file
 * @count: of both
 */
struct list {
	const char *directory;
	int fd;
	struct table *table;
	struct json_object *files;
	struct json_object *frozen;
	size_t count;
};

/* ----------------------------------------------------------------- the module */

static __u64 clock_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

/* As a trace would tell it. */
static struct gentrace_hit hit_of(const struct gentrace_flight_hit *hit,
				  struct gentrace_hit_trigger *trigger,
				  const struct gentrace_trigger *rule, struct gentrace_task *task)
{
	*trigger = (struct gentrace_hit_trigger){ .number = hit->trigger };
	snprintf(trigger->name, sizeof(trigger->name), "%s", rule->name);
	snprintf(trigger->rule, sizeof(trigger->rule), "%s", rule->rule);
	*task = (struct gentrace_task){ .pid = hit->pid };
	device_owner(task->comm, sizeof(task->comm), hit->pid);
	return (struct gentrace_hit) {
		.generation = hit->generation, .number = hit->number, .trigger = trigger,
		.task = hit->pid ? task : NULL, .took = hit->took_ns, .ns = hit->at_ns,
		.realtime_ns = clock_ns(CLOCK_REALTIME) - clock_ns(CLOCK_MONOTONIC) + hit->at_ns,
		.pid = hit->pid, .cpu = GENTRACE_CPU_NONE,
	};
}

static void row(const struct list *list, const char *file, __u64 bytes,
		const struct gentrace_hit *hit)
{
	const struct noticed noticed = noticed_of(hit);
	char name[NOTICED_NAME_MAX], task[NOTICED_TASK_MAX], value[UNITS_MAX + 16];
	char date[UNITS_DATE_MAX], size[UNITS_MAX], rule[TERMINAL_ESCAPED(GENTRACE_STR_MAX)];
	const char *text = hit->trigger ? hit->trigger->rule : "?";

	table_row(list->table);
	table_cell(list->table, hit->realtime_ns ? units_date(date, hit->realtime_ns) : "?");
	table_cell(list->table, noticed_name(name, hit));
	table_cell(list->table, noticed_task(task, hit));
	table_cell(list->table, noticed_value(value, &noticed));
	table_cell(list->table, units_bytes(size, bytes));
	table_cell(list->table, file);
	table_cell(list->table, terminal_escape(rule, sizeof(rule), text, strlen(text)));
}

static void frozen_add(struct list *list, const struct gentrace_flight_hit *told,
		       const struct gentrace_trigger *rule)
{
	struct gentrace_hit_trigger trigger;
	struct gentrace_task task;
	struct gentrace_hit hit = hit_of(told, &trigger, rule, &task);
	struct json_object *object;

	list->count++;
	if (list->table) {
		row(list, "not in a file yet", told->bytes, &hit);
		return;
	}
	object = json_append_object(list->frozen);
	json_add_u64(object, "bytes", told->bytes);
	hit_json(json_add_object(object, "hit"), &hit, told->begin_ns);
}

/* 0 or -1. That nothing is recorded, or nothing that has hits, is no error. */
static int frozen_list(struct list *list, const struct device *device)
{
	struct gentrace_flight_trigger trigger;
	struct gentrace_flight_hit hit;

	for (;;) {
		hit = (struct gentrace_flight_hit){ .size = sizeof(hit) };
		if (ioctl(device->fd, GENTRACE_IOC_HIT, &hit))
			break;
		if (flight_trigger(device, hit.trigger, &trigger))
			return -1;
		frozen_add(list, &hit, &trigger.trigger);
	}
	if (errno == ENODATA || errno == EOPNOTSUPP)
		return 0;
	message_error("cannot ask for hits of " GENTRACE_DEVICE ": %s", strerror(errno));
	return -1;
}

static int module_list(struct list *list)
{
	struct device device;
	int result;

	/* Files can be looked at where there is no module, too. */
	if (access(GENTRACE_DEVICE, F_OK))
		return 0;
	if (flight_open(&device))
		return -1;
	result = frozen_list(list, &device);
	device_close(&device);
	return result;
}

/* ------------------------------------------------------------------ files */

static void file_add(struct list *list, const struct collected *file,
		     const struct hits_read *read)
{
	char name[TERMINAL_ESCAPED(NAME_MAX)];
	const struct gentrace_hit none = { 0 }, *hit;
	struct json_object *object;
	size_t count;

	hit = hits_find(read->model, collected_number(file->name)) ?:
	      hits_longest(read->model, 0, ~0ull, &count);
	list->count++;
	if (list->table) {
		terminal_escape(name, sizeof(name), file->name, strlen(file->name));
		row(list, name, file->bytes, hit ?: &none);
		return;
	}
	object = json_append_object(list->files);
	json_add_text(object, "file", file->name);
	json_add_u64(object, "bytes", file->bytes);
	json_add_u64(object, "hits", hits_count(read->model));
	json_add_u64(object, "generations_read", read->generations);
	if (hit)
		hit_json(json_add_object(object, "hit"), hit, read->begin_ns);
}

static int file_look(struct list *list, const struct collected *file)
{
	int fd = openat(list->fd, file->name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
	struct hits_read read;
	int error;

	/* There is a quota: it may just have gone. */
	if (fd < 0)
		return 0;
	error = hits_read(&read, fd);
	if (!error)
		file_add(list, file, &read);
	hits_read_clear(&read);
	close(fd);
	return error == -ENOMEM ? error : 0;
}

static int files_list(struct list *list)
{
	struct collected *file;
	ssize_t count, i;
	int error = 0;

	list->fd = open(list->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	count = list->fd < 0 ? -1 : collected_list(list->fd, &file);
	if (count < 0) {
		message_error("cannot read %s: %s", list->directory, strerror(errno));
		message_try("-o DIR, where flight start -o or flight collect write");
	}
	for (i = 0; !error && i < count; i++)
		error = file_look(list, &file[i]);
	if (count >= 0)
		free(file);
	if (list->fd >= 0)
		close(list->fd);
	if (error)
		trace_no_memory();
	return count < 0 || error ? -1 : 0;
}

/* ------------------------------------------------------------------ the list */

static int list_json(struct list *list)
{
	struct json_object *root = json_object_new_object();

	json_add_text(root, "directory", list->directory);
	list->files = json_add_array(root, "files");
	list->frozen = json_add_array(root, "frozen");
	if (files_list(list) || module_list(list)) {
		json_object_put(root);
		return EXIT_FAILED;
	}
	json_print(root);
	return list->count ? EXIT_OK : EXIT_NO;
}

static int list_print(struct list *list)
{
	static const struct table_column columns[] = {
		{ "WHEN", false }, { "TRIGGER", false }, { "TASK", false }, { "MEASURED", true },
		{ "SIZE", true }, { "FILE", false }, { "RULE", false },
	};

	list->table = table_create(columns, sizeof(columns) / sizeof(*columns));
	if (!list->table) {
		trace_no_memory();
		return EXIT_FAILED;
	}
	if (files_list(list) || module_list(list))
		return EXIT_FAILED;
	if (!list->count) {
		message_note("nothing has been noticed");
		return EXIT_NO;
	}
	if (table_print(list->table))
		return trace_no_memory();
	return EXIT_OK;
}

int flight_list(int argc, char **argv)
{
	struct list list = { .directory = COLLECT_DIRECTORY };
	bool json = false;
	int option;

	while ((option = getopt_long(argc, argv, "o:h", options, NULL)) >= 0) {
		switch (option) {
		case 'o':
			list.directory = optarg;
			break;
		case 'j':
			json = true;
			break;
		case 'h':
			fputs(help, stdout);
			return EXIT_OK;
		default:
			return message_help("flight list");
		}
	}
	if (optind < argc)
		return message_usage("flight list", "'%s' is no option", argv[optind]);
	return json ? list_json(&list) : list_print(&list);
}
