// SPDX-License-Identifier: GPL-2.0
/*
 * judge.c - what must hold of a trace whatever its bytes are.
 *
 * The sanitizers see a byte read out of bounds. A number that is wrong they do
 * not see, so what the library says is held against the bytes, against the
 * sums it promises, and against what it says elsewhere.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <libgentrace_waits.h>

#include "judge.h"
#include "twin.h"

/**
 * struct judge - one trace and what was read of it
 * @bytes: the trace
 * @length: its length
 * @end: where the last generation ended: what is behind it is skipped
 * @covered: bytes that belong to generations
 * @events: events in all streams but meta
 * @meta_events: the others
 * @totals: the reader's
 */
struct judge {
	const __u8 *bytes;
	size_t length;
	__u64 end;
	__u64 covered;
	__u64 events;
	__u64 meta_events;
	struct gentrace_reader_totals totals;
};

/* As the library adds: what does not fit stays at the most. */
static __u64 add(__u64 a, __u64 b)
{
	return a + b < a ? ~0ull : a + b;
}

/* ---------------------------------------------------------- the generation */

/* Each batch is where it says, and is what stands there. */
static void judge_batches(struct judge *judge, const struct gentrace_generation *generation)
{
	const __u8 *bytes = generation->bytes;
	__u64 offset = generation->offset, events = 0;
	size_t i;

	assert(offset - generation->skipped == judge->end);
	for (i = 0; i < generation->batch_count; i++) {
		const struct gentrace_batch *batch = &generation->batch[i];
		__u32 bytes_claimed = batch->header.bytes;

		assert(batch->offset == offset);
		assert(bytes_claimed <= judge->length - offset);
		assert(!memcmp(bytes, judge->bytes + offset, bytes_claimed));
		assert(batch->bytes == bytes + batch->header.header_bytes);
		assert(batch->length <= bytes_claimed - batch->header.header_bytes);
		assert(batch->last_time >= batch->header.base_time);
		assert(batch->header.generation == generation->number);
		assert(batch->header.session == generation->session);
		offset += batch->header.header_bytes + batch->length;
		bytes += bytes_claimed;
		events += batch->events;
	}
	assert((size_t)(bytes - generation->bytes) == generation->length);
	assert(events == generation->events + generation->meta_events);
	judge->covered += offset - generation->offset;
	judge->end = offset;
}

/* Streams are sorted, can be found, and share out the batches. */
static void judge_streams(const struct gentrace_generation *generation)
{
	const struct gentrace_stream *before = NULL;
	size_t i, j, batches = 0;

	for (i = 0; i < generation->stream_count; i++) {
		const struct gentrace_stream *stream = &generation->stream[i];

		assert(gentrace_generation_stream(generation, stream->cpu, stream->level) ==
		       stream);
		assert(!before || before->cpu < stream->cpu ||
		       (before->cpu == stream->cpu && before->level < stream->level));
		for (j = 0; j < stream->batch_count; j++) {
			assert(stream->batch[j].header.cpu == stream->cpu);
			assert(stream->batch[j].header.level == stream->level);
			assert(!j || stream->batch[j].header.sequence >=
				     stream->batch[j - 1].header.sequence);
		}
		batches += stream->batch_count;
		before = stream;
	}
	assert(batches == generation->batch_count);
}

/* Whatever names there are: what is found has the address that was looked for. */
static void judge_names(const struct gentrace_generation *generation)
{
	const struct gentrace_symbol *symbol;
	const struct gentrace_mapping *mapping, *found;
	size_t i, j;

	for (i = 0; i < generation->symbol_count; i++) {
		symbol = gentrace_generation_symbol(generation, generation->symbol[i].address);
		assert(!symbol || symbol->address == generation->symbol[i].address);
		assert(symbol || !generation->symbol[i].bytes ||
		       (i + 1 < generation->symbol_count &&
			generation->symbol[i + 1].address == generation->symbol[i].address));
	}
	for (i = 0; i < generation->stack_count; i++) {
		const struct gentrace_user_space *space =
			gentrace_generation_space(generation, &generation->stack[i]);

		assert(!space || space->tgid == generation->stack[i].tgid);
		for (j = 0; space && j < generation->mapping_count && j < 16; j++) {
			mapping = &generation->mapping[j];
			found = gentrace_generation_mapping(generation, space, mapping->begin);
			assert(!found || found->space == space->id);
		}
	}
}

/* By time, and none that is no event; what was to be noticed is little. */
static void judge_hits(const struct gentrace_generation *generation)
{
	size_t i;

	assert(generation->trigger_count <= GENTRACE_TRIGGERS_MAX);
	assert(generation->hit_count <= generation->events);
	for (i = 1; i < generation->hit_count; i++)
		assert(generation->hit[i - 1].time <= generation->hit[i].time);
}

