// SPDX-License-Identifier: GPL-2.0
/*
 * verify.c - a proof that nothing is missing, from the trace alone.
 *
 * The kernel counts an event three times: when it is emitted, when it is
 * recorded, and when it is lost. The reader counts a fourth time what it finds.
 * Here the four are held against each other.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "finding.h"
#include "generation.h"
#include "order.h"
#include "verify.h"

struct gentrace_verify *gentrace_verify_create(void)
{
	return calloc(1, sizeof(struct gentrace_verify));
}

void gentrace_verify_destroy(struct gentrace_verify *verify)
{
	if (!verify)
		return;
	finding_clear(&verify->findings);
	pids_free(&verify->introduced);
	pids_free(&verify->leaving);
	free(verify->proof);
	free(verify);
}

struct finding_place verify_place(const struct gentrace_verify *verify,
				  const struct gentrace_stream *stream,
				  const struct gentrace_batch *batch)
{
	const struct gentrace_generation *generation = verify->generation;
	struct finding_place place = {
		.session	= generation->session,
		.generation	= generation->number,
		.offset		= batch ? batch->offset : generation->offset,
		.cpu		= stream ? stream->cpu : GENTRACE_CPU_NONE,
		.level		= stream ? stream->level : GENTRACE_LEVEL_META,
		.sequence	= batch ? batch->header.sequence : 0,
	};

	return place;
}

/* ------------------------------------------------------------ the accounts */

static __u64 add(__u64 a, __u64 b)
{
	__u64 sum;

	return __builtin_add_overflow(a, b, &sum) ? ~0ull : sum;
}

static void verify_account(struct gentrace_verify *verify,
			   const struct gentrace_stream *stream, __u64 decoded, __u64 bytes)
{
	if (!stream->has_total) {
		verify_find(verify, BROKEN, LEDGER, stream, NULL,
			    "the ledger has no total for this stream of %llu events", decoded);
		return;
	}
	if (stream->emitted != add(stream->recorded, stream->lost))
		verify_find(verify, BROKEN, LEDGER, stream, NULL,
			    "emitted %llu is not recorded %llu + lost %llu",
			    stream->emitted, stream->recorded, stream->lost);
	if (stream->recorded != decoded)
		verify_find(verify, BROKEN, LEDGER, stream, NULL,
			    "the ledger has %llu events recorded, the trace holds %llu",
			    stream->recorded, decoded);
	if (stream->batches != stream->batch_count)
		verify_find(verify, BROKEN, SEQUENCE, stream, NULL,
			    "the ledger has %llu batches, the trace holds %zu",
			    stream->batches, stream->batch_count);
	if (stream->bytes != bytes)
		verify_find(verify, BROKEN, LEDGER, stream, NULL,
			    "the ledger has %llu bytes, the trace holds %llu",
			    stream->bytes, bytes);
}

static void verify_sequence(struct gentrace_verify *verify, const struct gentrace_stream *stream)
{
	size_t i;

	for (i = 0; i < stream->batch_count; i++) {
		const struct gentrace_batch *batch = &stream->batch[i];

		if (batch->header.sequence == i)
			continue;
		/* The first one is enough: those behind it are off as well. */
		verify_find(verify, BROKEN, SEQUENCE, stream, batch,
			    "batch %zu of the stream is number %u", i, batch->header.sequence);
		return;
	}
}

static void verify_batch_times(struct gentrace_verify *verify,
			       const struct gentrace_stream *stream,
			       const struct gentrace_batch *batch, __u64 before)
{
	const struct gentrace_batch_header *header = &batch->header;

	if (header->base_time < before)
		verify_find(verify, BROKEN, TIME, stream, batch,
			    "the batch opens at %llu, before %llu where the one before it ends",
			    header->base_time, before);
	if (header->lost && (header->lost_since < before || header->lost_since > header->base_time))
		verify_find(verify, BROKEN, TIME, stream, batch,
			    "losses since %llu, which is not between the batches",
			    header->lost_since);
	if (!header->lost && header->lost_since)
		verify_find(verify, BROKEN, LOSS, stream, batch,
			    "a gap that has lost nothing");
}

