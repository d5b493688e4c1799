// SPDX-License-Identifier: GPL-2.0
/* watched/sample.c - what CPUs are doing when a clock comes by: the handlers for sessions with triggers. */
#include "watched.h"

#define gt_probes_sample	gt_watched_sample

#include "probes/sample.c"
