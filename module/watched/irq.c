// SPDX-License-Identifier: GPL-2.0
/* watched/irq.c - hardirqs, softirqs, NMIs: the handlers for sessions with triggers. */
#include "watched.h"

#define gt_probes_irq	gt_watched_irq

#include "probes/irq.c"