/* The module makes sure of memory before it writes about itself. */
static void verify_meta(struct gentrace_verify *verify, const struct gentrace_stream *stream,
			__u64 lost)
{
	if (lost || stream->lost || stream->has_total)
		verify_find(verify, BROKEN, LOSS, stream, NULL,
			    "the meta stream never loses anything and has no line in the ledger");
}

/* What the headers tell of a stream, and the account of it. */
static void verify_stream(struct gentrace_verify *verify, const struct gentrace_stream *stream)
{
	__u64 decoded = 0, bytes = 0, lost = 0, before = 0;
	size_t i;

	for (i = 0; i < stream->batch_count; i++) {
		const struct gentrace_batch *batch = &stream->batch[i];

		verify_batch_times(verify, stream, batch, before);
		before = batch->last_time;
		decoded += batch->events;
		bytes += batch->header.bytes;
		lost += batch->header.lost;
	}
	verify_sequence(verify, stream);
	verify->now.batches += stream->batch_count;
	verify->now.bytes += bytes;
	if (stream->level == GENTRACE_LEVEL_META) {
		verify_meta(verify, stream, lost);
		return;
	}
	verify->now.decoded += decoded;
	if (!verify->generation->complete)
		return;
	verify_account(verify, stream, decoded, bytes);
	if (lost > stream->lost)
		verify_find(verify, BROKEN, LOSS, stream, NULL,
			    "batches tell of %llu losses, the ledger of %llu", lost, stream->lost);
}

static void verify_losses(struct gentrace_verify *verify)
{
	const struct gentrace_generation *generation = verify->generation;
	size_t i;

	for (i = 0; i < generation->loss_count; i++) {
		const struct gentrace_loss *loss = &generation->loss[i];
		const struct gentrace_stream *stream =
			gentrace_generation_stream(generation, loss->cpu, loss->level);
		const char *class = gentrace_class_name(loss->class);
		const char *cause = gentrace_cause_meaning(loss->cause);

		verify->now.lost_total = add(verify->now.lost_total, loss->count);
		if (cause)
			verify->now.lost[loss->cause] =
				add(verify->now.lost[loss->cause], loss->count);
		if (loss->first > loss->last)
			verify_find(verify, BROKEN, TIME, stream, NULL,
				    "losses from %llu to %llu, which is before",
				    loss->first, loss->last);
		verify_find(verify, LOSSY, LOSS, stream, NULL, "%llu %s events lost: %s",
			    loss->count, class ? class : "unknown", cause ? cause : "unknown cause");
	}
}

static void verify_sum(struct gentrace_verify *verify, const char *what,
		       __u64 end, __u64 sum)
{
	if (end != sum)
		verify_find(verify, BROKEN, TOTAL, NULL, NULL,
			    "the end has %llu %s, the generation %llu", end, what, sum);
}

static void verify_totals(struct gentrace_verify *verify)
{
	const struct gentrace_generation *generation = verify->generation;
	const struct gentrace_args_generation_end *end = &generation->end;
	__u64 batches = 0;
	size_t i;

	for (i = 0; i < generation->stream_count; i++) {
		const struct gentrace_stream *stream = &generation->stream[i];

		verify->now.streams += stream->has_total;
		verify->now.emitted = add(verify->now.emitted, stream->emitted);
		verify->now.recorded = add(verify->now.recorded, stream->recorded);
		batches = add(batches, stream->batches);
	}
	if (!generation->complete)
		return;
	verify_sum(verify, "events emitted", end->emitted, verify->now.emitted);
	verify_sum(verify, "events recorded", end->recorded, verify->now.recorded);
	verify_sum(verify, "events lost", end->lost, verify->now.lost_total);
	verify_sum(verify, "batches", end->batches, batches);
	verify_sum(verify, "tasks", end->tasks, generation->status_count);
	verify_sum(verify, "strings", end->strings, generation->string_count);
	verify_sum(verify, "stacks", end->stacks, generation->stack_count);
	if (end->tasks_missed)
		verify_find(verify, LOSSY, TASK, NULL, NULL,
			    "%llu tasks have no status: there was no memory", end->tasks_missed);
	if (end->strings_missed)
		verify_find(verify, LOSSY, STRING, NULL, NULL,
			    "%llu strings are not in the table: it was full",
			    end->strings_missed);
	if (end->stacks_missed)
		verify_find(verify, LOSSY, STACK, NULL, NULL,
			    "%llu stacks were not taken: the table was full", end->stacks_missed);
}

