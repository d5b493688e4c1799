// SPDX-License-Identifier: GPL-2.0
/* ring.c - a ring buffer as large as ftrace's, and overwriting as that does. */
#include <linux/errno.h>

#include "ring.h"

#define RING_BYTES_A_CPU	(1408ul << 10)

struct trace_buffer *ring;

/* Records that the buffer would not take: then it was not what we counted. */
unsigned long ring_refused;

int ring_create(void)
{
	ring = ring_buffer_alloc(RING_BYTES_A_CPU, RB_FL_OVERWRITE);
	return ring ? 0 : -ENOMEM;
}

void ring_destroy(void)
{
	ring_buffer_free(ring);
}
