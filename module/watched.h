/* SPDX-License-Identifier: GPL-2.0 */
/*
 * watched.h - the handlers of a file of probes/ once more, for sessions with triggers.
 *
 * A file of watched/ includes this and then the file of probes/. What that says of
 * sections and of emitting means here: and see whether a trigger wants to know. A
 * session can have a filter besides: that is asked at run time, for who has triggers has
 * a look to spare.
 */
#ifndef GT_WATCHED_H
#define GT_WATCHED_H

#include "filtered.h"
#include "watch.h"

#undef gt_section_enter
static __always_inline struct gt_section gt_watched_enter(void)
{
	return unlikely(gt_watch.filtered) ? gt_filtered_enter(false) : gt_section_enter();
}

#define A(type, arg)
#define E(id, name, class, args, meaning)				\
	/* With a section that is open: what it emits stands one level above. */ \
	static __always_inline void gt_emit_watched_in_##name(struct gt_section *s, \
							 const struct gt_args_##name *a) \
	{								\
		struct gt_measured m = { };				\
		u32 measure;						\
									\
		gt_write_##name(s, a, true);				\
		if (unlikely(gt_watch.filtered))			\
			gt_filtered_head(s);				\
		measure = gt_watch_##name(s, a, &m);			\
		if (unlikely(measure))					\
			gt_judge_##name(measure, s->gen, m, *a);	\
	}								\
	/* The unusual event, or one of a session with a filter. */	\
	static noinline __maybe_unused void gt_emit_watched_whole_##name(struct gt_args_##name a) \
	{								\
		struct gt_section s = gt_watch.filtered ?		\
				      gt_filtered_enter(gt_names_##name(&a)) : \
				      gt_section_enter();		\
									\
		if (s.gen) {						\
			gt_emit_watched_in_##name(&s, &a);			\
			gt_section_leave(&s);				\
		}							\
	}								\
	static __always_inline void gt_emit_watched_##name(const struct gt_args_##name *a) \
	{								\
		struct gt_section s = { };				\
									\
		if (unlikely(gt_watch.filtered)) {			\
			gt_emit_watched_whole_##name(*a);			\
			return;						\
		}							\
		if (likely(gt_section_try(&s))) {			\
			if (likely(gt_write_##name(&s, a, false))) {	\
				struct gt_measured m;			\
				u32 measure = gt_watch_##name(&s, a, &m); \
									\
				gt_section_leave(&s);			\
				if (unlikely(measure))			\
					gt_judge_##name(measure, s.gen, m, *a); \
				return;					\
			}						\
			gt_section_free_stream(&s);			\
		}							\
		preempt_enable_notrace();				\
		gt_emit_watched_whole_##name(*a);				\
	}
GENTRACE_EVENTS(E, A)
#undef E
#undef A

#define gt_section_enter()	gt_watched_enter()

#undef gt_emit_in
#define gt_emit_in(s, event, ...) \
	gt_emit_watched_in_##event(s, &(const struct gt_args_##event){ __VA_ARGS__ })

#undef gt_emit
#define gt_emit(event, ...)						\
do {									\
	if (gt_gate_enabled())						\
		gt_emit_watched_##event(&(const struct gt_args_##event){ __VA_ARGS__ }); \
} while (0)

#endif /* GT_WATCHED_H */
