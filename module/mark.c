// SPDX-License-Identifier: GPL-2.0
/* mark.c - from a file of the device to whichever handler is attached. */
#include <linux/errno.h>
#include <linux/rcupdate.h>

#include "gate.h"
#include "mark.h"

gt_mark_fn __rcu *gt_mark_taker;

/**
 * gt_mark - record what a program has to say
 * @text: its words
 * @length: how many bytes, at most GENTRACE_TEXT_MAX
 *
 * Context: process. Pairs with tracepoint_synchronize_unregister() in gt_probes_detach():
 * who is in here when a handler is detached is waited for.
 * Return: 0; -ENODATA if nothing is recorded, or no marks are.
 */
int gt_mark(const char *text, u32 length)
{
	gt_mark_fn *take;
	int err = -ENODATA;

	rcu_read_lock();
	take = rcu_dereference(gt_mark_taker);
	if (take && gt_gate_enabled()) {
		take(text, length);
		err = 0;
	}
	rcu_read_unlock();
	return err;
}
