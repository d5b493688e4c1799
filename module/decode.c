// SPDX-License-Identifier: GPL-2.0
/*
 * decode.c - over events, by the event table.
 *
 * The batches are the kernel's own, but a kernel that dies may have written anywhere:
 * whatever is read here is bounded, and what is no event ends the batch.
 */
#include <linux/build_bug.h>
#include <linux/kernel.h>
#include <asm/byteorder.h>
#include <linux/gentrace_events.h>
#include <linux/gentrace_format.h>
#include <linux/gentrace_varint.h>

#include "decode.h"

/* The types of each event's arguments, and where they are by id. */
#define A(type, name)	GENTRACE_TYPE_##type,
#define E(id, name, class, args, meaning)	static const u8 types_##name[] = { args };
GENTRACE_EVENTS(E, A)
#undef E
#undef A

static const struct layout {
	const u8 *types;
	u8 count;
} layouts[GENTRACE_EVENT_LIMIT] = {
#define A(type, name)
#define E(id, name, class, args, meaning) \
	[id] = { types_##name, ARRAY_SIZE(types_##name) },
	GENTRACE_EVENTS(E, A)
#undef E
#undef A
};

/**
 * gt_step_begin - the place before the first event of a batch
 * @step: set to it
 * @data: the batch, with a whole header
 * @bytes: of it; at least the header's
 */
void gt_step_begin(struct gt_step *step, const u8 *data, u32 bytes)
{
	const struct gentrace_batch_header *h = (const void *)data;

	*step = (struct gt_step) {
		.p = data + sizeof(*h), .end = data + bytes,
		.time = le64_to_cpu(h->base_time), .pid = le32_to_cpu(h->pid),
	};
}

static const u8 *step_argument(struct gt_step *step, const u8 *p, u8 type, u64 *value)
{
	const char *text;
	u32 length;

	if ((type & GENTRACE_WIRE_MASK) == GENTRACE_WIRE_BYTES)
		return gentrace_get_str(p, step->end, &text, &length);
	p = gentrace_get_varint(p, step->end, value);
	if (p && type == GENTRACE_TYPE_pid && step->pids < GT_STEP_PIDS_MAX)
		step->named[step->pids++] = *value;
	return p;
}

/* Events by which another task runs, or the same one by another number. */
static u32 step_pid(const struct gt_step *step)
{
	bool changes = step->event == GENTRACE_EVENT_sched_switch ||
		       step->event == GENTRACE_EVENT_sched_process_exec;

	return changes ? step->named[0] : step->pid;
}

/**
 * gt_step_next - over one event
 * @step: where it is; untouched but for @pids if there is none
 *
 * Context: any.
 * Return: whether there was one. If not, that is the end of the batch, or what follows
 * is no event.
 */
bool gt_step_next(struct gt_step *step)
{
	const struct layout *layout;
	u64 value = 0, delta;
	const u8 *p, *args;
	u32 i;

	if (step->p >= step->end)
		return false;
	layout = &layouts[*step->p];
	args = gentrace_get_varint(step->p + 1, step->end, &delta);
	step->pids = 0;
	for (p = args, i = 0; p && i < layout->count; i++)
		p = step_argument(step, p, layout->types[i], &value);
	if (!p || !layout->types)
		return false;
	step->event = *step->p;
	step->args = args;
	step->time += delta;
	step->p = p;
	step->pid = step_pid(step);
	return true;
}
