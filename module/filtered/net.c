// SPDX-License-Identifier: GPL-2.0
/* filtered/net.c - packets, to drivers and from them: the handlers for sessions with a filter. */
#include "filtered.h"

#define gt_probes_net	gt_filtered_net

#include "probes/net.c"
