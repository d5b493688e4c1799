// SPDX-License-Identifier: GPL-2.0
/*
 * scan.c - each event of a batch is looked at, once: is it whole, and what is it?
 *
 * This is what everybody pays who reads a trace, so nearly all events go a short
 * way: those of plain shapes that do not stand at the very end of a batch. There
 * is room behind them, so all numbers are loaded without asking; a number that
 * runs into what is behind the batch belongs to the last event, which goes the
 * long way. So does whatever is wrong, for the long way can tell.
 */
#include <string.h>

#include "scan.h"

/**
 * struct scan - the walk over the events of a batch
 * @generation: where the batch is
 * @batch: the batch, with its length and events as far as the walk has come
 * @start: its first event
 * @end: the byte after the batch
 * @pid: the task that runs, by the chain of switches
 */
struct scan {
	struct generation *generation;
	struct gentrace_batch *batch;
	const __u8 *start;
	const __u8 *end;
	__u32 pid;
};

static void scan_damage(const struct scan *scan, const __u8 *at, enum gentrace_rule rule,
			const char *text)
{
	const struct gentrace_batch *batch = scan->batch;

	generation_damage(scan->generation, rule, batch,
			  batch->offset + batch->header.header_bytes +
			  (__u64)(at - scan->start), "%s", text);
}

/* What has to be known before the tables are made. */
static void scan_meta(const struct scan *scan, const __u8 *at, const struct shape *shape,
		      const __u8 *args)
{
	struct generation *generation = scan->generation;
	const char *text[GENTRACE_ARGS_MAX];
	__u64 value[GENTRACE_ARGS_MAX];
	const char *wrong = NULL;

	if (!shape->info || !shape_decode(shape, args, scan->end, value, text))
		return;
	switch (shape->info->id) {
	case GENTRACE_EVENT_generation:
		if (shape->count > 1)
			wrong = "opens the generation a second time";
		break;
	case GENTRACE_EVENT_event_type:
		wrong = schema_declare_event(&generation->schema,
					     value[GENTRACE_ARG(event_type, event)]);
		break;
	case GENTRACE_EVENT_event_arg:
		wrong = schema_declare_arg(&generation->schema,
					   value[GENTRACE_ARG(event_arg, event)],
					   value[GENTRACE_ARG(event_arg, type)]);
		break;
	case GENTRACE_EVENT_generation_end:
		generation->public.complete = true;
		break;
	}
	if (wrong)
		scan_damage(scan, at, GENTRACE_RULE_DECLARATION, wrong);
}

static void scan_roll(struct scan *scan, const struct shape *shape, const __u8 *args)
{
	const char *text[GENTRACE_ARGS_MAX];
	__u64 value[GENTRACE_ARGS_MAX];

	if (!shape->info || !shape_decode(shape, args, scan->end, value, text))
		return;
	roll_take(&scan->generation->roll, shape->info, value, &scan->pid);
	if (shape->info->id == GENTRACE_EVENT_trigger_hit)
		hits_note(scan->generation, scan->batch, value);
}

/* The event at @p, the long way; the byte after it, NULL if it is damaged. */
static const __u8 *scan_event(struct scan *scan, const __u8 *p, bool meta)
{
	struct gentrace_batch *batch = scan->batch;
	struct shape *shape = &scan->generation->schema.shape[*p];
	const __u8 *args, *next;
	__u64 delta = 0, time;

	args = gentrace_get_varint(p + 1, scan->end, &delta);
	next = shape_skip(shape, args, scan->end);
	if (!shape->known) {
		scan_damage(scan, p, GENTRACE_RULE_EVENT, "an event of a kind nobody declared");
		return NULL;
	}
	if (!next) {
		scan_damage(scan, p, GENTRACE_RULE_EVENT, "an event that is cut or malformed");
		return NULL;
	}
	if (__builtin_add_overflow(batch->last_time, delta, &time)) {
		scan_damage(scan, p, GENTRACE_RULE_EVENT, "an event after the end of time");
		return NULL;
	}
	if (shape->info && shape->meta != meta) {
		scan_damage(scan, p, GENTRACE_RULE_EVENT,
			    meta ? "an event that does not belong on the meta stream" :
			    "an event that belongs on the meta stream");
		return NULL;
	}
	batch->last_time = time;
	batch->events++;
	shape->count++;
	shape->bytes += (__u64)(next - p);
	if (meta)
		scan_meta(scan, p, shape, args);
	else
		scan_roll(scan, shape, args);
	return next;
}

