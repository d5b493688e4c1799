// SPDX-License-Identifier: GPL-2.0
/* load.c - work for the scheduler while a test does something to the tracer. */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "load.h"

#define TIMER_NS	1000000

static void pin(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

/* Every part says once, after its first round, that it works. */
static void report(int *ready)
{
	if (*ready < 0)
		return;
	if (write(*ready, "", 1) != 1)
		_exit(1);
	close(*ready);
	*ready = -1;
}

static void play(int from, int to, int ready)
{
	char byte;

	while (read(from, &byte, 1) == 1 && write(to, &byte, 1) == 1)
		report(&ready);
	_exit(1);
}

static void fire(int ready)
{
	struct itimerspec every = {
		.it_interval.tv_nsec = TIMER_NS,
		.it_value.tv_nsec = TIMER_NS,
	};
	int fd = timerfd_create(CLOCK_MONOTONIC, 0);
	uint64_t fired;

	if (timerfd_settime(fd, 0, &every, NULL))
		_exit(1);
	while (read(fd, &fired, sizeof(fired)) == sizeof(fired))
		report(&ready);
	_exit(1);
}

static void breed(int ready)
{
	for (;;) {
		pid_t child = fork();

		if (!child)
			_exit(0);
		if (child < 0 || waitpid(child, NULL, 0) != child)
			_exit(1);
		report(&ready);
	}
}

/* Parts die with the head of the group, which dies with the test. */
static bool part_begins(pid_t head)
{
	if (fork())
		return false;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != head)
		_exit(1);
	return true;
}

static int start_pair(pid_t head, int cpu_a, int cpu_b, int ready)
{
	int there[2], back[2];

	if (pipe(there) || pipe(back))
		return 0;
	if (part_begins(head)) {
		pin(cpu_a);
		play(there[0], back[1], ready);
	}
	if (part_begins(head)) {
		pin(cpu_b);
		play(back[0], there[1], ready);
	}
	return write(there[1], "", 1) == 1 ? 2 : 0;
}

/* Return: how many parts will report. */
static int start_parts(int ready)
{
	pid_t head = getpid();
	int parts = start_pair(head, 0, sysconf(_SC_NPROCESSORS_ONLN) - 1, ready);

	if (part_begins(head))
		fire(ready);
	if (part_begins(head))
		breed(ready);
	return parts + 2;
}

/*
 * The head of the group: starts the parts, passes on that they work, waits.
 * Holds no file of the test's: an open device is an open session.
 */
static void lead(pid_t parent, int up)
{
	int ready[2], parts;
	char byte;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setpgid(0, 0);
	up = dup2(up, STDERR_FILENO + 1);
	if (up < 0 || close_range(up + 1, ~0u, 0) || getppid() != parent || pipe(ready))
		_exit(1);
	parts = start_parts(ready[1]);
	close(ready[1]);
	while (parts--)
		if (read(ready[0], &byte, 1) != 1)
			_exit(1);
	if (write(up, "", 1) != 1)
		_exit(1);
	for (;;)
		pause();
}

int load_start(struct load *load)
{
	pid_t parent = getpid();
	int up[2];
	char byte;
	ssize_t n;

	load->group = 0;
	if (pipe(up))
		return -errno;
	load->group = fork();
	if (!load->group)
		lead(parent, up[1]);
	close(up[1]);
	n = load->group > 0 ? read(up[0], &byte, 1) : -1;
	close(up[0]);
	if (n == 1)
		return 0;
	load_stop(load);
	return -ECHILD;
}

void load_stop(struct load *load)
{
	if (load->group <= 0)
		return;
	kill(-load->group, SIGKILL);
	kill(load->group, SIGKILL);
	waitpid(load->group, NULL, 0);
	load->group = 0;
}
