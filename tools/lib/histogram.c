// SPDX-License-Identifier: GPL-2.0
/*
 * histogram.c - a log-linear histogram.
 *
 * Each power of two is cut into 64 equal buckets, so a number is known to one
 * part in 64. The buckets of a power of two, an octave, come together when the
 * first number falls into it: a trace has a histogram per task, and the latencies
 * of a task span few octaves. They are bytes at first: most tasks live shortly,
 * and all that ever were are kept. A search among those that are not empty was a
 * quarter of the cost of a report. One that is folded, because its task has gone, is
 * a list of the buckets that are not empty: how far each is from the one before, and
 * its count, as varints; the counts say where it ends.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "histogram.h"

#define SUB_BITS	6
#define SUB_COUNT	(1u << SUB_BITS)
/* The first one holds the numbers below SUB_COUNT, one a bucket. */
#define OCTAVES		(64u - SUB_BITS + 1)

/* Numbers of an octave that fall into one bucket: so many powers of two. */
static unsigned int octave_shift(unsigned int octave)
{
	return octave ? octave - 1 : 0;
}

static unsigned int octave_of(__u64 value)
{
	return value < SUB_COUNT ? 0 : 64 - SUB_BITS - (unsigned int)__builtin_clzll(value);
}

/* The largest number that falls into a bucket. */
static __u64 bucket_high(unsigned int octave, unsigned int i)
{
	__u64 low = octave ? (__u64)(SUB_COUNT | i) << octave_shift(octave) : i;

	return low | ((1ull << octave_shift(octave)) - 1);
}

/**
 * union gentrace_octave - how many numbers fell into each bucket of an octave
 * @narrow: while they are all small; there is room for these only
 * @wide: from then on, as histogram->wide says
 */
union gentrace_octave {
	__u8 narrow[SUB_COUNT];
	__u64 wide[SUB_COUNT];
};

#define NARROW_MAX	255u
#define NARROW_BYTES	SUB_COUNT

_Static_assert(OCTAVES <= 64, "a bit for each octave");

static bool octave_is_wide(const struct gentrace_histogram *histogram, unsigned int octave)
{
	return histogram->wide >> octave & 1;
}

static __u64 octave_count(const struct gentrace_histogram *histogram, unsigned int octave,
			  unsigned int i)
{
	const union gentrace_octave *counts = histogram->octave[octave];

	return octave_is_wide(histogram, octave) ? counts->wide[i] : counts->narrow[i];
}

/* 0 or -ENOMEM; there are counts of the octave afterwards. */
static int octave_create(struct gentrace_histogram *histogram, unsigned int octave)
{
	if (!histogram->octave)
		histogram->octave = calloc(OCTAVES, sizeof(*histogram->octave));
	if (!histogram->octave)
		return -ENOMEM;
	if (!histogram->octave[octave])
		histogram->octave[octave] = calloc(1, NARROW_BYTES);
	return histogram->octave[octave] ? 0 : -ENOMEM;
}

static int octave_widen(struct gentrace_histogram *histogram, unsigned int octave)
{
	const union gentrace_octave *narrow = histogram->octave[octave];
	union gentrace_octave *wide = malloc(sizeof(*wide));
	unsigned int i;

	if (!wide)
		return -ENOMEM;
	for (i = 0; i < SUB_COUNT; i++)
		wide->wide[i] = narrow->narrow[i];
	free(histogram->octave[octave]);
	histogram->octave[octave] = wide;
	histogram->wide |= 1ull << octave;
	return 0;
}

/* So many numbers more in a bucket. */
static int histogram_count_more(struct gentrace_histogram *histogram, unsigned int octave,
				unsigned int i, __u64 count)
{
	if (!octave_is_wide(histogram, octave)) {
		if (octave_create(histogram, octave))
			return -ENOMEM;
		if (count + histogram->octave[octave]->narrow[i] <= NARROW_MAX) {
			histogram->octave[octave]->narrow[i] += (__u8)count;
			return 0;
		}
		if (octave_widen(histogram, octave))
			return -ENOMEM;
	}
	histogram->octave[octave]->wide[i] += count;
	return 0;
}

