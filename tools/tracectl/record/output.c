// SPDX-License-Identifier: GPL-2.0
/* output.c - the file that a trace is recorded into. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "print/message.h"
#include "output.h"
#include "print/units.h"

static void explain_write(const struct output *output, int error)
{
	char bytes[UNITS_MAX];

	if (error == EPIPE) {
		message_error("the program that reads the trace has gone");
		return;
	}
	message_error("cannot write %s: %s", output->path, strerror(error));
	if (error == ENOSPC || error == EDQUOT)
		message_try("a file with more room (-o), fewer classes (-c) or less time (-d)");
	if (output->bytes)
		message_note("%s of the trace were written and can be read; its end is missing",
			     units_bytes(bytes, output->bytes));
}

int output_open(struct output *output, const char *path)
{
	*output = (struct output){ .path = path };
	if (!strcmp(path, "-")) {
		output->fd = STDOUT_FILENO;
		if (!isatty(STDOUT_FILENO))
			return 0;
		message_error("a trace is binary and no sight for a terminal");
		message_try("-o FILE, or a pipe");
		return -1;
	}
	/* Names of tasks and what they do are not everybody's business. */
	output->fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (output->fd >= 0)
		return 0;
	message_error("cannot write %s: %s", path, strerror(errno));
	message_try("-o FILE, somewhere you may write");
	return -1;
}

int output_begin(struct output *output)
{
	struct stat status;

	if (fstat(output->fd, &status) || !S_ISREG(status.st_mode) ||
	    output->fd == STDOUT_FILENO || !ftruncate(output->fd, 0))
		return 0;
	explain_write(output, errno);
	return -1;
}

/* The pieces that are left when so many bytes of them have been written. */
static int pieces_left(struct iovec **from, int count, size_t written)
{
	while (count && written >= (*from)->iov_len) {
		written -= (*from)->iov_len;
		(*from)++;
		count--;
	}
	if (count) {
		(*from)->iov_base = (char *)(*from)->iov_base + written;
		(*from)->iov_len -= written;
	}
	return count;
}

int output_write_all(struct output *output, struct iovec *from, int count)
{
	while (count) {
		ssize_t written = writev(output->fd, from, count);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0) {
			explain_write(output, errno);
			return -1;
		}
		output->bytes += written;
		count = pieces_left(&from, count, written);
	}
	return 0;
}

int output_write(struct output *output, const void *buffer, size_t size)
{
	struct iovec all = { (void *)buffer, size };

	return output_write_all(output, &all, 1);
}

int output_close(struct output *output)
{
	int error = close(output->fd) ? errno : 0;

	output->fd = -1;
	if (!error)
		return 0;
	explain_write(output, error);
	return -1;
}
