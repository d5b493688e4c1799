// SPDX-License-Identifier: GPL-2.0
/*
 * probes/irq.c - hardirqs, softirqs, NMIs.
 */
#include <linux/interrupt.h>
#include <trace/events/irq.h>
#include <trace/events/nmi.h>

#include "compat/probe.h"
#include "emit.h"
#include "probes.h"
#include "strings.h"

GT_PROBE(irq_handler_entry, int irq, struct irqaction *action)
{
	gt_emit_with(s, irq_handler_entry, .irq = irq,
		     .name = gt_strings_note(s.gen, irq, action->name));
}

GT_PROBE(irq_handler_exit, int irq, struct irqaction *action, int ret)
{
	gt_emit(irq_handler_exit, .irq = irq, .handled = ret != IRQ_NONE);
}

GT_PROBE(softirq_entry, unsigned int vec)
{
	gt_emit(softirq_entry, .vec = vec);
}

GT_PROBE(softirq_exit, unsigned int vec)
{
	gt_emit(softirq_exit, .vec = vec);
}

GT_PROBE(softirq_raise, unsigned int vec)
{
	gt_emit(softirq_raise, .vec = vec);
}

GT_PROBE(nmi_handler, void *handler, s64 delta_ns, int handled)
{
	gt_emit_with(s, nmi_handler, .handler = gt_strings_note_symbol(s.gen, handler),
		     .duration = delta_ns, .handled = handled);
}

static struct gt_probe probes[] = {
	GT_PROBE_ROW(irq_handler_entry),
	GT_PROBE_ROW(irq_handler_exit),
	GT_PROBE_ROW(softirq_entry),
	GT_PROBE_ROW(softirq_exit),
	GT_PROBE_ROW(softirq_raise),
	GT_PROBE_ROW_NMI(nmi_handler)
	{ }
};

struct gt_probe_set gt_probes_irq = {
	.class = GENTRACE_CLASS_IRQ,
	.probes = probes,
};
