// SPDX-License-Identifier: GPL-2.0
/* summary.c - what tracectl record tells while it records, and afterwards. */
#include <stdio.h>
#include <string.h>

#include <libgentrace.h>

#include "summary.h"
#include "print/terminal.h"
#include "read/trace.h"
#include "print/units.h"

const char *summary_cause(unsigned int cause)
{
	return gentrace_cause_name(cause) ?: "unknown";
}

const char *summary_meaning(unsigned int cause)
{
	return gentrace_cause_meaning(cause) ?: "a cause this tool is too old to know";
}

__u64 summary_lost(const struct gentrace_stats *stats)
{
	__u64 lost = 0;
	size_t i;

	for (i = 0; i < sizeof(stats->lost) / sizeof(*stats->lost); i++)
		lost += stats->lost[i];
	return lost;
}

void summary_progress(const struct gentrace_stats *stats, __u64 elapsed_ns, __u64 bytes)
{
	__u64 lost = summary_lost(stats) + stats->open_lost;
	char time[UNITS_MAX], events[UNITS_MAX], size[UNITS_MAX], losses[UNITS_MAX];

	fprintf(stderr, "\r%s  %s events  %s  %llu generations  %s%s lost%s\033[K",
		units_ns(time, elapsed_ns), units_count(events, stats->recorded),
		units_bytes(size, bytes), stats->generations,
		lost ? terminal_style(stderr, TERMINAL_BAD) : "", units_count(losses, lost),
		lost ? terminal_style(stderr, TERMINAL_PLAIN) : "");
}

void summary_progress_end(void)
{
	fputs("\r\033[K", stderr);
}

static void losses_print(const struct gentrace_config *config,
			 const struct gentrace_stats *stats, __u64 lost)
{
	char count[UNITS_MAX], part[UNITS_MAX];
	unsigned int i;

	fprintf(stderr, "%slost %s events%s, %s of all; the trace says where:\n",
		terminal_style(stderr, TERMINAL_BAD), units_count(count, lost),
		terminal_style(stderr, TERMINAL_PLAIN),
		units_percent(part, lost, stats->emitted));
	for (i = 0; i < sizeof(stats->lost) / sizeof(*stats->lost); i++)
		if (stats->lost[i])
			fprintf(stderr, "  %s %s: %s\n", units_count(count, stats->lost[i]),
				summary_cause(i), summary_meaning(i));
	if (stats->lost[GENTRACE_CAUSE_NO_BATCH])
		fprintf(stderr, "  try: a bigger --pool (it was %s), fewer classes, or a faster disk\n",
			units_bytes(count, config->pool_bytes));
}

void summary_print(const char *path, const struct gentrace_config *config,
		   const struct gentrace_stats *stats, __u64 elapsed_ns, __u64 bytes)
{
	char time[UNITS_MAX], events[UNITS_MAX], size[UNITS_MAX];
	__u64 lost = summary_lost(stats);

	fprintf(stderr, "%s: %s, %s events, %s", strcmp(path, "-") ? path : "standard output",
		units_ns(time, elapsed_ns),
		units_count(events, stats->recorded), units_bytes(size, bytes));
	if (stats->recorded)
		fprintf(stderr, ", %.1f bytes an event", (double)bytes / stats->recorded);
	fputc('\n', stderr);
	if (lost)
		losses_print(config, stats, lost);
	else
		fputs("nothing was lost\n", stderr);
	if (stats->fault)
		fputs("the tracer found a fault in itself and switched off\n"
		      "  try: dmesg | grep gentrace, and report what it says\n", stderr);
	fprintf(stderr, "  next: tracectl report %s\n", trace_argument(path));
}
