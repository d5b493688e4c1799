// SPDX-License-Identifier: GPL-2.0
/* hop.c - from generation to generation by the headers of batches alone. */
#include <unistd.h>

#include "header.h"
#include "hop.h"

enum look { LOOK_END, LOOK_DAMAGE, LOOK_BATCH };

static enum look hop_look(int fd, __u64 offset, struct gentrace_batch_header *header)
{
	__u8 bytes[HEADER_BYTES];
	ssize_t count = pread(fd, bytes, sizeof(bytes), (off_t)offset);

	if (!count)
		return LOOK_END;
	if (count != (ssize_t)sizeof(bytes))
		return LOOK_DAMAGE;
	header_read(header, bytes);
	return header->magic == GENTRACE_BATCH_MAGIC && header_has_sound_length(header) &&
	       header_has_sound_stream(header) ? LOOK_BATCH : LOOK_DAMAGE;
}

bool hop_over(struct hop *hop, int fd, __u64 begin)
{
	struct gentrace_batch_header first, header;
	enum look look = hop_look(fd, begin, &first);

	*hop = (struct hop) { .begin = begin, .end = begin };
	if (look != LOOK_BATCH)
		return false;
	header = first;
	while (look == LOOK_BATCH && header.session == first.session &&
	       header.generation == first.generation) {
		hop->last = hop->end;
		hop->last_bytes = header.bytes;
		hop->end += header.bytes;
		look = hop_look(fd, hop->end, &header);
	}
	hop->sound = look != LOOK_DAMAGE;
	return true;
}
