// SPDX-License-Identifier: GPL-2.0
/* filtered/sample.c - what CPUs are doing when a clock comes by: the handlers for sessions with a filter. */
#include "filtered.h"

#define gt_probes_sample	gt_filtered_sample

#include "probes/sample.c"
