/* SPDX-License-Identifier: GPL-2.0 */
/*
 * checksum.h - of a batch of the trace.
 */
#ifndef GT_CHECKSUM_H
#define GT_CHECKSUM_H

#include <linux/types.h>
#include <linux/xxhash.h>
#include <linux/gentrace_format.h>

/*
 * The reader pays for it, not the writer. The bytes are about to be copied, so they
 * have to come into the cache anyway.
 */
static inline void gt_checksum_put(u8 *data, u32 bytes)
{
	struct gentrace_batch_header *h = (void *)data;
	const size_t before = offsetof(struct gentrace_batch_header, checksum);
	const size_t behind = before + sizeof(h->checksum);
	u64 seed = xxh64(data, before, 0);

	h->checksum = cpu_to_le64(xxh64(data + behind, bytes - behind, seed));
}

#endif /* GT_CHECKSUM_H */
