/* SPDX-License-Identifier: GPL-2.0 */
/* header.h - the header of a batch, as it is in traces. */
#ifndef GENTRACE_HEADER_H
#define GENTRACE_HEADER_H

#include <endian.h>
#include <string.h>

#include "libgentrace.h"

#define HEADER_BYTES	sizeof(struct gentrace_batch_header)

_Static_assert(HEADER_BYTES == 72, "the header as it is in traces");

static inline void header_read(struct gentrace_batch_header *header, const __u8 *bytes)
{
	memcpy(header, bytes, HEADER_BYTES);
	header->magic = le32toh(header->magic);
	header->header_bytes = le16toh(header->header_bytes);
	header->bytes = le32toh(header->bytes);
	header->events = le32toh(header->events);
	header->generation = le64toh(header->generation);
	header->session = le64toh(header->session);
	header->cpu = le32toh(header->cpu);
	header->sequence = le32toh(header->sequence);
	header->base_time = le64toh(header->base_time);
	header->lost_since = le64toh(header->lost_since);
	header->lost = le32toh(header->lost);
	header->pid = le32toh(header->pid);
	header->checksum = le64toh(header->checksum);
}

static inline bool format_is_known(__u64 format)
{
	return format == GENTRACE_FORMAT || format == GENTRACE_FORMAT_FILTERED;
}

static inline bool header_has_sound_length(const struct gentrace_batch_header *header)
{
	return header->header_bytes >= HEADER_BYTES &&
	       header->bytes >= header->header_bytes &&
	       header->bytes <= GENTRACE_BATCH_BYTES_MAX;
}

static inline bool header_has_sound_stream(const struct gentrace_batch_header *header)
{
	if (!header->generation || header->reserved || header->level > GENTRACE_LEVEL_META)
		return false;
	if (header->level == GENTRACE_LEVEL_META)
		return header->cpu == GENTRACE_CPU_NONE;
	return header->cpu < GENTRACE_CPUS_MAX;
}

#endif /* GENTRACE_HEADER_H */
