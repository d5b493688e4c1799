// SPDX-License-Identifier: GPL-2.0
/* plug.c - CPU 1, which comes and goes. */
#include <fcntl.h>
#include <unistd.h>

#include "plug.h"

#define ONLINE		"/sys/devices/system/cpu/cpu1/online"

bool plug_exists(void)
{
	return !access(ONLINE, W_OK);
}

bool plug_is_in(void)
{
	char state = 0;
	int fd = open(ONLINE, O_RDONLY);
	bool in = fd >= 0 && read(fd, &state, 1) == 1 && state == '1';

	close(fd);
	return in;
}

bool plug_set(bool in)
{
	int fd = open(ONLINE, O_WRONLY);
	bool done = fd >= 0 && write(fd, in ? "1" : "0", 1) == 1;

	close(fd);
	return done;
}