/* The bucket behind the one at @p, and how many are in it. */
static const __u8 *fold_next(const __u8 *p, unsigned int *bucket, __u64 *count)
{
	__u64 step = 0;

	p = gentrace_get_varint(p, p + GENTRACE_VARINT_MAX, &step);
	*bucket += (unsigned int)step;
	return gentrace_get_varint(p, p + GENTRACE_VARINT_MAX, count);
}

/* To @out, which has room; its end. */
static __u8 *fold_write(const struct gentrace_histogram *histogram, __u8 *out)
{
	unsigned int octave, i, before = 0;

	for (octave = 0; octave < OCTAVES; octave++) {
		for (i = 0; histogram->octave[octave] && i < SUB_COUNT; i++) {
			__u64 count = octave_count(histogram, octave, i);
			unsigned int bucket = octave * SUB_COUNT + i;

			if (!count)
				continue;
			out = gentrace_put_varint(out, bucket - before);
			out = gentrace_put_varint(out, count);
			before = bucket;
		}
	}
	return out;
}

static void octaves_free(struct gentrace_histogram *histogram)
{
	unsigned int octave;

	for (octave = 0; histogram->octave && octave < OCTAVES; octave++)
		free(histogram->octave[octave]);
	free(histogram->octave);
	histogram->octave = NULL;
	histogram->wide = 0;
}

void histogram_fold(struct gentrace_histogram *histogram)
{
	/* No more buckets than there are, or numbers. */
	__u64 most = histogram->count < OCTAVES * SUB_COUNT ? histogram->count :
		     OCTAVES * SUB_COUNT;
	__u8 *room;
	size_t bytes;

	if (!histogram->octave)
		return;
	room = malloc(most * 2 * GENTRACE_VARINT_MAX);
	if (!room)
		return;
	bytes = (size_t)(fold_write(histogram, room) - room);
	/* The last varint is read as if it were as long as one can be. */
	histogram->folded = calloc(1, bytes + GENTRACE_VARINT_MAX);
	if (histogram->folded) {
		memcpy(histogram->folded, room, bytes);
		octaves_free(histogram);
	}
	free(room);
}

/* Something comes all the same. 0 or -ENOMEM. */
static int histogram_unfold(struct gentrace_histogram *histogram)
{
	const __u8 *p = histogram->folded;
	unsigned int bucket = 0;
	__u64 seen, count;

	for (seen = 0; p && seen < histogram->count; seen += count) {
		p = fold_next(p, &bucket, &count);
		if (histogram_count_more(histogram, bucket / SUB_COUNT, bucket % SUB_COUNT, count))
			return -ENOMEM;
	}
	free(histogram->folded);
	histogram->folded = NULL;
	return 0;
}

/* As histogram_high() does. */
static __u64 fold_high(const struct gentrace_histogram *histogram, __u64 rank)
{
	const __u8 *p = histogram->folded;
	unsigned int bucket = 0;
	__u64 seen = 0, count;

	do {
		p = fold_next(p, &bucket, &count);
		seen += count;
	} while (seen < rank);
	return bucket_high(bucket / SUB_COUNT, bucket % SUB_COUNT);
}

static int histogram_count(struct gentrace_histogram *histogram, __u64 value)
{
	unsigned int octave = octave_of(value);
	unsigned int i = (value >> octave_shift(octave)) % SUB_COUNT;

	return histogram_count_more(histogram, octave, i, 1);
}

int gentrace_histogram_add(struct gentrace_histogram *histogram, __u64 value)
{
	if (histogram->folded && histogram_unfold(histogram))
		return -ENOMEM;
	if (histogram_count(histogram, value))
		return -ENOMEM;
	if (!histogram->count || value < histogram->min)
		histogram->min = value;
	if (value > histogram->max)
		histogram->max = value;
	if (__builtin_add_overflow(histogram->sum, value, &histogram->sum))
		histogram->sum = ~0ull;
	histogram->count++;
	return 0;
}

