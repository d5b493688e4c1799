/* SPDX-License-Identifier: GPL-2.0 */
/*
 * schema.h - how the events of a trace lie on the wire.
 *
 * A trace declares its events itself. For what it declares its word counts,
 * even against the table this library was built with: its writer knew what it
 * wrote. The table decides what the arguments mean, and stands in for what is
 * not declared.
 */
#ifndef GENTRACE_SCHEMA_H
#define GENTRACE_SCHEMA_H

#include "libgentrace.h"

/* Declared arguments of one event; as many wire kinds as a word holds. */
#define SCHEMA_ARGS_MAX		(64 / GENTRACE_WIRE_BITS)

/* What a plain event says about tasks. */
enum role {
	ROLE_NONE,
	/* Its first argument is a pid, and the only one. */
	ROLE_PID,
	ROLE_SWITCH,
	/* Its arguments are two stacks. */
	ROLE_STACK,
	/* Something else: decode it and see. */
	ROLE_ANY,
};

/**
 * struct shape - the layout of one event
 * @info: its row in the table, NULL if it has none
 * @wires: wire kinds, the first argument's in the lowest bits
 * @take: bit n: argument n is as the table has it, take its value
 * @args: arguments on the wire
 * @known: events of this shape can be stepped over
 * @exact: just as in the table
 * @meta: belongs on the meta stream
 * @declared: the trace has declared it
 * @plain: 1 + args if these are all numbers, few, and not of the meta stream;
 *	else 0. Nearly all events are, and have a short way through the scan
 * @role: of a plain shape, enum role
 * @quick: plain and exact, so sound_decode() decodes it
 * @count: how many there are; once there is one, the shape is settled
 * @bytes: what they take
 */
struct shape {
	const struct gentrace_event_info *info;
	__u64 wires;
	__u32 take;
	__u8 args;
	bool known;
	bool exact;
	bool meta;
	bool declared;
	__u8 plain;
	__u8 role;
	bool quick;
	__u64 count;
	__u64 bytes;
};

/* The most arguments of a plain shape, and the most bytes such an event takes. */
#define SCHEMA_PLAIN_ARGS	3
#define SCHEMA_PLAIN_BYTES	(1 + (1 + SCHEMA_PLAIN_ARGS) * GENTRACE_VARINT_MAX)

struct schema {
	struct shape shape[GENTRACE_EVENT_LIMIT];
};

/* Begin with the table as it was built in. */
void schema_init(struct schema *schema);

/*
 * An event_type and an event_arg of the trace. NULL if it was taken, else what
 * is wrong with it.
 */
const char *schema_declare_event(struct schema *schema, __u64 id);
const char *schema_declare_arg(struct schema *schema, __u64 id, __u64 type);

/*
 * Behind the data of a generation are so many bytes: who decodes what a scan has
 * found to be whole reads by gentrace_get_varint_roomy().
 */
#define SOUND_ROOM	16

static inline const __u8 *wire_skip(const __u8 *p, const __u8 *end, unsigned int wire)
{
	__u64 number;
	const char *text;
	__u32 length;

	if (wire == GENTRACE_WIRE_BYTES)
		return gentrace_get_str(p, end, &text, &length);
	return gentrace_get_varint(p, end, &number);
}

/* The byte after the arguments at @p, NULL if they are malformed. */
static inline const __u8 *shape_skip(const struct shape *shape, const __u8 *p,
				     const __u8 *end)
{
	__u64 wires = shape->wires;
	unsigned int i;

	for (i = 0; i < shape->args; i++) {
		p = wire_skip(p, end, wires & GENTRACE_WIRE_MASK);
		wires >>= GENTRACE_WIRE_BITS;
	}
	return p;
}

static inline const __u8 *wire_get(const __u8 *p, const __u8 *end, unsigned int wire,
				   __u64 *value, const char **text)
{
	__u32 length = 0;

	if (wire == GENTRACE_WIRE_BYTES) {
		p = gentrace_get_str(p, end, text, &length);
		*value = length;
		return p;
	}
	p = gentrace_get_varint(p, end, value);
	if (wire == GENTRACE_WIRE_ZIGZAG)
		*value = (__u64)gentrace_unzigzag(*value);
	return p;
}

/*
 * Decode the arguments at @p, all of those the table has: what the trace lacks
 * or lays out in another way reads as 0 and "". Both arrays have
 * GENTRACE_ARGS_MAX elements. The byte after the arguments, NULL if malformed.
 */
const __u8 *shape_decode_other(const struct shape *shape, const __u8 *p, const __u8 *end,
			       __u64 *value, const char **text);

static inline const __u8 *shape_decode(const struct shape *shape, const __u8 *p,
				       const __u8 *end, __u64 *value, const char **text)
{
	__u64 wires = shape->wires;
	unsigned int i;

	if (!shape->exact)
		return shape_decode_other(shape, p, end, value, text);
	for (i = 0; i < shape->args; i++) {
		p = wire_get(p, end, wires & GENTRACE_WIRE_MASK, &value[i], &text[i]);
		wires >>= GENTRACE_WIRE_BITS;
	}
	return p;
}

/* The same of an exact plain shape, after the scan: the byte after the arguments. */
static inline const __u8 *sound_decode(const struct shape *shape, const __u8 *p, __u64 *value)
{
	__u64 signs = shape->wires;
	unsigned int i;

	if (shape->args > 0)
		p = gentrace_get_varint_roomy(p, &value[0]);
	if (shape->args > 1)
		p = gentrace_get_varint_roomy(p, &value[1]);
	if (shape->args > 2)
		p = gentrace_get_varint_roomy(p, &value[2]);
	for (i = 0; __builtin_expect(signs != 0, 0); i++) {
		if ((signs & GENTRACE_WIRE_MASK) == GENTRACE_WIRE_ZIGZAG)
			value[i] = (__u64)gentrace_unzigzag(value[i]);
		signs >>= GENTRACE_WIRE_BITS;
	}
	return p;
}

#endif /* GENTRACE_SCHEMA_H */
