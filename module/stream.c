// SPDX-License-Identifier: GPL-2.0
/*
 * stream.c - the slow half of writing: batches opened, sealed, refused.
 */
#include <linux/minmax.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "outbox.h"
#include "stream.h"

struct gt_cpu_streams __percpu *gt_streams;

DEFINE_PER_CPU(struct gt_section_state, gt_section_state);

/* The pool of the session; outlives every open gate. */
struct gt_pool gt_pool;

/* The session in the headers; constant while the gate is open. */
static u64 session_id;

/* The layout is written by casting: the treaty must leave no holes. */
static_assert(sizeof(struct gentrace_batch_header) == 72);
static_assert(sizeof(struct gt_slot) <= 2 * SMP_CACHE_BYTES);
static_assert(GENTRACE_BATCH_BYTES_MIN > sizeof(struct gentrace_batch_header) +
	      GT_EVENT_HEAD_MAX + 2 * GENTRACE_STR_MAX);

/**
 * gt_stream_init - streams for every CPU that can ever come up
 *
 * A CPU starts to emit before any hotplug callback of a module runs there, so
 * nothing is left to allocate when it does.
 *
 * Return: 0 or -ENOMEM.
 */
int gt_stream_init(void)
{
	gt_streams = alloc_percpu(struct gt_cpu_streams);
	return gt_streams ? 0 : -ENOMEM;
}

void gt_stream_exit(void)
{
	free_percpu(gt_streams);
}

void gt_stream_set_session(u64 session)
{
	session_id = session;
}

/**
 * gt_slot_open - give a slot an empty batch
 * @slot: a slot without one
 * @batch: the batch
 * @now: the clock; the batch's base time
 *
 * What only the opening knows goes into the header at once; the rest is
 * gt_slot_seal()'s.
 */
void gt_slot_open(struct gt_slot *slot, struct gt_batch *batch, u64 now)
{
	struct gentrace_batch_header *h = (void *)batch->data;

	h->sequence = cpu_to_le32(slot->sequence);
	h->base_time = cpu_to_le64(now);
	h->lost_since = cpu_to_le64(slot->lost_since);
	h->lost = cpu_to_le32(slot->lost);
	h->pid = cpu_to_le32(current->pid);
	slot->sequence++;
	slot->lost = 0;
	slot->lost_since = 0;
	slot->batch = batch;
	slot->last = now;
	slot->events = 0;
	slot->cursor = batch->data + sizeof(*h);
	slot->limit = batch->data + batch->pool->batch_bytes;
}

/**
 * gt_slot_seal - complete a slot's batch; the slot keeps only @batch
 * @slot: a slot with a batch
 * @gen: its generation
 * @cpu: its CPU, or GENTRACE_CPU_NONE
 * @level: its level
 *
 * Return: false if the slot contradicts itself: then memory has been
 * overwritten, and the tracer is off.
 */
bool gt_slot_seal(struct gt_slot *slot, u64 gen, int cpu, unsigned int level)
{
	struct gt_batch *batch = slot->batch;
	struct gentrace_batch_header *h = (void *)batch->data;
	bool sound = slot->cursor <= slot->limit && slot->cursor > batch->data;

	if (!sound)
		gt_gate_fault("a batch was written past its end");
	batch->bytes = sound ? slot->cursor - batch->data : sizeof(*h);
	h->magic = cpu_to_le32(GENTRACE_BATCH_MAGIC);
	h->header_bytes = cpu_to_le16(sizeof(*h));
	h->level = level;
	h->reserved = 0;
	h->bytes = cpu_to_le32(batch->bytes);
	h->events = cpu_to_le32(sound ? slot->events : 0);
	h->generation = cpu_to_le64(gen);
	h->session = cpu_to_le64(session_id);
	h->cpu = cpu_to_le32(cpu);
	slot->cursor = NULL;
	slot->limit = NULL;
	return sound;
}

static void tally_lose(struct gt_tally *tally, u32 class, u32 cause, u64 count, u64 now)
{
	struct gt_loss *loss = &tally->loss[class][cause];

	if (!loss->count)
		loss->first = now;
	loss->count += count;
	loss->last = now;
}

static void stream_lose(struct gt_slot *slot, struct gt_tally *tally, u32 class, u32 cause,
			u64 now)
{
	tally_lose(tally, class, cause, 1, now);
	if (!slot->lost)
		slot->lost_since = now;
	slot->lost += slot->lost != U32_MAX;
}

/* Seals the slot's batch and enters it into the account. */
static struct gt_batch *stream_seal(struct gt_slot *slot, struct gt_tally *tally,
				    u64 gen, int cpu, unsigned int level)
{
	struct gt_batch *batch = slot->batch;

	if (!batch)
		return NULL;
	if (gt_slot_seal(slot, gen, cpu, level))
		tally->recorded += slot->events;
	else
		tally_lose(tally, GENTRACE_CLASS_META, GENTRACE_CAUSE_FAULT,
			   slot->events, gt_clock());
	tally->bytes += batch->bytes;
	slot->batch = NULL;
	return batch;
}

/**
 * gt_stream_open - the slow path of gt_stream_reserve()
 * @s: the section
 * @slot: the stream's slot; its batch, if any, has no room
 * @class: of the event, for the account
 * @need: bytes the event may take
 *
 * Publishes the full batch and takes a fresh one, once per thousands of events.
 *
 * Context: any, inside a section.
 * Return: the cursor, or NULL if the event is lost; it is counted.
 */
noinline u8 *gt_stream_open(struct gt_section *s, struct gt_slot *slot, u32 class, u32 need)
{
	int cpu = raw_smp_processor_id();
	struct gt_tally *tally = &gt_stream_of(cpu, s->level)->tally[s->gen % 2];
	struct gt_batch *batch;

	if (need > gt_pool.batch_bytes - sizeof(struct gentrace_batch_header)) {
		stream_lose(slot, tally, class, GENTRACE_CAUSE_OVERSIZE, s->now);
		return NULL;
	}
	batch = stream_seal(slot, tally, s->gen, cpu, s->level);
	gt_test_point(GT_TEST_BATCH);
	if (batch)
		gt_outbox_publish(batch, s->gen);

	batch = gt_pool_get(&gt_pool);
	if (!batch) {
		stream_lose(slot, tally, class, GENTRACE_CAUSE_NO_BATCH, s->now);
		return NULL;
	}
	gt_slot_open(slot, batch, s->now);
	return slot->cursor;
}

/**
 * gt_stream_reentered - count an event that an exception emitted in the tracer
 * @s: the section; its stream's writer is below us on the stack
 * @class: of the event
 *
 * Context: any, inside a section.
 */
noinline void gt_stream_reentered(struct gt_section *s, u32 class)
{
	struct gt_stream *stream = gt_stream_of(raw_smp_processor_id(), s->level);

	local_inc(&stream->tally[s->gen % 2].reentered[class]);
}

/**
 * gt_stream_flush - take a stream's open batch in a generation that is over
 * @cpu: its CPU, online or not
 * @level: its level
 * @gen: the generation; no writer can be in it any more
 *
 * Afterwards the slot is zero, ready for generation @gen + 2, but for the tally
 * and the counts the ledger still wants.
 *
 * Context: process, under the generation's lock.
 */
void gt_stream_flush(int cpu, unsigned int level, u64 gen)
{
	struct gt_stream *stream = gt_stream_of(cpu, level);
	struct gt_batch *batch;

	batch = stream_seal(&stream->slot[gen % 2], &stream->tally[gen % 2], gen, cpu, level);
	if (batch)
		gt_outbox_append(batch);
}
