// SPDX-License-Identifier: GPL-2.0
/* checksum.c - the checksum of a batch, by xxhash's library. */
#include <endian.h>
#include <string.h>

/* Its functions become ours, so that there is nothing to link with. */
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <linux/gentrace_format.h>

#include "checksum.h"

#define BEFORE	offsetof(struct gentrace_batch_header, checksum)
#define BEHIND	(BEFORE + sizeof(((struct gentrace_batch_header *)0)->checksum))

__u64 checksum_of(const __u8 *bytes, size_t length)
{
	return XXH64(bytes + BEHIND, length - BEHIND, XXH64(bytes, BEFORE, 0));
}

void checksum_seal(__u8 *bytes, size_t length)
{
	__le64 checksum = htole64(checksum_of(bytes, length));

	memcpy(bytes + BEFORE, &checksum, sizeof(checksum));
}
