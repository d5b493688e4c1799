// SPDX-License-Identifier: GPL-2.0
/* watched/mark.c - what programs write to the device: the handlers for sessions with triggers. */
#include "watched.h"

#define gt_probes_mark	gt_watched_mark

#include "probes/mark.c"
