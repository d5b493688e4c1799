// SPDX-License-Identifier: GPL-2.0
/* witness.c - a trace held against what the torture module says it emitted. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "pattern.h"
#include "witness.h"

#define WRITERS		(EMITTER_CPUS * TORTURE_LEVELS)

static const char letters[] = PATTERN_LETTERS;

/* An event as it lies in a batch. */
struct event {
	__u8 id;
	__u64 delta;
	__u64 writer;
	__u64 counter;
	__u64 payload;
	const char *text;
	__u32 length;
};

/**
 * struct hearing - one stream of one generation, while it is heard
 * @witness: where it goes
 * @generation: which
 * @stream: which
 * @exact: the stream has one writer, and nothing else in it
 * @next: the number the next event must have; 0: any, it is the first
 * @last: the last number of each writer of the CPU. Where one re-enters, others
 *	find their streams taken and move up, so a writer can be in several
 * @before: events emitted, and lost, before the first one we know of
 */
struct hearing {
	struct witness *witness;
	const struct gentrace_generation *generation;
	const struct gentrace_stream *stream;
	bool exact;
	__u64 next;
	__u64 last[TORTURE_LEVELS];
	__u64 before;
};

/* Wire kinds of all events' arguments, for those that are not ours. */
struct layout {
	unsigned int args;
	__u8 wire[GENTRACE_ARGS_MAX];
};

static const struct layout layouts[GENTRACE_EVENT_LIMIT] = {
#define A(type, name)	GENTRACE_TYPE_##type & GENTRACE_WIRE_MASK,
#define E(id, name, class, arguments, text) \
	[id] = { .wire = { arguments }, .args = sizeof((__u8 []) { arguments }) },
	GENTRACE_EVENTS(E, A)
#undef E
#undef A
};

__attribute__((format(printf, 2, 3)))
static bool complain(struct hearing *h, const char *format, ...)
{
	char *text = h->witness->complaint;
	size_t size = sizeof(h->witness->complaint);
	va_list arguments;
	int n;

	if (*text)
		return false;
	n = snprintf(text, size, "generation %llu cpu %d %s: ", h->generation->number,
		     (int)h->stream->cpu, gentrace_level_name(h->stream->level));
	va_start(arguments, format);
	vsnprintf(text + n, size - n, format, arguments);
	va_end(arguments);
	return false;
}

static const __u8 *skip_args(const struct layout *layout, const __u8 *p, const __u8 *end)
{
	for (unsigned int i = 0; i < layout->args && p; i++) {
		const char *text;
		__u32 length;
		__u64 value;

		if (layout->wire[i] == GENTRACE_WIRE_BYTES)
			p = gentrace_get_str(p, end, &text, &length);
		else
			p = gentrace_get_varint(p, end, &value);
	}
	return p;
}

static const __u8 *get_event(const __u8 *p, const __u8 *end, struct event *event)
{
	*event = (struct event) { .id = *p++ };
	p = gentrace_get_varint(p, end, &event->delta);
	if (event->id != GENTRACE_EVENT_test_begin && event->id != GENTRACE_EVENT_test_end)
		return skip_args(&layouts[event->id], p, end);
	p = gentrace_get_varint(p, end, &event->writer);
	p = gentrace_get_varint(p, end, &event->counter);
	p = gentrace_get_varint(p, end, &event->payload);
	if (event->id == GENTRACE_EVENT_test_begin)
		p = gentrace_get_str(p, end, &event->text, &event->length);
	return p;
}

static bool content_is_right(const struct event *event)
{
	__u64 mix = pattern_mix(event->writer, event->counter);

	if (event->payload != pattern_payload(mix))
		return false;
	if (event->id == GENTRACE_EVENT_test_end)
		return event->counter % 2 == 0;
	return event->counter % 2 && event->length == pattern_length(mix) &&
	       !memcmp(event->text, letters + pattern_offset(mix), event->length);
}

/* Halves of a pair have neighbouring numbers, the first one is odd. */
static void count_pair(struct witness *witness, __u64 last, const struct event *event)
{
	if (event->id == GENTRACE_EVENT_test_begin)
		witness->halves++;
	else if (last != event->counter - 1)
		witness->halves++;
	else
		witness->halves--, witness->pairs++;
}

