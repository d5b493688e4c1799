// SPDX-License-Identifier: GPL-2.0
/* watched/signal.c - signals, sent and received: the handlers for sessions with triggers. */
#include "watched.h"

#define gt_probes_signal	gt_watched_signal

#include "probes/signal.c"
