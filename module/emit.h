/* SPDX-License-Identifier: GPL-2.0 */
/*
 * emit.h - typed emitters, expanded from the event table.
 *
 * For every row there is a struct gt_args_<event> with a member an argument, an
 * encoder, and the size of the worst case as a constant. A probe names the
 * arguments:
 *
 *	gt_emit(sched_switch, .prev_state = state, .next_pid = next->pid);
 *
 * The compiler folds the struct away: one bounds check, then stores.
 */
#ifndef GT_EMIT_H
#define GT_EMIT_H

#include <linux/gentrace_events.h>
#include <linux/gentrace_varint.h>

#include "section.h"
#include "stream.h"

/**
 * struct gt_text - a string argument
 * @text: its bytes; need not be terminated
 * @length: how many
 */
struct gt_text {
	const char *text;
	u32 length;
};

#define gt_text(string, size) \
	((struct gt_text){ (string), (string) ? strnlen(string, size) : 0 })

/* How an argument of each wire kind is held, measured and written. */
#define GT_HOLD_SMALL		u8
#define GT_HOLD_NARROW		u32
#define GT_HOLD_VARINT		u64
#define GT_HOLD_ZIGZAG		s64
#define GT_HOLD_BYTES		struct gt_text
#define GT_MAX_SMALL		1
#define GT_MAX_NARROW		GENTRACE_VARINT32_MAX
#define GT_MAX_VARINT		GENTRACE_VARINT_MAX
#define GT_MAX_ZIGZAG		GENTRACE_VARINT_MAX
#define GT_MAX_BYTES		GENTRACE_STR_MAX
#define GT_PUT_SMALL(p, v)	gentrace_put_small(p, v)
#define GT_PUT_NARROW(p, v)	gentrace_put_varint(p, v)
#define GT_PUT_VARINT(p, v)	gentrace_put_varint(p, v)
#define GT_PUT_ZIGZAG(p, v)	gentrace_put_varint(p, gentrace_zigzag(v))
#define GT_PUT_BYTES(p, v)	gentrace_put_str(p, (v).text, (v).length)

/*
 * What the wire kind does not say of a type, and the compiler cannot know: that its
 * numbers have 32 bits in the kernel, or only ever a few values. Other types are
 * what their wire kind is.
 */
#define GT_KIND_pid		~, NARROW
#define GT_KIND_cpu		~, NARROW
#define GT_KIND_strid		~, NARROW
#define GT_KIND_state		~, SMALL
#define GT_KIND_vec		~, SMALL
#define GT_KIND_bool		~, SMALL
#define GT_KIND_dev		~, NARROW
#define GT_KIND_blkop		~, SMALL
#define GT_KIND_blkflags	~, SMALL
#define GT_KIND_lockflags	~, NARROW
#define GT_KIND_signal		~, SMALL
#define GT_KIND_sigresult	~, SMALL
#define GT_KIND_stack		~, NARROW
#define GT_KIND_walk		~, SMALL

/* GT_KIND(pid, VARINT) is NARROW, GT_KIND(u, VARINT) is VARINT. */
#define GT_SECOND(first, second, ...)	second
#define GT_SECOND_OF(...)		GT_SECOND(__VA_ARGS__)
#define GT_KIND(type, wire)		GT_SECOND_OF(GT_KIND_##type, wire, ~)