/* The byte after a number that nobody wants to know; there is room, as above. */
static inline const __u8 *varint_skip(const __u8 *p)
{
	return p + __builtin_ctz(*p | 1u << (GENTRACE_VARINT_MAX - 1)) + 1;
}

/* The same of the arguments from number @from on of a plain shape. */
static inline const __u8 *plain_skip(const struct shape *shape, unsigned int from,
				     const __u8 *p)
{
	if (shape->plain > from + 1)
		p = varint_skip(p);
	if (shape->plain > from + 2)
		p = varint_skip(p);
	if (shape->plain > from + 3)
		p = varint_skip(p);
	return p;
}

/* Take down what a plain event says about tasks; the byte after its arguments. */
static inline const __u8 *scan_plain_args(struct scan *scan, const struct shape *shape,
					  const __u8 *p)
{
	struct roll *roll = &scan->generation->roll;
	__u64 value[2];

	switch (shape->role) {
	case ROLE_NONE:
		return plain_skip(shape, 0, p);
	case ROLE_PID:
		p = gentrace_get_varint_roomy(p, &value[0]);
		roll_name(roll, value[0]);
		return plain_skip(shape, 1, p);
	case ROLE_SWITCH:
		p = gentrace_get_varint_roomy(p, &value[0]);
		p = gentrace_get_varint_roomy(p, &value[1]);
		roll_switch(roll, value, scan->pid);
		scan->pid = (__u32)value[GENTRACE_ARG(sched_switch, next_pid)];
		return p;
	case ROLE_STACK:
		p = gentrace_get_varint_roomy(p, &value[0]);
		p = gentrace_get_varint_roomy(p, &value[1]);
		roll_stack(roll, value[GENTRACE_ARG(stack, kernel)]);
		roll_stack(roll, value[GENTRACE_ARG(stack, user)]);
		return p;
	default:
		scan_roll(scan, shape, p);
		return plain_skip(shape, 0, p);
	}
}

/* Events at @p the short way, as many as there are; the one that cannot go it. */
static const __u8 *scan_plain(struct scan *scan, const __u8 *p)
{
	__u64 time = scan->batch->last_time;
	__u32 events = 0;

	while (scan->end - p >= SCHEMA_PLAIN_BYTES) {
		struct shape *shape = &scan->generation->schema.shape[*p];
		const __u8 *next;
		__u64 delta;

		if (!shape->plain)
			break;
		next = gentrace_get_varint_roomy(p + 1, &delta);
		if (__builtin_expect(__builtin_add_overflow(time, delta, &delta), 0))
			break;
		next = scan_plain_args(scan, shape, next);
		time = delta;
		events++;
		shape->count++;
		shape->bytes += (__u64)(next - p);
		p = next;
	}
	scan->batch->last_time = time;
	scan->batch->events += events;
	return p;
}

void scan_batch(struct generation *generation, struct gentrace_batch *batch, const __u8 *bytes)
{
	struct scan scan = {
		.generation	= generation,
		.batch		= batch,
		.start		= bytes,
		.end		= bytes + batch->header.bytes - batch->header.header_bytes,
		.pid		= batch->header.pid,
	};
	bool meta = batch->header.level == GENTRACE_LEVEL_META;
	const __u8 *p = bytes;

	while (p < scan.end) {
		const __u8 *next;

		if (!meta)
			p = scan_plain(&scan, p);
		/* There is one at least: the short way leaves it the end of the batch. */
		next = scan_event(&scan, p, meta);
		if (!next)
			break;
		p = next;
	}
	batch->last_pid = scan.pid;
	batch->length = (__u32)(p - bytes);
	if (meta)
		generation->public.meta_events += batch->events;
	else
		generation->public.events += batch->events;
	if (p == scan.end && batch->events != batch->header.events)
		generation_damage(generation, GENTRACE_RULE_EVENT_COUNT, batch, batch->offset,
				  "the batch promises %u events and holds %u",
				  batch->header.events, batch->events);
}

