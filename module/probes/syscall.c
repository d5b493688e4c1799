// SPDX-License-Identifier: GPL-2.0
/*
 * probes/syscall.c - system calls.
 *
 * Registering the first of these probes sends every task through the slow
 * syscall path, so the class is recorded only when it is asked for. A task that
 * was inside a call at that moment returns without having entered.
 */
#include <linux/compat.h>
#include <linux/ptrace.h>
#include <asm/syscall.h>
#include <trace/events/syscalls.h>

#include "compat/probe.h"
#include "emit.h"
#include "probes.h"

static __always_inline u32 syscall_number(long nr)
{
	return (u32)nr | (in_compat_syscall() ? GENTRACE_SYSCALL_COMPAT : 0);
}

GT_PROBE(sys_enter, struct pt_regs *regs, long nr)
{
	gt_emit(sys_enter, .nr = syscall_number(nr));
}

GT_PROBE(sys_exit, struct pt_regs *regs, long ret)
{
	gt_emit(sys_exit, .nr = syscall_number(syscall_get_nr(current, regs)), .ret = ret);
}

static struct gt_probe probes[] = {
	GT_PROBE_ROW(sys_enter),
	GT_PROBE_ROW(sys_exit),
	{ }
};

struct gt_probe_set gt_probes_syscall = {
	.class = GENTRACE_CLASS_SYSCALL,
	.probes = probes,
};
