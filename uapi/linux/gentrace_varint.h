/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * gentrace_varint.h - the varint codec of the trace format.
 *
 * A number of n bytes begins with a byte whose lowest set bit is bit n - 1; the
 * bits above that one, little-endian, are the number. So each byte holds seven
 * bits, as in LEB128, but the first byte tells the length: a number is one store
 * and one load, without a loop or a branch on its size. From 2^56 on it is a zero
 * byte and the eight bytes of the number. Signed numbers are zigzagged first, so
 * that small negative ones stay short. Byte strings are a length and the bytes.
 *
 * Writers have no bounds check of their own: the caller reserves the worst
 * case (GENTRACE_VARINT_MAX, GENTRACE_STR_MAX) before the first byte, once for
 * a whole event. Numbers are stored eight bytes at a time, whatever they need: who
 * knows that his are shorter, and reserves less, leaves GENTRACE_VARINT_SLACK bytes
 * behind the last one. Readers take nothing on trust: every function that reads
 * gets the end of the input and returns NULL when the input is short or malformed.
 */
#ifndef _UAPI_LINUX_GENTRACE_VARINT_H
#define _UAPI_LINUX_GENTRACE_VARINT_H

#include <linux/types.h>

/* 56 bits in groups of seven; what is longer in bytes, behind a zero. */
#define GENTRACE_VARINT_MAX	9

/* The same for numbers of 32 bits, and how far beyond that a store can reach. */
#define GENTRACE_VARINT32_MAX	5
#define GENTRACE_VARINT_SLACK	(8 - GENTRACE_VARINT32_MAX)

/* Longest text of a string argument, in bytes; longer ones are cut. */
#define GENTRACE_TEXT_MAX	255

/* A string argument on the wire: a length of at most two bytes, the text. */
#define GENTRACE_STR_MAX	(2 + GENTRACE_TEXT_MAX)

/* Eight bytes at any address; the attribute is for the compiler's alias rules. */
struct gentrace_word {
	__u64 value;
} __attribute__((packed, may_alias));

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define gentrace_le64(value)	__builtin_bswap64(value)
#else
#define gentrace_le64(value)	(value)
#endif

/* Bytes of a number that is less than 2^56; 9 or more for others. */
static inline unsigned int gentrace_varint_bytes(__u64 value)
{
	/* The highest bit that is set, in the form that is one instruction. */
	unsigned int top = (unsigned int)__builtin_clzll(value | 1) ^ 63;

	/* A seventh of the bits, rounded up, without a division. */
	return (top * 9 + 73) / 64;
}

/**
 * gentrace_put_varint - write an unsigned number
 * @p: where to write; GENTRACE_VARINT_MAX bytes must be free
 * @value: the number
 *
 * Return: the byte after the last one written.
 */
static inline __u8 *gentrace_put_varint(__u8 *p, __u64 value)
{
	unsigned int n = gentrace_varint_bytes(value);

	if (__builtin_expect(n > 8, 0)) {
		*p++ = 0;
		((struct gentrace_word *)p)->value = gentrace_le64(value);
		return p + 8;
	}
	((struct gentrace_word *)p)->value = gentrace_le64((2 * value + 1) << (n - 1));
	return p + n;
}

/**
 * gentrace_put_small - write a number that is less than 128
 * @p: where to write; one byte must be free
 * @value: the number
 *
 * Return: the byte after it.
 */
static inline __u8 *gentrace_put_small(__u8 *p, __u8 value)
{
	*p = (__u8)(2 * value + 1);
	return p + 1;
}

static inline __u64 gentrace_zigzag(__s64 value)
{
	return ((__u64)value << 1) ^ (__u64)(value >> 63);
}

static inline __s64 gentrace_unzigzag(__u64 value)
{
	return (__s64)(value >> 1) ^ -(__s64)(value & 1);
}

/**
 * gentrace_put_str - write a string argument
 * @p: where to write; GENTRACE_STR_MAX bytes must be free
 * @text: the bytes; need not be terminated; may be NULL if @length is 0
 * @length: how many; cut at GENTRACE_TEXT_MAX
 *
 * Return: the byte after the last one written.
 */
static inline __u8 *gentrace_put_str(__u8 *p, const char *text, __u32 length)
{
	__u32 i;

	if (length > GENTRACE_TEXT_MAX)
		length = GENTRACE_TEXT_MAX;
	p = gentrace_put_varint(p, length);
	for (i = 0; i < length; i++)
		*p++ = (__u8)text[i];
	return p;
}

