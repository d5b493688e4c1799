/* SPDX-License-Identifier: GPL-2.0 */
/* finding.h - lists of findings, inside the library. */
#ifndef GENTRACE_FINDING_H
#define GENTRACE_FINDING_H

#include "libgentrace.h"

/* Where a finding was made; fields as in struct gentrace_finding. */
struct finding_place {
	__u64 session;
	__u64 generation;
	__u64 offset;
	__u32 cpu;
	__u32 level;
	__u32 sequence;
};

/*
 * Never fails: what does not fit, for the list is bounded or memory is short,
 * is counted.
 */
void finding_add(struct gentrace_findings *findings, enum gentrace_severity severity,
		 enum gentrace_rule rule, const struct finding_place *place,
		 const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Append all of @from, which stays as it is. */
void finding_add_all(struct gentrace_findings *findings, const struct gentrace_findings *from);

void finding_clear(struct gentrace_findings *findings);

#endif /* GENTRACE_FINDING_H */
