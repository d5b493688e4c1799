// SPDX-License-Identifier: GPL-2.0
/* watched/sched.c - switches, wakeups, and the lives of tasks: the handlers for sessions with triggers. */
#include "watched.h"

#define gt_probes_sched	gt_watched_sched

#include "probes/sched.c"
