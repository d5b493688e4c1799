// SPDX-License-Identifier: GPL-2.0
/*
 * cgroups.c - which cgroups there are when a generation begins.
 *
 * All of them, for one that is empty may get a task later. Those that are made while
 * the generation lasts have an event, and none gets another name or parent. What each
 * is called is there and not its path: a path can be longer than a text, and most of
 * it would be there many times.
 */
#include "cgroups.h"
#include "compat/cgroup.h"
#include "meta.h"

/* Those that are made while a generation is being prepared. */
#define CGROUPS_MARGIN		64

/*
 * Bytes of a row on the average, at most: names can have 255 bytes, and those that
 * programs make up, units and containers, have up to eighty. A row that finds no room
 * is not there, and a reader does not know the name.
 */
#define CGROUP_BYTES		96

static void cgroup_write(struct cgroup *cgroup)
{
	char buffer[NAME_MAX + 2];
	const char *name = gt_cgroup_name(cgroup, buffer);

	gt_meta(cgroup, .cgroup = gt_cgroup_id(cgroup), .parent = gt_cgroup_parent(cgroup),
		.name = gt_text(name, GENTRACE_TEXT_MAX));
}

/**
 * gt_cgroups_write - write down every cgroup of the v2 hierarchy
 *
 * Context: process, under the generation's lock.
 */
void gt_cgroups_write(void)
{
	gt_cgroup_each(cgroup_write);
}

/**
 * gt_cgroups_bytes - what gt_cgroups_write() may take
 *
 * Context: process.
 */
size_t gt_cgroups_bytes(void)
{
	u32 count = gt_cgroup_count();

	return count ? (size_t)(count + CGROUPS_MARGIN) * CGROUP_BYTES : 0;
}