/* ------------------------------------------------------------- the content */

/**
 * struct walk - over the events of one batch
 * @verify: on whose behalf
 * @stream: where the batch is
 * @batch: the batch
 */
struct walk {
	struct gentrace_verify *verify;
	const struct gentrace_stream *stream;
	const struct gentrace_batch *batch;
};

static void walk_string(const struct walk *walk, const char *event, __u64 id)
{
	struct gentrace_verify *verify = walk->verify;
	__u32 length;

	if (!id || gentrace_generation_string(verify->generation, id, &length))
		return;
	/* A table that was never written cannot be held against the event. */
	if (!verify->generation->complete)
		return;
	verify_find(verify, BROKEN, STRING, walk->stream, walk->batch,
		    "%s refers to string %llu, which is not in the table", event, id);
}

static void walk_stack(const struct walk *walk, const char *event, __u64 id)
{
	struct gentrace_verify *verify = walk->verify;

	if (id < GENTRACE_STACK_FIRST || !verify->generation->complete ||
	    gentrace_generation_stack(verify->generation, id))
		return;
	verify_find(verify, BROKEN, STACK, walk->stream, walk->batch,
		    "%s refers to stack %llu, which is not in the table", event, id);
}

/* Is the generation the first one of its session that we see? */
static bool verify_is_first(const struct gentrace_verify *verify)
{
	return !verify->any || verify->last_session != verify->generation->session;
}

/*
 * How bad is a task that nobody introduces? It may have been lost. It may also
 * have exited before, and still be on its way to its last switch: what came
 * before the first generation is not known, and what the session has lost since
 * may have been that exit.
 */
static enum gentrace_severity verify_stranger(const struct gentrace_verify *verify)
{
	const struct gentrace_generation *generation = verify->generation;

	if (generation->loss_count || generation->end.tasks_missed || !generation->complete ||
	    verify->lost_before)
		return GENTRACE_LOSSY;
	return verify_is_first(verify) ? GENTRACE_NOTE : GENTRACE_BROKEN;
}

static void walk_pid(const struct walk *walk, const char *event, __u64 pid)
{
	struct gentrace_verify *verify = walk->verify;
	struct finding_place place;

	if (!pid || pids_has(&verify->introduced, pid) || pids_has(&verify->leaving, pid))
		return;
	/* What would introduce it may have been left out. */
	if (verify->generation->filtered & GENTRACE_FILTERED_LIVES)
		return;
	/* Once per task and generation. */
	pids_add(&verify->introduced, pid);
	place = verify_place(verify, walk->stream, walk->batch);
	finding_add(&verify->found, verify_stranger(verify), GENTRACE_RULE_TASK, &place,
		    "%s names task %llu, which nothing introduces", event, pid);
}

static void walk_args(const struct walk *walk, const struct gentrace_event_info *info,
		      const __u64 *value)
{
	unsigned int i;

	for (i = 0; i < info->args; i++) {
		if (info->arg[i].type == GENTRACE_TYPE_strid)
			walk_string(walk, info->name, value[i]);
		else if (info->arg[i].type == GENTRACE_TYPE_stack)
			walk_stack(walk, info->name, value[i]);
		else if (info->arg[i].type == GENTRACE_TYPE_pid)
			walk_pid(walk, info->name, value[i]);
	}
}

/* Look at each event of the batch that the table knows. */
static void walk_batch(struct walk *walk)
{
	const struct schema *schema = &generation_of(walk->verify->generation)->schema;
	const __u8 *p = walk->batch->bytes;
	const __u8 *end = p + walk->batch->length;
	const char *text[GENTRACE_ARGS_MAX];
	__u64 value[GENTRACE_ARGS_MAX];

	while (p && p < end) {
		const struct shape *shape = &schema->shape[*p];
		__u64 delta;

		p = gentrace_get_varint(p + 1, end, &delta);
		p = shape_decode(shape, p, end, value, text);
		if (p && shape->info)
			walk_args(walk, shape->info, value);
	}
}

