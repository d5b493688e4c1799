// SPDX-License-Identifier: GPL-2.0
/* cause.c - what the steps of a path were needed for, added up, in words. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calls.h"
#include "locks.h"
#include "syscalls.h"
#include "print/terminal.h"
#include "why.h"

/* The one of those on a CPU meanwhile who was there longest. */
static const struct gentrace_task *longest_on(const struct why *why, __u32 cpu, __u64 begin_ns,
					      __u64 end_ns)
{
	const struct gentrace_task *longest = NULL;
	const struct gentrace_shift *shift;
	__u64 most = 0;
	size_t i;

	for (i = 0; (shift = gentrace_history_shift(why->history, cpu, begin_ns, i)); i++) {
		__u64 ns = gentrace_shift_within(shift, begin_ns, end_ns);

		if (shift->begin_ns >= end_ns)
			break;
		if (ns > most) {
			most = ns;
			longest = shift->task;
		}
	}
	return longest;
}

static void cause_of_block(struct cause *cause, const struct gentrace_step *step)
{
	const struct gentrace_waker *waker = &step->segment->waker;

	cause->uninterruptible = step->segment->state == GENTRACE_TASK_DISK;
	cause->woken = waker->ns && step->end_ns == step->segment->end_ns;
	cause->waking = cause->woken && step->begin_ns >= waker->ns;
	if (!cause->woken)
		return;
	cause->level = waker->level;
	cause->source = waker->source;
	if (waker->level == GENTRACE_LEVEL_TASK)
		cause->other = waker->task;
}

struct cause cause_of(const struct why *why, const struct gentrace_step *step)
{
	const struct gentrace_segment *segment = step->segment;
	struct cause cause = {
		.task = step->task,
		.syscall = GENTRACE_SYSCALL_NONE,
		.ns = step->end_ns - step->begin_ns,
		.steps = 1,
	};

	if (!segment)
		return cause;
	cause.doing = segment->doing;
	cause.syscall = segment->syscall;
	if (segment->doing == GENTRACE_DOING_RUN || segment->doing == GENTRACE_DOING_BLOCK) {
		cause.lock = segment->lock;
		cause.lock_flags = segment->lock_flags;
	}
	if (segment->doing == GENTRACE_DOING_WAIT) {
		cause.cpu = segment->cpu;
		cause.other = longest_on(why, segment->cpu, step->begin_ns, step->end_ns);
	} else if (segment->doing == GENTRACE_DOING_BLOCK) {
		cause_of_block(&cause, step);
	}
	return cause;
}

static int compare(__u64 a, __u64 b)
{
	return (a > b) - (a < b);
}

static int compare_pointers(const void *a, const void *b)
{
	return compare((uintptr_t)a, (uintptr_t)b);
}

/* Those of idle CPUs and of other tasks lie in other steps. */
const struct gentrace_interruption *step_interruption(const struct why *why,
						      const struct gentrace_step *step, size_t i,
						      __u64 *ns)
{
	const struct gentrace_segment *segment = step->segment;
	const struct gentrace_interruption *interruption;

	if (!segment || segment->doing != GENTRACE_DOING_RUN)
		return NULL;
	interruption = gentrace_history_interruption(why->history, segment->cpu, step->begin_ns, i);
	if (!interruption || interruption->begin_ns >= step->end_ns)
		return NULL;
	*ns = gentrace_interruption_within(interruption, step->begin_ns, step->end_ns);
	return interruption;
}

/* By all that is told; names of interrupts are the model's, one pointer each. */
static int cause_compare(const void *left, const void *right)
{
	const struct cause *a = left, *b = right;

	return compare_pointers(a->task, b->task) ?: compare(a->doing, b->doing) ?:
	       compare(a->syscall, b->syscall) ?: compare(a->lock, b->lock) ?:
	       compare(a->waking, b->waking) ?:
	       compare(a->woken, b->woken) ?: compare(a->level, b->level) ?:
	       compare_pointers(a->source, b->source) ?:
	       compare(a->interrupted, b->interrupted) ?: compare(a->irq, b->irq) ?:
	       compare_pointers(a->handler, b->handler) ?: compare_pointers(a->other, b->other) ?:
	       compare(a->cpu, b->cpu) ?: compare(a->uninterruptible, b->uninterruptible);
}