static bool hear_number(struct hearing *h, const struct event *event)
{
	struct span *span = &h->witness->span[event->writer];
	__u64 *last = &h->last[event->writer % TORTURE_LEVELS];

	if (event->counter <= *last)
		return complain(h, "event %llu of writer %llu after its event %llu",
				event->counter, event->writer, *last);
	if (h->exact && h->next && event->counter != h->next)
		return complain(h, "event %llu where %llu comes next", event->counter, h->next);
	count_pair(h->witness, *last, event);
	*last = event->counter;
	if (!span->first)
		span->first = event->counter - h->before;
	if (span->last < event->counter)
		span->last = event->counter;
	span->end = span->last + 1;
	span->recorded++;
	h->next = event->counter + 1;
	h->before = 0;
	return true;
}

static bool writer_may_be_in(const struct hearing *h, __u64 writer)
{
	if (writer >= WRITERS || writer / TORTURE_LEVELS != h->stream->cpu)
		return false;
	return !h->exact || writer % TORTURE_LEVELS == h->stream->level;
}

static bool hear_event(struct hearing *h, const struct event *event)
{
	if (!event->writer && !event->counter) {
		h->witness->others++;
		return true;
	}
	h->witness->events++;
	if (!writer_may_be_in(h, event->writer))
		return complain(h, "an event of writer %llu", event->writer);
	if (!content_is_right(event))
		return complain(h, "event %llu of writer %llu is damaged", event->counter,
				event->writer);
	return hear_number(h, event);
}

static bool hear_batch(struct hearing *h, const struct gentrace_batch *batch)
{
	const __u8 *p = batch->bytes, *end = p + batch->length;
	struct event event;

	/* What was lost before the batch is missing here, no more and no less. */
	if (h->next)
		h->next += batch->header.lost;
	else
		h->before += batch->header.lost;
	for (__u32 i = 0; i < batch->header.events; i++) {
		p = p < end ? get_event(p, end, &event) : NULL;
		if (!p)
			return complain(h, "batch %u ends in its event %u", batch->header.sequence, i);
		if (!hear_event(h, &event))
			return false;
	}
	return p == end || complain(h, "batch %u goes on behind its events",
				    batch->header.sequence);
}

static bool hear_batches(struct hearing *h)
{
	const struct gentrace_stream *stream = h->stream;
	__u64 lost = 0;

	for (size_t i = 0; i < stream->batch_count; i++) {
		if (!hear_batch(h, &stream->batch[i]))
			return false;
		lost += stream->batch[i].header.lost;
	}
	if (lost > stream->lost)
		return complain(h, "batches miss %llu, the ledger %llu", lost, stream->lost);
	/* The rest was lost behind the last batch. */
	if (h->next)
		h->next += stream->lost - lost;
	else
		h->before += stream->lost - lost;
	return true;
}

/* On PREEMPT_RT softirqs are tasks, and write where tasks write. */
static unsigned int writer_level(unsigned int level)
{
	static int rt = -1;

	if (rt < 0)
		rt = !access("/sys/kernel/realtime", F_OK);
	return rt && level == GENTRACE_LEVEL_SOFTIRQ ? GENTRACE_LEVEL_TASK : level;
}

static bool stream_has_one_writer(unsigned int level)
{
	unsigned int writers = 0;

	for (unsigned int i = 0; i < GENTRACE_LEVEL_CONTEXTS; i++)
		writers += writer_level(i) == level;
	return writers == 1;
}

/* The stream of a writer in all generations, one after the other. */
static bool hear_stream(struct witness *witness, const struct trace *trace, unsigned int cpu,
			unsigned int level, bool alone)
{
	struct hearing h = {
		.witness = witness, .exact = alone && stream_has_one_writer(level),
	};
	struct span *span = &witness->span[TORTURE_WRITER(cpu, level)];

	for (size_t i = 0; i < trace->generations; i++) {
		h.generation = trace->generation[i];
		h.stream = gentrace_generation_stream(h.generation, cpu, level);
		if (!h.stream)
			continue;
		if (!hear_batches(&h))
			return false;
	}
	witness->exact[TORTURE_WRITER(cpu, level)] = h.exact;
	if (h.exact && h.next)
		span->end = h.next;
	/* All of it is lost: how much is known, not which. */
	if (h.exact && !h.next)
		span->end = h.before;
	return true;
}

