// SPDX-License-Identifier: GPL-2.0
/* calm.c - no task preempts another. */
#define _GNU_SOURCE
#include <dirent.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "calm.h"
#include "task.h"

/* Kernel threads run no program, and make no system calls. */
static bool runs_program(pid_t pid)
{
	char path[64], program[1];

	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	return readlink(path, program, sizeof(program)) >= 0;
}

/* One that has a policy of its own keeps it; one that is gone needs none. */
static void calm_task(pid_t pid, bool calm)
{
	struct sched_param none = {}, high = { .sched_priority = TASK_LOW }, now = {};
	int policy = sched_getscheduler(pid);

	sched_getparam(pid, &now);
	if (calm && policy == SCHED_OTHER)
		sched_setscheduler(pid, SCHED_FIFO, &high);
	else if (!calm && policy == SCHED_FIFO && now.sched_priority == TASK_LOW)
		sched_setscheduler(pid, SCHED_OTHER, &none);
}

void calm_set(bool calm)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;

	while (proc && (entry = readdir(proc))) {
		pid_t pid = atoi(entry->d_name);

		if (pid > 0 && runs_program(pid))
			calm_task(pid, calm);
	}
	if (proc)
		closedir(proc);
}
