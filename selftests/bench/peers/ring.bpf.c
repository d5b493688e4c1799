// SPDX-License-Identifier: GPL-2.0
/*
 * ring.bpf.c - a program a tracepoint, all into one ring buffer, as BPF tracers do.
 *
 * Records are as short as they can be without a codec. Only events whose class is
 * wanted are attached; the program's name begins with its class.
 */
#include <stdbool.h>
#include <linux/bpf.h>
#include <linux/types.h>
#include <linux/gentrace_events.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "../../oracle/kernel.h"
#include "ring.h"

char LICENSE[] SEC("license") = "GPL";

/* The size is set before loading. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 20);
} ring SEC(".maps");

/*
 * Wake the reader when so many bytes wait for it, as a tracer of the scheduler must:
 * woken for each record it makes another two.
 */
#define WAKE_BYTES	(1 << 20)

static __always_inline __u64 wake_flags(void)
{
	return bpf_ringbuf_query(&ring, BPF_RB_AVAIL_DATA) >= WAKE_BYTES ? BPF_RB_FORCE_WAKEUP :
									   BPF_RB_NO_WAKEUP;
}

/* Events there was no room for; counted without a lock, as it is rare. */
__u64 lost;

static __always_inline void fill(struct ring_record *record, __u16 id, __u32 a, __u32 b)
{
	record->time = bpf_ktime_get_ns();
	record->pid = (__u32)bpf_get_current_pid_tgid();
	record->cpu = bpf_get_smp_processor_id();
	record->id = id;
	record->a = a;
	record->b = b;
}

static __always_inline int note(__u16 id, __u32 a, __u32 b)
{
	struct ring_record *record = bpf_ringbuf_reserve(&ring, sizeof(*record), 0);

	if (!record) {
		__sync_fetch_and_add(&lost, 1);
		return 0;
	}
	fill(record, id, a, b);
	bpf_ringbuf_submit(record, wake_flags());
	return 0;
}

static __always_inline int note_text(__u16 id, __u32 a, __u32 b, const void *text)
{
	struct ring_text *record = bpf_ringbuf_reserve(&ring, sizeof(*record), 0);

	if (!record) {
		__sync_fetch_and_add(&lost, 1);
		return 0;
	}
	fill(&record->record, id, a, b);
	bpf_probe_read_kernel_str(record->text, sizeof(record->text), text);
	bpf_ringbuf_submit(record, wake_flags());
	return 0;
}

SEC("tp_btf/sched_switch")
int BPF_PROG(sched_switch, bool preempt, struct task_struct *prev, struct task_struct *next,
	     unsigned int prev_state)
{
	return note(GENTRACE_EVENT_sched_switch, next->pid, preempt ? 0 : prev_state);
}

SEC("tp_btf/sched_wakeup")
int BPF_PROG(sched_wakeup, struct task_struct *task)
{
	return note(GENTRACE_EVENT_sched_wakeup, task->pid, task->thread_info.cpu);
}

SEC("tp_btf/sched_wakeup_new")
int BPF_PROG(sched_wakeup_new, struct task_struct *task)
{
	return note(GENTRACE_EVENT_sched_wakeup_new, task->pid, task->thread_info.cpu);
}

SEC("tp_btf/sched_waking")
int BPF_PROG(sched_waking, struct task_struct *task)
{
	return note(GENTRACE_EVENT_sched_waking, task->pid, task->thread_info.cpu);
}

SEC("tp_btf/sched_migrate_task")
int BPF_PROG(sched_migrate_task, struct task_struct *task, int to)
{
	return note(GENTRACE_EVENT_sched_migrate_task, task->pid, to);
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(sched_process_fork, struct task_struct *parent, struct task_struct *child)
{
	return note_text(GENTRACE_EVENT_sched_process_fork, parent->pid, child->pid, child->comm);
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(sched_process_exec, struct task_struct *task, int old_pid, struct linux_binprm *bprm)
{
	return note_text(GENTRACE_EVENT_sched_process_exec, task->pid, old_pid, bprm->filename);
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(sched_process_exit, struct task_struct *task)
{
	return note_text(GENTRACE_EVENT_sched_process_exit, task->pid, task->tgid, task->comm);
}

SEC("tp_btf/sys_enter")
int BPF_PROG(syscall_enter, struct pt_regs *regs, long nr)
{
	return note(GENTRACE_EVENT_sys_enter, nr, 0);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(syscall_exit, struct pt_regs *regs, long ret)
{
	return note(GENTRACE_EVENT_sys_exit, regs->orig_ax, ret);
}
