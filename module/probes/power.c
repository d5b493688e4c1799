// SPDX-License-Identifier: GPL-2.0
/*
 * probes/power.c - idle states and frequencies, CPUs that come and go.
 */
#include <linux/cpuhotplug.h>
#include <trace/events/power.h>

#include "compat/probe.h"
#include "emit.h"
#include "filter.h"
#include "probes.h"

GT_PROBE(cpu_idle, unsigned int state, unsigned int cpu)
{
	/* PWR_EVENT_EXIT is all ones: one up, leaving idle is 0. */
	gt_emit(cpu_idle, .state = state + 1);
}

GT_PROBE(cpu_frequency, unsigned int khz, unsigned int cpu)
{
	gt_emit(cpu_frequency, .cpu = cpu, .khz = khz);
}

static int power_cpu_online(unsigned int cpu)
{
	gt_emit(cpu_online, .cpu = cpu);
	return 0;
}

static int power_cpu_offline(unsigned int cpu)
{
	gt_emit(cpu_offline, .cpu = cpu);
	return 0;
}

static enum cpuhp_state hotplug;

static int power_attach(void)
{
	bool online = gt_filter_keeps_event(GENTRACE_EVENT_cpu_online);
	bool offline = gt_filter_keeps_event(GENTRACE_EVENT_cpu_offline);
	int state = cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "gentrace:online",
					      online ? power_cpu_online : NULL,
					      offline ? power_cpu_offline : NULL);

	if (state < 0)
		return state;
	hotplug = state;
	return 0;
}

static void power_detach(void)
{
	cpuhp_remove_state_nocalls(hotplug);
}

static struct gt_probe probes[] = {
	GT_PROBE_ROW(cpu_idle),
	GT_PROBE_ROW(cpu_frequency),
	{ }
};

struct gt_probe_set gt_probes_power = {
	.class = GENTRACE_CLASS_POWER,
	.probes = probes,
	.attach = power_attach,
	.detach = power_detach,
};
