/* SPDX-License-Identifier: GPL-2.0 */
/*
 * load.h - work for the scheduler while a test does something to the tracer.
 *
 * Processes of their own: pairs that pass a byte to and fro through pipes, one
 * pair on each CPU and one across, a timer that fires a thousand times a
 * second, and one that forks, and reaps, children without pause. They die with
 * the thread that started them.
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
