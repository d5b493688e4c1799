/* SPDX-License-Identifier: GPL-2.0 */
/*
 * mark.h - what programs write to the device, into the trace.
 *
 * It has no tracepoint: device.c has the words, and probes/mark.c what becomes of them.
 */
#ifndef GT_MARK_H
#define GT_MARK_H

#include <linux/types.h>

/* One mark: @length bytes, at most GENTRACE_TEXT_MAX; process context, under RCU. */
typedef void gt_mark_fn(const char *text, u32 length);

/* NULL while nobody wants marks. Changed under the session's lock. */
extern gt_mark_fn __rcu *gt_mark_taker;

int gt_mark(const char *text, u32 length);

#endif /* GT_MARK_H */
