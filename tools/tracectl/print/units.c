// SPDX-License-Identifier: GPL-2.0
/* units.c - numbers as people write and read them. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "units.h"

struct unit {
	const char *name;
	__u64 size;
};

#define DIGITS "0123456789"

/*
 * Decimal, because a float would round the nanoseconds of --from and --to.
 * What is finer than the unit's last place is refused, not rounded.
 */
static bool decimal_parse(const char *text, const struct unit *units, size_t count,
			  __u64 *value)
{
	size_t whole = strspn(text, DIGITS), fraction = 0;
	const char *rest = text + whole;
	__u64 size = 0, place, result = 0;
	size_t i;

	if (!whole)
		return false;
	if (*rest == '.') {
		fraction = strspn(rest + 1, DIGITS);
		rest += 1 + fraction;
		if (!fraction)
			return false;
	}
	for (i = 0; i < count && !size; i++)
		if (!strcmp(rest, units[i].name))
			size = units[i].size;
	if (!size)
		return false;

	for (i = 0; i < whole; i++)
		if (__builtin_mul_overflow(result, 10, &result) ||
		    __builtin_add_overflow(result, text[i] - '0', &result))
			return false;
	if (__builtin_mul_overflow(result, size, &result))
		return false;

	place = size;
	for (i = 0; i < fraction; i++) {
		__u64 digit = text[whole + 1 + i] - '0';

		if (digit && place % 10)
			return false;
		place /= 10;
		if (__builtin_add_overflow(result, digit * place, &result))
			return false;
	}
	*value = result;
	return true;
}

bool units_parse_bytes(const char *text, __u64 *bytes)
{
	static const struct unit units[] = {
		{ "", 1 },
		{ "K", 1ull << 10 }, { "k", 1ull << 10 }, { "KiB", 1ull << 10 },
		{ "M", 1ull << 20 }, { "m", 1ull << 20 }, { "MiB", 1ull << 20 },
		{ "G", 1ull << 30 }, { "g", 1ull << 30 }, { "GiB", 1ull << 30 },
	};

	/* 1.5M would be right only by luck in powers of two. */
	return !strchr(text, '.') &&
	       decimal_parse(text, units, sizeof(units) / sizeof(*units), bytes);
}

bool units_parse_ns(const char *text, __u64 *ns)
{
	static const struct unit units[] = {
		{ "", 1000000000 }, { "ns", 1 }, { "us", 1000 }, { "ms", 1000000 },
		{ "s", 1000000000 }, { "m", 60000000000 }, { "h", 3600000000000 },
	};

	return decimal_parse(text, units, sizeof(units) / sizeof(*units), ns);
}

bool units_parse_percent(const char *text, __u64 *ppm)
{
	static const struct unit units[] = { { "%", 10000 } };

	return decimal_parse(text, units, 1, ppm);
}

int units_take_ns(const char *text, __u64 *ns, char *why, size_t size)
{
	if (units_parse_ns(text, ns))
		return 0;
	snprintf(why, size, "'%s' is no time; write one like 1.5 (seconds) or 20ms", text);
	return -1;
}

bool units_parse_number(const char *text, __u64 max, __u64 *number)
{
	static const struct unit plain[] = { { "", 1 } };
	__u64 value;

	if (strchr(text, '.') || !decimal_parse(text, plain, 1, &value) || value > max)
		return false;
	*number = value;
	return true;
}

int units_parse_word(const char *text, const char *const *words, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (!strcmp(text, words[i]))
			return (int)i;
	return -1;
}

/* Three digits that count: 1.23, 12.3, 123; four just below the next unit. */
static char *scaled(char *buffer, double value, const char *unit)
{
	int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;

	snprintf(buffer, UNITS_MAX, "%.*f %s", decimals, value, unit);
	return buffer;
}

char *units_ns(char buffer[static UNITS_MAX], __u64 ns)
{
	if (ns < 1000)
		snprintf(buffer, UNITS_MAX, "%llu ns", ns);
	else if (ns < 999500)
		scaled(buffer, ns / 1e3, "us");
	else if (ns < 999500000)
		scaled(buffer, ns / 1e6, "ms");
	else
		scaled(buffer, ns / 1e9, "s");
	return buffer;
}

char *units_bytes(char buffer[static UNITS_MAX], __u64 bytes)
{
	static const char *const names[] = { "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
	double value = bytes / 1024.0;
	size_t i = 0;

	if (bytes < 1024) {
		snprintf(buffer, UNITS_MAX, "%llu B", bytes);
		return buffer;
	}
	for (; value >= 1023.5; i++)
		value /= 1024;
	return scaled(buffer, value, names[i]);
}

char *units_count(char buffer[static UNITS_MAX], __u64 count)
{
	char digits[UNITS_MAX];
	int length = snprintf(digits, sizeof(digits), "%llu", count);
	char *out = buffer;
	int i;

	for (i = 0; i < length; i++) {
		if (i && (length - i) % 3 == 0)
			*out++ = ',';
		*out++ = digits[i];
	}
	*out = '\0';
	return buffer;
}

char *units_seconds(char buffer[static UNITS_MAX], __s64 ns)
{
	__u64 size = ns < 0 ? -(__u64)ns : (__u64)ns;

	snprintf(buffer, UNITS_MAX, "%s%llu.%09llu", ns < 0 ? "-" : "",
		 size / 1000000000, size % 1000000000);
	return buffer;
}

static char *local_format(char buffer[static UNITS_DATE_MAX], const char *format,
			  __u64 realtime_ns)
{
	time_t seconds = realtime_ns / 1000000000;
	struct tm local;

	if (!localtime_r(&seconds, &local) ||
	    !strftime(buffer, UNITS_DATE_MAX, format, &local))
		strcpy(buffer, "?");
	return buffer;
}

char *units_date(char buffer[static UNITS_DATE_MAX], __u64 realtime_ns)
{
	return local_format(buffer, "%Y-%m-%d %H:%M:%S %Z", realtime_ns);
}

char *units_instant(char buffer[static UNITS_DATE_MAX], __u64 realtime_ns)
{
	size_t length = strlen(local_format(buffer, "%H:%M:%S", realtime_ns));

	snprintf(buffer + length, UNITS_DATE_MAX - length, ".%09llu", realtime_ns % 1000000000);
	return buffer;
}

char *units_percent(char buffer[static UNITS_MAX], __u64 part, __u64 whole)
{
	if (whole)
		snprintf(buffer, UNITS_MAX, "%.1f %%", 100.0 * part / whole);
	else
		strcpy(buffer, "-");
	return buffer;
}
