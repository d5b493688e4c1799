// SPDX-License-Identifier: GPL-2.0
/* watched/lock.c - waiting for locks of the kernel: the handlers for sessions with triggers. */
#include "watched.h"

#define gt_probes_lock	gt_watched_lock

#include "probes/lock.c"
