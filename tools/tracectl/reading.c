// SPDX-License-Identifier: GPL-2.0
/* reading.c - how much of a trace is read, and by how many threads. */
#include <sched.h>
#include <stdio.h>

#include "reading.h"
#include "units.h"

#define THREADS_MAX	256

unsigned int reading_cpus(void)
{
	cpu_set_t cpus;

	/* It fails where there are more CPUs than the set has. */
	if (sched_getaffinity(0, sizeof(cpus), &cpus))
		return THREADS_MAX;
	return (unsigned int)CPU_COUNT(&cpus);
}

static int time_parse(const char *text, __u64 *ns, char *why, size_t size)
{
	if (units_parse_ns(text, ns))
		return 0;
	snprintf(why, size, "'%s' is no time; write one like 1.5 (seconds) or 20ms", text);
	return -1;
}

static int threads_parse(const char *text, unsigned int *threads, char *why, size_t size)
{
	__u64 number;

	if (units_parse_number(text, THREADS_MAX, &number) && number) {
		*threads = (unsigned int)number;
		return 0;
	}
	snprintf(why, size, "'%s' is no number of threads; 1 to %u are", text, THREADS_MAX);
	return -1;
}

int reading_option(struct reading *reading, int option, const char *argument,
		   char *why, size_t size)
{
	switch (option) {
	case 'j':
		return threads_parse(argument, &reading->threads, why, size);
	case READING_FROM:
		return time_parse(argument, &reading->from_ns, why, size);
	case READING_TO:
		return time_parse(argument, &reading->to_ns, why, size);
	}
	return 1;
}
