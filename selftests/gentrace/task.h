/* SPDX-License-Identifier: GPL-2.0 */
/*
 * task.h - tasks that do things in an order that is known beforehand.
 *
 * Nothing here waits for time. Tests put each task on one CPU at a real-time
 * priority of its own, so who runs follows from who is able to: when a task
 * runs, everything above it on its CPU is blocked.
 */
#ifndef SELFTEST_TASK_H
#define SELFTEST_TASK_H

#include <sys/types.h>

/* Above the threads of interrupt handlers of a preempt-rt kernel. */
#define TASK_LOW	80
#define TASK_HIGH	85

/* On failure these end the process with a message: the test cannot be run. */
void task_pin(pid_t pid, int cpu);
void task_prio(pid_t pid, int prio);

/*
 * Return when every task pinned to @cpu at TASK_HIGH has blocked; the caller
 * is at TASK_LOW, and goes back to the CPU @home.
 */
void task_outlast(int cpu, int home);

/*
 * Fork a task that is pinned to @cpu at TASK_HIGH and calls @work, which must
 * not return; @home is not @cpu. It has blocked for the first time when this returns; the caller
 * runs on CPU @home at TASK_LOW.
 */
pid_t task_spawn(int cpu, int home, void (*work)(void *arg), void *arg);

/* Reap: the exit status, or -1 if the task did not exit by itself. */
int task_reap(pid_t pid);

#endif
