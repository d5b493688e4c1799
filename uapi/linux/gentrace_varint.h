/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * gentrace_varint.h - the varint codec of the trace format.
 *
 * Numbers are LEB128: seven bits a byte, least significant first, the top bit
 * says that another byte follows. Signed numbers are zigzagged first, so that
 * small negative ones stay short. Byte strings are a length and the bytes.
 *
 * Writers have no bounds check of their own: the caller reserves the worst
 * case (GENTRACE_VARINT_MAX, GENTRACE_STR_MAX) before the first byte, once for
 * a whole event. Readers take nothing on trust: every function that reads gets
 * the end of the input and returns NULL when the input is short or malformed.
 */
#ifndef _UAPI_LINUX_GENTRACE_VARINT_H
#define _UAPI_LINUX_GENTRACE_VARINT_H

#include <linux/types.h>

/* 64 bits in groups of seven. */
#define GENTRACE_VARINT_MAX	10

/* Longest text of a string argument, in bytes; longer ones are cut. */
#define GENTRACE_TEXT_MAX	255

/* A string argument on the wire: a length of at most two bytes, the text. */
#define GENTRACE_STR_MAX	(2 + GENTRACE_TEXT_MAX)

/**
 * gentrace_put_varint - write an unsigned number
 * @p: where to write; GENTRACE_VARINT_MAX bytes must be free
 * @value: the number
 *
 * Return: the byte after the last one written.
 */
static inline __u8 *gentrace_put_varint(__u8 *p, __u64 value)
{
	while (value >= 0x80) {
		*p++ = (__u8)value | 0x80;
		value >>= 7;
	}
	*p++ = (__u8)value;
	return p;
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
 * gentrace_get_varint - read an unsigned number
 * @p: where to read; NULL is passed through, so calls can be chained
 * @end: the byte after the input
 * @value: where the number goes; untouched on failure
 *
 * Refuses an input that ends early, one longer than GENTRACE_VARINT_MAX and
 * one that does not fit 64 bits.
 *
 * Return: the byte after the number, or NULL.
 */
static inline const __u8 *gentrace_get_varint(const __u8 *p, const __u8 *end,
					      __u64 *value)
{
	__u64 result = 0;
	unsigned int shift;

	for (shift = 0; p && p < end && shift < 64; shift += 7) {
		__u8 byte = *p++;

		if (shift == 63 && byte > 1)
			return (const __u8 *)0;
		result |= (__u64)(byte & 0x7f) << shift;
		if (!(byte & 0x80)) {
			*value = result;
			return p;
		}
	}
	return (const __u8 *)0;
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

#endif /* _UAPI_LINUX_GENTRACE_VARINT_H */