static int cause_longer(const void *left, const void *right)
{
	const struct cause *a = left, *b = right;

	return (a->ns < b->ns) - (a->ns > b->ns) ?: cause_compare(a, b);
}

/* A list of causes that grows. */
struct causes {
	struct cause *list;
	size_t count;
	size_t room;
};

static int causes_append(struct causes *causes, const struct cause *cause)
{
	if (causes->count == causes->room) {
		size_t room = causes->room ? 2 * causes->room : 256;
		struct cause *list = reallocarray(causes->list, room, sizeof(*list));

		if (!list)
			return -1;
		causes->list = list;
		causes->room = room;
	}
	causes->list[causes->count++] = *cause;
	return 0;
}

/* A step, and apart from it what interrupted it. */
static int causes_append_step(struct causes *causes, const struct why *why,
			      const struct gentrace_step *step)
{
	const struct gentrace_interruption *interruption;
	struct cause cause = cause_of(why, step), taken;
	__u64 ns;
	size_t i;

	for (i = 0; (interruption = step_interruption(why, step, i, &ns)); i++) {
		if (!ns)
			continue;
		taken = cause;
		taken.ns = ns;
		taken.interrupted = interruption->kind;
		taken.irq = interruption->id;
		taken.handler = interruption->name;
		cause.ns -= ns;
		if (causes_append(causes, &taken))
			return -1;
	}
	return cause.ns || step->begin_ns == step->end_ns ? causes_append(causes, &cause) : 0;
}

/* Equal ones become one. */
static void causes_join(struct causes *causes)
{
	size_t i, n = 0;

	qsort(causes->list, causes->count, sizeof(*causes->list), cause_compare);
	for (i = 0; i < causes->count; i++) {
		struct cause *cause = &causes->list[i];

		if (n && !cause_compare(&causes->list[n - 1], cause)) {
			causes->list[n - 1].ns += cause->ns;
			causes->list[n - 1].steps++;
		} else {
			causes->list[n++] = *cause;
		}
	}
	causes->count = n;
}

int causes_add_up(struct why *why)
{
	struct causes causes = { 0 };
	size_t i;

	for (i = 0; i < why->path.steps; i++) {
		if (causes_append_step(&causes, why, &why->path.step[i])) {
			free(causes.list);
			return -1;
		}
	}
	if (causes.count) {
		causes_join(&causes);
		qsort(causes.list, causes.count, sizeof(*causes.list), cause_longer);
	}
	why->cause = causes.list;
	why->causes = causes.count;
	return 0;
}

const char *interrupt_text(char buffer[static INTERRUPT_TEXT_MAX], __u32 kind, __u64 id,
			   const char *name)
{
	static const char *const kinds[] = {
		[GENTRACE_CALL_HARDIRQ] = "hardirq", [GENTRACE_CALL_SOFTIRQ] = "softirq",
		[GENTRACE_CALL_NMI] = "NMI",
	};
	const struct gentrace_call call = { .kind = kind, .id = id, .name = name };
	char text[TERMINAL_ESCAPED(GENTRACE_NAME_MAX)], raw[GENTRACE_NAME_MAX];

	name = call_raw_name(raw, &call);
	snprintf(buffer, INTERRUPT_TEXT_MAX, "%s %s", kinds[kind],
		 terminal_escape(text, sizeof(text), name, strlen(name)));
	return buffer;
}

#define PLACE_TEXT_MAX	(SYSCALL_NAME_MAX + LOCK_NAME_MAX + 32)

