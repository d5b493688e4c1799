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

struct gt_cpu_tallies __percpu *gt_tallies;

DEFINE_PER_CPU_ALIGNED(struct gt_writers, gt_writers);

/* The pool of the session; outlives every open gate. */
struct gt_pool gt_pool;

/* The session in the headers; constant while the gate is open. */
static u64 session_id;

/* The layout is written by casting: the treaty must leave no holes. */
static_assert(sizeof(struct gentrace_batch_header) == 72);
static_assert(sizeof(struct gt_slot) == SMP_CACHE_BYTES);
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
	gt_tallies = alloc_percpu(struct gt_cpu_tallies);
	return gt_tallies ? 0 : -ENOMEM;
}

void gt_stream_exit(void)
{
	free_percpu(gt_tallies);
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
 * gt_section_escalate - the level's stream has a writer below us on the stack
 * @writers: this CPU's
 * @level: the level
 *
 * An exception inside the tracer does that, and the tail of an interrupt: when
 * irq_exit() wakes ksoftirqd, which on PREEMPT_RT it does all the time, the
 * preempt count says task while a task's section is what has been interrupted.
 * Whoever interrupts ends before the interrupted goes on, so any free stream
 * above will do: it still has one writer at a time. Only when the top level is
 * taken too is there nowhere to write.
 *
 * Context: any, inside a section.
 * Return: the next level above that is free, or GT_LEVEL_NONE.
 */
noinline unsigned int gt_section_escalate(const struct gt_writers *writers, unsigned int level)
{
	while (level < GT_LEVEL_NONE && READ_ONCE(writers->busy[level]))
		level++;
	return level;
}

/*
 * An event that an exception emitted in the tracer, with every stream above
 * taken. It goes to the account of the top one, whose writer is below us on the
 * stack: one instruction, which that writer can bear.
 */
static void stream_reentered(u64 gen, u32 class)
{
	struct gt_tally *tally = gt_tally_of(raw_smp_processor_id(),
					     GENTRACE_LEVEL_CONTEXTS - 1, gen);

	local_inc(&tally->reentered[class]);
}

/**
 * gt_stream_open - the slow path of gt_stream_reserve()
 * @gen: of the section
 * @now: of the section
 * @level: of the section
 * @class: of the event, for the account
 * @need: bytes the event may take
 *
 * Publishes the batch that has no room, and takes a fresh one, once per thousands
 * of events.
 *
 * Context: any, inside a section.
 * Return: the cursor, or NULL if the event is lost; it is counted.
 */
noinline u8 *gt_stream_open(u64 gen, u64 now, unsigned int level, u32 class, u32 need)
{
	int cpu = raw_smp_processor_id();
	struct gt_slot *slot = gt_slot_of(cpu, level, gen);
	struct gt_batch *batch;
	struct gt_tally *tally;

	if (level == GT_LEVEL_NONE) {
		stream_reentered(gen, class);
		return NULL;
	}
	tally = gt_tally_of(cpu, level, gen);
	if (need > gt_pool.batch_bytes - sizeof(struct gentrace_batch_header)) {
		stream_lose(slot, tally, class, GENTRACE_CAUSE_OVERSIZE, now);
		return NULL;
	}
	batch = stream_seal(slot, tally, gen, cpu, level);
	gt_test_point(GT_TEST_BATCH);
	if (batch)
		gt_outbox_publish(batch, gen);

	batch = gt_pool_get(&gt_pool);
	if (!batch) {
		stream_lose(slot, tally, class, GENTRACE_CAUSE_NO_BATCH, now);
		return NULL;
	}
	gt_slot_open(slot, batch, now);
	return slot->cursor;
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
	struct gt_batch *batch;

	batch = stream_seal(gt_slot_of(cpu, level, gen), gt_tally_of(cpu, level, gen),
			    gen, cpu, level);
	if (batch)
		gt_outbox_append(batch);
}
