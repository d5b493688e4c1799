/* SPDX-License-Identifier: GPL-2.0 */
/* units.h - numbers as people write and read them. */
#ifndef TRACECTL_UNITS_H
#define TRACECTL_UNITS_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>

/* Room for any number this file formats, terminator included. */
#define UNITS_MAX	32

/* "4096", "64K", "64M", "1G": powers of 1024; false if it is no size. */
bool units_parse_bytes(const char *text, __u64 *bytes);

/* "500ms", "1.5s", "2m", a bare number in seconds; false if it is no time. */
bool units_parse_ns(const char *text, __u64 *ns);

/* "10%", "0.05%": parts per million, which is four digits; false if it is no share. */
bool units_parse_percent(const char *text, __u64 *ppm);

/* A plain number of at most @max; false if it is none. */
bool units_parse_number(const char *text, __u64 max, __u64 *number);

/* The place of a word in a list; -1 if it is not there. */
int units_parse_word(const char *text, const char *const *words, size_t count);

/* A time as above. 0, or -1 and @why says how one is written. */
int units_take_ns(const char *text, __u64 *ns, char *why, size_t size);

/*
 * These write into @buffer and return it: three significant digits and the
 * unit ("1.23 ms", "64.0 MiB"), or a count in groups ("1,234,567").
 */
char *units_ns(char buffer[static UNITS_MAX], __u64 ns);
char *units_bytes(char buffer[static UNITS_MAX], __u64 bytes);
char *units_count(char buffer[static UNITS_MAX], __u64 count);

/* "0.001234567": seconds and all nine digits, nothing rounded. */
char *units_seconds(char buffer[static UNITS_MAX], __s64 ns);

/*
 * Local time of @realtime_ns since 1970: with the date, to the second, for
 * headings; without, to the nanosecond, for lines.
 */
#define UNITS_DATE_MAX	64
char *units_date(char buffer[static UNITS_DATE_MAX], __u64 realtime_ns);
char *units_instant(char buffer[static UNITS_DATE_MAX], __u64 realtime_ns);

/* The s of a plural: "%llu CPU%s". */
static inline const char *units_s(__u64 count)
{
	return count == 1 ? "" : "s";
}

/* @part of @whole, "12.3 %"; "-" of nothing. */
char *units_percent(char buffer[static UNITS_MAX], __u64 part, __u64 whole);

#endif /* TRACECTL_UNITS_H */