/* The same by argument type, for the event table to paste. */
#define GT_TYPE(type, kind)		GT_TYPE_AS(type, kind)
#define GT_TYPE_AS(type, kind)						\
	typedef GT_HOLD_##kind gt_hold_##type;				\
	enum { GT_MAX_##type = GT_MAX_##kind };				\
	static __always_inline u8 *gt_put_##type(u8 *p, gt_hold_##type v) \
	{								\
		return GT_PUT_##kind(p, v);				\
	}
#define T(code, type, wire, meaning)	GT_TYPE(type, GT_KIND(type, wire))
GENTRACE_TYPES(T)
#undef T

#define A(type, arg)	gt_hold_##type arg;
#define E(id, name, class, args, meaning)	struct gt_args_##name { args };
GENTRACE_EVENTS(E, A)
#undef E
#undef A

#define A(type, arg)	+ GT_MAX_##type
#define E(id, name, class, args, meaning)	enum { GT_ARGS_MAX_##name = GENTRACE_VARINT_SLACK args };
GENTRACE_EVENTS(E, A)
#undef E
#undef A

#define A(type, arg)	p = gt_put_##type(p, a->arg);
#define E(id, name, class, args, meaning)				\
	static __always_inline u8 *gt_encode_##name(u8 *p, const struct gt_args_##name *a) \
	{								\
		args							\
		return p;						\
	}
GENTRACE_EVENTS(E, A)
#undef E
#undef A

/* Into a section; false: the event is not there, see gt_stream_reserve(). */
#define A(type, arg)
#define E(id, name, class, args, meaning)				\
	static __always_inline bool gt_write_##name(struct gt_section *s,	\
						    const struct gt_args_##name *a, \
						    const bool whole)	\
	{								\
		struct gt_slot *slot;					\
		u8 *p;							\
									\
		if (unlikely(!gt_stream_reserve(s, id, GENTRACE_CLASS_##class, \
						GT_ARGS_MAX_##name, whole, &slot, &p))) \
			return false;					\
		gt_stream_commit(slot, gt_encode_##name(p, a));		\
		return true;						\
	}
GENTRACE_EVENTS(E, A)
#undef E
#undef A

/**
 * gt_emit_in - record an event inside a section that is already open
 * @s: the section
 * @event: name of the event, as in the table
 * @...: its arguments, as designated initializers
 */
#define gt_emit_in(s, event, ...) \
	gt_write_##event(s, &(const struct gt_args_##event){ __VA_ARGS__ }, true)

/*
 * The unusual event, whatever that is: what gt_section_try() has begun ends here. A
 * function of its own that is called where nothing is left to do is a jump: so the
 * usual event has no registers to save. That was a sixth of its instructions.
 */
#define A(type, arg)
#define E(id, name, class, args, meaning)				\
	static noinline __maybe_unused void gt_emit_whole_##name(struct gt_args_##name a) \
	{								\
		struct gt_section s = gt_section_enter();		\
									\
		if (likely(s.gen)) {					\
			gt_write_##name(&s, &a, true);			\
			gt_section_leave(&s);				\
		}							\
		preempt_enable_notrace();				\
	}								\
	static __always_inline void gt_emit_##name(const struct gt_args_##name *a) \
	{								\
		struct gt_section s = { };				\
									\
		if (likely(gt_section_try(&s))) {			\
			if (likely(gt_write_##name(&s, a, false))) {	\
				gt_section_leave(&s);			\
				return;					\
			}						\
			gt_section_free_stream(&s);			\
		}							\
		gt_emit_whole_##name(*a);				\
	}
GENTRACE_EVENTS(E, A)
#undef E
#undef A

/* A task whose events follow, or those of none if filtered.h leaves it out. */
#define gt_emit_next(pid)	(pid)

/**
 * gt_emit - record an event if tracing is on
 * @event: name of the event, as in the table
 * @...: its arguments, as designated initializers; not evaluated if it is off
 *
 * Context: any, NMI included. Never fails: what is not recorded is counted.
 */
#define gt_emit(event, ...)						\
do {									\
	if (gt_gate_enabled())						\
		gt_emit_##event(&(const struct gt_args_##event){ __VA_ARGS__ }); \
} while (0)

/**
 * gt_emit_with - gt_emit(), for arguments that want to know the section
 * @s: what they call it
 * @event: name of the event, as in the table
 * @...: its arguments
 *
 * Context: any, NMI included.
 */
#define gt_emit_with(s, event, ...)					\
do {									\
	if (gt_gate_enabled()) {					\
		struct gt_section s = gt_section_enter();		\
									\
		if (s.gen) {						\
			gt_emit_in(&s, event, __VA_ARGS__);		\
			gt_section_leave(&s);				\
		}							\
	}								\
} while (0)

#endif /* GT_EMIT_H */
