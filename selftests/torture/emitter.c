// SPDX-License-Identifier: GPL-2.0
/* emitter.c - gentrace_torture.ko as the tests use it. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "emitter.h"

int emitter_open(struct emitter *emitter)
{
	struct counts counts;

	emitter->fd = open(TORTURE_DEVICE, O_RDONLY | O_CLOEXEC);
	if (emitter->fd < 0 || ioctl(emitter->fd, TORTURE_IOC_LEVELS, &emitter->levels))
		return -errno;
	emitter->levels &= TORTURE_LEVELS_ALL;
	return emitter_count(emitter, &counts);
}

void emitter_close(struct emitter *emitter)
{
	if (emitter->fd >= 0)
		close(emitter->fd);
	emitter->fd = -1;
}

int emitter_run(struct emitter *emitter, const struct torture_order *order)
{
	return ioctl(emitter->fd, TORTURE_IOC_RUN, order) ? -errno : 0;
}

int emitter_wait(struct emitter *emitter)
{
	return ioctl(emitter->fd, TORTURE_IOC_WAIT) ? -errno : 0;
}

int emitter_stop(struct emitter *emitter)
{
	return ioctl(emitter->fd, TORTURE_IOC_STOP) ? -errno : 0;
}

int emitter_count(struct emitter *emitter, struct counts *counts)
{
	ssize_t n;

	memset(counts, 0, sizeof(*counts));
	n = read(emitter->fd, counts, sizeof(*counts));
	if (n < 0)
		return -errno;
	emitter->cpus = n / sizeof(counts->cpu[0]);
	return emitter->cpus ? 0 : -ENODATA;
}

struct torture_count counts_between(const struct counts *before, const struct counts *after)
{
	struct torture_count sum = {};

	for (unsigned int cpu = 0; cpu < EMITTER_CPUS; cpu++) {
		const struct torture_count *then = &before->cpu[cpu], *now = &after->cpu[cpu];

		for (unsigned int level = 0; level < TORTURE_LEVELS; level++)
			sum.events[level] += now->events[level] - then->events[level];
		sum.nmis += now->nmis - then->nmis;
		sum.nmis_in_stop += now->nmis_in_stop - then->nmis_in_stop;
		sum.points += now->points - then->points;
		sum.interrupts += now->interrupts - then->interrupts;
	}
	return sum;
}

unsigned long long counts_events(const struct torture_count *sum)
{
	unsigned long long events = 0;

	for (unsigned int level = 0; level < TORTURE_LEVELS; level++)
		events += sum->events[level];
	return events;
}
