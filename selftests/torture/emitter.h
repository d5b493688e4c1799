/* SPDX-License-Identifier: GPL-2.0 */
/*
 * emitter.h - gentrace_torture.ko as the tests use it.
 */
#ifndef SELFTEST_EMITTER_H
#define SELFTEST_EMITTER_H

#include "torture.h"

/* CPUs that are looked at; the machines of the lab have two to eight. */
#define EMITTER_CPUS		64

/**
 * struct emitter - the device, and the counts at the moments that matter
 * @fd: the device
 * @cpus: CPUs it has counts of
 * @levels: bit set of the context levels that can emit here
 */
struct emitter {
	int fd;
	unsigned int cpus;
	unsigned int levels;
};

/**
 * struct counts - what all CPUs had done at one moment
 * @cpu: each of them
 */
struct counts {
	struct torture_count cpu[EMITTER_CPUS];
};

/* Commands return 0 or -errno. */
int emitter_open(struct emitter *emitter);
void emitter_close(struct emitter *emitter);
int emitter_run(struct emitter *emitter, const struct torture_order *order);
int emitter_wait(struct emitter *emitter);
int emitter_stop(struct emitter *emitter);

/* The counts as they are; of emitters that run, as they were a moment ago. */
int emitter_count(struct emitter *emitter, struct counts *counts);

/* What happened between two moments, on all CPUs. */
struct torture_count counts_between(const struct counts *before, const struct counts *after);
unsigned long long counts_events(const struct torture_count *sum);

#endif
