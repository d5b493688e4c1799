// SPDX-License-Identifier: GPL-2.0
/*
 * probes/lock.c - locks of the kernel that somebody has to wait for.
 *
 * They fire wherever there is a lock: with interrupts off, with raw spinlocks held,
 * in an NMI. What an event does takes none, so none of this comes back here.
 */
#include <trace/events/lock.h>

#include "compat/probe.h"
#include "emit.h"
#include "probes.h"
#include "stacks.h"

#define F(bit, NAME, name)	static_assert(LCB_F_##NAME == GENTRACE_LOCK_##NAME);
GENTRACE_LOCK_FLAGS(F)
#undef F

GT_PROBE(contention_begin, void *lock, unsigned int flags)
{
	gt_emit(contention_begin, .lock = (long)lock, .flags = flags);
}

GT_PROBE_STACKS(contention_begin, void *lock, unsigned int flags)
{
	if (gt_gate_enabled()) {
		struct gt_section s = gt_section_enter();

		if (!s.gen)
			return;
		gt_stacks_emit(&s, GENTRACE_STACK_SITE_CONTENTION);
		gt_emit_in(&s, contention_begin, .lock = (long)lock, .flags = flags);
		gt_section_leave(&s);
	}
}

GT_PROBE(contention_end, void *lock, int ret)
{
	gt_emit(contention_end, .lock = (long)lock, .ret = ret);
}

static struct gt_probe probes[] = {
	GT_PROBE_ROW_STACKS(contention_begin, CONTENTION),
	GT_PROBE_ROW(contention_end),
	{ }
};

struct gt_probe_set gt_probes_lock = {
	.class = GENTRACE_CLASS_LOCK,
	.probes = probes,
};
