// SPDX-License-Identifier: GPL-2.0
/* filtered/timer.c - timers that expire: the handlers for sessions with a filter. */
#include "filtered.h"

#define gt_probes_timer	gt_filtered_timer

#include "probes/timer.c"
