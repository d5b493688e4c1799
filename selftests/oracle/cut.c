// SPDX-License-Identifier: GPL-2.0
/* cut.c - where a trace begins and ends on each CPU. */
#include "cut.h"

/* False if the CPU is there already. */
static bool take(struct cut *cut, const struct gentrace_generation *generation,
		 const struct gentrace_stop *stop)
{
	struct cut_stop *own;

	if (stop->cpu >= WATCH_CPUS)
		return false;
	own = stop->op == GENTRACE_STOP_OP_START ? &cut->cpu[stop->cpu].start :
						   &cut->cpu[stop->cpu].stop;
	if (own->leave)
		return false;
	own->enter = gentrace_clock_monotonic(generation, stop->enter);
	own->leave = gentrace_clock_monotonic(generation, stop->leave);
	return true;
}

bool cut_find(struct cut *cut, const struct trace *trace, unsigned int cpus)
{
	*cut = (struct cut) {};
	for (size_t i = 0; i < trace->generations; i++) {
		const struct gentrace_generation *generation = trace->generation[i];

		for (size_t j = 0; j < generation->stop_count; j++)
			if (!take(cut, generation, &generation->stop[j]))
				return false;
	}
	for (unsigned int cpu = 0; cpu < cpus; cpu++)
		if (!cut->cpu[cpu].start.leave != !cut->cpu[cpu].stop.leave)
			return false;
	return cut->cpu[0].start.leave;
}

enum cut_side cut_side(const struct cut *cut, unsigned int cpu, __u64 time)
{
	const struct cut_stop *start = &cut->cpu[cpu].start, *stop = &cut->cpu[cpu].stop;

	if (time < start->enter)
		return CUT_BEFORE;
	if (time > stop->leave)
		return CUT_AFTER;
	return time > start->leave && time < stop->enter ? CUT_INSIDE : CUT_NOWHERE;
}
