// SPDX-License-Identifier: GPL-2.0
/* progress.c - how far reading a trace has come. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "progress.h"
#include "print/terminal.h"
#include "print/units.h"

/* What is faster needs no line; and none changes faster than one can read. */
#define BEGIN_NS	1000000000ull
#define CHANGE_NS	100000000ull

#define NAME_MAX_SHOWN	24
#define BAR_MAX		30
#define BAR_MIN		8
#define COLUMNS_MAX	256

static __u64 now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

/* A job in the background has no line of the terminal. */
static bool is_seen(void)
{
	const char *terminal = getenv("TERM");

	return isatty(STDERR_FILENO) && tcgetpgrp(STDERR_FILENO) == getpgrp() &&
	       !(terminal && !strcmp(terminal, "dumb"));
}

void progress_begin(struct progress *progress, const char *path, int fd)
{
	const char *slash = strrchr(path, '/');
	struct stat status;

	*progress = (struct progress) { .on = is_seen(), .begin_ns = now_ns() };
	progress->name = strcmp(path, "-") ? slash ? slash + 1 : path : "standard input";
	if (!fstat(fd, &status) && S_ISREG(status.st_mode))
		progress->total = status.st_size;
}

void progress_yield(struct progress *progress)
{
	struct stat status;

	if (fstat(STDOUT_FILENO, &status) || !S_ISREG(status.st_mode))
		progress->on = false;
}

static size_t columns(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) || !size.ws_col)
		return 80;
	return size.ws_col < COLUMNS_MAX ? size.ws_col : COLUMNS_MAX;
}

/* "[====>    ] ", as wide as there is room; nothing where there is too little. */
static void bar_text(char *buffer, size_t size, size_t room, __u64 bytes, __u64 total)
{
	size_t width = room > BAR_MAX ? BAR_MAX : room, done, i;

	*buffer = '\0';
	if (room < BAR_MIN)
		return;
	width -= 4;
	done = (size_t)((__uint128_t)bytes * width / total);
	snprintf(buffer, size, "[%*s] ", (int)width + 1, "");
	for (i = 0; i < done; i++)
		buffer[1 + i] = '=';
	buffer[1 + done] = '>';
}

/* What is left takes as long as what has been read took, byte by byte. */
static __u64 left_ns(const struct progress *progress, __u64 bytes, __u64 now)
{
	return (__u64)((__uint128_t)(now - progress->begin_ns) * (progress->total - bytes) / bytes);
}

static void part_text(char *buffer, size_t size, const struct progress *progress, __u64 bytes,
		      __u64 now)
{
	char done[UNITS_MAX], all[UNITS_MAX], left[UNITS_MAX], percent[UNITS_MAX];

	snprintf(buffer, size, "%s  %s of %s, %s left",
		 units_percent(percent, bytes, progress->total), units_bytes(done, bytes),
		 units_bytes(all, progress->total), units_ns(left, left_ns(progress, bytes, now)));
}

static void stream_text(char *buffer, size_t size, const struct progress *progress, __u64 bytes,
			__u64 now)
{
	char done[UNITS_MAX], rate[UNITS_MAX];
	__u64 elapsed = now - progress->begin_ns;

	snprintf(buffer, size, "%s, %s/s", units_bytes(done, bytes),
		 units_bytes(rate, (__u64)((__uint128_t)bytes * 1000000000 / (elapsed ?: 1))));
}

static void progress_print(const struct progress *progress, __u64 bytes, __u64 now)
{
	char text[5 * UNITS_MAX], bar[BAR_MAX + 4] = "", line[512];
	char name[TERMINAL_ESCAPED(NAME_MAX_SHOWN)];
	size_t width = columns(), used;

	terminal_escape(name, sizeof(name), progress->name, strnlen(progress->name, NAME_MAX_SHOWN));
	if (progress->total && bytes && bytes <= progress->total)
		part_text(text, sizeof(text), progress, bytes, now);
	else
		stream_text(text, sizeof(text), progress, bytes, now);
	/* The last column stays free: some terminals go on to the next line there. */
	used = strlen("reading   ") + strlen(name) + strlen(text) + 1;
	if (progress->total && bytes <= progress->total && used < width)
		bar_text(bar, sizeof(bar), width - used, bytes, progress->total);
	/* A line that wraps could not be taken back. */
	snprintf(line, sizeof(line), "reading %s  %s%s", name, bar, text);
	fprintf(stderr, "\r%.*s\033[K", (int)width - 1, line);
}

void progress_show(struct progress *progress, __u64 bytes)
{
	__u64 now;

	if (!progress->on)
		return;
	now = now_ns();
	if (now - progress->begin_ns < BEGIN_NS || now - progress->last_ns < CHANGE_NS)
		return;
	progress_print(progress, bytes, now);
	progress->last_ns = now;
	progress->shown = true;
}

void progress_end(struct progress *progress)
{
	if (progress->shown)
		fputs("\r\033[K", stderr);
	progress->shown = false;
	progress->on = false;
}
