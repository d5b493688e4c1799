// SPDX-License-Identifier: GPL-2.0
/* pause.c - a world stop with nothing in it, to hold gentrace's against. */
#include <linux/cpumask.h>
#include <linux/stop_machine.h>
#include <linux/timekeeping.h>

#include "pause.h"

static int pause_callback(void *data)
{
	return 0;
}

/**
 * pause_empty - stop the world, on all CPUs, and do nothing
 * @ns: set to how long that took, as its caller saw it
 *
 * Context: process, sleeps.
 * Return: what stop_machine() says.
 */
int pause_empty(u64 *ns)
{
	u64 begin = ktime_get_mono_fast_ns();
	int err = stop_machine(pause_callback, NULL, cpu_online_mask);

	*ns = ktime_get_mono_fast_ns() - begin;
	return err;
}