/**
 * gentrace_get_varint_roomy - read an unsigned number, without a question
 * @p: where to read; GENTRACE_VARINT_MAX bytes are there, whatever they are
 * @value: where the number goes
 *
 * Return: the byte after the number.
 */
static inline const __u8 *gentrace_get_varint_roomy(const __u8 *p, __u64 *value)
{
	/* The bytes of a number by their count less one: two shifts would cost more. */
	static const __u64 bytes[] = {
		0xff, 0xffff, 0xffffff, 0xffffffff, 0xffffffffff, 0xffffffffffff,
		0xffffffffffffff, ~0ull,
	};
	__u64 word = gentrace_le64(((const struct gentrace_word *)p)->value);
	unsigned int n;

	if (__builtin_expect(!(word & 0xff), 0)) {
		*value = gentrace_le64(((const struct gentrace_word *)(p + 1))->value);
		return p + GENTRACE_VARINT_MAX;
	}
	n = (unsigned int)__builtin_ctzll(word);
	*value = (word & bytes[n]) >> (n + 1);
	return p + n + 1;
}

/* A number that stands within eight bytes of the end of the input. */
static inline const __u8 *gentrace_get_varint_short(const __u8 *p, const __u8 *end,
						    __u64 *value)
{
	__u64 word = 0;
	unsigned int i, n;

	if (!p || p >= end || !*p)
		return (const __u8 *)0;
	n = (unsigned int)__builtin_ctz(*p) + 1;
	if (n > (__u64)(end - p))
		return (const __u8 *)0;
	for (i = 0; i < n; i++)
		word |= (__u64)p[i] << (8 * i);
	*value = word >> n;
	return p + n;
}

/**
 * gentrace_get_varint - read an unsigned number
 * @p: where to read; NULL is passed through, so calls can be chained
 * @end: the byte after the input
 * @value: where the number goes; untouched on failure
 *
 * Refuses an input that ends early. Every number fits 64 bits, and none is longer
 * than GENTRACE_VARINT_MAX.
 *
 * Return: the byte after the number, or NULL.
 */
static inline const __u8 *gentrace_get_varint(const __u8 *p, const __u8 *end,
					      __u64 *value)
{
	if (__builtin_expect(!p || end - p < GENTRACE_VARINT_MAX, 0))
		return gentrace_get_varint_short(p, end, value);
	return gentrace_get_varint_roomy(p, value);
}

/**
 * gentrace_get_str - read a string argument
 * @p: where to read; NULL is passed through
 * @end: the byte after the input
 * @text: set to the first byte inside the input; not terminated
 * @length: set to the number of bytes, at most GENTRACE_TEXT_MAX
 *
 * Return: the byte after the string, or NULL.
 */
static inline const __u8 *gentrace_get_str(const __u8 *p, const __u8 *end,
					   const char **text, __u32 *length)
{
	__u64 n = 0;

	p = gentrace_get_varint(p, end, &n);
	if (!p || n > GENTRACE_TEXT_MAX || n > (__u64)(end - p))
		return (const __u8 *)0;
	*text = (const char *)p;
	*length = (__u32)n;
	return p + n;
}

/**
 * gentrace_put_frame - write one address of a frames argument
 * @p: where to write; GENTRACE_VARINT_MAX bytes must be free
 * @before: the address before it; 0 for the first one
 * @address: the address
 *
 * Differences are signed: neighbours on a stack are neighbours in a program, and the
 * kernel's addresses are just below 0.
 *
 * Return: the byte after it.
 */
static inline __u8 *gentrace_put_frame(__u8 *p, __u64 before, __u64 address)
{
	return gentrace_put_varint(p, gentrace_zigzag((__s64)(address - before)));
}

/**
 * gentrace_get_frame - read one address of a frames argument
 * @p: where to read; NULL is passed through
 * @end: the byte after the argument
 * @address: in: the address before it, 0 for the first one; out: the address;
 *	untouched on failure
 *
 * Return: the byte after it, or NULL.
 */
static inline const __u8 *gentrace_get_frame(const __u8 *p, const __u8 *end, __u64 *address)
{
	__u64 delta = 0;

	p = gentrace_get_varint(p, end, &delta);
	if (p)
		*address += (__u64)gentrace_unzigzag(delta);
	return p;
}

#endif /* _UAPI_LINUX_GENTRACE_VARINT_H */
