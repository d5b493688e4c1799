// SPDX-License-Identifier: GPL-2.0
/* copy.c - a gate and streams of our own, for the pieces. */
#include <linux/percpu.h>
#include <linux/vmalloc.h>

#include "clock.h"
#include "emit.h"
#include "copy.h"

struct gt_gate gt_gate = { .gen = 1, .enabled = true, .tsc = true };
DEFINE_PER_CPU_ALIGNED(struct gt_writers, gt_writers);

static DEFINE_PER_CPU(u8 *, batch);

u8 *gt_stream_open(u64 gen, u64 now, unsigned int level, u32 class, u32 need)
{
	struct gt_slot *slot = &this_cpu_ptr(&gt_writers)->slot[level][gen % 2];

	slot->cursor = this_cpu_read(batch);
	slot->limit = slot->cursor + GENTRACE_BATCH_BYTES_DEFAULT;
	return slot->cursor;
}

/* Not met: the writers are tasks, one on each CPU. */
unsigned int gt_section_escalate(const struct gt_writers *writers, unsigned int level)
{
	return GT_LEVEL_NONE;
}

/* Nor this: the clock is the TSC, and nobody sleeps. */
u64 gt_clock_other(void)
{
	return gt_clock_monotonic();
}

void copy_exit(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		vfree(per_cpu(batch, cpu));
}

int copy_init(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		per_cpu(batch, cpu) = vzalloc(GENTRACE_BATCH_BYTES_DEFAULT);
		if (!per_cpu(batch, cpu)) {
			copy_exit();
			return -ENOMEM;
		}
	}
	return 0;
}