static void judge_generation(struct judge *judge, const struct gentrace_generation *generation)
{
	const struct gentrace_findings *findings = &generation->findings;

	judge_batches(judge, generation);
	judge_streams(generation);
	judge_names(generation);
	judge_hits(generation);
	assert(generation->damaged == (findings->worst == GENTRACE_BROKEN));
	assert(generation->damaged == (findings->count != 0));
	judge->events += generation->events;
	judge->meta_events += generation->meta_events;
}

/* ---------------------------------------------------------------- the order */

static void judge_entry(const struct gentrace_entry *entry)
{
	if (entry->kind == GENTRACE_ENTRY_GAP) {
		assert(!entry->info && !entry->id);
		assert(entry->lost || entry->missing);
		assert(entry->until >= entry->time && entry->until_ns >= entry->ns);
		return;
	}
	assert(entry->info && entry->info->id == entry->id);
	assert(entry->info->class == entry->class);
	assert(entry->level <= GENTRACE_LEVEL_META);
}

/* Time never goes back, and no event is left out or told twice. */
static void judge_order(const struct gentrace_generation *generation)
{
	struct gentrace_order *order = gentrace_order_create(generation, GENTRACE_ORDER_META);
	const struct gentrace_entry *entry;
	__u64 time = 0, ns = 0, events = 0;

	assert(order);
	while ((entry = gentrace_order_next(order))) {
		assert(entry->time >= time);
		assert(entry->ns >= ns);
		time = entry->time;
		ns = entry->ns;
		events += entry->kind == GENTRACE_ENTRY_EVENT;
		judge_entry(entry);
	}
	gentrace_order_destroy(order);
	assert(events == generation->events + generation->meta_events -
	       generation->unknown_events);
}

/* ----------------------------------------------------------------- the text */

static void text_of(const struct gentrace_generation *generation, struct gentrace_buffer *text)
{
	size_t i;

	for (i = 0; i < generation->batch_count; i++)
		assert(!gentrace_text_batch(generation, &generation->batch[i], text));
}

/*
 * The text of the trace in @bytes, and whether nothing is wrong with it. No
 * judge of its own: it is called for traces that were judged.
 */
static bool text_of_trace(const void *bytes, size_t length, struct gentrace_buffer *text)
{
	struct gentrace_reader *reader = gentrace_reader_open_memory(bytes, length, 0);
	struct gentrace_generation *generation;
	struct gentrace_reader_totals totals;

	while (gentrace_reader_next(reader, &generation) == 1) {
		text_of(generation, text);
		gentrace_generation_free(generation);
	}
	gentrace_reader_totals(reader, &totals);
	gentrace_reader_close(reader);
	return !totals.damaged && !totals.skipped;
}

static bool same(const struct gentrace_buffer *a, const struct gentrace_buffer *b)
{
	return a->length == b->length && (!a->length || !memcmp(a->bytes, b->bytes, a->length));
}

void judge_text_of(const void *bytes, size_t length)
{
	const struct gentrace_buffer trace = { .bytes = (char *)bytes, .length = length };
	struct gentrace_buffer text = { 0 }, again = { 0 };
	struct gentrace_text_error error;

	if (text_of_trace(bytes, length, &text)) {
		assert(!gentrace_text_parse(text.bytes, text.length, &again, &error));
		assert(same(&again, &trace));
	}
	gentrace_buffer_clear(&text);
	gentrace_buffer_clear(&again);
}

/*
 * A generation can be written, and if it is sound the text is a text of the
 * same events. Not of the same bytes: numbers may be longer than they need be,
 * and headers may hold what this library does not know.
 */
static void judge_text_generation(const struct gentrace_generation *generation)
{
	struct gentrace_buffer text = { 0 }, trace = { 0 }, again = { 0 };
	struct gentrace_text_error error;

	text_of(generation, &text);
	if (!generation->damaged) {
		assert(!gentrace_text_parse(text.bytes, text.length, &trace, &error));
		assert(text_of_trace(trace.bytes, trace.length, &again));
		assert(same(&text, &again));
	}
	gentrace_buffer_clear(&text);
	gentrace_buffer_clear(&trace);
	gentrace_buffer_clear(&again);
}

void judge_text(const void *bytes, size_t length, __u64 limit)
{
	struct gentrace_reader *reader = gentrace_reader_open_memory(bytes, length, limit);
	struct gentrace_generation *generation;

	while (gentrace_reader_next(reader, &generation) == 1) {
		judge_text_generation(generation);
		gentrace_generation_free(generation);
	}
	gentrace_reader_close(reader);
}

