/* SPDX-License-Identifier: GPL-2.0 */
/* summary.h - what tracectl record tells while it records, and afterwards. */
#ifndef TRACECTL_SUMMARY_H
#define TRACECTL_SUMMARY_H

#include <linux/types.h>

#include <linux/gentrace.h>

/* One line on standard error, a terminal, written over the one before. */
void summary_progress(const struct gentrace_stats *stats, __u64 elapsed_ns, __u64 bytes);
void summary_progress_end(void);

/* The recording as a whole, its losses by cause, and what to run next. */
void summary_print(const char *path, const struct gentrace_config *config,
		   const struct gentrace_stats *stats, __u64 elapsed_ns, __u64 bytes);

/* Causes of losses: names and meanings, and the sum over all of them. */
__u64 summary_lost(const struct gentrace_stats *stats);
const char *summary_cause(unsigned int cause);
const char *summary_meaning(unsigned int cause);

#endif /* TRACECTL_SUMMARY_H */
