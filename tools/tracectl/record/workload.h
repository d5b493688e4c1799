/* SPDX-License-Identifier: GPL-2.0 */
/* workload.h - the command that is run while a trace is recorded. */
#ifndef TRACECTL_WORKLOAD_H
#define TRACECTL_WORKLOAD_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * A child is forked before the trace starts, so that its birth is not part of
 * it, and held at a pipe until the trace has started, so that all else is.
 */
struct workload {
	pid_t pid;	/* 0: there is no command */
	int pidfd;	/* readable when the command has ended; -1 if none */
	int hold;	/* our end of the pipe */
};

#define WORKLOAD_NONE { .pid = 0, .pidfd = -1, .hold = -1 }

/*
 * Forks and holds; 0, or -1 with the reason printed. What the command prints
 * goes to @output, in case standard output is where the trace goes.
 */
int workload_spawn(struct workload *workload, char **argv, int output);

/* Lets the child run the command. */
void workload_release(struct workload *workload);

/* Sends on a signal that the command did not get from the terminal. */
void workload_signal(const struct workload *workload, int signal);

/*
 * Waits for the end and returns what a shell would: the exit status, or 128
 * and the signal. A child that is still held ends without running anything.
 */
int workload_wait(struct workload *workload);

#endif /* TRACECTL_WORKLOAD_H */
