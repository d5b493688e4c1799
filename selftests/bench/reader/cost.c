// SPDX-License-Identifier: GPL-2.0
/*
 * cost.c - what a command costs: wall ns, CPU ns (its own and the kernel's for
 * it), and the most memory it had, in KiB. Its output is thrown away.
 * usage: cost COMMAND [ARGUMENT...]	exit status: the command's
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ll + now.tv_nsec;
}

static long long time_ns(const struct timeval *time)
{
	return time->tv_sec * 1000000000ll + time->tv_usec * 1000ll;
}

static void become(char **command)
{
	int null = open("/dev/null", O_WRONLY);

	dup2(null, STDOUT_FILENO);
	execvp(*command, command);
	perror(*command);
	_exit(127);
}

int main(int argc, char **argv)
{
	struct rusage usage;
	long long begin;
	int status;
	pid_t pid;

	if (argc < 2)
		return 2;
	begin = now_ns();
	pid = fork();
	if (!pid)
		become(argv + 1);
	if (pid < 0 || wait4(pid, &status, 0, &usage) < 0) {
		perror("cost");
		return 2;
	}
	printf("%lld %lld %ld\n", now_ns() - begin,
	       time_ns(&usage.ru_utime) + time_ns(&usage.ru_stime), usage.ru_maxrss);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}
