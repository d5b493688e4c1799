// SPDX-License-Identifier: GPL-2.0
/* filtered/sched.c - switches, wakeups, and the lives of tasks: the handlers for sessions with a filter. */
#include "filtered.h"

#define gt_probes_sched	gt_filtered_sched

#include "probes/sched.c"
