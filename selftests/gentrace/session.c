// SPDX-License-Identifier: GPL-2.0
/* session.c - /dev/gentrace as the tests use it. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "session.h"

int session_open(int flags)
{
	int fd = open(GENTRACE_DEVICE, O_RDONLY | O_CLOEXEC | flags);

	return fd < 0 ? -errno : fd;
}

int session_ioctl(int fd, unsigned long request, void *arg)
{
	return ioctl(fd, request, arg) ? -errno : 0;
}

struct gentrace_config session_config(void)
{
	return (struct gentrace_config) { .size = sizeof(struct gentrace_config) };
}

struct gentrace_config session_quiet_config(void)
{
	struct gentrace_config config = session_config();

	config.classes = SESSION_CLASSES;
	config.pool_bytes = 32ull << 20;
	config.budget_bytes = config.pool_bytes;
	config.period_ns = GENTRACE_PERIOD_NS_MAX;
	return config;
}

int session_info(int fd, struct gentrace_info *info)
{
	memset(info, SESSION_POISON, sizeof(*info));
	info->size = sizeof(*info);
	return session_ioctl(fd, GENTRACE_IOC_INFO, info);
}

__u64 session_classes(int fd)
{
	struct gentrace_info info;

	return session_info(fd, &info) ? 0 : info.classes & GENTRACE_CLASSES_ALL;
}

int session_stats(int fd, struct gentrace_stats *stats)
{
	memset(stats, SESSION_POISON, sizeof(*stats));
	stats->size = sizeof(*stats);
	return session_ioctl(fd, GENTRACE_IOC_STATS, stats);
}

int session_filters(int fd, struct gentrace_filters *filters)
{
	memset(filters, SESSION_POISON, sizeof(*filters));
	filters->size = sizeof(*filters);
	return session_ioctl(fd, GENTRACE_IOC_FILTERS, filters);
}

int session_window(int fd, struct gentrace_flight_window *window)
{
	memset(window, SESSION_POISON, sizeof(*window));
	window->size = sizeof(*window);
	return session_ioctl(fd, GENTRACE_IOC_WINDOW, window);
}

/* The kernel writes the values in force into a copy: callers keep their own. */
int session_arm(int fd, const struct gentrace_config *config)
{
	struct gentrace_config copy = *config;

	return session_ioctl(fd, GENTRACE_IOC_ARM, &copy);
}

int session_start(int fd, const struct gentrace_config *config)
{
	struct gentrace_config copy = *config;

	return session_ioctl(fd, GENTRACE_IOC_START, &copy);
}

int session_start_armed(int fd)
{
	return session_ioctl(fd, GENTRACE_IOC_START, NULL);
}

int session_stop(int fd)
{
	return session_ioctl(fd, GENTRACE_IOC_STOP, NULL);
}

int session_flip(int fd)
{
	return session_ioctl(fd, GENTRACE_IOC_FLIP, NULL);
}

int session_snapshot(int fd, struct gentrace_flight_snapshot *snapshot)
{
	memset(snapshot, SESSION_POISON, sizeof(*snapshot));
	snapshot->size = sizeof(*snapshot);
	snapshot->flags = 0;
	snapshot->window_ns = 0;
	return session_ioctl(fd, GENTRACE_IOC_SNAPSHOT, snapshot);
}

unsigned long long session_lost(const struct gentrace_stats *stats)
{
	unsigned long long sum = 0;

	for (size_t i = 0; i < sizeof(stats->lost) / sizeof(stats->lost[0]); i++)
		sum += stats->lost[i];
	return sum;
}

unsigned int session_cycles(unsigned int usual)
{
	const char *percent = getenv("GENTRACE_PERCENT");
	unsigned long cycles = percent ? usual * strtoul(percent, NULL, 10) / 100 : usual;

	return cycles ? cycles : 1;
}

bool deadline_over(long long *deadline, int seconds)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (!*deadline)
		*deadline = now.tv_sec + seconds;
	return now.tv_sec > *deadline;
}

bool session_await(int fd, struct gentrace_stats *stats,
		   bool (*done)(const struct gentrace_stats *stats, unsigned long long arg),
		   unsigned long long arg)
{
	long long deadline = 0;

	do {
		if (session_stats(fd, stats))
			return false;
		if (done(stats, arg))
			return true;
		sched_yield();
	} while (!deadline_over(&deadline, SESSION_DEADLINE_S));
	return false;
}

unsigned long long module_bytes(void)
{
	FILE *file = fopen("/proc/vmallocinfo", "r");
	unsigned long long sum = 0, bytes;
	char line[512];

	while (file && fgets(line, sizeof(line), file))
		if ((strstr(line, " gt_pool_create") || strstr(line, " gt_memory_add") ||
		     strstr(line, " gt_window_create")) &&
		    sscanf(line, "%*s %llu", &bytes) == 1)
			sum += bytes;
	if (file)
		fclose(file);
	return sum;
}

bool module_bytes_become(unsigned long long wanted)
{
	long long deadline = 0;

	do {
		if (module_bytes() == wanted)
			return true;
		sched_yield();
	} while (!deadline_over(&deadline, SESSION_DEADLINE_S));
	return false;
}

/* A batch of the largest size always fits. */
static bool buffer_grow(struct buffer *buffer)
{
	size_t room = buffer->room ? 2 * buffer->room : 4u << 20;
	unsigned char *data;

	if (buffer->room - buffer->size >= GENTRACE_BATCH_BYTES_MAX)
		return true;
	data = realloc(buffer->data, room);
	if (!data)
		return false;
	buffer->data = data;
	buffer->room = room;
	return true;
}

long buffer_read(struct buffer *buffer, int fd)
{
	return buffer_read_some(buffer, fd, SIZE_MAX);
}

long buffer_read_some(struct buffer *buffer, int fd, size_t bytes)
{
	ssize_t n;

	if (!buffer_grow(buffer))
		return -ENOMEM;
	if (bytes > buffer->room - buffer->size)
		bytes = buffer->room - buffer->size;
	n = read(fd, buffer->data + buffer->size, bytes);
	if (n < 0)
		return -errno;
	buffer->size += n;
	return n;
}

int buffer_drain(struct buffer *buffer, int fd)
{
	long n;

	do {
		n = buffer_read(buffer, fd);
	} while (n > 0 || n == -EINTR);
	return n == -EAGAIN ? 0 : (int)n;
}

void buffer_free(struct buffer *buffer)
{
	free(buffer->data);
	*buffer = (struct buffer) {};
}
