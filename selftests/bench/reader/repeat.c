// SPDX-License-Identifier: GPL-2.0
/*
 * repeat.c - a longer trace out of a trace: copies of it behind each other, each
 * a session of its own whose clocks go on where the one before it ended.
 *
 * Traces may be concatenated, so this is one. What differs between copies are
 * the session and the instants: those in the headers, and those in the meta
 * stream, which is therefore encoded anew. All events stay as they are.
 * usage: repeat FILE BYTES	writes copies until there are so many bytes
 */
#include <endian.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libgentrace.h>

#include "checksum.h"

#define HEADER_BYTES	sizeof(struct gentrace_batch_header)

/**
 * struct shift - what is added to what a copy says
 * @session: to the session
 * @clock: to the trace clock
 * @ns: to clocks in nanoseconds
 */
struct shift {
	__u64 session;
	__u64 clock;
	__u64 ns;
};

static void fail(const char *why)
{
	fprintf(stderr, "repeat: %s\n", why);
	exit(1);
}

static void write_all(const void *bytes, size_t count)
{
	if (fwrite(bytes, 1, count, stdout) != count)
		fail("cannot write");
}

static __u64 shift_value(const struct shift *shift, const struct gentrace_event_info *info,
			 unsigned int i, __u64 value)
{
	if (info->id == GENTRACE_EVENT_generation && i == GENTRACE_ARG(generation, session))
		return value + shift->session;
	if (info->id == GENTRACE_EVENT_clock_snapshot && info->arg[i].type == GENTRACE_TYPE_ns)
		return value + shift->ns;
	return value && info->arg[i].type == GENTRACE_TYPE_time ? value + shift->clock : value;
}

/* The event at @p, shifted, to @out; both behind it. */
static const __u8 *event_shift(const struct shift *shift, const __u8 *p, const __u8 *end,
			       __u8 **out)
{
	const struct gentrace_event_info *info = gentrace_event_info(*p);
	unsigned int i;
	__u64 value = 0;

	if (!info)
		fail("a meta event without a name");
	*(*out)++ = *p;
	p = gentrace_get_varint(p + 1, end, &value);
	*out = gentrace_put_varint(*out, value);
	for (i = 0; i < info->args && p; i++) {
		const char *text;
		__u32 length;

		if ((info->arg[i].type & GENTRACE_WIRE_MASK) == GENTRACE_WIRE_BYTES) {
			p = gentrace_get_str(p, end, &text, &length);
			*out = p ? gentrace_put_str(*out, text, length) : *out;
		} else {
			p = gentrace_get_varint(p, end, &value);
			*out = gentrace_put_varint(*out, shift_value(shift, info, i, value));
		}
	}
	if (!p)
		fail("a meta event that cannot be decoded");
	return p;
}

static void batch_write(const struct shift *shift, const struct gentrace_batch *batch)
{
	/* An event takes at most twice the room when its numbers grow. */
	static __u8 bytes[2 * GENTRACE_BATCH_BYTES_MAX + GENTRACE_VARINT_MAX];
	struct gentrace_batch_header *header = (void *)bytes;
	const __u8 *end = batch->bytes + batch->length;
	const __u8 *p = batch->bytes;
	__u8 *out = bytes + batch->header.header_bytes;

	memcpy(bytes, p - batch->header.header_bytes, batch->header.header_bytes);
	if (batch->header.level != GENTRACE_LEVEL_META) {
		memcpy(out, p, batch->length);
		out += batch->length;
	}
	while (batch->header.level == GENTRACE_LEVEL_META && p < end)
		p = event_shift(shift, p, end, &out);
	if (out - bytes > GENTRACE_BATCH_BYTES_MAX)
		fail("a batch becomes too long");
	header->bytes = htole32((__u32)(out - bytes));
	header->session = htole64(batch->header.session + shift->session);
	header->base_time = htole64(batch->header.base_time + shift->clock);
	if (batch->header.lost_since)
		header->lost_since = htole64(batch->header.lost_since + shift->clock);
	checksum_seal(bytes, (size_t)(out - bytes));
	write_all(bytes, (size_t)(out - bytes));
}

/* One copy; where the next one has to begin. */
static void copy_write(const char *path, struct shift *shift)
{
	int fd = open(path, O_RDONLY);
	struct gentrace_reader *reader = fd < 0 ? NULL : gentrace_reader_open_fd(fd, 0);
	struct gentrace_snapshot first = { 0 }, last = { 0 };
	struct gentrace_generation *generation;
	size_t i;

	if (!reader)
		fail("cannot read the trace");
	while (gentrace_reader_next(reader, &generation) > 0) {
		if (generation->damaged || !generation->complete)
			fail("the trace is not sound");
		if (!first.clock)
			first = generation->first;
		last = generation->last;
		for (i = 0; i < generation->batch_count; i++)
			batch_write(shift, &generation->batch[i]);
		gentrace_generation_free(generation);
	}
	gentrace_reader_close(reader);
	close(fd);
	shift->session++;
	shift->clock += last.clock - first.clock + 1;
	shift->ns += last.monotonic - first.monotonic + 1;
}

int main(int argc, char **argv)
{
	struct shift shift = { 0 };
	long long bytes;

	if (argc != 3) {
		fputs("usage: repeat FILE BYTES\n", stderr);
		return 2;
	}
	for (bytes = atoll(argv[2]); ftell(stdout) < bytes;)
		copy_write(argv[1], &shift);
	return fflush(stdout) ? 1 : 0;
}
