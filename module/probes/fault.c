// SPDX-License-Identifier: GPL-2.0
/*
 * probes/fault.c - page faults.
 *
 * What a user's access means is in the error code; the processor defines it.
 */
#include <linux/ptrace.h>

#include "compat/fault.h"
#include "compat/probe.h"
#include "emit.h"
#include "probes.h"

GT_PROBE(page_fault_user, unsigned long address, struct pt_regs *regs, unsigned long error)
{
	gt_emit(page_fault_user, .address = address, .ip = instruction_pointer(regs),
		.error = error);
}

GT_PROBE(page_fault_kernel, unsigned long address, struct pt_regs *regs, unsigned long error)
{
	gt_emit(page_fault_kernel, .address = address, .ip = instruction_pointer(regs),
		.error = error);
}

static struct gt_probe probes[] = {
	GT_PROBE_ROW(page_fault_user),
	GT_PROBE_ROW(page_fault_kernel),
	{ }
};

struct gt_probe_set gt_probes_fault = {
	.class = GENTRACE_CLASS_FAULT,
	.probes = probes,
};
