/* SPDX-License-Identifier: GPL-2.0 */
/* checksum.h - is a batch still what the kernel wrote? */
#ifndef GENTRACE_CHECKSUM_H
#define GENTRACE_CHECKSUM_H

#include <stddef.h>
#include <linux/types.h>

/*
 * Of a whole batch as it stands in a trace, as gentrace_batch_header says it.
 * Both take @bytes from the header on, and at least a header.
 */
__u64 checksum_of(const __u8 *bytes, size_t length);
void checksum_seal(__u8 *bytes, size_t length);

#endif /* GENTRACE_CHECKSUM_H */
