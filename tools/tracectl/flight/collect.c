// SPDX-License-Identifier: GPL-2.0
/*
 * collect.c - hits on their way into files.
 *
 * A hit has one file name, whoever writes it and how often he tries: that of its trigger,
 * the session and its number. It is written beside, synced and renamed; only then does the
 * module hear that it is safe. So whenever this ends, each hit is in a file or still
 * frozen, and never twice in the directory.
 */
#include <dirent.h>
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
#include <sys/stat.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "collect.h"
#include "command.h"
#include "flight.h"
#include "print/message.h"
#include "print/terminal.h"
#include "print/units.h"

#define SUFFIX		".gt"
#define UNFINISHED	".unfinished"

/* A trigger, a session and a number. */
#define FILE_NAME_MAX	(GENTRACE_TRIGGER_NAME + 64)

/* To be said once a second at most, if all is well: a poll that comes back at once is not. */
#define LOOK_AGAIN_MS	1000

/**
 * struct collector - one that is at work
 * @collect: where to
 * @device: the module
 * @directory: open
 * @session: of the recorder
 * @written: hits so far
 */
struct collector {
	const struct collect *collect;
	struct device device;
	int directory;
	__u64 session;
	__u64 written;
};

static int explain(const char *what, const char *name)
{
	message_error("cannot %s %s: %s", what, name, strerror(errno));
	if (errno == ENOSPC || errno == EDQUOT)
		message_try("a smaller --quota, or a directory with more room");
	return -1;
}

/* ------------------------------------------------------------------ files */

struct old {
	char name[NAME_MAX + 1];
	struct timespec time;
	__u64 bytes;
};

/* Of others' files nothing is counted, and nothing removed. */
static bool is_ours(const char *name)
{
	size_t length = strlen(name), suffix = strlen(SUFFIX);

	return *name != '.' && length > suffix && !strcmp(name + length - suffix, SUFFIX);
}

static int older(const void *left, const void *right)
{
	const struct old *a = left, *b = right;

	if (a->time.tv_sec != b->time.tv_sec)
		return a->time.tv_sec < b->time.tv_sec ? -1 : 1;
	if (a->time.tv_nsec != b->time.tv_nsec)
		return a->time.tv_nsec < b->time.tv_nsec ? -1 : 1;
	return strcmp(a->name, b->name);
}

/* All traces there, the oldest first; their number, or -1. */
static ssize_t files_list(int directory, struct old **list)
{
	int fd = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *stream = fd < 0 ? NULL : fdopendir(fd);
	struct old *more;
	ssize_t count = 0;
	struct dirent *entry;
	struct stat status;

	*list = NULL;
	while (stream && (entry = readdir(stream))) {
		if (!is_ours(entry->d_name) ||
		    fstatat(directory, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) ||
		    !S_ISREG(status.st_mode))
			continue;
		more = reallocarray(*list, count + 1, sizeof(**list));
		if (!more) {
			count = -1;
			break;
		}
		*list = more;
		snprintf(more[count].name, sizeof(more[count].name), "%s", entry->d_name);
		more[count].time = status.st_mtim;
		more[count++].bytes = status.st_size;
	}
	if (stream)
		closedir(stream);
	if (count > 0)
		qsort(*list, count, sizeof(**list), older);
	return stream ? count : -1;
}

/* The oldest go, but never the one that has just come. */
static int quota_keep(const struct collector *collector, const char *newest)
{
	struct old *list;
	ssize_t count = files_list(collector->directory, &list), i;
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

/* "spike: nginx/123, 7.21 ms (wakeup > 5ms): spike-1f2e3d4c-7.gt" */
static void hit_tell(const struct gentrace_flight_trigger *trigger,
		     const struct gentrace_flight_hit *hit, const char *name)
{
	char owner[TERMINAL_ESCAPED(64)], took[UNITS_MAX];

	device_owner(owner, sizeof(owner), hit->pid);
	fprintf(stderr, SD_NOTICE "%s: ", trigger->trigger.name);
	if (hit->pid)
		fprintf(stderr, "%s/%u, ", *owner ? owner : "?", hit->pid);
	if (trigger->trigger.measure == GENTRACE_MEASURE_LOST)
		fprintf(stderr, "%llu events ", hit->took_ns);
	else if (hit->took_ns)
		fprintf(stderr, "%s ", units_ns(took, hit->took_ns));
	fprintf(stderr, "(%s): %s\n", trigger->trigger.rule, name);
}

/* Written, and on the disk. */
static int hit_write(const struct collector *collector, const char *path)
{
	int fd, failed;

	if (flight_copy(&collector->device, path))
		return -1;
	fd = open(path, O_WRONLY | O_CLOEXEC);
	failed = fd < 0 || fsync(fd);
	if (fd >= 0)
		close(fd);
	return failed ? explain("write", path) : 0;
}

static int hit_save(struct collector *collector, const struct gentrace_flight_hit *hit)
{
	char name[FILE_NAME_MAX], unfinished[FILE_NAME_MAX + sizeof(UNFINISHED)], path[PATH_MAX];
	struct gentrace_flight_trigger trigger;

	if (flight_trigger(&collector->device, hit->trigger, &trigger))
		return -1;
	snprintf(name, sizeof(name), "%s-%016llx-%llu" SUFFIX, trigger.trigger.name,
		 collector->session, hit->number);
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
	hit_tell(&trigger, hit, name);
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

int collect_run(const struct collect *collect)
{
	struct collector collector = { .collect = collect };
	int status;

	collector.directory = open(collect->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (collector.directory < 0) {
		explain("open", collect->directory);
		message_try("mkdir %s", collect->directory);
		return EXIT_FAILED;
	}
	if (flight_open(&collector.device)) {
		close(collector.directory);
		return EXIT_FAILED;
	}
	status = collector_run(&collector);
	device_close(&collector.device);
	close(collector.directory);
	return status;
}
