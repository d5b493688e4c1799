// SPDX-License-Identifier: GPL-2.0
/* watched/fault.c - page faults: the handlers for sessions with triggers. */
#include "watched.h"

#define gt_probes_fault	gt_watched_fault

#include "probes/fault.c"
