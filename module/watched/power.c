// SPDX-License-Identifier: GPL-2.0
/* watched/power.c - idle states, CPUs that come and go: the handlers for sessions with triggers. */
#include "watched.h"

#define gt_probes_power	gt_watched_power

#include "probes/power.c"
