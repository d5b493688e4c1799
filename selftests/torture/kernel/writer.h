/* SPDX-License-Identifier: GPL-2.0 */
/*
 * writer.h - who emits, what, and how it is counted.
 */
#ifndef TORTURE_WRITER_H
#define TORTURE_WRITER_H

#include <linux/compiler.h>
#include <linux/percpu.h>

#include "torture.h"

DECLARE_PER_CPU(struct torture_count, torture_count);

/* The order in force; constant while @writer_active. */
extern struct torture_order writer_order;
extern bool writer_active;

static inline bool writer_wants(unsigned int level)
{
	return READ_ONCE(writer_active) && writer_order.levels & 1u << level;
}

void writer_begin(unsigned int level);
void writer_end(unsigned int level);

#endif /* TORTURE_WRITER_H */
