// SPDX-License-Identifier: GPL-2.0
/* filtered/lock.c - waiting for locks of the kernel: the handlers for sessions with a filter. */
#include "filtered.h"

#define gt_probes_lock	gt_filtered_lock

#include "probes/lock.c"
