// SPDX-License-Identifier: GPL-2.0
/* feed.c - where top's generations come from. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>

#include "command.h"
#include "feed.h"
#include "flight/flight.h"
#include "print/message.h"
#include "record/config.h"

/* A generation of the device is a quarter of a pool at most; what claims more is damaged. */
#define GENERATION_BYTES	(512ull << 20)

/* A flight recorder ends generations for its own reasons: better one twice than one missed. */
#define WINDOW_SLACK_NS		1000000000ull

static __u64 now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

int feed_open_file(struct feed *feed, const char *path)
{
	*feed = (struct feed) { .kind = FEED_FILE, .path = path };
	if (trace_open(&feed->trace, path))
		return -1;
	/* Its line would meet what is printed for each generation. */
	feed->trace.progress.on = false;
	feed->reader = feed->trace.reader;
	return 0;
}

static int session_begin(struct feed *feed)
{
	/* Generations end when top asks; and where it does not get to that, by themselves. */
	feed->config.period_ns = feed->device.info.period_ns_max;
	if (!config_fits(&feed->config, &feed->device.info) ||
	    device_arm(&feed->device, &feed->config))
		return -1;
	feed->reader = gentrace_reader_open_fd(feed->device.fd, GENERATION_BYTES);
	if (feed->reader)
		return device_start_armed(&feed->device, &feed->config);
	trace_no_memory();
	return -1;
}

/* A session that has stopped is not thrown away either: it may be unread. */
static int explain_others(const struct device *device, const struct gentrace_stats *stats)
{
	device_explain_busy(device);
	if (stats->state == GENTRACE_STATE_STOPPED)
		message_note("it has been stopped, and what it recorded is there as long as nobody has read it");
	message_note("top shows a session of its own, a flight recorder's (tracectl flight start), or a file");
	return -1;
}

static int device_feed(struct feed *feed)
{
	struct gentrace_flight_window window = { 0 };
	struct gentrace_stats stats;

	if (device_stats(&feed->device, &stats) ||
	    (feed->device.info.features & GENTRACE_FEATURE_FLIGHT &&
	     flight_window(&feed->device, &window)))
		return -1;
	if (window.batches_total && stats.state == GENTRACE_STATE_TRACING) {
		feed->kind = FEED_FLIGHT;
		return 0;
	}
	if (stats.state != GENTRACE_STATE_IDLE)
		return explain_others(&feed->device, &stats);
	return session_begin(feed);
}

int feed_open_device(struct feed *feed, const struct gentrace_config *config, __u64 window_ns)
{
	*feed = (struct feed) {
		.kind = FEED_SESSION,
		.path = GENTRACE_DEVICE,
		.config = *config,
		.window_ns = window_ns,
	};
	if (device_open(&feed->device, O_RDWR | O_NONBLOCK))
		return -1;
	if (!device_feed(feed))
		return 0;
	feed_close(feed);
	return -1;
}

int feed_fd(const struct feed *feed)
{
	return feed->kind == FEED_SESSION ? feed->device.fd : -1;
}

/* All that has ended since the last one that came, or for the first time a window. */
static int feed_snapshot(struct feed *feed)
{
	struct gentrace_flight_snapshot snapshot = {
		.size = sizeof(snapshot), .window_ns = feed->window_ns,
	};

	gentrace_reader_close(feed->reader);
	feed->reader = NULL;
	if (feed->number)
		snapshot.window_ns = now_ns() - feed->end_ns + WINDOW_SLACK_NS;
	/* Snapshots of others that hold all the memory go again. */
	if (ioctl(feed->device.fd, GENTRACE_IOC_SNAPSHOT, &snapshot))
		return errno == ENOSPC || errno == EINTR ? 0 : -errno;
	feed->reader = gentrace_reader_open_fd(feed->device.fd, GENERATION_BYTES);
	return feed->reader ? 0 : -ENOMEM;
}

int feed_tick(struct feed *feed)
{
	int error = 0;

	if (feed->kind == FEED_FLIGHT)
		error = feed_snapshot(feed);
	/* Without the memory to end a generation it goes on, and ends with a later one. */
	else if (feed->kind == FEED_SESSION && ioctl(feed->device.fd, GENTRACE_IOC_FLIP, 0) &&
		 errno != ENOSPC && errno != EINTR)
		error = -errno;
	if (error)
		feed->error = error;
	return error;
}

static void feed_note(struct feed *feed, const struct gentrace_generation *generation)
{
	if (feed->number && generation->session == feed->session &&
	    generation->number > feed->number + 1)
		feed->missed += generation->number - feed->number - 1;
	feed->session = generation->session;
	feed->number = generation->number;
	feed->end_ns = generation->last.monotonic;
}

static bool feed_has_had(const struct feed *feed, const struct gentrace_generation *generation)
{
	return feed->kind == FEED_FLIGHT && feed->number &&
	       generation->session == feed->session && generation->number <= feed->number;
}

int feed_next(struct feed *feed, struct gentrace_generation **generation)
{
	int result;

	*generation = NULL;
	while (feed->reader) {
		result = gentrace_reader_next(feed->reader, generation);
		if (result <= 0)
			break;
		if (!feed_has_had(feed, *generation)) {
			feed_note(feed, *generation);
			return 1;
		}
		gentrace_generation_free(*generation);
	}
	if (!feed->reader)
		return -EAGAIN;
	if (!result && feed->kind == FEED_FLIGHT) {
		gentrace_reader_close(feed->reader);
		feed->reader = NULL;
		return -EAGAIN;
	}
	if (result == -EINTR)
		return -EAGAIN;
	if (result < 0 && result != -EAGAIN)
		feed->error = result;
	return result;
}

static int explain_flight(int error)
{
	if (error != -ENODATA && error != -EOPNOTSUPP)
		return 0;
	message_error("the flight recorder has been stopped");
	message_try("tracectl flight start; or tracectl top again, for a session of its own");
	return EXIT_NO;
}

static int explain_session(int error)
{
	if (error != -EINVAL)
		return 0;
	message_error("the tracer has switched itself off");
	message_try("dmesg | grep gentrace, and report what it says");
	return EXIT_FAILED;
}

int feed_finish(struct feed *feed)
{
	int status = 0;

	if (feed->error == -ENOMEM)
		return trace_no_memory();
	if (feed->error && feed->kind == FEED_FLIGHT)
		status = explain_flight(feed->error);
	else if (feed->error && feed->kind == FEED_SESSION)
		status = explain_session(feed->error);
	if (status)
		return status;
	if (feed->error) {
		message_error("cannot read %s: %s", trace_name(feed->path), strerror(-feed->error));
		return EXIT_FAILED;
	}
	return feed->kind == FEED_FILE ? trace_finish(&feed->trace) : EXIT_OK;
}

/* The device knows whose session ends: that of this file, and none other. */
void feed_close(struct feed *feed)
{
	if (feed->kind == FEED_FILE) {
		trace_close(&feed->trace);
		return;
	}
	gentrace_reader_close(feed->reader);
	feed->reader = NULL;
	device_close(&feed->device);
}
