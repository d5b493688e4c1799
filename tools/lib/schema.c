// SPDX-License-Identifier: GPL-2.0
/* schema.c - how the events of a trace lie on the wire: what it declares. */
#include <string.h>

#include "schema.h"

static unsigned int wire_of(__u64 type)
{
	return type & GENTRACE_WIRE_MASK;
}

/* Pids, strings and stacks have to be looked for only where the table has them. */
static enum role shape_role(const struct shape *shape)
{
	const struct gentrace_event_info *info = shape->info;
	enum role role = ROLE_NONE;
	unsigned int i;

	if (info->id == GENTRACE_EVENT_sched_switch)
		return shape->exact ? ROLE_SWITCH : ROLE_ANY;
	if (info->id == GENTRACE_EVENT_stack)
		return shape->exact ? ROLE_STACK : ROLE_ANY;
	for (i = 0; i < info->args; i++) {
		if (info->arg[i].type == GENTRACE_TYPE_strid ||
		    info->arg[i].type == GENTRACE_TYPE_stack)
			return ROLE_ANY;
		if (info->arg[i].type == GENTRACE_TYPE_pid)
			role = !i && shape->exact ? ROLE_PID : ROLE_ANY;
	}
	return role;
}

static void shape_settle(struct shape *shape)
{
	__u64 texts = shape->wires & 0xaaaaaaaaaaaaaaaaull;

	/* A hit goes the long way, also if a trace declares less of it: its time is wanted. */
	shape->plain = shape->known && shape->info && !shape->meta && !texts &&
		       shape->args <= SCHEMA_PLAIN_ARGS &&
		       shape->info->class != GENTRACE_CLASS_TRIGGER ? shape->args + 1 : 0;
	shape->quick = shape->plain && shape->exact;
	shape->role = shape->plain ? shape_role(shape) : ROLE_ANY;
}

static void shape_push(struct shape *shape, __u64 type)
{
	const struct gentrace_event_info *info = shape->info;
	unsigned int i = shape->args++;

	shape->wires |= (__u64)wire_of(type) << (i * GENTRACE_WIRE_BITS);
	if (info && i < info->args && wire_of(info->arg[i].type) == wire_of(type))
		shape->take |= 1u << i;
	shape->exact = info && shape->args == info->args &&
		       shape->take == (1u << info->args) - 1;
	shape_settle(shape);
}

static void shape_init(struct shape *shape, const struct gentrace_event_info *info)
{
	unsigned int i;

	shape->info = info;
	shape->known = true;
	shape->meta = info->class == GENTRACE_CLASS_META;
	for (i = 0; i < info->args; i++)
		shape_push(shape, info->arg[i].type);
	shape_settle(shape);
}

void schema_init(struct schema *schema)
{
	unsigned int id;

	memset(schema, 0, sizeof(*schema));
	for (id = 0; id < GENTRACE_EVENT_LIMIT; id++) {
		const struct gentrace_event_info *info = gentrace_event_info(id);

		if (info)
			shape_init(&schema->shape[id], info);
	}
}

/*
 * Declarations are made of these, so theirs could only come too late. They
 * never change while the format has its number.
 */
static bool event_is_fixed(__u64 id)
{
	return id >= GENTRACE_EVENT_generation && id <= GENTRACE_EVENT_event_arg;
}

const char *schema_declare_event(struct schema *schema, __u64 id)
{
	const struct gentrace_event_info *info = gentrace_event_info(id);
	struct shape *shape;

	if (!id || id >= GENTRACE_EVENT_LIMIT)
		return "declares an event whose id is no byte";
	shape = &schema->shape[id];
	if (shape->declared)
		return "declares an event again";
	if (shape->count && !event_is_fixed(id))
		return "declares an event after it was used";
	if (event_is_fixed(id)) {
		shape->declared = true;
		return NULL;
	}
	*shape = (struct shape) {
		.info		= info,
		.known		= true,
		.exact		= info && !info->args,
		.meta		= info && info->class == GENTRACE_CLASS_META,
		.declared	= true,
	};
	shape_settle(shape);
	return NULL;
}

const char *schema_declare_arg(struct schema *schema, __u64 id, __u64 type)
{
	struct shape *shape;

	if (!id || id >= GENTRACE_EVENT_LIMIT || !schema->shape[id].declared)
		return "declares an argument of an event that is not declared";
	shape = &schema->shape[id];
	if (event_is_fixed(id))
		return NULL;
	if (shape->count)
		return "declares an argument after the event was used";
	/* Without all its arguments the event cannot be stepped over. */
	if (shape->args == SCHEMA_ARGS_MAX || wire_of(type) > GENTRACE_WIRE_BYTES) {
		shape->known = false;
		shape_settle(shape);
		return shape->args == SCHEMA_ARGS_MAX ?
		       "declares more arguments than an event can have" :
		       "declares an argument of an unknown wire kind";
	}
	shape_push(shape, type);
	return NULL;
}

const __u8 *shape_decode_other(const struct shape *shape, const __u8 *p, const __u8 *end,
			       __u64 *value, const char **text)
{
	__u64 wires = shape->wires;
	unsigned int i;

	for (i = 0; i < GENTRACE_ARGS_MAX; i++) {
		value[i] = 0;
		text[i] = "";
	}
	for (i = 0; i < shape->args; i++) {
		const char *other_text;
		__u64 other;

		if (i < GENTRACE_ARGS_MAX && shape->take & (1u << i))
			p = wire_get(p, end, wires & GENTRACE_WIRE_MASK, &value[i], &text[i]);
		else
			p = wire_get(p, end, wires & GENTRACE_WIRE_MASK, &other, &other_text);
		wires >>= GENTRACE_WIRE_BITS;
	}
	return p;
}
