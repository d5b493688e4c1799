// SPDX-License-Identifier: GPL-2.0
/* watched/syscall.c - system calls: the handlers for sessions with triggers. */
#include "watched.h"

#define gt_probes_syscall	gt_watched_syscall

#include "probes/syscall.c"
