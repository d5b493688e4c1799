// SPDX-License-Identifier: GPL-2.0
/* reading.c - how much of a trace is read, and by how many threads. */
#include <sched.h>
#include <stdio.h>

#include "command.h"
#include "print/message.h"
#include "reading.h"
#include "print/units.h"

#define THREADS_MAX	256

unsigned int reading_cpus(void)
{
	cpu_set_t cpus;

	/* It fails where there are more CPUs than the set has. */
	if (sched_getaffinity(0, sizeof(cpus), &cpus))
		return THREADS_MAX;
	return (unsigned int)CPU_COUNT(&cpus);
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

int reading_option(struct reading *reading, const char *command, int option,
		   const char *argument)
{
	char why[128];
	int wrong;

	switch (option) {
	case 'j':
		wrong = threads_parse(argument, &reading->threads, why, sizeof(why));
		break;
	case READING_FROM:
		wrong = units_take_ns(argument, &reading->from_ns, why, sizeof(why));
		break;
	case READING_TO:
		wrong = units_take_ns(argument, &reading->to_ns, why, sizeof(why));
		break;
	default:
		return message_help(command);
	}
	return wrong ? message_usage(command, "%s", why) : EXIT_OK;
}