/* ---------------------------------------------------------------- the model */

static void judge_histogram(const struct gentrace_histogram *histogram)
{
	__u64 median = gentrace_histogram_percentile(histogram, 500);
	__u64 p99 = gentrace_histogram_percentile(histogram, 990);

	if (!histogram->count)
		return;
	assert(histogram->min <= median && median <= p99 && p99 <= histogram->max);
	assert(histogram->sum >= histogram->max);
}

static void judge_tasks(const struct gentrace_model *model)
{
	const struct gentrace_task *task;
	size_t i;

	for (i = 0; (task = gentrace_model_task(model, i)); i++) {
		assert(task->run_ns + task->wait_ns + task->block_ns + task->unknown_ns ==
		       task->last_ns - task->first_ns);
		assert(task->last_ns >= task->first_ns);
		assert(memchr(task->comm, 0, sizeof(task->comm)));
		assert(task->syscall_max_ns <= task->syscall_ns || !task->syscalls);
		judge_histogram(&task->latency);
	}
}

static void judge_frames(const struct gentrace_frames *frames)
{
	assert(frames->id >= GENTRACE_STACK_FIRST);
	assert(frames->count <= GENTRACE_STACK_FRAMES_MAX);
	assert(!frames->missing || !frames->count);
}

static void judge_stacks(const struct gentrace_stacks *stacks)
{
	if (!stacks)
		return;
	assert(stacks->number);
	if (stacks->kernel)
		judge_frames(stacks->kernel);
	if (stacks->user)
		judge_frames(stacks->user);
	assert(!stacks->kernel || !stacks->no_kernel);
	assert(!stacks->user || !stacks->no_user);
	assert(*gentrace_no_frames_meaning(stacks->no_kernel));
}

/* The segments of a task have no holes, and are its accounts. */
static void judge_segments(const struct gentrace_history *history, const struct gentrace_task *task)
{
	__u64 sum[GENTRACE_DOING_EXITED] = { 0 }, now = task->first_ns;
	const struct gentrace_segment *segment;
	size_t i;

	for (i = 0; (segment = gentrace_history_segment(history, task, i)); i++) {
		assert(segment->begin_ns == now && segment->end_ns > now);
		assert(segment->doing < GENTRACE_DOING_EXITED);
		assert(gentrace_history_at(history, task, segment->end_ns) == segment);
		judge_stacks(segment->stacks);
		judge_stacks(segment->waker.stacks);
		assert(!segment->stacks || segment->doing == GENTRACE_DOING_BLOCK ||
		       segment->doing == GENTRACE_DOING_WAIT);
		now = segment->end_ns;
		sum[segment->doing] += now - segment->begin_ns;
	}
	assert(now == task->last_ns);
	assert(sum[GENTRACE_DOING_RUN] == task->run_ns);
	assert(sum[GENTRACE_DOING_WAIT] == task->wait_ns);
	assert(sum[GENTRACE_DOING_BLOCK] == task->block_ns);
	assert(sum[GENTRACE_DOING_UNKNOWN] == task->unknown_ns);
}

/* A path has no holes either, wherever it goes. */
static void judge_path(const struct gentrace_history *history, const struct gentrace_task *task)
{
	struct gentrace_path path = { 0 };
	__u64 now = task->first_ns;
	size_t i;

	assert(!gentrace_path_find(&path, history, task, task->first_ns, task->last_ns));
	for (i = 0; i < path.steps; i++) {
		assert(path.step[i].begin_ns == now && path.step[i].end_ns > now);
		assert(!path.step[i].ends || path.step[i].ends->doing == GENTRACE_DOING_BLOCK);
		now = path.step[i].end_ns;
	}
	assert(now == task->last_ns);
	gentrace_path_clear(&path);
}

/* Tasks whose paths are looked at. */
#define PATHS	4

static void judge_waits(const struct gentrace_history *history, const struct gentrace_model *model)
{
	const struct gentrace_task *task;
	size_t i;

	for (i = 0; (task = gentrace_model_task(model, i)); i++) {
		assert(task->index == i);
		judge_segments(history, task);
		if (i < PATHS)
			judge_path(history, task);
	}
}

static int judge_sample(void *data, const struct gentrace_sample *sample)
{
	(void)data;
	assert(sample->cpu < GENTRACE_CPUS_MAX);
	assert(!sample->task || sample->task->pid);
	return 0;
}

static int judge_sampled(void *data, const struct gentrace_sampled *sampled)
{
	(void)data;
	assert(sampled->cpu < GENTRACE_CPUS_MAX);
	assert(sampled->hz && sampled->begin_ns < sampled->end_ns);
	return 0;
}

