// SPDX-License-Identifier: GPL-2.0
/* view_text.c - entries of a time line, for people. */
#include <stdio.h>
#include <string.h>

#include "stacks/symbol.h"
#include "answers/syscalls.h"
#include "print/terminal.h"
#include "print/units.h"
#include "view.h"

const char *view_comm(const struct view *view, __u32 pid)
{
	const struct gentrace_task *task = gentrace_model_find(view->model, pid);

	if (task)
		return task->comm;
	return pid ? "" : "idle";
}

static void time_format(char buffer[static UNITS_DATE_MAX], const struct view *view,
			__u64 time, __u64 ns)
{
	switch (view->clock) {
	case VIEW_SINCE:
		units_seconds(buffer, ns - view->start_ns);
		break;
	case VIEW_MONO:
		units_seconds(buffer, ns);
		break;
	case VIEW_REAL:
		units_instant(buffer, gentrace_clock_realtime(view->generation, time));
		break;
	case VIEW_RAW:
		snprintf(buffer, UNITS_DATE_MAX, "%llu", time);
		break;
	}
}

/* "bash/1234"; "idle"; "?/1234" of a nameless one; "?" if a loss hides it. */
static void task_format(char *buffer, size_t size, const struct view *view, __u32 pid)
{
	const char *comm = view_comm(view, pid);
	char name[TERMINAL_ESCAPED(GENTRACE_TEXT_MAX)];

	terminal_escape(name, sizeof(name), *comm ? comm : "?", *comm ? strlen(comm) : 1);
	if (pid && pid != GENTRACE_PID_NONE)
		snprintf(buffer, size, "%s/%u", name, pid);
	else
		snprintf(buffer, size, "%s", name);
}

static void text_print(const char *text, size_t length)
{
	char escaped[TERMINAL_ESCAPED(GENTRACE_TEXT_MAX)];

	printf("\"%s\"", terminal_escape(escaped, sizeof(escaped), text, length));
}

static void pid_print(const struct view *view, __u32 pid)
{
	const char *comm = view_comm(view, pid);
	char name[TERMINAL_ESCAPED(GENTRACE_TEXT_MAX)];

	printf("%u", pid);
	if (*comm)
		printf("(%s)", terminal_escape(name, sizeof(name), comm, strlen(comm)));
}

static void string_print(const struct view *view, __u64 id)
{
	__u32 length;
	const char *text = gentrace_generation_string(view->generation, id, &length);

	if (text)
		text_print(text, length);
	else
		printf("#%llu", id);
}

/* "[ffffffff81a2b3c4,ffffffff81a2c0d1]"; what the walk did not reach is "...", or "?". */
static void frames_print(const char *frames, __u32 length, __u32 walk)
{
	__u64 address[GENTRACE_STACK_FRAMES_MAX];
	int count = gentrace_frames_read(frames, length, address);
	int i;

	putchar('[');
	for (i = 0; i < count; i++)
		printf("%s%llx", i ? "," : "", address[i]);
	if (count < 0 || walk != GENTRACE_WALK_WHOLE)
		printf("%s%s", count > 0 ? "," : "", walk == GENTRACE_WALK_CUT ? "..." : "?");
	putchar(']');
}

/* A frame by its names; why it has none is told once a stack. */
static void names_print(const struct view *view, const struct gentrace_stack *stack,
			unsigned int index, __u64 address, const char **why)
{
	struct gentrace_name name[GENTRACE_NAMES_MAX];
	char text[SYMBOL_TEXT_MAX];
	int i, count;

	count = gentrace_symbols_names(view->symbols, view->generation, stack, index, address,
				       name);
	if (count < 0)
		printf("%llx", address);
	for (i = 0; i < count; i++) {
		printf("%s%s", i ? "," : "", symbol_text(text, &name[i], address));
		*why = *why ?: name[i].why;
	}
}

/* "[do_sys_poll+0x3c1,main+0x1d(/usr/bin/x)]", or "[0x401136: why there is no name]". */
static void named_print(const struct view *view, const struct gentrace_stack *stack)
{
	__u64 address[GENTRACE_STACK_FRAMES_MAX];
	int count = gentrace_frames_read(stack->frames, stack->length, address);
	const char *why = NULL;
	int i;

	putchar('[');
	for (i = 0; i < count; i++) {
		fputs(i ? "," : "", stdout);
		names_print(view, stack, i, address[i], &why);
	}
	if (count < 0 || stack->walk != GENTRACE_WALK_WHOLE)
		printf("%s%s", count > 0 ? "," : "",
		       stack->walk == GENTRACE_WALK_CUT ? "..." : "?");
	if (why)
		printf(": %s", why);
	putchar(']');
}

