/* SPDX-License-Identifier: GPL-2.0 */
/*
 * compat/fault.h - where the tracepoints of page faults are declared.
 *
 * In 6.12 and before they are x86's own; in 7.3 architectures share them. The
 * handlers are the same. Kbuild looks which header there is.
 */
#ifndef GT_COMPAT_FAULT_H
#define GT_COMPAT_FAULT_H

#ifdef GT_SHARED_FAULTS
#include <trace/events/exceptions.h>
#else
#include <asm/trace/exceptions.h>
#endif

#endif /* GT_COMPAT_FAULT_H */
