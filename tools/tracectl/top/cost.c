// SPDX-License-Identifier: GPL-2.0
/* cost.c - what looking costs. */
#include <stdio.h>
#include <sys/ioctl.h>
#include <time.h>

#include "cost.h"
#include "print/units.h"

static __u64 time_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

void cost_begin(struct cost_meter *meter)
{
	meter->cpu_ns = time_ns(CLOCK_PROCESS_CPUTIME_ID);
	meter->wall_ns = time_ns(CLOCK_MONOTONIC);
}

/* Where the device does not answer, the next tick says why. */
static void cost_pool(struct cost *cost, const struct feed *feed)
{
	struct gentrace_stats stats = { .size = sizeof(stats) };

	if (ioctl(feed->device.fd, GENTRACE_IOC_STATS, &stats) || stats.batches_free > stats.batches)
		return;
	cost->batches = stats.batches;
	cost->batches_used = stats.batches - stats.batches_free;
}

void cost_take(struct cost *cost, struct cost_meter *meter, const struct feed *feed,
	       const struct interval *interval)
{
	const struct gentrace_summary *summary = gentrace_model_summary(interval->model);
	struct cost_meter before = *meter;

	cost_begin(meter);
	*cost = (struct cost) {
		.bytes = summary->bytes,
		.events = summary->events,
		.ns = interval_ns(interval),
		.live = feed->kind != FEED_FILE,
		.cpu_ns = meter->cpu_ns - before.cpu_ns,
		.wall_ns = meter->wall_ns - before.wall_ns,
	};
	if (cost->live)
		cost_pool(cost, feed);
}

__u64 cost_a_second(const struct cost *cost, __u64 count)
{
	return (__u64)((__uint128_t)count * 1000000000 / cost->ns);
}

char *cost_text(char text[static COST_TEXT_MAX], const struct cost *cost)
{
	char events[UNITS_MAX], bytes[UNITS_MAX], cpu[UNITS_MAX], pool[UNITS_MAX];
	int used;

	used = snprintf(text, COST_TEXT_MAX, "%s events/s, %s/s",
			units_count(events, cost_a_second(cost, cost->events)),
			units_bytes(bytes, cost_a_second(cost, cost->bytes)));
	if (cost->live)
		snprintf(text + used, COST_TEXT_MAX - used,
			 "; tracectl takes %s of a CPU; %s of the pool in use",
			 units_percent(cpu, cost->cpu_ns, cost->wall_ns),
			 units_percent(pool, cost->batches_used, cost->batches));
	return text;
}
