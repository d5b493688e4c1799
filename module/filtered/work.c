// SPDX-License-Identifier: GPL-2.0
/* filtered/work.c - what workqueues do: the handlers for sessions with a filter. */
#include "filtered.h"

#define gt_probes_work	gt_filtered_work

#include "probes/work.c"
