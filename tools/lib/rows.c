// SPDX-License-Identifier: GPL-2.0
/*
 * rows.c - rows that who records adds to a generation, right before its last batch.
 *
 * They take that batch's number in the meta stream, and its time, so that neither
 * numbers nor times have a hole or go back.
 */
#include <endian.h>
#include <errno.h>

#include "buffer.h"
#include "checksum.h"
#include "header.h"

/* A batch of rows is full at so many bytes. */
#define ROWS_BATCH_BYTES	(16u << 10)

void gentrace_rows_clear(struct gentrace_rows *rows)
{
	gentrace_buffer_clear(&rows->batches);
	*rows = (struct gentrace_rows) { 0 };
}

int gentrace_rows_begin(struct gentrace_rows *rows, const void *last, size_t length)
{
	struct gentrace_batch_header header;

	if (length < HEADER_BYTES)
		return -EBADMSG;
	header_read(&header, last);
	/* What was damaged on its way must not get a sum that says it is sound. */
	if (header.bytes != length || header.level != GENTRACE_LEVEL_META ||
	    !header.sequence || checksum_of(last, length) != header.checksum)
		return -EBADMSG;
	rows->header = header;
	rows->batches.length = 0;
	rows->events = 0;
	rows->open = false;
	return 0;
}

/* Write the header of the open batch in front of its rows, now that they are known. */
static void rows_seal(struct gentrace_rows *rows)
{
	struct gentrace_batch_header header = {
		.magic		= htole32(GENTRACE_BATCH_MAGIC),
		.header_bytes	= htole16(HEADER_BYTES),
		.level		= GENTRACE_LEVEL_META,
		.bytes		= htole32((__u32)(rows->batches.length - rows->batch)),
		.events		= htole32(rows->events),
		.generation	= htole64(rows->header.generation),
		.session	= htole64(rows->header.session),
		.cpu		= htole32(GENTRACE_CPU_NONE),
		.sequence	= htole32(rows->header.sequence),
		.base_time	= htole64(rows->header.base_time),
		.pid		= htole32(rows->header.pid),
	};

	if (!rows->open)
		return;
	memcpy(rows->batches.bytes + rows->batch, &header, HEADER_BYTES);
	checksum_seal((__u8 *)rows->batches.bytes + rows->batch,
		      rows->batches.length - rows->batch);
	rows->header.sequence++;
	rows->events = 0;
	rows->open = false;
}

static int rows_open(struct gentrace_rows *rows)
{
	const struct gentrace_batch_header none = { 0 };

	if (rows->open && rows->batches.length - rows->batch >= ROWS_BATCH_BYTES)
		rows_seal(rows);
	if (rows->open)
		return 0;
	rows->batch = rows->batches.length;
	rows->open = true;
	return buffer_add(&rows->batches, &none, HEADER_BYTES);
}

int gentrace_rows_add(struct gentrace_rows *rows, __u8 id, const __u64 *value,
		      const char *const *text)
{
	const struct gentrace_event_info *info = gentrace_event_info(id);
	unsigned int i;
	__u8 *p;

	if (!info)
		return -EINVAL;
	if (rows_open(rows) || buffer_reserve(&rows->batches, 1 + GENTRACE_VARINT_MAX +
					      (size_t)info->args * GENTRACE_STR_MAX))
		return -ENOMEM;
	p = (__u8 *)rows->batches.bytes + rows->batches.length;
	*p++ = id;
	p = gentrace_put_varint(p, 0);
	for (i = 0; i < info->args; i++) {
		__u32 wire = info->arg[i].type & GENTRACE_WIRE_MASK;

		if (wire == GENTRACE_WIRE_BYTES)
			p = gentrace_put_str(p, text[i], (__u32)value[i]);
		else if (wire == GENTRACE_WIRE_ZIGZAG)
			p = gentrace_put_varint(p, gentrace_zigzag((__s64)value[i]));
		else
			p = gentrace_put_varint(p, value[i]);
	}
	rows->batches.length = (size_t)((char *)p - rows->batches.bytes);
	rows->events++;
	return 0;
}

int gentrace_rows_end(struct gentrace_rows *rows, const void *last, size_t length)
{
	struct gentrace_batch_header header;
	size_t at;

	rows_seal(rows);
	at = rows->batches.length;
	if (buffer_add(&rows->batches, last, length))
		return -ENOMEM;
	memcpy(&header, last, HEADER_BYTES);
	header.sequence = htole32(rows->header.sequence);
	memcpy(rows->batches.bytes + at, &header, HEADER_BYTES);
	checksum_seal((__u8 *)rows->batches.bytes + at, length);
	return 0;
}
