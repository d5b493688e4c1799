// SPDX-License-Identifier: GPL-2.0
/*
 * ring.c - ftrace's ring buffer, without the rest of ftrace: no event fields
 * beyond gentrace's, no triggers, no filters.
 *
 * Its clock is the kernel's own default, which in User-Mode Linux is a load of
 * jiffies: where there is a TSC to read it costs an rdtsc more.
 */
#include <linux/percpu.h>
#include <linux/ring_buffer.h>

#include "contestant.h"
#include "ring.h"

/* Of each CPU. When it is full the oldest page goes, as in ftrace. */
#define RING_BYTES	(1ul << 20)

/* The arguments of a sched_switch as gentrace records them, and which event it is. */
struct payload {
	u16 event;
	u16 prev_state;
	u32 next_pid;
};

static struct trace_buffer *ring;
static DEFINE_PER_CPU(u64, refused);

static __always_inline void ring_event(struct task_struct *next)
{
	struct ring_buffer_event *event = ring_buffer_lock_reserve(ring, sizeof(struct payload));
	struct payload *payload;

	if (unlikely(!event)) {
		this_cpu_inc(refused);
		return;
	}
	payload = ring_buffer_event_data(event);
	*payload = (struct payload){ .event = 16, .prev_state = 1, .next_pid = next->pid };
	ring_buffer_unlock_commit(ring);
}

static int ring_begin(const struct bench_order *order)
{
	int cpu;

	for_each_possible_cpu(cpu)
		per_cpu(refused, cpu) = 0;
	return 0;
}

static int ring_end(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		if (per_cpu(refused, cpu))
			return -ENOSPC;
	return ring_buffer_entries(ring) ? 0 : -ENODATA;
}

CONTESTANT(ring, ring_begin, ring_end, ring_event(next));

int ring_init(void)
{
	ring = ring_buffer_alloc(RING_BYTES, RB_FL_OVERWRITE);
	return ring ? 0 : -ENOMEM;
}

void ring_exit(void)
{
	ring_buffer_free(ring);
}
