// SPDX-License-Identifier: GPL-2.0
/* why_json.c - what a task needed the time for, for programs. */
#include "stacks/frames.h"
#include "print/json.h"
#include "locks.h"
#include "syscalls.h"
#include "why.h"

static const char *const doings[] = {
	[GENTRACE_DOING_UNKNOWN] = "unknown",
	[GENTRACE_DOING_RUN] = "run",
	[GENTRACE_DOING_WAIT] = "wait",
	[GENTRACE_DOING_BLOCK] = "blocked",
};

static void cause_json(struct json_object *object, const struct cause *cause)
{
	char text[WHY_TEXT_MAX], name[SYSCALL_NAME_MAX], lock[LOCK_NAME_MAX];

	char interrupt[INTERRUPT_TEXT_MAX];

	answer_add_task(object, "task", cause->task);
	json_add_text(object, "doing", cause->interrupted ? "interrupted" : doings[cause->doing]);
	if (cause->interrupted)
		json_add_text(object, "by", interrupt_text(interrupt, cause->interrupted, cause->irq,
							   cause->handler));
	json_add_text(object, "text", cause_text(text, cause));
	if (cause->syscall != GENTRACE_SYSCALL_NONE)
		json_add_text(object, "syscall", syscall_name(name, cause->syscall));
	if (cause->lock)
		json_add_text(object, "lock", lock_name(lock, cause->lock, cause->lock_flags));
	if (cause->doing == GENTRACE_DOING_WAIT) {
		json_add_u64(object, "cpu", cause->cpu);
		answer_add_task(object, "behind", cause->other);
	}
	if (cause->doing != GENTRACE_DOING_BLOCK)
		return;
	json_add_bool(object, "uninterruptible", cause->uninterruptible);
	if (!cause->woken)
		return;
	json_add_text(object, "woken_in", gentrace_level_name(cause->level) ?: "unknown");
	if (cause->level == GENTRACE_LEVEL_TASK)
		answer_add_task(object, "waker", cause->other);
	if (cause->source)
		json_add_text(object, cause->level == GENTRACE_LEVEL_TASK ? "work" : "woken_by",
			      cause->source);
}

/* The block that a step ended, with which the path went on here. */
static void ends_json(struct json_object *object, const struct why *why,
		      const struct gentrace_segment *block)
{
	if (!block)
		return;
	object = json_add_object(object, "ends");
	answer_add_task(object, "task", block->task);
	json_add_u64(object, "begin_ns", block->begin_ns);
	json_add_u64(object, "end_ns", block->end_ns);
	frames_json(object, "stack", &why->answer, block->stacks);
	frames_json(object, "waker_stack", &why->answer, block->waker.stacks);
}

/* What took the CPU away in a step, by kind. */
static void interruptions_json(struct json_object *object, const struct why *why,
			       const struct gentrace_step *step)
{
	const struct gentrace_interruption *interruption;
	__u64 ns, taken[GENTRACE_CALL_NMI + 1] = { 0 };
	size_t i;

	for (i = 0; (interruption = step_interruption(why, step, i, &ns)); i++)
		taken[interruption->kind] += ns;
	json_add_u64(object, "hardirq_ns", taken[GENTRACE_CALL_HARDIRQ]);
	json_add_u64(object, "softirq_ns", taken[GENTRACE_CALL_SOFTIRQ]);
	json_add_u64(object, "nmi_ns", taken[GENTRACE_CALL_NMI]);
}

static void step_json(struct json_object *object, const struct why *why,
		      const struct gentrace_step *step)
{
	struct cause cause = cause_of(why, step);

	json_add_u64(object, "begin_ns", step->begin_ns);
	json_add_u64(object, "end_ns", step->end_ns);
	json_add_u64(object, "depth", step->depth);
	cause_json(object, &cause);
	if (step->segment)
		frames_json(object, "stack", &why->answer, step->segment->stacks);
	if (cause.woken)
		frames_json(object, "waker_stack", &why->answer, step->segment->waker.stacks);
	ends_json(object, why, step->ends);
	if (cause.doing != GENTRACE_DOING_RUN)
		return;
	interruptions_json(object, why, step);
}

void why_print_json(const struct why *why)
{
	struct json_object *root = json_object_new_object(), *list, *object;
	size_t i;

	answer_add_head(root, &why->answer);
	why_hit_json(root, why);
	answer_add_task(root, "task", why->task);
	json_add_u64(root, "from_ns", why->from_ns);
	json_add_u64(root, "to_ns", why->to_ns);
	if (why->stay)
		json_add_u64(root, "stays", why->stay->count);
	list = json_add_array(root, "causes");
	for (i = 0; i < why->causes; i++) {
		object = json_append_object(list);
		json_add_u64(object, "ns", why->cause[i].ns);
		json_add_u64(object, "steps", why->cause[i].steps);
		cause_json(object, &why->cause[i]);
	}
	list = json_add_array(root, "steps");
	for (i = 0; i < why->path.steps; i++)
		step_json(json_append_object(list), why, &why->path.step[i]);
	json_print(root);
}
