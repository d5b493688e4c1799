// SPDX-License-Identifier: GPL-2.0
/* filtered/power.c - idle states, CPUs that come and go: the handlers for sessions with a filter. */
#include "filtered.h"

#define gt_probes_power	gt_filtered_power

#include "probes/power.c"
