/* SPDX-License-Identifier: GPL-2.0 */
/*
 * calm.h - no task preempts another.
 *
 * A BPF program that is preempted is skipped for all others on that CPU
 * meanwhile. Among tasks of one real-time priority nobody preempts another, so
 * all tasks that make system calls get the same one, above kernel threads.
 */
#ifndef ORACLE_CALM_H
#define ORACLE_CALM_H

#include <stdbool.h>

/* Every task of user space, and what it will fork; or all of them as they were. */
void calm_set(bool calm);

#endif
