// SPDX-License-Identifier: GPL-2.0
/* filtered/irq.c - hardirqs, softirqs, NMIs: the handlers for sessions with a filter. */
#include "filtered.h"

#define gt_probes_irq	gt_filtered_irq

#include "probes/irq.c"