static int judge_call(void *data, const struct gentrace_call *call)
{
	(void)data;
	assert(call->begin_ns <= call->end_ns && call->name);
	assert(call->kind <= GENTRACE_CALL_LOCK);
	assert(call->queue_ns <= call->end_ns - call->begin_ns);
	return 0;
}

static void judge_cpus(const struct gentrace_model *model)
{
	const struct gentrace_cpu *cpu, *before = NULL;
	size_t i;

	for (i = 0; (cpu = gentrace_model_cpu(model, i)); i++) {
		assert(cpu->busy_ns + cpu->idle_ns + cpu->unknown_ns ==
		       cpu->last_ns - cpu->first_ns);
		assert(cpu->last_ns >= cpu->first_ns);
		assert(!before || before->cpu < cpu->cpu);
		before = cpu;
	}
}

static void judge_model(const struct judge *judge, const struct gentrace_model *model)
{
	const struct gentrace_summary *summary = gentrace_model_summary(model);

	judge_tasks(model);
	judge_cpus(model);
	assert(summary->generations == judge->totals.generations);
	assert(summary->damaged == judge->totals.damaged);
	assert(summary->incomplete == judge->totals.incomplete);
	assert(summary->events == judge->events);
	assert(summary->meta_events == judge->meta_events);
}

/* ------------------------------------------------------------- the verifier */

/* What a verdict that is not broken promises of each generation. */
static void judge_proof(const struct gentrace_proof *proof)
{
	if (proof->worst == GENTRACE_BROKEN)
		return;
	assert(proof->complete);
	assert(proof->emitted == add(proof->recorded, proof->lost_total));
	assert(proof->recorded == proof->decoded);
	assert(proof->worst == GENTRACE_LOSSY || !proof->lost_total);
}

static void judge_verify(const struct judge *judge, const struct gentrace_verify *verify)
{
	const struct gentrace_proof *proof, *sum = gentrace_verify_totals(verify);
	enum gentrace_severity verdict = gentrace_verify_verdict(verify);
	__u64 decoded = 0;
	size_t i;

	for (i = 0; (proof = gentrace_verify_proof(verify, i)); i++) {
		judge_proof(proof);
		assert(proof->worst <= verdict);
		decoded += proof->decoded;
	}
	assert(i == judge->totals.generations);
	assert(decoded == judge->events && sum->decoded == decoded);
	if (verdict == GENTRACE_BROKEN)
		return;
	assert(!judge->totals.damaged && !judge->totals.incomplete && !judge->totals.skipped);
	assert(judge->totals.generations && sum->complete);
	assert(sum->emitted == add(sum->recorded, sum->lost_total));
}

/* ---------------------------------------------------------------- the trace */

/* Every byte belongs to a generation, or was skipped and is counted. */
static void judge_totals(const struct judge *judge)
{
	assert(judge->totals.bytes == judge->length);
	assert(judge->covered + judge->totals.skipped == judge->length);
	assert(judge->end + judge->totals.skipped_at_end == judge->length);
}

void judge_trace(const void *bytes, size_t length, __u64 limit)
{
	struct gentrace_reader *reader = gentrace_reader_open_memory(bytes, length, limit);
	struct gentrace_verify *verify = gentrace_verify_create();
	struct gentrace_model *model = gentrace_model_create();
	struct gentrace_history *history = gentrace_history_create(~(size_t)0);
	struct judge judge = { .bytes = bytes, .length = length };
	struct gentrace_generation *generation;
	struct twin twin = twin_create();

	assert(reader && verify && model && history);
	assert(!gentrace_model_keep_stacks(model));
	gentrace_model_observe(model, gentrace_history_add, history);
	gentrace_model_observe_calls(model, judge_call, NULL);
	gentrace_model_observe_samples(model, judge_sample, judge_sampled, NULL);
	while (gentrace_reader_next(reader, &generation) == 1) {
		judge_generation(&judge, generation);
		judge_order(generation);
		assert(!gentrace_verify_add(verify, generation));
		assert(!gentrace_model_add(model, generation));
		twin_add(&twin, generation);
		gentrace_generation_free(generation);
	}
	gentrace_reader_totals(reader, &judge.totals);
	gentrace_reader_close(reader);
	judge_totals(&judge);
	assert(!gentrace_verify_finish(verify, &judge.totals));
	assert(!gentrace_model_finish(model));
	judge_verify(&judge, verify);
	judge_model(&judge, model);
	judge_waits(history, model);
	twin_judge(&twin);
	gentrace_history_destroy(history);
	gentrace_verify_destroy(verify);
	gentrace_model_destroy(model);
}
