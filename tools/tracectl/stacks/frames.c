// SPDX-License-Identifier: GPL-2.0
/* frames.c - stacks as names. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "demangle.h"
#include "flame.h"
#include "frames.h"
#include "print/json.h"
#include "symbols.h"

/*
 * Without the offset: what counts is the function. A program's function is told with its
 * file only if that is all that is known.
 */
const char *frames_name(char buffer[static FRAME_NAME_MAX], const struct answer *answer,
			const struct gentrace_frames *stack, __u32 frame, unsigned int inlined)
{
	const struct gentrace_name *name = symbols_name(answer->symbols, stack, frame, inlined);
	char image[FRAME_NAME_MAX - 32], readable[FRAME_NAME_MAX];

	if (!name && inlined)
		return NULL;
	if (name && name->function)
		flame_escape(buffer, FRAME_NAME_MAX, !answer->mangled &&
			     demangle(readable, sizeof(readable), name->function) ?
			     readable : name->function);
	else if (name && name->image)
		snprintf(buffer, FRAME_NAME_MAX, "%s+0x%llx",
			 flame_escape(image, sizeof(image), name->image), name->image_address);
	else
		snprintf(buffer, FRAME_NAME_MAX, "0x%llx", stack->address[frame]);
	return buffer;
}

/*
 * Every task that left its CPU is in the scheduler, and every waker is in what wakes:
 * that says nothing. Known by name only, "schedule+0x5e" as well.
 */
static bool frame_is_scheduler(const char *name)
{
	static const char *const names[] = {
		"__traceiter_sched_switch", "__traceiter_sched_waking", "__schedule", "schedule",
		"schedule_idle", "preempt_schedule", "preempt_schedule_common",
		"preempt_schedule_irq", "preempt_schedule_notrace", "try_to_wake_up",
	};
	size_t length = strcspn(name, "+"), i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strlen(names[i]) == length && !strncmp(names[i], name, length))
			return true;
	}
	return false;
}

__attribute__((format(printf, 2, 3)))
static void frames_say(struct frames *frames, const char *format, ...)
{
	va_list args;

	if (frames->count == FRAMES_MAX)
		return;
	va_start(args, format);
	vsnprintf(frames->name[frames->count++], FRAME_NAME_MAX, format, args);
	va_end(args);
}

void frames_add(struct frames *frames, const struct answer *answer,
		const struct gentrace_frames *stack)
{
	unsigned int inlined;
	__u32 frame;

	for (frame = 0; frame < stack->count; frame++) {
		for (inlined = 0; frames->count < FRAMES_MAX; inlined++) {
			if (!frames_name(frames->name[frames->count], answer, stack, frame, inlined))
				break;
			frames->count++;
		}
	}
	if (stack->walk != GENTRACE_WALK_WHOLE)
		frames_say(frames, "%s", stack->walk == GENTRACE_WALK_CUT ? "..." : "?");
}

/* At the top, and not if it is all there is. */
static void frames_drop_scheduler(struct frames *frames)
{
	size_t top = 0;

	while (top + 1 < frames->count && frame_is_scheduler(frames->name[top]))
		top++;
	frames->count -= top;
	memmove(frames->name, frames->name + top, frames->count * sizeof(*frames->name));
}

/* What nobody would expect needs no reason: a kernel thread has no program. */
static bool reason_is_plain(__u32 reason)
{
	return reason == GENTRACE_NO_STACK_OFF || reason == GENTRACE_NO_STACK_NO_USER ||
	       reason == GENTRACE_NO_STACK_INTERRUPT;
}

static const char *reason_of(char buffer[static FRAME_NAME_MAX],
			     const struct gentrace_frames *stack, __u32 reason)
{
	if (!stack)
		snprintf(buffer, FRAME_NAME_MAX, "no stack: %s", gentrace_no_frames_meaning(reason));
	else
		snprintf(buffer, FRAME_NAME_MAX, "stack %llu %s", stack->id,
			 stack->missing ? "is not in the trace" : "cannot be read");
	return buffer;
}

void frames_take(struct frames *frames, const struct answer *answer,
		 const struct gentrace_stacks *stacks, enum frames_part part)
{
	const struct gentrace_frames *stack;
	char text[FRAME_NAME_MAX];
	__u32 reason;

	frames->count = 0;
	if (!stacks)
		return;
	stack = part == FRAMES_KERNEL ? stacks->kernel : stacks->user;
	reason = part == FRAMES_KERNEL ? stacks->no_kernel : stacks->no_user;
	if (stack && stack->count) {
		frames_add(frames, answer, stack);
		frames_drop_scheduler(frames);
	}
	/* What is true of both is told once. */
	else if (stack || !(reason_is_plain(reason) || (part == FRAMES_USER && !stacks->kernel &&
							 stacks->no_kernel == reason)))
		frames_say(frames, "[%s]", reason_of(text, stack, reason));
}

const char *frames_text(char buffer[static FRAMES_TEXT_MAX], const struct frames *frames,
			size_t limit)
{
	/* One more takes no more room than to say that there is one. */
	bool all = frames->count <= limit || frames->count - limit == 1;
	size_t shown = all ? frames->count : limit, used = 0, i;

	*buffer = '\0';
	for (i = 0; i < shown; i++) {
		/* Room for how many more there are. */
		if (used + strlen(frames->name[i]) + 32 > FRAMES_TEXT_MAX)
			break;
		used += (size_t)sprintf(buffer + used, "%s%s", i ? " < " : "", frames->name[i]);
	}
	if (i < frames->count)
		sprintf(buffer + used, "%s%zu more", i ? " < " : "", frames->count - i);
	return buffer;
}

const char *frames_line(char buffer[static FRAMES_TEXT_MAX], const struct answer *answer,
			const struct gentrace_stacks *stacks, enum frames_part part)
{
	struct frames frames;

	frames_take(&frames, answer, stacks, part);
	return frames_text(buffer, &frames, answer->frames);
}

void frames_print_hint(const struct answer *answer, __u64 block_ns)
{
	if (answer->stacks && block_ns && !gentrace_model_summary(answer->model)->stacks)
		printf("stacks      none: record --stacks=all has where in the code tasks block\n");
}

static void part_json(struct json_object *object, const struct frames *frames,
		      const struct gentrace_frames *stack, __u32 reason, const char *part)
{
	char key[32], text[FRAME_NAME_MAX];
	struct json_object *list;
	size_t i;

	if (!stack || !stack->count) {
		snprintf(key, sizeof(key), "no_%s", part);
		json_add_text(object, key, stack ? reason_of(text, stack, reason) :
			      gentrace_no_stack_name(reason) ?: gentrace_no_frames_meaning(reason));
		return;
	}
	list = json_add_array(object, part);
	for (i = 0; i < frames->count; i++)
		json_object_array_add(list, json_object_new_string(frames->name[i]));
	snprintf(key, sizeof(key), "%s_walk", part);
	json_add_text(object, key, gentrace_walk_name(stack->walk) ?: "unknown");
}

void frames_json(struct json_object *object, const char *key, const struct answer *answer,
		 const struct gentrace_stacks *stacks)
{
	struct frames frames;

	if (!stacks)
		return;
	object = json_add_object(object, key);
	frames_take(&frames, answer, stacks, FRAMES_KERNEL);
	part_json(object, &frames, stacks->kernel, stacks->no_kernel, "kernel");
	frames_take(&frames, answer, stacks, FRAMES_USER);
	part_json(object, &frames, stacks->user, stacks->no_user, "user");
}