/* Does the chain of switches lead from the batch before into this one? */
static bool walk_is_chained(const struct walk *walk)
{
	const struct gentrace_batch *batch = walk->batch;

	if (walk->verify->generation->filtered & GENTRACE_FILTERED_LIVES &&
	    walk->verify->generation->filtered & GENTRACE_FILTERED_EVENTS)
		return false;
	/* A task that is left out all at once leaves the CPU without a switch. */
	if (walk->verify->generation->filtered & GENTRACE_FILTERED_MOVES)
		return false;
	return batch > walk->stream->batch && !batch->header.lost &&
	       walk->stream->level == GENTRACE_LEVEL_TASK &&
	       batch->header.sequence == batch[-1].header.sequence + 1 &&
	       batch[-1].events == batch[-1].header.events &&
	       order_has_switches(walk->verify->generation);
}

/* @walk_events: something in the generation is wrong: go and find out where. */
static void verify_content(struct gentrace_verify *verify,
			   const struct gentrace_stream *stream, bool walk_events)
{
	struct walk walk = { .verify = verify, .stream = stream };
	size_t i;

	for (i = 0; i < stream->batch_count; i++) {
		walk.batch = &stream->batch[i];
		if (walk_is_chained(&walk) && walk.batch->header.pid != walk.batch[-1].last_pid)
			verify_find(verify, BROKEN, CHAIN, stream, walk.batch,
				    "task %u runs where the switches lead to task %u",
				    walk.batch->header.pid, walk.batch[-1].last_pid);
		if (walk_events)
			walk_batch(&walk);
	}
}

/* Before anything is checked: a task may be named before it is introduced. */
static void verify_introduce(struct gentrace_verify *verify)
{
	const struct gentrace_generation *generation = verify->generation;
	const struct roll *roll = &generation_of(generation)->roll;
	size_t i;

	pids_clear(&verify->introduced);
	for (i = 0; i < generation->status_count; i++)
		pids_add(&verify->introduced, generation->status[i].pid);
	pids_unite(&verify->introduced, &roll->introduced);
	pids_unite(&verify->introduced, &roll->exited);
	pids_unite(&verify->introduced, &roll->died);
}

/* Do all events speak of tasks that something introduces? */
static bool verify_knows_tasks(const struct gentrace_verify *verify)
{
	const struct roll *roll = &generation_of(verify->generation)->roll;
	size_t i;

	if (verify->generation->filtered & GENTRACE_FILTERED_LIVES)
		return true;
	for (i = 0; i < roll->named.words; i++) {
		__u64 strangers = roll->named.word[i] & ~pids_word(&verify->introduced, i) &
				  ~pids_word(&verify->leaving, i);

		/* Nobody is pid 0. */
		if (i ? strangers : strangers & ~1ull)
			return false;
	}
	return !roll->beyond;
}

/* Do all strings they refer to stand in the table? */
static bool verify_knows_strings(const struct gentrace_verify *verify)
{
	const struct roll *roll = &generation_of(verify->generation)->roll;
	__u32 length;
	size_t id;

	for (id = 1; id < ROLL_STRINGS; id++) {
		if (roll->string[id / 64] >> id % 64 & 1 &&
		    !gentrace_generation_string(verify->generation, id, &length))
			return false;
	}
	return !roll->strings_beyond;
}

/* Do all stacks they refer to stand in the table? */
static bool verify_knows_stacks(const struct gentrace_verify *verify)
{
	const struct roll *roll = &generation_of(verify->generation)->roll;
	size_t id;

	for (id = 0; id < 64 * roll->stacks.words; id++) {
		if (pids_has(&roll->stacks, id) &&
		    !gentrace_generation_stack(verify->generation, id))
			return false;
	}
	return !roll->stacks_beyond;
}

/* The generations to come may still see these tasks. */
static void verify_remember_leaving(struct gentrace_verify *verify)
{
	const struct roll *roll = &generation_of(verify->generation)->roll;

	pids_unite(&verify->leaving, &roll->exited);
	pids_subtract(&verify->leaving, &roll->died);
	verify->lost_before |= verify->generation->loss_count || !verify->generation->complete;
}

