/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pattern.h - what an event must hold, given its writer and its number.
 *
 * Shared by the module that emits and the test that checks, so there is one
 * truth; neither goes through gentrace's table of events.
 */
#ifndef SELFTEST_PATTERN_H
#define SELFTEST_PATTERN_H

#include <linux/types.h>

/* Every text is a piece of this, cut out at a place that varies. */
#define PATTERN_ALPHABET	"abcdefghijklmnopqrstuvwxyz"
#define PATTERN_LETTERS							\
	PATTERN_ALPHABET PATTERN_ALPHABET PATTERN_ALPHABET PATTERN_ALPHABET \
	PATTERN_ALPHABET PATTERN_ALPHABET PATTERN_ALPHABET PATTERN_ALPHABET \
	PATTERN_ALPHABET PATTERN_ALPHABET PATTERN_ALPHABET

#define PATTERN_TEXT_MAX	255

/* A bit mixer: neighbouring numbers look unrelated. */
static inline __u64 pattern_mix(__u64 writer, __u64 counter)
{
	__u64 x = counter * 0x9e3779b97f4a7c15ull + writer * 0xd1b54a32d192ed03ull;

	x = (x ^ (x >> 32)) * 0xd6e8feb86659fd93ull;
	x = (x ^ (x >> 32)) * 0xd6e8feb86659fd93ull;
	return x ^ (x >> 32);
}

/* A number of any magnitude, so that varints have any length. */
static inline __u64 pattern_payload(__u64 mix)
{
	return mix >> (mix & 63);
}

/* Mostly short; one in sixteen of any length, the longest included. */
static inline __u32 pattern_length(__u64 mix)
{
	__u32 length = (mix >> 24) & 0xff;

	return (mix >> 20) & 15 ? length % 24 : length;
}

static inline __u32 pattern_offset(__u64 mix)
{
	return (mix >> 40) % (sizeof(PATTERN_ALPHABET) - 1);
}

#endif
