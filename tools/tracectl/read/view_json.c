// SPDX-License-Identifier: GPL-2.0
/*
 * view_json.c - entries of a time line, for programs.
 *
 * Arguments keep their names and numbers. A number that has a name gets a
 * second key, NAME_name; instants and durations become NAME_ns.
 */
#include <stdio.h>
#include <string.h>

#include "print/json.h"
#include "answers/syscalls.h"
#include "view.h"

#define KEY_MAX 64

static void name_json(struct json_object *args, const struct view *view,
		      const struct gentrace_entry *entry, unsigned int i)
{
	const struct gentrace_arg_info *arg = &entry->info->arg[i];
	char key[KEY_MAX], syscall[SYSCALL_NAME_MAX], buffer[GENTRACE_VALUE_TEXT_MAX];
	const char *name = gentrace_value_text(buffer, arg->type, entry->value[i]);
	__u32 length = name ? strlen(name) : 0;

	if (arg->type == GENTRACE_TYPE_syscall)
		name = syscall_name(syscall, entry->value[i]), length = strlen(name);
	else if (arg->type == GENTRACE_TYPE_strid)
		name = gentrace_generation_string(view->generation, entry->value[i], &length);
	if (!name)
		return;
	snprintf(key, sizeof(key), "%s_name", arg->name);
	json_add_bytes(args, key, name, length);
}

/* Addresses are texts: not all programs read numbers of 64 bits. */
static void frames_json(struct json_object *args, const char *key, const char *frames,
			__u32 length)
{
	__u64 address[GENTRACE_STACK_FRAMES_MAX];
	int count = gentrace_frames_read(frames, length, address);
	struct json_object *list = json_add_array(args, key);
	char text[24];
	int i;

	for (i = 0; i < count; i++) {
		snprintf(text, sizeof(text), "0x%llx", address[i]);
		json_object_array_add(list, json_object_new_string(text));
	}
}

static void hex_json(struct json_object *args, const char *key, const char *bytes, __u32 length)
{
	char text[2 * GENTRACE_TEXT_MAX + 1] = "";
	__u32 i;

	for (i = 0; i < length; i++)
		sprintf(text + 2 * i, "%02x", (unsigned char)bytes[i]);
	json_add_text(args, key, text);
}

static void name_of_frame_json(struct json_object *object, const struct gentrace_name *name)
{
	if (name->function) {
		json_add_text(object, "function", name->function);
		json_add_u64(object, "offset", name->offset);
	}
	if (name->image)
		json_add_text(object, "image", name->image);
	if (name->image_address)
		json_add_u64(object, "image_address", name->image_address);
	if (name->source) {
		json_add_text(object, "source", name->source);
		json_add_u64(object, "line", name->line);
	}
	if (name->inlined)
		json_add_bool(object, "inlined", true);
	if (name->why)
		json_add_text(object, "why", name->why);
}

/* A list for each frame: the innermost function, and what it was inlined into. */
static void names_json(struct json_object *args, const char *key, const struct view *view,
		       const struct gentrace_stack *stack)
{
	__u64 address[GENTRACE_STACK_FRAMES_MAX];
	int count = gentrace_frames_read(stack->frames, stack->length, address);
	struct json_object *list = json_add_array(args, key);
	struct gentrace_name name[GENTRACE_NAMES_MAX];
	int i, n, names;

	for (i = 0; i < count; i++) {
		struct json_object *frame = json_object_new_array();

		names = gentrace_symbols_names(view->symbols, view->generation, stack, i,
					       address[i], name);
		for (n = 0; n < names; n++)
			name_of_frame_json(json_append_object(frame), &name[n]);
		json_object_array_add(list, frame);
	}
}

static void stack_json(struct json_object *args, const struct view *view, const char *name,
		       __u64 id)
{
	const struct gentrace_stack *stack = gentrace_generation_stack(view->generation, id);
	char key[KEY_MAX];

	if (!stack)
		return;
	snprintf(key, sizeof(key), "%s_frames", name);
	frames_json(args, key, stack->frames, stack->length);
	snprintf(key, sizeof(key), "%s_walk", name);
	json_add_text(args, key, gentrace_walk_name(stack->walk) ?: "unknown");
	if (!view->symbols || !view->generation->named)
		return;
	snprintf(key, sizeof(key), "%s_names", name);
	names_json(args, key, view, stack);
}

static void value_json(struct json_object *args, const struct view *view,
		       const struct gentrace_entry *entry, unsigned int i)
{
	const struct gentrace_arg_info *arg = &entry->info->arg[i];
	__u64 value = entry->value[i];
	char key[KEY_MAX];

	switch (arg->type) {
	case GENTRACE_TYPE_str:
		json_add_bytes(args, arg->name, entry->text[i], value);
		return;
	case GENTRACE_TYPE_frames:
		frames_json(args, arg->name, entry->text[i], value);
		return;
	case GENTRACE_TYPE_buildid:
		hex_json(args, arg->name, entry->text[i], value);
		return;
	case GENTRACE_TYPE_s:
		json_add_i64(args, arg->name, value);
		return;
	case GENTRACE_TYPE_time:
		value = gentrace_clock_monotonic(view->generation, value);
		/* fallthrough */
	case GENTRACE_TYPE_ns:
		snprintf(key, sizeof(key), "%s_ns", arg->name);
		json_add_u64(args, key, value);
		return;
	case GENTRACE_TYPE_bool:
		json_add_bool(args, arg->name, value);
		return;
	}
	json_add_u64(args, arg->name, value);
	name_json(args, view, entry, i);
	if (arg->type == GENTRACE_TYPE_stack && entry->info->class != GENTRACE_CLASS_META)
		stack_json(args, view, arg->name, value);
}

static void gap_json(struct json_object *line, const struct gentrace_entry *entry)
{
	json_add_text(line, "event", "lost");
	json_add_u64(line, "until_ns", entry->until_ns);
	json_add_u64(line, "lost", entry->lost);
	json_add_u64(line, "missing_batches", entry->missing);
}

static void event_json(struct json_object *line, const struct view *view,
		       const struct gentrace_entry *entry)
{
	struct json_object *args;
	unsigned int i;

	if (entry->cpu != GENTRACE_CPU_NONE && entry->pid != GENTRACE_PID_NONE) {
		json_add_u64(line, "pid", entry->pid);
		json_add_text(line, "comm", view_comm(view, entry->pid));
	}
	json_add_text(line, "event", entry->info->name);
	args = json_add_object(line, "args");
	for (i = 0; i < entry->info->args; i++)
		value_json(args, view, entry, i);
}

void view_print_json(const struct view *view, const struct gentrace_entry *entry)
{
	struct json_object *line = json_object_new_object();

	json_add_u64(line, "time_ns", entry->ns);
	json_add_i64(line, "since_ns", entry->ns - view->start_ns);
	if (entry->cpu != GENTRACE_CPU_NONE)
		json_add_u64(line, "cpu", entry->cpu);
	json_add_text(line, "level", gentrace_level_name(entry->level) ?: "unknown");
	if (entry->kind == GENTRACE_ENTRY_GAP)
		gap_json(line, entry);
	else
		event_json(line, view, entry);
	json_print_line(line);
}
