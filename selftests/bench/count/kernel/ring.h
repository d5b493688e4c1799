/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ring.h - the kernel's own ring buffer, the one below ftrace.
 */
#ifndef COUNT_RING_H
#define COUNT_RING_H

#include <linux/ring_buffer.h>
#include <linux/version.h>
#include <linux/types.h>

extern struct trace_buffer *ring;
extern unsigned long ring_refused;

int ring_create(void);
void ring_destroy(void);

/* 6.2 took the second argument away; gcc makes a trap of a call with one too many. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0)
#define ring_commit(ring, event)	ring_buffer_unlock_commit(ring)
#else
#define ring_commit(ring, event)	ring_buffer_unlock_commit(ring, event)
#endif

/**
 * ring_write - one record
 * @words: how many 32-bit words it holds; a constant
 */
static __always_inline void ring_write(unsigned int words)
{
	struct ring_buffer_event *event;
	unsigned int i;
	u32 *to;

	event = ring_buffer_lock_reserve(ring, words * sizeof(u32));
	if (!event) {
		ring_refused++;
		return;
	}
	to = ring_buffer_event_data(event);
#pragma GCC unroll 16
	for (i = 0; i < words; i++)
		WRITE_ONCE(to[i], words);
	ring_commit(ring, event);
}

#endif /* COUNT_RING_H */
