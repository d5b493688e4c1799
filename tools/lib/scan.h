/* SPDX-License-Identifier: GPL-2.0 */
/* scan.h - each event of a batch is looked at, once. */
#ifndef GENTRACE_SCAN_H
#define GENTRACE_SCAN_H

#include "generation.h"

/*
 * Find out how much of a batch can be decoded, and what that is. @bytes are its
 * events.
 */
void scan_batch(struct generation *generation, struct gentrace_batch *batch,
		const __u8 *bytes);

#endif /* GENTRACE_SCAN_H */
