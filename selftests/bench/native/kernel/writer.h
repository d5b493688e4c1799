/* SPDX-License-Identifier: GPL-2.0 */
/*
 * writer.h - threads that make events and take the time.
 */
#ifndef BENCH_WRITER_H
#define BENCH_WRITER_H

#include <linux/types.h>

struct bench_order;
struct contestant;

int writer_run(const struct bench_order *order, const struct contestant *contestant, u64 *cycles);

#endif
