/* SPDX-License-Identifier: GPL-2.0 */
/* report_text.h - the parts of a report for people. */
#ifndef TRACECTL_REPORT_TEXT_H
#define TRACECTL_REPORT_TEXT_H

#include "report.h"
#include "print/units.h"

/* A table each, with its heading; 0, or -1 if memory was short. */
int report_cpus(const struct report *report);
int report_tasks(const struct report *report);
int report_syscalls(const struct report *report);
int report_interrupts(const struct report *report);

/* The line below a table that was cut. */
void report_more(size_t count, size_t shown, const char *what);

/* "0.123456789": the seconds that dump --from takes for CLOCK_MONOTONIC @ns. */
const char *report_since(const struct report *report, char buffer[static UNITS_MAX], __u64 ns);

#endif /* TRACECTL_REPORT_TEXT_H */
