// SPDX-License-Identifier: GPL-2.0
/* watched/timer.c - timers that expire: the handlers for sessions with triggers. */
#include "watched.h"

#define gt_probes_timer	gt_watched_timer

#include "probes/timer.c"