#define EIGHT		sizeof(__u64)
#define EIGHT_LARGE	0x8080808080808080ull

/*
 * Eight buckets at once, if they are bytes and all so small that none can become too
 * large. Nearly all are; one by one, this was half of what is left to the model.
 */
static bool octave_join_eight(struct gentrace_histogram *to,
			      const struct gentrace_histogram *from, unsigned int octave,
			      unsigned int i)
{
	__u64 sum, more;

	if (octave_is_wide(to, octave) || octave_is_wide(from, octave))
		return false;
	memcpy(&sum, &to->octave[octave]->narrow[i], EIGHT);
	memcpy(&more, &from->octave[octave]->narrow[i], EIGHT);
	if ((sum | more) & EIGHT_LARGE)
		return false;
	sum += more;
	memcpy(&to->octave[octave]->narrow[i], &sum, EIGHT);
	return true;
}

static int octave_join_each(struct gentrace_histogram *to,
			    const struct gentrace_histogram *from, unsigned int octave,
			    unsigned int i)
{
	const unsigned int end = i + EIGHT;

	for (; i < end; i++) {
		__u64 count = octave_count(from, octave, i);

		if (count && histogram_count_more(to, octave, i, count))
			return -ENOMEM;
	}
	return 0;
}

static int octave_join(struct gentrace_histogram *to, const struct gentrace_histogram *from,
		       unsigned int octave)
{
	unsigned int i;

	if (octave_create(to, octave))
		return -ENOMEM;
	for (i = 0; i < SUB_COUNT; i += EIGHT) {
		if (!octave_join_eight(to, from, octave, i) &&
		    octave_join_each(to, from, octave, i))
			return -ENOMEM;
	}
	return 0;
}

static int histogram_join_counts(struct gentrace_histogram *to,
				 const struct gentrace_histogram *from)
{
	unsigned int octave;

	for (octave = 0; octave < OCTAVES; octave++)
		if (from->octave[octave] && octave_join(to, from, octave))
			return -ENOMEM;
	return 0;
}

int histogram_join(struct gentrace_histogram *to, struct gentrace_histogram *from)
{
	if (!from->count)
		return 0;
	if (!to->count) {
		*to = *from;
		*from = (struct gentrace_histogram) { 0 };
		return 0;
	}
	if (histogram_unfold(to) || histogram_unfold(from) || histogram_join_counts(to, from))
		return -ENOMEM;
	if (from->min < to->min)
		to->min = from->min;
	if (from->max > to->max)
		to->max = from->max;
	if (__builtin_add_overflow(to->sum, from->sum, &to->sum))
		to->sum = ~0ull;
	to->count += from->count;
	return 0;
}

/* The largest number in the first bucket up to which there are so many. */
static __u64 histogram_high(const struct gentrace_histogram *histogram, __u64 rank)
{
	unsigned int octave, i;
	__u64 seen = 0;

	if (histogram->folded)
		return fold_high(histogram, rank);
	for (octave = 0; octave < OCTAVES; octave++) {
		for (i = 0; histogram->octave[octave] && i < SUB_COUNT; i++) {
			__u64 count = octave_count(histogram, octave, i);

			seen += count;
			if (count && seen >= rank)
				return bucket_high(octave, i);
		}
	}
	return ~0ull;
}

__u64 gentrace_histogram_percentile(const struct gentrace_histogram *histogram,
				    unsigned int permille)
{
	unsigned __int128 share = (unsigned __int128)histogram->count * permille;
	__u64 rank = (__u64)((share + 999) / 1000);
	__u64 high = histogram->count ? histogram_high(histogram, rank) : 0;

	/* The last bucket holds the largest number, which is known exactly. */
	if (high > histogram->max)
		return histogram->max;
	return rank ? high : histogram->min;
}

void gentrace_histogram_clear(struct gentrace_histogram *histogram)
{
	octaves_free(histogram);
	free(histogram->folded);
	*histogram = (struct gentrace_histogram) { 0 };
}
