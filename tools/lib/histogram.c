// SPDX-License-Identifier: GPL-2.0
/*
 * histogram.c - a log-linear histogram.
 *
 * Each power of two is cut into 64 equal buckets, so a number is known to one
 * part in 64. Buckets are a sorted array of those that are not empty: a trace
 * has a histogram per task, and most tasks have few latencies.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "libgentrace.h"

#define SUB_BITS	6
#define SUB_COUNT	(1u << SUB_BITS)

/* @high: the largest number that falls into the bucket */
struct gentrace_histogram_bucket {
	__u64 high;
	__u64 count;
};

static __u64 bucket_high(__u64 value)
{
	unsigned int shift;

	if (value < SUB_COUNT)
		return value;
	shift = 63 - SUB_BITS - (unsigned int)__builtin_clzll(value);
	return value | ((1ull << shift) - 1);
}

/* Where the bucket is, or ought to be. */
static size_t histogram_search(const struct gentrace_histogram *histogram, __u64 high)
{
	size_t low = 0, end = histogram->buckets;

	while (low < end) {
		size_t middle = low + (end - low) / 2;

		if (histogram->bucket[middle].high < high)
			low = middle + 1;
		else
			end = middle;
	}
	return low;
}

static int histogram_insert(struct gentrace_histogram *histogram, size_t i, __u64 high)
{
	size_t size = histogram->buckets;

	/* Grows at powers of two, where the count says that it is full. */
	if (!(size & (size - 1))) {
		struct gentrace_histogram_bucket *bucket;

		size = size ? size * 2 : 1;
		bucket = reallocarray(histogram->bucket, size, sizeof(*bucket));
		if (!bucket)
			return -ENOMEM;
		histogram->bucket = bucket;
	}
	memmove(&histogram->bucket[i + 1], &histogram->bucket[i],
		(histogram->buckets - i) * sizeof(*histogram->bucket));
	histogram->bucket[i] = (struct gentrace_histogram_bucket) { .high = high };
	histogram->buckets++;
	return 0;
}

int gentrace_histogram_add(struct gentrace_histogram *histogram, __u64 value)
{
	__u64 high = bucket_high(value);
	size_t i = histogram_search(histogram, high);

	if (i == histogram->buckets || histogram->bucket[i].high != high) {
		int ret = histogram_insert(histogram, i, high);

		if (ret)
			return ret;
	}
	histogram->bucket[i].count++;
	if (!histogram->count || value < histogram->min)
		histogram->min = value;
	if (value > histogram->max)
		histogram->max = value;
	if (__builtin_add_overflow(histogram->sum, value, &histogram->sum))
		histogram->sum = ~0ull;
	histogram->count++;
	return 0;
}

__u64 gentrace_histogram_percentile(const struct gentrace_histogram *histogram,
				    unsigned int permille)
{
	unsigned __int128 share = (unsigned __int128)histogram->count * permille;
	__u64 rank = (__u64)((share + 999) / 1000);
	__u64 seen = 0;
	size_t i;

	for (i = 0; i < histogram->buckets; i++) {
		seen += histogram->bucket[i].count;
		if (seen >= rank)
			break;
	}
	/* The last bucket holds the largest number, which is known exactly. */
	if (i >= histogram->buckets || histogram->bucket[i].high > histogram->max)
		return histogram->max;
	return rank ? histogram->bucket[i].high : histogram->min;
}

void gentrace_histogram_clear(struct gentrace_histogram *histogram)
{
	free(histogram->bucket);
	*histogram = (struct gentrace_histogram) { 0 };
}
