// SPDX-License-Identifier: GPL-2.0
/* watched/cgroup.c - cgroups and who is in them: the handlers for sessions with triggers. */
#include "watched.h"

#define gt_probes_cgroup	gt_watched_cgroup

#include "probes/cgroup.c"
