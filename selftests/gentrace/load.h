/* SPDX-License-Identifier: GPL-2.0 */
/*
 * load.h - work for the scheduler while a test does something to the tracer.
 *
 * Processes of their own: two that pass a byte to and fro through pipes, from
 * the first CPU to the last and back, a timer that fires a thousand times a
 * second, and one that forks and reaps children without pause. Enough to keep
 * every CPU switching, waking and giving birth; not so much that an emulated
 * machine does nothing else. They die with the thread that started them.
 */
#ifndef SELFTEST_LOAD_H
#define SELFTEST_LOAD_H

#include <sys/types.h>

struct load {
	pid_t group;
};

/* Return: 0 when every part of the load has begun to work, or -errno. */
int load_start(struct load *load);

/* Ends the load and reaps it. Harmless on one that was never started. */
void load_stop(struct load *load);

#endif