static void verify_strings(struct gentrace_verify *verify)
{
	const struct gentrace_generation *generation = verify->generation;
	size_t i;

	for (i = 1; i < generation->string_count; i++) {
		if (generation->string[i].id == generation->string[i - 1].id)
			verify_find(verify, BROKEN, STRING, NULL, NULL,
				    "string %llu is in the table twice",
				    generation->string[i].id);
	}
}

static void verify_stacks(struct gentrace_verify *verify)
{
	const struct gentrace_generation *generation = verify->generation;
	__u64 address[GENTRACE_STACK_FRAMES_MAX];
	size_t i;

	for (i = 0; i < generation->stack_count; i++) {
		const struct gentrace_stack *stack = &generation->stack[i];

		if (stack->id < GENTRACE_STACK_FIRST)
			verify_find(verify, BROKEN, STACK, NULL, NULL,
				    "the table has a stack %llu, which is no id", stack->id);
		else if (i && stack->id == stack[-1].id)
			verify_find(verify, BROKEN, STACK, NULL, NULL,
				    "stack %llu is in the table twice", stack->id);
		if (gentrace_frames_read(stack->frames, stack->length, address) < 1)
			verify_find(verify, BROKEN, STACK, NULL, NULL,
				    "the frames of stack %llu cannot be read", stack->id);
	}
}

/* --------------------------------------------------- between generations */

static void verify_numbering(struct gentrace_verify *verify)
{
	const struct gentrace_generation *generation = verify->generation;
	__u64 last = verify->last_number;

	if (verify_is_first(verify))
		return;
	if (generation->number <= last)
		verify_find(verify, BROKEN, NUMBERING, NULL, NULL,
			    "generation %llu follows generation %llu",
			    generation->number, last);
	else if (generation->number - last > 1)
		verify_find(verify, BROKEN, NUMBERING, NULL, NULL,
			    "%llu generations are missing before this one",
			    generation->number - last - 1);
}

static void verify_snapshot(struct gentrace_verify *verify, const struct gentrace_snapshot *before,
			    const struct gentrace_snapshot *after)
{
	if (after->clock < before->clock || after->monotonic < before->monotonic ||
	    after->boottime < before->boottime)
		verify_find(verify, BROKEN, SNAPSHOT, NULL, NULL,
			    "a clock goes back, from %llu to %llu",
			    before->clock, after->clock);
	else if (after->realtime < before->realtime)
		verify_find(verify, NOTE, SNAPSHOT, NULL, NULL,
			    "somebody set the clock back by %llu ns",
			    before->realtime - after->realtime);
}

static void verify_snapshots(struct gentrace_verify *verify)
{
	const struct gentrace_generation *generation = verify->generation;
	size_t i;

	if (generation->complete && generation->snapshots < 2)
		verify_find(verify, BROKEN, SNAPSHOT, NULL, NULL,
			    "%zu clock snapshots, there must be one at each end",
			    generation->snapshots);
	if (!generation->snapshots)
		return;
	if (!verify_is_first(verify))
		verify_snapshot(verify, &verify->last_snapshot, &generation->first);
	for (i = 1; i < generation->snapshots; i++)
		verify_snapshot(verify, &generation->snapshot[i - 1], &generation->snapshot[i]);
}

static void verify_reading(struct gentrace_verify *verify)
{
	const struct gentrace_generation *generation = verify->generation;

	if (generation->skipped)
		verify_find(verify, BROKEN, SKIPPED, NULL, NULL,
			    "%llu bytes before this generation belong to none",
			    generation->skipped);
	if (!generation->complete)
		verify_find(verify, BROKEN, INCOMPLETE, NULL, NULL,
			    "the generation has no end, so nothing proves it");
}

static int verify_keep_proof(struct gentrace_verify *verify)
{
	size_t size = verify->proofs;

	/* Grows at powers of two, where the count says that it is full. */
	if (!(size & (size - 1))) {
		struct gentrace_proof *proof;

		size = size ? size * 2 : 1;
		proof = reallocarray(verify->proof, size, sizeof(*proof));
		if (!proof)
			return -ENOMEM;
		verify->proof = proof;
	}
	verify->proof[verify->proofs++] = verify->now;
	return 0;
}

