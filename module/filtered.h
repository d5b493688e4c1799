/* SPDX-License-Identifier: GPL-2.0 */
/*
 * filtered.h - the handlers of a file of probes/ once more, for sessions with a
 * filter.
 *
 * A file of filtered/ includes this and then the file of probes/. What that says
 * of sections and of emitting means here: unless it is left out. So whoever adds a
 * handler need not think of filters, and without one nobody pays for them.
 */
#ifndef GT_FILTERED_H
#define GT_FILTERED_H

#include "chosen.h"
#include "emit.h"
#include "filter.h"
#include "section.h"

/* Does an event speak of a task that is kept, in an argument of type pid? */
#define GT_IS_pid			~, PID
#define GT_NAMES_PID(pid)		|| gt_chosen_has(pid)
#define GT_NAMES_OTHER(value)
#define GT_NAMES(kind, value)		GT_NAMES_AS(kind, value)
#define GT_NAMES_AS(kind, value)	GT_NAMES_##kind(value)

#define A(type, arg)	GT_NAMES(GT_SECOND_OF(GT_IS_##type, OTHER, ~), a->arg)
#define E(id, name, class, args, meaning)				\
	static __always_inline bool gt_names_##name(const struct gt_args_##name *a) \
	{								\
		return false args;					\
	}
GENTRACE_EVENTS(E, A)
#undef E
#undef A

/**
 * gt_filtered_enter - gt_section_enter(), for an event that may be left out
 * @named: it speaks of a task that is kept, whoever causes it
 *
 * It must not migrate between the look at the filter and the section.
 *
 * Context: any, NMI included.
 * Return: the section; without a generation if tracing is off or the event is left
 * out.
 */
static __always_inline struct gt_section gt_filtered_enter(bool named)
{
	struct gt_section s = { };

	preempt_disable_notrace();
	if (gt_filter_keeps_cpu() && (named || gt_chosen_has(current->pid)))
		s = gt_section_enter();
	preempt_enable_notrace();
	return s;
}

/**
 * gt_filtered_head - the header of a batch does not name a task that is left out
 * @s: the section in which an event has just been written
 *
 * A reader would believe that it runs until the next switch. It is put right here, and
 * not where batches are opened, for sessions without filters are to pay nothing.
 */
static __always_inline void gt_filtered_head(const struct gt_section *s)
{
	const struct gt_slot *slot = &s->writers->slot[s->level][s->gen % 2];

	if (unlikely(slot->events == 1) && slot->batch && !gt_chosen_has(current->pid)) {
		struct gentrace_batch_header *h = (void *)slot->batch->data;

		h->pid = cpu_to_le32(GENTRACE_PID_NONE);
	}
}

#define gt_section_enter()	gt_filtered_enter(false)

#undef gt_emit_in
#define gt_emit_in(s, event, ...)					\
do {									\
	gt_write_##event(s, &(const struct gt_args_##event){ __VA_ARGS__ }, true); \
	gt_filtered_head(s);						\
} while (0)

#undef gt_emit
#define gt_emit(event, ...)						\
do {									\
	if (gt_gate_enabled()) {					\
		const struct gt_args_##event args_ = { __VA_ARGS__ };	\
		struct gt_section section_ =				\
			gt_filtered_enter(gt_names_##event(&args_));	\
									\
		if (section_.gen) {					\
			gt_write_##event(&section_, &args_, true);	\
			gt_filtered_head(&section_);			\
			gt_section_leave(&section_);			\
		}							\
	}								\
} while (0)

/*
 * When a task that is left out gets the CPU, the trace says that, and not which one:
 * the next switch may be left out, and a reader must not believe that it runs on. So
 * with a child that is born into another cgroup.
 */
#undef gt_emit_next
#define gt_emit_next(pid)	(gt_chosen_has(pid) ? (pid) : GENTRACE_PID_NONE)

#endif /* GT_FILTERED_H */
