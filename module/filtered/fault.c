// SPDX-License-Identifier: GPL-2.0
/* filtered/fault.c - page faults: the handlers for sessions with a filter. */
#include "filtered.h"

#define gt_probes_fault	gt_filtered_fault

#include "probes/fault.c"