static void proof_add(struct gentrace_proof *sum, const struct gentrace_proof *proof)
{
	unsigned int cause;

	if (proof->worst > sum->worst)
		sum->worst = proof->worst;
	sum->emitted = add(sum->emitted, proof->emitted);
	sum->recorded = add(sum->recorded, proof->recorded);
	for (cause = 0; cause < GENTRACE_CAUSE_COUNT; cause++)
		sum->lost[cause] = add(sum->lost[cause], proof->lost[cause]);
	sum->lost_total = add(sum->lost_total, proof->lost_total);
	sum->decoded += proof->decoded;
	sum->streams += proof->streams;
	sum->batches += proof->batches;
	sum->bytes += proof->bytes;
}

int gentrace_verify_add(struct gentrace_verify *verify,
			const struct gentrace_generation *generation)
{
	bool walk;
	size_t i;

	verify->generation = generation;
	verify->now = (struct gentrace_proof) {
		.session	= generation->session,
		.generation	= generation->number,
		.complete	= generation->complete,
	};
	verify_reading(verify);
	finding_add_all(&verify->found, &generation->findings);
	verify_numbering(verify);
	verify_snapshots(verify);
	verify_strings(verify);
	verify_stacks(verify);
	verify_symbols(verify);
	/* What left another session is nothing to this one. */
	if (verify_is_first(verify)) {
		pids_clear(&verify->leaving);
		verify->lost_before = false;
	}
	verify_introduce(verify);
	walk = !verify_knows_tasks(verify) || !verify_knows_strings(verify) ||
	       !verify_knows_stacks(verify);
	for (i = 0; i < generation->stream_count; i++) {
		verify_stream(verify, &generation->stream[i]);
		if (generation->stream[i].level != GENTRACE_LEVEL_META)
			verify_content(verify, &generation->stream[i], walk);
	}
	verify_losses(verify);
	verify_totals(verify);
	verify_remember_leaving(verify);

	verify->now.worst = verify->found.worst;
	finding_add_all(&verify->findings, &verify->found);
	finding_clear(&verify->found);
	proof_add(&verify->sum, &verify->now);
	verify->filtered |= generation->filtered;
	verify->any = true;
	verify->last_session = generation->session;
	verify->last_number = generation->number;
	if (generation->snapshots)
		verify->last_snapshot = generation->last;
	if (verify->introduced.failed || verify->leaving.failed)
		return -ENOMEM;
	return verify_keep_proof(verify);
}

int gentrace_verify_finish(struct gentrace_verify *verify,
			   const struct gentrace_reader_totals *totals)
{
	const struct finding_place nowhere = {
		.offset = totals->bytes - totals->skipped_at_end,
		.cpu = GENTRACE_CPU_NONE, .level = GENTRACE_LEVEL_META,
	};

	if (!totals->generations)
		finding_add(&verify->findings, GENTRACE_BROKEN, GENTRACE_RULE_OPENING, &nowhere,
			    "there is no generation in these %llu bytes", totals->bytes);
	else if (totals->skipped_at_end)
		finding_add(&verify->findings, GENTRACE_BROKEN, GENTRACE_RULE_SKIPPED, &nowhere,
			    "%llu bytes behind the last generation belong to none",
			    totals->skipped_at_end);
	verify->sum.complete = verify->proofs && totals->incomplete == 0;
	verify->sum.worst = verify->findings.worst;
	return 0;
}

enum gentrace_severity gentrace_verify_verdict(const struct gentrace_verify *verify)
{
	return verify->findings.worst;
}

__u32 gentrace_verify_filtered(const struct gentrace_verify *verify)
{
	return verify->filtered;
}

const struct gentrace_findings *gentrace_verify_findings(const struct gentrace_verify *verify)
{
	return &verify->findings;
}

const struct gentrace_proof *gentrace_verify_proof(const struct gentrace_verify *verify, size_t i)
{
	return i < verify->proofs ? &verify->proof[i] : NULL;
}

const struct gentrace_proof *gentrace_verify_totals(const struct gentrace_verify *verify)
{
	return &verify->sum;
}
