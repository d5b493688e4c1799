// SPDX-License-Identifier: GPL-2.0
/* watched/block.c - requests of block devices: the handlers for sessions with triggers. */
#include "watched.h"

#define gt_probes_block	gt_watched_block

#include "probes/block.c"
