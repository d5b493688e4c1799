// SPDX-License-Identifier: GPL-2.0
/* filtered/block.c - requests of block devices: the handlers for sessions with a filter. */
#include "filtered.h"

#define gt_probes_block	gt_filtered_block

#include "probes/block.c"
