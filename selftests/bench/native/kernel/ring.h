/* SPDX-License-Identifier: GPL-2.0 */
/* ring.h - ftrace's ring buffer, one of our own. */
#ifndef BENCH_RING_H
#define BENCH_RING_H

int ring_init(void);
void ring_exit(void);

#endif
