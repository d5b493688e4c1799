// SPDX-License-Identifier: GPL-2.0
/* filtered/signal.c - signals, sent and received: the handlers for sessions with a filter. */
#include "filtered.h"

#define gt_probes_signal	gt_filtered_signal

#include "probes/signal.c"
