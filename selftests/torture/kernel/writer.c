// SPDX-License-Identifier: GPL-2.0
/*
 * writer.c - one level of one CPU, and the number of its next event.
 *
 * A writer is never on the stack twice: the task is one thread, the softirq one
 * tasklet, hardirqs do not nest, nor do NMIs, and who re-enters waits for itself
 * to end. So a number is drawn with plain accesses, and handed to gentrace before
 * the same writer draws the next one.
 */
#include <linux/smp.h>

#include "pattern.h"
#include "test.h"
#include "writer.h"

DEFINE_PER_CPU(struct torture_count, torture_count);

struct torture_order writer_order;
bool writer_active;

static const char letters[] = PATTERN_LETTERS;

static u64 writer_draw(unsigned int cpu, unsigned int level)
{
	u64 *events = &per_cpu(torture_count, cpu).events[level];
	u64 counter = *events + 1;

	/* Read by the device on other CPUs. */
	WRITE_ONCE(*events, counter);
	return counter;
}

/**
 * writer_begin - emit the first event of a pair
 * @level: enum gentrace_level of the caller
 *
 * Context: bound to this CPU.
 */
void writer_begin(unsigned int level)
{
	unsigned int cpu = raw_smp_processor_id();
	u64 writer = TORTURE_WRITER(cpu, level);
	u64 counter = writer_draw(cpu, level);
	u64 mix = pattern_mix(writer, counter);

	gt_test_emit_begin(writer, counter, pattern_payload(mix),
			   letters + pattern_offset(mix), pattern_length(mix));
}

/**
 * writer_end - emit the second one
 * @level: enum gentrace_level of the caller
 */
void writer_end(unsigned int level)
{
	unsigned int cpu = raw_smp_processor_id();
	u64 writer = TORTURE_WRITER(cpu, level);
	u64 counter = writer_draw(cpu, level);

	gt_test_emit_end(writer, counter, pattern_payload(pattern_mix(writer, counter)));
}
