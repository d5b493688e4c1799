// SPDX-License-Identifier: GPL-2.0
/* filtered/mark.c - what programs write to the device: the handlers for sessions with a filter. */
#include "filtered.h"

#define gt_probes_mark	gt_filtered_mark

#include "probes/mark.c"
