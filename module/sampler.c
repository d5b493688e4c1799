// SPDX-License-Identifier: GPL-2.0
/*
 * sampler.c - a clock on each CPU that is online, and on each that comes.
 *
 * Starting is all or nothing: the kernel calls cpu_comes() for the CPUs that are there,
 * and takes back what has been done if one of them says no. A CPU that comes later
 * is not to stay away for want of a clock: the trace says that it is not sampled.
 */
#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/cpumask.h>
#include <linux/percpu.h>
#include <linux/printk.h>

#include "meta.h"
#include "sampler.h"

/*
 * Under the session's lock, or constant while started; @started is for hotplug, which
 * cpus_read_lock() keeps away.
 */
static struct {
	const struct gt_sampler *sampler;
	u32 hz;
	bool started;
	int state;
} clocks;

/* Of a CPU: NULL if it is not sampled. Written by the CPU's own hotplug thread. */
static DEFINE_PER_CPU(struct perf_event *, counter);

static int cpu_comes(unsigned int cpu)
{
	struct perf_event *new = gt_counter_create(cpu, clocks.hz, clocks.sampler->overflow);
	int err = PTR_ERR_OR_ZERO(new);

	/* The trace says it before the first sample. */
	if (clocks.started)
		clocks.sampler->begin(cpu, err);
	if (err) {
		pr_err("gentrace: CPU %u cannot be sampled: %d\n", cpu, err);
		return clocks.started ? 0 : err;
	}
	WRITE_ONCE(per_cpu(counter, cpu), new);
	gt_counter_enable(new);
	return 0;
}

static int cpu_goes(unsigned int cpu)
{
	struct perf_event *old = per_cpu(counter, cpu);

	if (!old)
		return 0;
	WRITE_ONCE(per_cpu(counter, cpu), NULL);
	gt_counter_release(old);
	clocks.sampler->end(cpu);
	return 0;
}

/**
 * gt_sampler_available - has this kernel what samples need?
 */
bool gt_sampler_available(void)
{
	return GT_COUNTERS;
}

/**
 * gt_sampler_select - how often gt_sampler_start() will have CPUs sampled
 * @hz: times a second, checked by gt_args_config_check(); 0: not at all
 *
 * Context: process, under the session's lock; nothing is started.
 */
void gt_sampler_select(u32 hz)
{
	clocks.hz = hz;
}

/* How far apart two samples of a CPU are; 0: there are none. Under the session's lock. */
u64 gt_sampler_period_ns(void)
{
	return clocks.hz ? NSEC_PER_SEC / clocks.hz : 0;
}

/**
 * gt_sampler_start - have all CPUs sampled, or none
 * @sampler: what has to be told; stays until gt_sampler_stop()
 *
 * Context: process, sleeps; under the session's lock, nothing is started.
 * Return: 0; -ENOENT if this kernel has no perf events, or what it says.
 */
int gt_sampler_start(const struct gt_sampler *sampler)
{
	int state;

	clocks.sampler = sampler;
	/* No CPU comes between the last one that may say no and the first that may not. */
	cpus_read_lock();
	state = cpuhp_setup_state_cpuslocked(CPUHP_AP_ONLINE_DYN, "gentrace:sample", cpu_comes,
					     cpu_goes);
	clocks.started = state >= 0;
	cpus_read_unlock();
	clocks.state = state;
	return state < 0 ? state : 0;
}

/**
 * gt_sampler_stop - have no CPU sampled any more; harmless if none is
 *
 * Context: process, sleeps; under the session's lock.
 */
void gt_sampler_stop(void)
{
	if (!clocks.started)
		return;
	cpuhp_remove_state(clocks.state);
	clocks.started = false;
}

/**
 * gt_sampler_write - say in a generation how often each CPU is sampled
 *
 * Context: process, under the generation's lock.
 */
void gt_sampler_write(void)
{
	int cpu;

	if (!clocks.started)
		return;
	for_each_possible_cpu(cpu)
		gt_meta(cpu_sample_rate, .cpu = cpu,
			.hz = READ_ONCE(per_cpu(counter, cpu)) ? clocks.hz : 0);
}
