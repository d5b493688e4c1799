// SPDX-License-Identifier: GPL-2.0
/*
 * watch.bpf.c - one BPF program a tracepoint, each writes down what it sees.
 *
 * Nothing here is the module's: arguments are picked from the tracepoints once
 * more.
 */
#include <stdbool.h>
#include <linux/bpf.h>
#include <linux/types.h>
#include <linux/gentrace_events.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "kernel.h"
#include "watch.h"

/* x86: the task is in a system call of the 32-bit entry. */
#define TS_COMPAT	0x0002

char LICENSE[] SEC("license") = "GPL";

/* Set before the programs are loaded. */
const volatile __u64 room;

struct watch_count count[WATCH_CPUS];

/* The size, room records a CPU, is set before loading. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct watch_record);
} records SEC(".maps");

/*
 * A slot belongs to the one that counted it, so who interrupts a program does
 * not disturb it. NULL: no room; the count says so.
 */
static __always_inline struct watch_record *note(__u8 id, __u64 arg0, __u64 arg1)
{
	__u64 now = bpf_ktime_get_ns();
	__u32 cpu = bpf_get_smp_processor_id();
	struct watch_record *record;
	__u64 n;
	__u32 key;

	if (cpu >= WATCH_CPUS)
		return NULL;
	n = __sync_fetch_and_add(&count[cpu].events, 1);
	if (n >= room)
		return NULL;
	key = cpu * room + n;
	record = bpf_map_lookup_elem(&records, &key);
	if (!record)
		return NULL;
	record->time = now;
	record->pid = (__u32)bpf_get_current_pid_tgid();
	record->id = id;
	record->cpu = cpu;
	record->arg[0] = arg0;
	record->arg[1] = arg1;
	return record;
}

#define NOTE(event, arg0, arg1)	note(GENTRACE_EVENT_##event, arg0, arg1)

static __always_inline void note_text(struct watch_record *record, const void *text)
{
	if (record)
		bpf_probe_read_kernel_str(record->text, sizeof(record->text), text);
}

SEC("tp_btf/sched_switch")
int BPF_PROG(on_sched_switch, bool preempt, struct task_struct *prev,
	     struct task_struct *next, unsigned int prev_state)
{
	struct watch_record *record = NOTE(sched_switch, prev_state, next->pid);

	if (record)
		record->arg[WATCH_PREEMPT] = preempt;
	return 0;
}

SEC("tp_btf/sched_wakeup")
int BPF_PROG(on_sched_wakeup, struct task_struct *task)
{
	NOTE(sched_wakeup, task->pid, task->thread_info.cpu);
	return 0;
}

SEC("tp_btf/sched_wakeup_new")
int BPF_PROG(on_sched_wakeup_new, struct task_struct *task)
{
	NOTE(sched_wakeup_new, task->pid, task->thread_info.cpu);
	return 0;
}

SEC("tp_btf/sched_waking")
int BPF_PROG(on_sched_waking, struct task_struct *task)
{
	NOTE(sched_waking, task->pid, task->thread_info.cpu);
	return 0;
}

SEC("tp_btf/sched_migrate_task")
int BPF_PROG(on_sched_migrate_task, struct task_struct *task, int to)
{
	struct watch_record *record = NOTE(sched_migrate_task, task->pid, task->thread_info.cpu);

	if (record)
		record->arg[2] = to;
	return 0;
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(on_sched_process_fork, struct task_struct *parent, struct task_struct *child)
{
	struct watch_record *record = NOTE(sched_process_fork, parent->pid, child->pid);

	if (record) {
		record->arg[2] = child->tgid;
		record->arg[3] = child->start_boottime;
		record->arg[5] = child->prio;
		if (bpf_core_field_exists(child->cgroups))
			record->arg[6] = child->cgroups->dfl_cgrp->kn->id;
	}
	note_text(record, child->comm);
	return 0;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_sched_process_exec, struct task_struct *task, int old_pid,
	     struct linux_binprm *bprm)
{
	note_text(NOTE(sched_process_exec, task->pid, old_pid), bprm->filename);
	return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(on_sched_process_exit, struct task_struct *task)
{
	note_text(NOTE(sched_process_exit, task->pid, task->tgid), task->comm);
	return 0;
}

SEC("tp_btf/task_rename")
int BPF_PROG(on_task_rename, struct task_struct *task, const char *comm)
{
	note_text(NOTE(task_rename, task->pid, 0), comm);
	return 0;
}

SEC("tp_btf/irq_handler_entry")
int BPF_PROG(on_irq_handler_entry, int irq, struct irqaction *action)
{
	note_text(NOTE(irq_handler_entry, irq, 0), action->name);
	return 0;
}

SEC("tp_btf/irq_handler_exit")
int BPF_PROG(on_irq_handler_exit, int irq, struct irqaction *action, int ret)
{
	NOTE(irq_handler_exit, irq, ret != 0);
	return 0;
}

SEC("tp_btf/softirq_entry")
int BPF_PROG(on_softirq_entry, unsigned int vec)
{
	NOTE(softirq_entry, vec, 0);
	return 0;
}

SEC("tp_btf/softirq_exit")
int BPF_PROG(on_softirq_exit, unsigned int vec)
{
	NOTE(softirq_exit, vec, 0);
	return 0;
}

SEC("tp_btf/softirq_raise")
int BPF_PROG(on_softirq_raise, unsigned int vec)
{
	NOTE(softirq_raise, vec, 0);
	return 0;
}

SEC("tp_btf/nmi_handler")
int BPF_PROG(on_nmi_handler, void *handler, __s64 delta_ns, int handled)
{
	struct watch_record *record = NOTE(nmi_handler, 0, delta_ns);

	if (record)
		record->arg[2] = handled;
	return 0;
}

static __always_inline __u32 syscall_number(__u64 nr)
{
	struct task_struct *task = bpf_get_current_task_btf();

	return (__u32)nr | (task->thread_info.status & TS_COMPAT ? GENTRACE_SYSCALL_COMPAT : 0);
}

SEC("tp_btf/sys_enter")
int BPF_PROG(on_sys_enter, struct pt_regs *regs, long nr)
{
	NOTE(sys_enter, syscall_number(nr), 0);
	return 0;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(on_sys_exit, struct pt_regs *regs, long ret)
{
	NOTE(sys_exit, syscall_number(regs->orig_ax), ret);
	return 0;
}

SEC("tp_btf/cpu_idle")
int BPF_PROG(on_cpu_idle, unsigned int state, unsigned int cpu)
{
	NOTE(cpu_idle, (__u32)(state + 1), 0);
	return 0;
}
