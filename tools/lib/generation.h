/* SPDX-License-Identifier: GPL-2.0 */
/*
 * generation.h - the inside of a generation.
 *
 * Its life has three parts: the reader appends batches, each of which is
 * scanned at once (are all events whole? is this the end?); when the last one
 * is there, the tables are made from the meta stream; from then on it never
 * changes. The bytes move while they grow, so pointers into them are only made
 * with the tables.
 */
#ifndef GENTRACE_GENERATION_H
#define GENTRACE_GENERATION_H

#include "clock.h"
#include "libgentrace.h"
#include "roll.h"
#include "schema.h"

/**
 * struct generation - struct gentrace_generation and what its users do not see
 * @public: must be the first
 * @schema: layout of its events
 * @roll: whom its events speak of
 * @data: the batches as they were read
 * @size: allocated bytes of @data; public.length are in use
 * @batch: batches in the order of the file
 * @batch_size: allocated elements of @batch
 * @sorted: the same batches by stream and sequence
 * @cost: memory charged so far
 * @limit: the most that may be charged
 * @stream: this table and the next ones are const in @public
 * @status: table
 * @cpu_status: table
 * @rates: so many of them have been told how often they were sampled
 * @cgroup: table
 * @string: table
 * @stack: table
 * @kernel_image: table
 * @symbol: table
 * @user_image: table
 * @user_space: table
 * @mapping: table
 * @loss: table
 * @stop: table
 * @pause: table
 * @kept: table
 * @trigger: table
 * @hit: what the scan has found; public.hit_count are in use
 * @hit_room: allocated elements of @hit
 * @hit_failed: there was no memory for all of them
 * @snapshot: table
 * @monotonic: trace clock to CLOCK_MONOTONIC
 * @realtime: trace clock to CLOCK_REALTIME
 * @line: its order, if somebody has made it ahead
 * @part: what a model knows of it alone, the same
 */
struct generation {
	struct gentrace_generation public;
	struct schema schema;
	struct roll roll;
	__u8 *data;
	size_t size;
	struct gentrace_batch *batch;
	size_t batch_size;
	struct gentrace_batch *sorted;
	__u64 cost;
	__u64 limit;
	struct gentrace_stream *stream;
	struct gentrace_status *status;
	struct gentrace_cpu_status *cpu_status;
	size_t rates;
	struct gentrace_cgroup_status *cgroup;
	struct gentrace_string *string;
	struct gentrace_stack *stack;
	struct gentrace_image *kernel_image;
	struct gentrace_symbol *symbol;
	struct gentrace_image *user_image;
	struct gentrace_user_space *user_space;
	struct gentrace_mapping *mapping;
	struct gentrace_loss *loss;
	struct gentrace_stop *stop;
	struct gentrace_pause *pause;
	struct gentrace_kept *kept;
	struct gentrace_trigger_row *trigger;
	struct gentrace_hit_row *hit;
	size_t hit_room;
	bool hit_failed;
	struct gentrace_snapshot *snapshot;
	struct clock_line monotonic;
	struct clock_line realtime;
	struct line *line;
	struct part *part;
};

static inline const struct generation *
generation_of(const struct gentrace_generation *public)
{
	return (const struct generation *)public;
}

/* An empty generation that the batch with this header will open. */
struct generation *generation_create(const struct gentrace_batch_header *header,
				     __u64 offset, __u64 limit);

/*
 * Copy a batch in and scan it; the header is the one at the begin of @bytes, in
 * this machine's byte order and found plausible. Returns 0, -ENOMEM, or -EFBIG
 * if the limit does not allow it.
 */
int generation_append(struct generation *generation,
		      const struct gentrace_batch_header *header,
		      const __u8 *bytes, __u64 offset);

/* May it have so much more memory? */
bool generation_charge(struct generation *generation, __u64 cost);

/* Note that something in it is wrong. */
void generation_damage(struct generation *generation, enum gentrace_rule rule,
		       const struct gentrace_batch *batch, __u64 offset,
		       const char *format, ...) __attribute__((format(printf, 5, 6)));

/* GENTRACE_FILTERED_*, of what is kept. */
__u32 kept_find_filtered(const struct gentrace_generation *generation);

/* hit.c: the last event of @batch so far is a hit, with these arguments. */
void hits_note(struct generation *generation, const struct gentrace_batch *batch,
	       const __u64 *value);

/* Put them in order. */
void hits_sort(struct generation *generation);

/* Put the tables of names in the order in which they are searched. */
void symbols_sort(struct generation *generation);

/* Make the tables, after the last batch. 0 or -ENOMEM. */
int tables_make(struct generation *generation);

#endif /* GENTRACE_GENERATION_H */
