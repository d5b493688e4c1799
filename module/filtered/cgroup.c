// SPDX-License-Identifier: GPL-2.0
/* filtered/cgroup.c - cgroups and who is in them: the handlers for sessions with a filter. */
#include "filtered.h"

#define gt_probes_cgroup	gt_filtered_cgroup

#include "probes/cgroup.c"
