// SPDX-License-Identifier: GPL-2.0
/*
 * pause.c - how long START and STOP hold the machine, against a stop_machine()
 * with nothing in it. No test: it prints one line, and all rounds to a file.
 * usage: pause [FILE]
 *
 * Both in one run and in turn, each with an empty one before it in one round and
 * behind it in the next. The ratios are of neighbours, so that what else the
 * machine does weighs on both. Each comes right behind another world stop that
 * is not measured: the first one after a while takes several times as long.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "emitter.h"
#include "session.h"

#define ROUNDS		200

/* The first rounds find cold caches. */
#define WARM_UP		10

struct round {
	unsigned long long empty;
	double start;
	double stop;
};

static struct round rounds[ROUNDS];

static void need(int err, const char *what)
{
	if (!err)
		return;
	fprintf(stderr, "pause: %s: error %d\n", what, -err);
	exit(1);
}

static __u64 empty_stop(struct emitter *emitter)
{
	__u64 ns = 0;

	need(ioctl(emitter->fd, TORTURE_IOC_EMPTY_STOP, &ns), "an empty world stop");
	return ns;
}

/* One stop of the world by @command, and an empty one before or behind it. */
static double ratio(struct emitter *emitter, int fd, int (*command)(int fd),
		    __u64 (*pause)(const struct gentrace_stats *stats), bool before, __u64 *empty)
{
	struct gentrace_stats stats;

	empty_stop(emitter);
	if (before)
		*empty = empty_stop(emitter);
	empty_stop(emitter);
	need(command(fd), "START or STOP");
	empty_stop(emitter);
	if (!before)
		*empty = empty_stop(emitter);
	need(session_stats(fd, &stats), "STATS");
	return (double)pause(&stats) / *empty;
}

static __u64 start_pause(const struct gentrace_stats *stats)
{
	return stats->start_pause_ns;
}

static __u64 stop_pause(const struct gentrace_stats *stats)
{
	return stats->stop_pause_ns;
}

static void run_round(struct emitter *emitter, int fd, unsigned int i)
{
	struct gentrace_config config = session_config();
	struct round *round = &rounds[i < WARM_UP ? 0 : i - WARM_UP];
	__u64 empty;

	/* A class without probes: attaching them is not what is measured. */
	config.classes = GENTRACE_CLASS_BIT(GENTRACE_CLASS_TEST);
	config.pool_bytes = 1ull << 20;
	config.period_ns = GENTRACE_PERIOD_NS_MAX;
	config.clock = GENTRACE_CLOCK_MONOTONIC;
	need(session_arm(fd, &config), "ARM");
	round->start = ratio(emitter, fd, session_start_armed, start_pause, i % 2, &empty);
	round->empty = empty;
	round->stop = ratio(emitter, fd, session_stop, stop_pause, i % 2, &empty);
}

static int by_empty(const void *a, const void *b)
{
	const struct round *x = a, *y = b;

	return (x->empty > y->empty) - (x->empty < y->empty);
}

static int by_start(const void *a, const void *b)
{
	const struct round *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

static int by_stop(const void *a, const void *b)
{
	const struct round *x = a, *y = b;

	return (x->stop > y->stop) - (x->stop < y->stop);
}

static const struct round *quartile(int (*compare)(const void *, const void *), int which)
{
	qsort(rounds, ROUNDS, sizeof(*rounds), compare);
	return &rounds[which * (ROUNDS - 1) / 4];
}

/* NUMBER OF CPUS, start or stop, ratio; in the order of rounds, so before they are sorted. */
static void save(const char *name)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	FILE *file = fopen(name, "w");

	if (!file)
		need(-errno, name);
	for (unsigned int i = 0; i < ROUNDS; i++)
		fprintf(file, "%ld\tstart\t%.3f\n%ld\tstop\t%.3f\n", cpus, rounds[i].start, cpus,
			rounds[i].stop);
	if (fclose(file))
		need(-errno, name);
}

int main(int argc, char **argv)
{
	struct emitter emitter;
	int fd = session_open(0);

	need(fd < 0 ? fd : 0, GENTRACE_DEVICE);
	need(emitter_open(&emitter), TORTURE_DEVICE);
	for (unsigned int i = 0; i < ROUNDS + WARM_UP; i++)
		run_round(&emitter, fd, i);
	if (argc > 1)
		save(argv[1]);
	printf("%4ld %10.1f", sysconf(_SC_NPROCESSORS_ONLN), quartile(by_empty, 2)->empty / 1e3);
	printf("   %5.2f (%5.2f - %5.2f)", quartile(by_start, 2)->start,
	       quartile(by_start, 1)->start, quartile(by_start, 3)->start);
	printf("   %5.2f (%5.2f - %5.2f)\n", quartile(by_stop, 2)->stop,
	       quartile(by_stop, 1)->stop, quartile(by_stop, 3)->stop);
	return 0;
}
