/* SPDX-License-Identifier: GPL-2.0 */
/*
 * copy.h - a gate and streams of our own, for the pieces.
 *
 * gentrace's headers hold the whole path of an event. What they leave to the
 * module is made here: a gate that is always open, and streams whose batch begins
 * anew when it is full. So their code can be taken apart without touching it.
 */
#ifndef BENCH_COPY_H
#define BENCH_COPY_H

int copy_init(void);
void copy_exit(void);

#endif
