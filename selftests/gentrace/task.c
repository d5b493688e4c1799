// SPDX-License-Identifier: GPL-2.0
/* task.c - tasks that do things in an order that is known beforehand. */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "task.h"

static void must(int result, const char *what)
{
	if (result >= 0)
		return;
	perror(what);
	exit(1);
}

void task_pin(pid_t pid, int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	must(sched_setaffinity(pid, sizeof(set), &set), "sched_setaffinity");
}

void task_prio(pid_t pid, int prio)
{
	struct sched_param param = { .sched_priority = prio };

	must(sched_setscheduler(pid, SCHED_FIFO, &param), "sched_setscheduler");
}

void task_outlast(int cpu, int home)
{
	task_pin(0, cpu);
	task_pin(0, home);
}

pid_t task_spawn(int cpu, int home, void (*work)(void *arg), void *arg)
{
	pid_t parent = getpid(), child = fork();

	must(child, "fork");
	if (!child) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(1);
		work(arg);
		_exit(1);
	}
	/* In this order, or it would run, and block, on the CPU it was born on. */
	task_pin(child, cpu);
	task_prio(child, TASK_HIGH);
	task_outlast(cpu, home);
	return child;
}

int task_reap(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}
