// SPDX-License-Identifier: GPL-2.0
/*
 * collect.c - hits on their way into files.
 *
 * A hit has one file name, whoever writes it and how often he tries: that of its trigger,
 * the session and its number. It is written beside, synced and renamed; only then does the
 * module hear that it is safe. So whenever this ends, each hit is in a file or still
 * frozen, and never twice in the directory.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "collect.h"
#include "collected.h"
#include "command.h"
#include "flight.h"
#include "print/message.h"
#include "record/names.h"
#include "tell.h"

#define UNFINISHED	".unfinished"

/* To be said once a second at most, if all is well: a poll that comes back at once is not. */
#define LOOK_AGAIN_MS	1000

/**
 * struct collector - one that is at work
 * @collect: where to
 * @device: the module
 * @directory: open
 * @session: of the recorder
 * @written: hits so far
 * @names: of the kernel's and of processes' code, since the first hit
 */
struct collector {
	const struct collect *collect;
	struct device device;
	int directory;
	__u64 session;
	__u64 written;
	struct names names;
};

static int explain(const char *what, const char *name)
{
	message_error("cannot %s %s: %s", what, name, strerror(errno));
	if (errno == ENOSPC || errno == EDQUOT)
		message_try("a smaller --quota, or a directory with more room");
	return -1;
}

/* ------------------------------------------------------------------ quota */

/* The oldest go, but never the one that has just come. */
static int quota_keep(const struct collector *collector, const char *newest)
{
	struct collected *list;
	ssize_t count = collected_list(collector->directory, &list), i;
	__u64 sum = 0;

	for (i = 0; i < count; i++)
		sum += list[i].bytes;
	for (i = 0; i < count && sum > collector->collect->quota_bytes; i++) {
		if (!strcmp(list[i].name, newest) || unlinkat(collector->directory, list[i].name, 0))
			continue;
		sum -= list[i].bytes;
		message_note("removed %s: there is a quota", list[i].name);
	}
	free(list);
	return count < 0 ? explain("look through", collector->collect->directory) : 0;
}

/* ------------------------------------------------------------------- hits */

static int hit_ask(const struct collector *collector, struct gentrace_flight_hit *hit)
{
	*hit = (struct gentrace_flight_hit){ .size = sizeof(*hit) };
	return ioctl(collector->device.fd, GENTRACE_IOC_HIT, hit) ? errno : 0;
}

static int hit_is_safe(const struct collector *collector, __u64 number)
{
	struct gentrace_flight_hit hit = {
		.size = sizeof(hit), .flags = GENTRACE_HIT_DONE, .number = number,
	};

	return ioctl(collector->device.fd, GENTRACE_IOC_HIT, &hit) ?
	       explain("let go of a hit of", GENTRACE_DEVICE) : 0;
}

/* Written, and on the disk. */
static int hit_write(struct collector *collector, const char *path)
{
	int fd, failed;

	if (!collector->names.outline && names_open(&collector->names, true))
		return -1;
	if (flight_copy(&collector->device, path, &collector->names))
		return -1;
	fd = open(path, O_WRONLY | O_CLOEXEC);
	failed = fd < 0 || fsync(fd);
	if (fd >= 0)
		close(fd);
	return failed ? explain("write", path) : 0;
}

static int hit_save(struct collector *collector, const struct gentrace_flight_hit *hit)
{
	char name[COLLECTED_NAME_MAX], unfinished[COLLECTED_NAME_MAX + sizeof(UNFINISHED)], path[PATH_MAX];
	struct gentrace_flight_trigger trigger;

	if (flight_trigger(&collector->device, hit->trigger, &trigger))
		return -1;
	collected_name(name, trigger.trigger.name, collector->session, hit->number);
	/* Who wrote it was ended before he could say so. */
	if (!faccessat(collector->directory, name, F_OK, 0))
		return hit_is_safe(collector, hit->number);
	snprintf(unfinished, sizeof(unfinished), "%s" UNFINISHED, name);
	snprintf(path, sizeof(path), "%s/%s", collector->collect->directory, unfinished);
	if (hit_write(collector, path))
		return -1;
	if (renameat(collector->directory, unfinished, collector->directory, name) ||
	    fsync(collector->directory))
		return explain("write", name);
	if (hit_is_safe(collector, hit->number))
		return -1;
	collector->written++;
	snprintf(path, sizeof(path), "%s/%s", collector->collect->directory, name);
	tell_hit(&trigger.trigger, hit, path);
	return collector->collect->quota_bytes ? quota_keep(collector, name) : 0;
}

