// SPDX-License-Identifier: GPL-2.0
/* watched/work.c - what workqueues do: the handlers for sessions with triggers. */
#include "watched.h"

#define gt_probes_work	gt_watched_work

#include "probes/work.c"