static void sum_losses(struct witness *witness, const struct gentrace_generation *generation)
{
	for (size_t i = 0; i < generation->loss_count; i++)
		if (generation->loss[i].class == GENTRACE_CLASS_TEST)
			witness->lost += generation->loss[i].count;
}

static void sum_lengths(struct witness *witness, const struct trace *trace)
{
	static unsigned char seen[GENTRACE_BATCH_BYTES_MAX + 1];

	memset(seen, 0, sizeof(seen));
	for (size_t i = 0; i < trace->generations; i++) {
		const struct gentrace_generation *it = trace->generation[i];

		for (size_t k = 0; k < it->batch_count; k++) {
			unsigned char *mark = &seen[it->batch[k].header.bytes];

			witness->lengths += !*mark;
			*mark = 1;
		}
	}
}

bool witness_hear(struct witness *witness, const struct trace *trace, bool alone)
{
	*witness = (struct witness) {};
	for (unsigned int cpu = 0; cpu < EMITTER_CPUS; cpu++)
		for (unsigned int level = 0; level < GENTRACE_LEVEL_CONTEXTS; level++)
			if (!hear_stream(witness, trace, cpu, level, alone))
				return false;
	for (size_t i = 0; i < trace->generations; i++)
		sum_losses(witness, trace->generation[i]);
	sum_lengths(witness, trace);
	return true;
}

static bool contradict(struct witness *witness, __u64 writer, const char *what,
		       unsigned long long found, unsigned long long expected)
{
	snprintf(witness->complaint, sizeof(witness->complaint), "cpu %llu %s: %s %llu, not %llu",
		 writer / TORTURE_LEVELS, gentrace_level_name(writer % TORTURE_LEVELS),
		 what, found, expected);
	return false;
}

/* A writer's span against the numbers it is known to have drawn. */
static bool span_is(struct witness *witness, __u64 writer, unsigned long long before,
		    unsigned long long after)
{
	const struct span *span = &witness->span[writer];

	if (span->recorded > after - before)
		return contradict(witness, writer, "recorded", span->recorded, after - before);
	if (!witness->exact[writer])
		return true;
	if (!span->first)
		return span->end == after - before ||
		       contradict(witness, writer, "lost", span->end, after - before);
	if (span->first != before + 1)
		return contradict(witness, writer, "begins with", span->first, before + 1);
	return span->end == after + 1 ||
	       contradict(witness, writer, "ends before", span->end, after + 1);
}

bool witness_all(struct witness *witness, const struct counts *before, const struct counts *after)
{
	struct torture_count sum = counts_between(before, after);
	unsigned long long emitted = counts_events(&sum);

	for (__u64 writer = 0; writer < WRITERS; writer++) {
		unsigned int cpu = writer / TORTURE_LEVELS, level = writer % TORTURE_LEVELS;

		if (!span_is(witness, writer, before->cpu[cpu].events[level],
			     after->cpu[cpu].events[level]))
			return false;
	}
	if (emitted == witness->events + witness->lost)
		return true;
	snprintf(witness->complaint, sizeof(witness->complaint),
		 "%llu emitted, %llu recorded, %llu lost", emitted, witness->events,
		 witness->lost);
	return false;
}

bool witness_between(struct witness *witness, const struct counts *started,
		     const struct counts *stopping, const struct counts *stopped,
		     unsigned int levels)
{
	for (__u64 writer = 0; writer < WRITERS; writer++) {
		unsigned int cpu = writer / TORTURE_LEVELS, level = writer % TORTURE_LEVELS;
		unsigned long long from = started->cpu[cpu].events[level] + 1;
		unsigned long long to = stopping->cpu[cpu].events[level];
		const struct span *span = &witness->span[writer];

		if (!(levels & 1u << level) || !witness->exact[writer])
			continue;
		if (!span->first) {
			if (span->end < to + 1 - from)
				return contradict(witness, writer, "lost", span->end, to + 1 - from);
			continue;
		}
		if (span->first > from)
			return contradict(witness, writer, "begins with", span->first, from);
		if (span->end <= to)
			return contradict(witness, writer, "ends before", span->end, to + 1);
		if (span->last > stopped->cpu[cpu].events[level])
			return contradict(witness, writer, "goes on to", span->last,
					  stopped->cpu[cpu].events[level]);
	}
	return true;
}
