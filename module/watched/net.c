// SPDX-License-Identifier: GPL-2.0
/* watched/net.c - packets, to drivers and from them: the handlers for sessions with triggers. */
#include "watched.h"

#define gt_probes_net	gt_watched_net

#include "probes/net.c"
