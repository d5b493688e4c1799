// SPDX-License-Identifier: GPL-2.0
/* workload.c - the command that is run while a trace is recorded. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"
#include "print/message.h"
#include "workload.h"

static void child_run(int held, char **argv, int output) __attribute__((noreturn));

static void child_run(int held, char **argv, int output)
{
	char go;
	int error;

	/* The parent closes the pipe without a word if the trace did not start. */
	if (read(held, &go, 1) != 1)
		_exit(EXIT_RECORD);
	if (dup2(output, STDOUT_FILENO) < 0)
		_exit(EXIT_RECORD);
	execvp(argv[0], argv);
	error = errno;
	message_error("cannot run %s: %s", argv[0], strerror(error));
	_exit(error == ENOENT ? EXIT_NOTFOUND : EXIT_NOEXEC);
}

int workload_spawn(struct workload *workload, char **argv, int output)
{
	int pipes[2];

	if (pipe2(pipes, O_CLOEXEC))
		goto fail;
	workload->pid = fork();
	if (workload->pid < 0)
		goto fail_pipe;
	if (!workload->pid) {
		close(pipes[1]);
		child_run(pipes[0], argv, output);
	}
	close(pipes[0]);
	workload->hold = pipes[1];
	workload->pidfd = pidfd_open(workload->pid, 0);
	if (workload->pidfd >= 0)
		return 0;
	message_error("cannot watch the command: %s", strerror(errno));
	workload_wait(workload);
	return -1;

fail_pipe:
	close(pipes[0]);
	close(pipes[1]);
fail:
	workload->pid = 0;
	message_error("cannot start a process: %s", strerror(errno));
	return -1;
}

static void hold_close(struct workload *workload)
{
	if (workload->hold >= 0)
		close(workload->hold);
	workload->hold = -1;
}

void workload_release(struct workload *workload)
{
	/* It fails only if the child was killed, which workload_wait() will see. */
	if (workload->pid && write(workload->hold, "", 1) < 0)
		message_error("the command has ended before it began");
	hold_close(workload);
}

void workload_signal(const struct workload *workload, int signal)
{
	if (workload->pid)
		kill(workload->pid, signal);
}

int workload_wait(struct workload *workload)
{
	int status;

	hold_close(workload);
	while (waitpid(workload->pid, &status, 0) < 0)
		if (errno != EINTR)
			return EXIT_RECORD;
	if (workload->pidfd >= 0)
		close(workload->pidfd);
	*workload = (struct workload)WORKLOAD_NONE;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
