// SPDX-License-Identifier: GPL-2.0
/*
 * events.c - the event table and the names of numbers.
 *
 * Everything here is an expansion of the lists in uapi/linux/, so a new row
 * there is a new row here.
 */
#include <string.h>

#include "libgentrace.h"

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

#define A(type, name)	{ #name, GENTRACE_TYPE_##type },
#define E(id, name, class, args, text) \
	static const struct gentrace_arg_info args_##name[] = { args };
GENTRACE_EVENTS(E, A)
#undef E

#define E(id, name, class, args, text) \
	_Static_assert(ARRAY_SIZE(args_##name) <= GENTRACE_ARGS_MAX, #name); \
	_Static_assert((id) > 0 && (id) < GENTRACE_EVENT_LIMIT, #name);
GENTRACE_EVENTS(E, A)
#undef E

/* These are read before the trace has declared them, see gentrace_events.h. */
_Static_assert(ARRAY_SIZE(args_generation) == 10, "generation is for ever as it is");
_Static_assert(ARRAY_SIZE(args_event_type) == 3, "event_type is for ever as it is");
_Static_assert(ARRAY_SIZE(args_event_arg) == 3, "event_arg is for ever as it is");

#define E(id, name, class, args, text) \
	[id] = { #name, text, args_##name, ARRAY_SIZE(args_##name), \
		 GENTRACE_CLASS_##class, id },
static const struct gentrace_event_info event_table[GENTRACE_EVENT_LIMIT] = {
	GENTRACE_EVENTS(E, A)
};
#undef E
#undef A

static const char *const class_names[] = {
#define C(number, NAME, name, text)	[number] = #name,
	GENTRACE_CLASSES(C)
#undef C
};

static const char *const level_names[] = {
#define L(number, NAME, name)		[number] = #name,
	GENTRACE_LEVELS(L)
#undef L
};

static const char *const cause_names[] = {
#define L(number, NAME, name, text)	[number] = #name,
	GENTRACE_CAUSES(L)
#undef L
};

static const char *const cause_meanings[] = {
#define L(number, NAME, name, text)	[number] = text,
	GENTRACE_CAUSES(L)
#undef L
};

static const char *const clock_names[] = {
#define K(number, NAME, name, text)	[number] = #name,
	GENTRACE_CLOCKS(K)
#undef K
};

static const char *const end_reason_names[] = {
#define R(number, NAME, name)		[number] = #name,
	GENTRACE_END_REASONS(R)
#undef R
};

static const char *const stop_op_names[] = {
	[GENTRACE_STOP_OP_START]	= "start",
	[GENTRACE_STOP_OP_STOP]		= "stop",
};

static const char *const task_state_names[] = {
#define S(number, NAME, letter, text)	[number] = text,
	GENTRACE_TASK_STATES(S)
#undef S
};

static const char *const task_state_letters[] = {
#define S(number, NAME, letter, text)	[number] = letter,
	GENTRACE_TASK_STATES(S)
#undef S
};

static const char *const block_op_names[] = {
#define O(number, NAME, name)		[number] = #name,
	GENTRACE_BLOCK_OPS(O)
#undef O
};

static const char *const signal_result_names[] = {
#define R(number, NAME, name)		[number] = #name,
	GENTRACE_SIGNAL_RESULTS(R)
#undef R
};

static const char *const type_names[] = {
#define T(code, name, wire, text)	[code] = #name,
	GENTRACE_TYPES(T)
#undef T
};

/* The order of the kernel's softirq vectors is part of its /proc interface. */
static const char *const softirq_names[] = {
	"HI", "TIMER", "NET_TX", "NET_RX", "BLOCK", "IRQ_POLL", "TASKLET",
	"SCHED", "HRTIMER", "RCU",
};

/* The numbers are x86's, and part of its ABI; from 32 on they have no names. */
static const char *const signal_names[] = {
	NULL, "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1",
	"SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP",
	"TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR",
	"SYS",
};

static const char *const no_stack_names[] = {
#define N(number, NAME, name, text)	[number] = #name,
	GENTRACE_NO_STACKS(N)
#undef N
};

_Static_assert(ARRAY_SIZE(no_stack_names) <= GENTRACE_STACK_FIRST, "reasons are below ids");

static const char *const no_stack_meanings[] = {
#define N(number, NAME, name, text)	[number] = text,
	GENTRACE_NO_STACKS(N)
#undef N
};

static const char *const walk_names[] = {
#define W(number, NAME, name, text)	[number] = #name,
	GENTRACE_WALKS(W)
#undef W
};

static const char *const naming_names[] = {
#define N(number, NAME, name, text)	[number] = #name,
	GENTRACE_NAMINGS(N)
#undef N
};

static const char *const naming_meanings[] = {
#define N(number, NAME, name, text)	[number] = text,
	GENTRACE_NAMINGS(N)
#undef N
};

static const char *const space_names[] = {
#define S(number, NAME, name, text)	[number] = #name,
	GENTRACE_SPACES(S)
#undef S
};

static const char *const space_meanings[] = {
#define S(number, NAME, name, text)	[number] = text,
	GENTRACE_SPACES(S)
#undef S
};

static const char *name_of(const char *const *names, size_t count, __u64 number)
{
	return number < count ? names[number] : NULL;
}

#define NAME_OF(names, number)	name_of(names, ARRAY_SIZE(names), number)

static int number_of(const char *const *names, size_t count, const char *name)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (names[i] && !strcmp(names[i], name))
			return (int)i;
	}
	return -1;
}

const struct gentrace_event_info *gentrace_event_info(__u64 id)
{
	if (id >= GENTRACE_EVENT_LIMIT || !event_table[id].name)
		return NULL;
	return &event_table[id];
}

const struct gentrace_event_info *gentrace_event_by_name(const char *name)
{
	size_t id;

	for (id = 0; id < GENTRACE_EVENT_LIMIT; id++) {
		if (event_table[id].name && !strcmp(event_table[id].name, name))
			return &event_table[id];
	}
	return NULL;
}

const char *gentrace_class_name(__u64 class)
{
	return NAME_OF(class_names, class);
}

const char *gentrace_level_name(__u64 level)
{
	return NAME_OF(level_names, level);
}

const char *gentrace_cause_name(__u64 cause)
{
	return NAME_OF(cause_names, cause);
}

const char *gentrace_cause_meaning(__u64 cause)
{
	return NAME_OF(cause_meanings, cause);
}

const char *gentrace_clock_name(__u64 clock)
{
	return NAME_OF(clock_names, clock);
}

const char *gentrace_end_reason_name(__u64 reason)
{
	return NAME_OF(end_reason_names, reason);
}

const char *gentrace_stop_op_name(__u64 op)
{
	return NAME_OF(stop_op_names, op);
}

const char *gentrace_task_state_name(__u64 state)
{
	return NAME_OF(task_state_names, state);
}

const char *gentrace_task_state_letter(__u64 state)
{
	return NAME_OF(task_state_letters, state);
}

const char *gentrace_softirq_name(__u64 vec)
{
	return NAME_OF(softirq_names, vec);
}

const char *gentrace_no_stack_name(__u64 reason)
{
	return NAME_OF(no_stack_names, reason);
}

const char *gentrace_no_stack_meaning(__u64 reason)
{
	return NAME_OF(no_stack_meanings, reason);
}

const char *gentrace_walk_name(__u64 walk)
{
	return NAME_OF(walk_names, walk);
}

const char *gentrace_naming_name(__u64 naming)
{
	return NAME_OF(naming_names, naming);
}

const char *gentrace_naming_meaning(__u64 naming)
{
	return NAME_OF(naming_meanings, naming);
}

const char *gentrace_space_name(__u64 state)
{
	return NAME_OF(space_names, state);
}

const char *gentrace_space_meaning(__u64 state)
{
	return NAME_OF(space_meanings, state);
}

const char *gentrace_type_name(__u64 type)
{
	return NAME_OF(type_names, type >> GENTRACE_WIRE_BITS);
}

int gentrace_class_by_name(const char *name)
{
	return number_of(class_names, ARRAY_SIZE(class_names), name);
}

int gentrace_level_by_name(const char *name)
{
	return number_of(level_names, ARRAY_SIZE(level_names), name);
}

static const char *event_name(__u64 id)
{
	const struct gentrace_event_info *info = gentrace_event_info(id);

	return info ? info->name : NULL;
}

/* Only if the wire kind is right, too, or the number would not come back. */
static const char *full_type_name(__u64 type)
{
	switch (type) {
#define T(code, name, wire, text) case GENTRACE_TYPE_##name: return #name;
	GENTRACE_TYPES(T)
#undef T
	default:
		return NULL;
	}
}

const char *gentrace_value_name(__u32 type, __u64 value)
{
	switch (type) {
	case GENTRACE_TYPE_state:
		return gentrace_task_state_letter(value);
	case GENTRACE_TYPE_level:
		return gentrace_level_name(value);
	case GENTRACE_TYPE_class:
		return gentrace_class_name(value);
	case GENTRACE_TYPE_cause:
		return gentrace_cause_name(value);
	case GENTRACE_TYPE_vec:
		return gentrace_softirq_name(value);
	case GENTRACE_TYPE_stack:
		return gentrace_no_stack_name(value);
	case GENTRACE_TYPE_walk:
		return gentrace_walk_name(value);
	case GENTRACE_TYPE_event:
		return event_name(value);
	case GENTRACE_TYPE_op:
		return gentrace_stop_op_name(value);
	case GENTRACE_TYPE_reason:
		return gentrace_end_reason_name(value);
	case GENTRACE_TYPE_clock:
		return gentrace_clock_name(value);
	case GENTRACE_TYPE_blkop:
		return NAME_OF(block_op_names, value);
	case GENTRACE_TYPE_signal:
		return NAME_OF(signal_names, value);
	case GENTRACE_TYPE_sigresult:
		return NAME_OF(signal_result_names, value);
	case GENTRACE_TYPE_naming:
		return gentrace_naming_name(value);
	case GENTRACE_TYPE_space:
		return gentrace_space_name(value);
	case GENTRACE_TYPE_type:
		return full_type_name(value);
	default:
		return NULL;
	}
}

const char *gentrace_library_version(void)
{
	return GENTRACE_VERSION;
}
