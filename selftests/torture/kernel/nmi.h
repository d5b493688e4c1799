/* SPDX-License-Identifier: GPL-2.0 */
/*
 * nmi.h - NMIs, where the kernel has them: User-Mode Linux has none.
 */
#ifndef TORTURE_NMI_H
#define TORTURE_NMI_H

#include "torture.h"

/* Levels that this kernel's contexts have, as bits. */
#ifdef CONFIG_UML

#define NMI_LEVELS	(TORTURE_LEVELS_ALL & ~TORTURE_LEVEL_BIT(NMI))

static inline void nmi_send(int cpu)
{
}

static inline int nmi_attach(void (*handle)(void))
{
	return 0;
}

static inline void nmi_detach(void)
{
}

#else

#include <asm/apic.h>
#include <asm/nmi.h>

#define NMI_LEVELS	TORTURE_LEVELS_ALL

static void (*nmi_owner)(void);

static inline void nmi_send(int cpu)
{
	apic->send_IPI(cpu, NMI_VECTOR);
}

/*
 * All NMIs are ours: those that coincide are delivered as one, so that there is
 * no telling by number. The kernel calls every handler, so those of others are
 * not kept from them.
 */
static int nmi_arrive(unsigned int type, struct pt_regs *regs)
{
	nmi_owner();
	return NMI_HANDLED;
}

static inline int nmi_attach(void (*handle)(void))
{
	nmi_owner = handle;
	return register_nmi_handler(NMI_LOCAL, nmi_arrive, 0, "gentrace_torture");
}

static inline void nmi_detach(void)
{
	unregister_nmi_handler(NMI_LOCAL, "gentrace_torture");
}

#endif /* CONFIG_UML */

#endif /* TORTURE_NMI_H */
