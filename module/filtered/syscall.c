// SPDX-License-Identifier: GPL-2.0
/* filtered/syscall.c - system calls: the handlers for sessions with a filter. */
#include "filtered.h"

#define gt_probes_syscall	gt_filtered_syscall

#include "probes/syscall.c"
