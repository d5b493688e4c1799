// SPDX-License-Identifier: GPL-2.0
/* trace.c - what was read from the device, decoded and proven by libgentrace. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace.h"

/* Room for one more element; arrays double. */
static void *grow(void *array, size_t count, size_t size)
{
	if (count & (count - 1))
		return array;
	return realloc(array, (count ? 2 * count : 1) * size);
}

static int add_generation(struct trace *trace, struct gentrace_generation *generation)
{
	void *array = grow(trace->generation, trace->generations, sizeof(*trace->generation));

	if (!array) {
		gentrace_generation_free(generation);
		return -ENOMEM;
	}
	trace->generation = array;
	trace->generation[trace->generations++] = generation;
	return 0;
}

/* The library proves each generation as it comes and the whole at the end. */
static int read_all(struct trace *trace, struct gentrace_reader *reader,
		    struct gentrace_verify *verify)
{
	struct gentrace_reader_totals totals;
	struct gentrace_generation *generation;
	int error;

	while ((error = gentrace_reader_next(reader, &generation)) > 0) {
		error = add_generation(trace, generation);
		if (!error)
			error = gentrace_verify_add(verify, generation);
		if (error)
			return error;
	}
	gentrace_reader_totals(reader, &totals);
	trace->skipped = totals.skipped;
	return error ? error : gentrace_verify_finish(verify, &totals);
}

static void take_verdict(struct trace *trace, const struct gentrace_verify *verify)
{
	const struct gentrace_findings *findings = gentrace_verify_findings(verify);

	trace->totals = *gentrace_verify_totals(verify);
	trace->verdict = gentrace_verify_verdict(verify);
	for (size_t i = 0; i < findings->count; i++) {
		const struct gentrace_finding *found = &findings->list[i];

		if (found->severity != findings->worst)
			continue;
		snprintf(trace->complaint, sizeof(trace->complaint),
			 "generation %llu cpu %d %s: %s: %s", found->generation, (int)found->cpu,
			 gentrace_level_name(found->level), gentrace_rule_name(found->rule),
			 found->text);
		return;
	}
}

int trace_decode(struct trace *trace, const void *bytes, size_t size)
{
	struct gentrace_reader *reader = gentrace_reader_open_memory(bytes, size, 0);
	struct gentrace_verify *verify = gentrace_verify_create();
	int error = -ENOMEM;

	*trace = (struct trace) {};
	if (reader && verify) {
		error = read_all(trace, reader, verify);
		if (!error)
			take_verdict(trace, verify);
	}
	gentrace_verify_destroy(verify);
	gentrace_reader_close(reader);
	return error;
}

static int line_up(struct trace *trace, struct gentrace_order *order, unsigned long long classes)
{
	const struct gentrace_entry *entry;

	while ((entry = gentrace_order_next(order))) {
		void *array;

		if (entry->kind == GENTRACE_ENTRY_EVENT &&
		    !(classes & GENTRACE_CLASS_BIT(entry->class)))
			continue;
		array = grow(trace->entry, trace->entries, sizeof(*trace->entry));
		if (!array)
			return -ENOMEM;
		trace->entry = array;
		trace->entry[trace->entries++] = *entry;
	}
	return 0;
}

int trace_line_up(struct trace *trace, unsigned long long classes)
{
	for (size_t i = 0; i < trace->generations; i++) {
		struct gentrace_order *order = gentrace_order_create(trace->generation[i], 0);
		int error = order ? line_up(trace, order, classes) : -ENOMEM;

		gentrace_order_destroy(order);
		if (error)
			return error;
	}
	return 0;
}

int trace_take_stopped(struct trace *trace, int fd)
{
	struct buffer buffer = {};
	int error = buffer_drain(&buffer, fd);

	*trace = (struct trace) {};
	if (!error)
		error = trace_decode(trace, buffer.data, buffer.size);
	buffer_free(&buffer);
	return error;
}

int trace_take(struct trace *trace, int fd, unsigned long long classes)
{
	int error = session_stop(fd);

	*trace = (struct trace) {};
	if (!error)
		error = trace_take_stopped(trace, fd);
	if (!error)
		error = trace_line_up(trace, classes);
	return error;
}

void trace_free(struct trace *trace)
{
	for (size_t i = 0; i < trace->generations; i++)
		gentrace_generation_free(trace->generation[i]);
	free(trace->generation);
	free(trace->entry);
	*trace = (struct trace) {};
}

bool trace_text_is(const struct gentrace_entry *entry, unsigned int arg, const char *text)
{
	return entry->value[arg] == strlen(text) &&
	       !memcmp(entry->text[arg], text, entry->value[arg]);
}

bool trace_string_is(const struct trace *trace, __u64 id, const char *text)
{
	__u32 length;
	const char *string = gentrace_generation_string(trace->generation[0], id, &length);

	return string && length == strlen(text) && !memcmp(string, text, length);
}

bool trace_concerns(const struct gentrace_entry *entry, __u32 pid)
{
	if (entry->kind != GENTRACE_ENTRY_EVENT)
		return false;
	for (unsigned int i = 0; i < entry->info->args; i++)
		if (entry->info->arg[i].type == GENTRACE_TYPE_pid && entry->value[i] == pid)
			return true;
	return entry->pid == pid && (entry->id == GENTRACE_EVENT_sched_switch ||
				     entry->class == GENTRACE_CLASS_SYSCALL);
}

static void show_arg(const struct gentrace_entry *entry, unsigned int i)
{
	const struct gentrace_arg_info *arg = &entry->info->arg[i];

	if (arg->type == GENTRACE_TYPE_str)
		fprintf(stderr, " %s=\"%.*s\"", arg->name, (int)entry->value[i], entry->text[i]);
	else
		fprintf(stderr, " %s=%lld", arg->name, (long long)entry->value[i]);
}

void trace_show(const struct trace *trace, __u32 pid)
{
	for (size_t i = 0; i < trace->entries; i++) {
		const struct gentrace_entry *entry = &trace->entry[i];

		if (!trace_concerns(entry, pid))
			continue;
		fprintf(stderr, "#\t%llu cpu %u %s pid %d %s", entry->ns, entry->cpu,
			gentrace_level_name(entry->level), (int)entry->pid, entry->info->name);
		for (unsigned int arg = 0; arg < entry->info->args; arg++)
			show_arg(entry, arg);
		fputc('\n', stderr);
	}
}

size_t trace_count(const struct trace *trace, __u8 id)
{
	size_t count = 0;

	for (size_t i = 0; i < trace->entries; i++)
		count += trace->entry[i].id == id && trace->entry[i].kind == GENTRACE_ENTRY_EVENT;
	return count;
}
