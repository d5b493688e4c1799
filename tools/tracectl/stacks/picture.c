// SPDX-License-Identifier: GPL-2.0
/* picture.c - a flame graph in a file. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "print/message.h"
#include "picture.h"

static int explain_write(const char *path, int error)
{
	message_error("cannot write %s: %s", path, strerror(error));
	message_try("another FILE; - is standard output");
	return EXIT_FAILED;
}

int picture_write(const struct flame *flame, const char *path, const char *title,
		  const char *note)
{
	FILE *file = stdout;
	int fd, error;

	if (strcmp(path, "-")) {
		/* Names of tasks and what they do are not everybody's business. */
		fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
		file = fd < 0 ? NULL : fdopen(fd, "w");
		if (!file)
			return explain_write(path, errno);
	}
	errno = 0;
	flame_print_svg(flame, file, title, note);
	error = fflush(file) || ferror(file) ? errno ?: EIO : 0;
	if (file != stdout && fclose(file) && !error)
		error = errno;
	return error ? explain_write(path, error) : EXIT_OK;
}
