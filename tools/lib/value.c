// SPDX-License-Identifier: GPL-2.0
/*
 * value.c - an argument's number as people write it, and back.
 *
 * Most are plain numbers or have a name (events.c). These are made of parts:
 * flags, block devices, addresses.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "value.h"

#define DEV_MAJOR_MASK	((1u << GENTRACE_DEV_MAJOR_BITS) - 1)

static const char *const block_flag_names[64] = {
#define F(bit, NAME, name)	[bit] = #name,
	GENTRACE_BLOCK_FLAGS(F)
#undef F
};

static const char *const lock_flag_names[64] = {
#define F(bit, NAME, name)	[bit] = #name,
	GENTRACE_LOCK_FLAGS(F)
#undef F
};

static const char *const fault_flag_names[64] = {
#define F(bit, NAME, name)	[bit] = #name,
	GENTRACE_FAULT_FLAGS(F)
#undef F
};

/* By bit; NULL if the type is not one of flags. */
static const char *const *flag_names(__u32 type)
{
	switch (type) {
	case GENTRACE_TYPE_blkflags:
		return block_flag_names;
	case GENTRACE_TYPE_lockflags:
		return lock_flag_names;
	case GENTRACE_TYPE_faultflags:
		return fault_flag_names;
	default:
		return NULL;
	}
}

static bool is_address(__u32 type)
{
	return type == GENTRACE_TYPE_addr || type == GENTRACE_TYPE_kaddr;
}

/* "sync|meta|0x40": what has no name is a number at the end. */
static const char *flags_text(char *buffer, const char *const *names, __u64 flags)
{
	char *p = buffer;
	unsigned int bit;

	if (!flags)
		return NULL;
	for (bit = 0; bit < 64; bit++) {
		if (!names[bit] || !(flags >> bit & 1))
			continue;
		p += sprintf(p, "%s%s", p > buffer ? "|" : "", names[bit]);
		flags &= ~(1ull << bit);
	}
	if (flags)
		sprintf(p, "%s0x%llx", p > buffer ? "|" : "", flags);
	return buffer;
}

const char *gentrace_value_text(char buffer[GENTRACE_VALUE_TEXT_MAX], __u32 type, __u64 value)
{
	const char *const *names = flag_names(type);

	if (names)
		return flags_text(buffer, names, value);
	if (is_address(type))
		sprintf(buffer, "0x%llx", value);
	else if (type == GENTRACE_TYPE_dev)
		sprintf(buffer, "%llu:%llu", value & DEV_MAJOR_MASK, value >> GENTRACE_DEV_MAJOR_BITS);
	else
		return gentrace_value_name(type, value);
	return buffer;
}

int value_digit(char c, int base)
{
	const char *digits = "0123456789abcdef";
	const char *at = c ? memchr(digits, c | 0x20, (size_t)base) : NULL;

	/* Digits have the bit that makes letters small anyway. */
	return at ? (int)(at - digits) : -1;
}

bool value_number(const char *word, __u64 *number)
{
	__u64 result = 0;
	int base = 10;

	if (word[0] == '0' && word[1] == 'x') {
		base = 16;
		word += 2;
	}
	if (!*word)
		return false;
	for (; *word; word++) {
		int digit = value_digit(*word, base);

		if (digit < 0 || __builtin_mul_overflow(result, (__u64)base, &result) ||
		    __builtin_add_overflow(result, (__u64)digit, &result))
			return false;
	}
	*number = result;
	return true;
}

static bool signed_of(const char *word, __u64 *number)
{
	bool negative = *word == '-';

	if (!value_number(word + negative, number))
		return false;
	if (*number > (__u64)INT64_MAX + negative)
		return false;
	if (negative)
		*number = -*number;
	return true;
}

/* An address of the kernel is written without a sign and is a negative number. */
static bool plain_of(const char *word, __u32 type, __u64 *number)
{
	if (is_address(type) && value_number(word, number))
		return true;
	if ((type & GENTRACE_WIRE_MASK) == GENTRACE_WIRE_ZIGZAG)
		return signed_of(word, number);
	return value_number(word, number);
}

static bool name_of(const char *word, __u32 type, __u64 *number)
{
	__u32 i;

	for (i = 0; i < GENTRACE_EVENT_LIMIT; i++) {
		const char *candidate = gentrace_value_name(type, i);

		if (candidate && !strcmp(candidate, word)) {
			*number = i;
			return true;
		}
	}
	return false;
}

static bool flag_of(const char *word, const char *const *names, __u64 *flag)
{
	unsigned int bit;

	for (bit = 0; bit < 64; bit++) {
		if (names[bit] && !strcmp(names[bit], word)) {
			*flag = 1ull << bit;
			return true;
		}
	}
	return value_number(word, flag);
}

static bool flags_of(const char *word, const char *const *names, __u64 *flags)
{
	*flags = 0;
	for (;;) {
		size_t length = strcspn(word, "|");
		char one[GENTRACE_VALUE_TEXT_MAX];
		__u64 flag;

		if (length >= sizeof(one))
			return false;
		memcpy(one, word, length);
		one[length] = 0;
		if (!flag_of(one, names, &flag))
			return false;
		*flags |= flag;
		if (!word[length])
			return true;
		word += length + 1;
	}
}

static bool dev_of(const char *word, __u64 *dev)
{
	const char *colon = strchr(word, ':');
	char major[GENTRACE_VALUE_TEXT_MAX];
	__u64 number, minor;

	if (!colon || (size_t)(colon - word) >= sizeof(major))
		return false;
	memcpy(major, word, (size_t)(colon - word));
	major[colon - word] = 0;
	if (!value_number(major, &number) || number > DEV_MAJOR_MASK ||
	    !value_number(colon + 1, &minor) || minor > ~0ull >> GENTRACE_DEV_MAJOR_BITS)
		return false;
	*dev = GENTRACE_DEV(number, minor);
	return true;
}

bool gentrace_value_parse(const char *text, __u32 type, __u64 *value)
{
	const char *const *names = flag_names(type);

	if (plain_of(text, type, value))
		return true;
	if (names)
		return flags_of(text, names, value);
	if (type == GENTRACE_TYPE_dev)
		return dev_of(text, value);
	return name_of(text, type, value);
}