/* A trace that nobody has put names into is printed without. */
static void stack_print(const struct view *view, __u64 id)
{
	const struct gentrace_stack *stack = gentrace_generation_stack(view->generation, id);

	printf("%llu", id);
	if (stack && view->symbols && view->generation->named)
		named_print(view, stack);
	else if (stack)
		frames_print(stack->frames, stack->length, stack->walk);
}

static void hex_print(const char *bytes, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++)
		printf("%02x", (unsigned char)bytes[i]);
}

static void signed_print(__s64 value)
{
	const char *name = value < 0 && value > -4096 ? strerrorname_np(-value) : NULL;

	printf("%lld", value);
	if (name)
		printf("(%s)", name);
}

static void instant_print(const struct view *view, __u64 time)
{
	char text[UNITS_DATE_MAX];

	time_format(text, view, time, gentrace_clock_monotonic(view->generation, time));
	fputs(text, stdout);
}

static void value_print(const struct view *view, const struct gentrace_entry *entry,
			unsigned int i)
{
	__u32 type = entry->info->arg[i].type;
	char syscall[SYSCALL_NAME_MAX], buffer[GENTRACE_VALUE_TEXT_MAX];
	const char *written = gentrace_value_text(buffer, type, entry->value[i]);

	if (type == GENTRACE_TYPE_str)
		text_print(entry->text[i], entry->value[i]);
	else if (type == GENTRACE_TYPE_buildid)
		hex_print(entry->text[i], entry->value[i]);
	else if (type == GENTRACE_TYPE_pid)
		pid_print(view, entry->value[i]);
	else if (type == GENTRACE_TYPE_strid)
		string_print(view, entry->value[i]);
	else if (type == GENTRACE_TYPE_syscall)
		fputs(syscall_name(syscall, entry->value[i]), stdout);
	else if (type == GENTRACE_TYPE_s)
		signed_print(entry->value[i]);
	else if (type == GENTRACE_TYPE_time)
		instant_print(view, entry->value[i]);
	else if (type == GENTRACE_TYPE_ns)
		printf("%lluns", entry->value[i]);
	else if (written)
		fputs(written, stdout);
	else if (type == GENTRACE_TYPE_stack && entry->info->class != GENTRACE_CLASS_META)
		stack_print(view, entry->value[i]);
	else if (type == GENTRACE_TYPE_frames)
		frames_print(entry->text[i], entry->value[i], GENTRACE_WALK_WHOLE);
	else
		printf("%llu", entry->value[i]);
}

static void gap_print(const struct view *view, const struct gentrace_entry *entry)
{
	char until[UNITS_DATE_MAX], count[UNITS_MAX];

	time_format(until, view, entry->until, entry->until_ns);
	fputs(terminal_style(stdout, TERMINAL_BAD), stdout);
	if (entry->lost)
		printf("LOST %s events of this stream until %s",
		       units_count(count, entry->lost), until);
	else
		printf("LOST an unknown number of events of this stream until %s", until);
	if (entry->missing)
		printf(", and %llu batch%s missing", entry->missing,
		       entry->missing == 1 ? " is" : "es are");
	puts(terminal_style(stdout, TERMINAL_PLAIN));
}

static void cpu_print(const struct view *view, const struct gentrace_entry *entry)
{
	char time[UNITS_DATE_MAX];

	time_format(time, view, entry->time, entry->ns);
	if (entry->cpu == GENTRACE_CPU_NONE)
		printf("%15s    -  ", time);
	else
		printf("%15s  %3u  ", time, entry->cpu);
	printf("%-7s  ", gentrace_level_name(entry->level) ?: "?");
}

void view_print(const struct view *view, const struct gentrace_entry *entry)
{
	char task[TERMINAL_ESCAPED(GENTRACE_TEXT_MAX) + 16];
	unsigned int i;

	cpu_print(view, entry);
	if (entry->kind == GENTRACE_ENTRY_GAP) {
		gap_print(view, entry);
		return;
	}
	task_format(task, sizeof(task), view, entry->pid);
	printf("%-22s  %-18s", entry->cpu == GENTRACE_CPU_NONE ? "-" : task, entry->info->name);
	for (i = 0; i < entry->info->args; i++) {
		printf(" %s=", entry->info->arg[i].name);
		value_print(view, entry, i);
	}
	putchar('\n');
}