/* All that are there. 0, or -1 and said why. */
static int hits_save(struct collector *collector)
{
	struct gentrace_flight_hit hit;
	int error;

	while (!(error = hit_ask(collector, &hit)))
		if (hit_save(collector, &hit))
			return -1;
	if (error == ENODATA)
		return 0;
	errno = error;
	return explain("ask for hits of", GENTRACE_DEVICE);
}

/* ------------------------------------------------------------------- loop */

/* Is there a recorder, the one that this began with, and does it go on? */
static bool recorder_goes_on(const struct collector *collector)
{
	struct gentrace_flight_window window;
	struct gentrace_stats stats;

	return !device_stats(&collector->device, &stats) &&
	       !flight_window(&collector->device, &window) && window.batches_total &&
	       stats.session == collector->session && stats.state != GENTRACE_STATE_STOPPED;
}

static int collector_loop(struct collector *collector, int signals)
{
	struct pollfd polls[] = {
		{ .fd = collector->device.fd, .events = POLLPRI },
		{ .fd = signals, .events = POLLIN },
	};
	bool goes_on = true;

	sd_notify(0, "READY=1");
	while (goes_on && !polls[1].revents) {
		goes_on = recorder_goes_on(collector);
		if (hits_save(collector))
			return EXIT_FAILED;
		sd_notifyf(0, "STATUS=%llu hits collected", collector->written);
		if (goes_on && poll(polls, 2, LOOK_AGAIN_MS) < 0 && errno != EINTR) {
			explain("wait for", GENTRACE_DEVICE);
			return EXIT_FAILED;
		}
	}
	sd_notify(0, "STOPPING=1");
	return EXIT_OK;
}

/* A signal ends the loop, and not in the middle of a file. */
static int signals_open(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	if (sigprocmask(SIG_BLOCK, &set, NULL))
		return -1;
	return signalfd(-1, &set, SFD_CLOEXEC);
}

static int collector_run(struct collector *collector)
{
	struct gentrace_stats stats;
	int signals, status;

	if (device_stats(&collector->device, &stats))
		return EXIT_FAILED;
	collector->session = stats.session;
	if (!recorder_goes_on(collector)) {
		message_error("nothing is being recorded");
		message_try("tracectl flight start");
		return EXIT_FAILED;
	}
	signals = signals_open();
	if (signals < 0) {
		explain("catch", "signals");
		return EXIT_FAILED;
	}
	status = collector_loop(collector, signals);
	close(signals);
	return status;
}

static int directory_open(const struct collect *collect)
{
	int fd = open(collect->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0 && !faccessat(fd, ".", W_OK, AT_EACCESS))
		return fd;
	explain("write into", collect->directory);
	message_try("mkdir %s, or as root", collect->directory);
	if (fd >= 0)
		close(fd);
	return -1;
}

int collect_check(const struct collect *collect)
{
	int fd = directory_open(collect);

	if (fd < 0)
		return EXIT_FAILED;
	close(fd);
	return EXIT_OK;
}

int collect_run(const struct collect *collect)
{
	struct collector collector = { .collect = collect };
	int status;

	collector.directory = directory_open(collect);
	if (collector.directory < 0)
		return EXIT_FAILED;
	if (flight_open(&collector.device)) {
		close(collector.directory);
		return EXIT_FAILED;
	}
	status = collector_run(&collector);
	names_close(&collector.names);
	device_close(&collector.device);
	close(collector.directory);
	return status;
}