/* " in read, trying to get mutex 0xffff...", as far as that is known. */
static const char *place_text(char buffer[static PLACE_TEXT_MAX], const struct cause *cause)
{
	char syscall[SYSCALL_NAME_MAX], lock[LOCK_NAME_MAX];
	int length = 0;

	*buffer = '\0';
	if (cause->syscall != GENTRACE_SYSCALL_NONE)
		length = snprintf(buffer, PLACE_TEXT_MAX, " in %s",
				  syscall_name(syscall, cause->syscall));
	if (cause->lock)
		snprintf(buffer + length, PLACE_TEXT_MAX - (size_t)length, "%s %s",
			 cause->doing == GENTRACE_DOING_RUN ? ", trying to get" : " on",
			 lock_name(lock, cause->lock, cause->lock_flags));
	return buffer;
}

#define WAKER_TEXT_MAX	(ANSWER_TASK_MAX + TERMINAL_ESCAPED(GENTRACE_NAME_MAX) + 32)

/* "kworker/0:1/12, doing wb_workfn", "softirq process_timeout". */
static const char *waker_text(char buffer[static WAKER_TEXT_MAX], const struct cause *cause)
{
	char text[TERMINAL_ESCAPED(GENTRACE_NAME_MAX)] = "", task[ANSWER_TASK_MAX];

	if (cause->source)
		terminal_escape(text, sizeof(text), cause->source, strlen(cause->source));
	if (cause->level == GENTRACE_LEVEL_TASK)
		snprintf(buffer, WAKER_TEXT_MAX, "%s%s%s", answer_task(task, cause->other),
			 *text ? ", doing " : "", text);
	else if (*text)
		snprintf(buffer, WAKER_TEXT_MAX, "%s %s", gentrace_level_name(cause->level), text);
	else if (cause->level == GENTRACE_LEVEL_HARDIRQ)
		snprintf(buffer, WAKER_TEXT_MAX, "an interrupt of a timer or another CPU");
	else
		snprintf(buffer, WAKER_TEXT_MAX, "a %s", gentrace_level_name(cause->level));
	return buffer;
}

static void block_text(char buffer[static WHY_TEXT_MAX], const struct cause *cause,
		       const char *place)
{
	char waker[WAKER_TEXT_MAX];

	if (!cause->woken)
		snprintf(buffer, WHY_TEXT_MAX,
			 "was blocked%s%s, and who ended it is not in the trace", place,
			 cause->uninterruptible ? ", uninterruptibly" : "");
	else if (cause->waking)
		snprintf(buffer, WHY_TEXT_MAX, "was being woken by %s", waker_text(waker, cause));
	else
		snprintf(buffer, WHY_TEXT_MAX, "was blocked%s%s until woken by %s", place,
			 cause->uninterruptible ? ", uninterruptibly," : "",
			 waker_text(waker, cause));
}

const char *cause_text(char buffer[static WHY_TEXT_MAX], const struct cause *cause)
{
	char place[PLACE_TEXT_MAX], other[ANSWER_TASK_MAX], interrupt[INTERRUPT_TEXT_MAX];

	place_text(place, cause);
	switch (cause->doing) {
	case GENTRACE_DOING_RUN:
		if (cause->interrupted)
			snprintf(buffer, WHY_TEXT_MAX, "was interrupted%s by %s", place,
				 interrupt_text(interrupt, cause->interrupted, cause->irq,
						cause->handler));
		else
			snprintf(buffer, WHY_TEXT_MAX, "ran%s", place);
		break;
	case GENTRACE_DOING_WAIT:
		if (cause->other)
			snprintf(buffer, WHY_TEXT_MAX, "waited for CPU %u, behind %s", cause->cpu,
				 answer_task(other, cause->other));
		else
			snprintf(buffer, WHY_TEXT_MAX, "waited for CPU %u, which was idle", cause->cpu);
		break;
	case GENTRACE_DOING_BLOCK:
		block_text(buffer, cause, place);
		break;
	default:
		snprintf(buffer, WHY_TEXT_MAX, "did what the trace cannot tell");
	}
	return buffer;
}
