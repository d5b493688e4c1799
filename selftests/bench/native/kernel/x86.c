// SPDX-License-Identifier: GPL-2.0
/* x86.c - the path of an event with the per-CPU instructions of x86 itself. */
#include "x86.h"
#include "pieces.h"

/* Not met: the count's highest bit stays set. */
void x86_preempt_schedule(void)
{
}

X86_CONTESTANT(x86_preempt, preempt_disable_notrace(); preempt_enable_notrace());
X86_CONTESTANT(x86_section, piece_section());
X86_CONTESTANT(x86_event, READ_ONCE(piece_call)(NULL, false, self, next, 1));
