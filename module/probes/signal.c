// SPDX-License-Identifier: GPL-2.0
/*
 * probes/signal.c - signals, sent and received.
 *
 * Both with the receiver's siglock held.
 */
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/signal.h>
#include <trace/events/signal.h>

#include "compat/probe.h"
#include "emit.h"
#include "probes.h"

#define R(number, NAME, name)	\
	static_assert((int)TRACE_SIGNAL_##NAME == (int)GENTRACE_SIGNAL_##NAME);
GENTRACE_SIGNAL_RESULTS(R)
#undef R

/* Two addresses are none: a signal without more to say, of a task or the kernel. */
static __always_inline int signal_code(const struct kernel_siginfo *info)
{
	if (info == SEND_SIG_NOINFO)
		return SI_USER;
	return info == SEND_SIG_PRIV ? SI_KERNEL : info->si_code;
}

GT_PROBE(signal_generate, int signal, struct kernel_siginfo *info, struct task_struct *task,
	 int group, int result)
{
	gt_emit(signal_generate, .signal = signal, .code = signal_code(info), .pid = task->pid,
		.group = group, .result = result);
}

GT_PROBE(signal_deliver, int signal, struct kernel_siginfo *info, struct k_sigaction *action)
{
	gt_emit(signal_deliver, .signal = signal, .code = signal_code(info),
		.handler = (__force long)action->sa.sa_handler);
}

static struct gt_probe probes[] = {
	GT_PROBE_ROW(signal_generate),
	GT_PROBE_ROW(signal_deliver),
	{ }
};

struct gt_probe_set gt_probes_signal = {
	.class = GENTRACE_CLASS_SIGNAL,
	.probes = probes,
};
