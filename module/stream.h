/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stream.h - streams: where events are written.
 *
 * A stream is one context level of one CPU. What interrupts a writer is of a
 * higher level and ends before the writer goes on, so a stream has exactly one
 * writer: plain stores, no reserve and commit, no interrupts off. Where the
 * level deceives, the section moves up; see gt_section_escalate().
 *
 * A stream has two slots, one a parity of the generation. While a generation is
 * closed its slot is the advancer's and new events go to the other one.
 */
#ifndef GT_STREAM_H
#define GT_STREAM_H

#include <linux/percpu.h>
#include <linux/types.h>
#include <linux/gentrace_events.h>
#include <linux/gentrace_format.h>
#include <linux/gentrace_varint.h>
#include <asm/byteorder.h>
#include <asm/local.h>

#include "clock.h"
#include "pool.h"
#include "section.h"
#include "slot.h"

/* Worst case of what precedes the arguments: the id and the time. */
#define GT_EVENT_HEAD_MAX	(1 + GENTRACE_VARINT_MAX)

/**
 * struct gt_loss - losses of one cause in one class
 * @count: how many
 * @first: clock at the first one
 * @last: clock at the last one
 */
struct gt_loss {
	u64 count;
	u64 first;
	u64 last;
};

/**
 * struct gt_tally - the cold half of a slot: what happened in its generation
 * @recorded: events in batches that were sealed
 * @bytes: bytes of these batches
 * @reentered: events refused because every stream above had a writer, by class.
 *	The one interrupted may be anywhere in its account, so this is all that
 *	is touched, with single instructions
 * @loss: other losses
 */
struct gt_tally {
	u64 recorded;
	u64 bytes;
	local_t reentered[GENTRACE_CLASS_COUNT];
	struct gt_loss loss[GENTRACE_CLASS_COUNT][GENTRACE_CAUSE_COUNT];
};

/**
 * struct gt_cpu_tallies - the cold half of a CPU's streams
 * @tally: by level and gen % 2
 */
struct gt_cpu_tallies {
	struct gt_tally tally[GENTRACE_LEVEL_CONTEXTS][2];
};

extern struct gt_cpu_tallies __percpu *gt_tallies;
extern struct gt_pool gt_pool;

static inline struct gt_tally *gt_tally_of(int cpu, unsigned int level, u64 gen)
{
	return &per_cpu_ptr(gt_tallies, cpu)->tally[level][gen % 2];
}

int gt_stream_init(void);
void gt_stream_exit(void);
void gt_stream_set_session(u64 session);

u8 *gt_stream_open(u64 gen, u64 now, unsigned int level, u32 class, u32 need);
void gt_stream_flush(int cpu, unsigned int level, u64 gen);

void gt_slot_open(struct gt_slot *slot, struct gt_batch *batch, u64 now);
bool gt_slot_seal(struct gt_slot *slot, u64 gen, int cpu, unsigned int level);

/**
 * gt_slot_stamp - write an event's id and time
 * @slot: the slot; GT_EVENT_HEAD_MAX bytes are free
 * @p: its cursor
 * @event: enum gentrace_event
 * @now: its time
 *
 * Return: where the arguments go.
 */
static __always_inline u8 *gt_slot_stamp(struct gt_slot *slot, u8 *p, u8 event, u64 now)
{
	u64 delta = now - slot->last;

	/* CLOCK_MONOTONIC can step back by a hair while NTP slews it. */
	if (unlikely((s64)delta < 0))
		delta = 0;
	else
		slot->last = now;
	*p++ = event;
	return gentrace_put_varint(p, delta);
}

/**
 * gt_stream_reserve - room for one event in the section's stream
 * @s: the section
 * @event: enum gentrace_event
 * @class: enum gentrace_class, for the account if there is no room
 * @args_max: worst case of the arguments' bytes
 * @whole: a constant: take a fresh batch if need be, which is a call
 * @slot: set to the slot; gt_stream_commit() wants it
 * @p: set to where the arguments go
 *
 * Context: any, inside a section.
 * Return: false if the event is lost, and counted; without @whole: if there is no
 *	room, and nothing was done.
 */
static __always_inline bool gt_stream_reserve(struct gt_section *s, u8 event, u32 class,
					      u32 args_max, const bool whole,
					      struct gt_slot **slot, u8 **p)
{
	bool room;

	*slot = &s->writers->slot[s->level][s->gen % 2];
	/* One address to keep, and not the parts that it is made of. */
	OPTIMIZER_HIDE_VAR(*slot);
	*p = (*slot)->cursor;
	room = (*slot)->limit - *p >= GT_EVENT_HEAD_MAX + args_max;
	if (!whole && unlikely(!room))
		return false;
	(*slot)->emitted++;
	if (whole && unlikely(!room)) {
		*p = gt_stream_open(s->gen, s->now, s->level, class,
				    GT_EVENT_HEAD_MAX + args_max);
		if (!*p)
			return false;
	}
	*p = gt_slot_stamp(*slot, *p, event, s->now);
	return true;
}

/**
 * gt_stream_commit - the event is written
 * @slot: from gt_stream_reserve()
 * @p: the byte after the event
 */
static __always_inline void gt_stream_commit(struct gt_slot *slot, u8 *p)
{
	gt_test_point(GT_TEST_EVENT);
	slot->cursor = p;
	slot->events++;
}

/**
 * gt_stream_runs - the event that was last is one behind a switch
 * @s: the section, with an event in its stream
 * @pid: the task that runs behind the switch
 *
 * If a batch has been opened for it, that says who is current, which is who leaves.
 *
 * Context: any, inside a section.
 */
static inline void gt_stream_runs(const struct gt_section *s, u32 pid)
{
	const struct gt_slot *slot = &s->writers->slot[s->level][s->gen % 2];

	if (slot->batch && slot->events == 1)
		((struct gentrace_batch_header *)slot->batch->data)->pid = cpu_to_le32(pid);
}

#endif /* GT_STREAM_H */
