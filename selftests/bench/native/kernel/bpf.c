// SPDX-License-Identifier: GPL-2.0
/*
 * bpf.c - a BPF program, run as a tracepoint would run it.
 *
 * Of a kind that any kernel has, a socket filter: what it is told of an event
 * comes in the fields of a packet that does not exist.
 */
#include <linux/bpf.h>
#include <linux/err.h>
#include <linux/filter.h>
#include <linux/percpu.h>
#include <linux/skbuff.h>

#include "bpf.h"
#include "contestant.h"

static struct bpf_prog *program;
static DEFINE_PER_CPU(struct sk_buff *, packet);
static DEFINE_PER_CPU(u64, refused);

static __always_inline void bpf_event(struct task_struct *next)
{
	struct sk_buff *skb;

	/* As the kernel does around the programs of a tracepoint. */
	preempt_disable_notrace();
	skb = this_cpu_read(packet);
	skb->mark = next->pid;
	if (unlikely(bpf_prog_run(program, skb)))
		this_cpu_inc(refused);
	preempt_enable_notrace();
}

static int bpf_begin(const struct bench_order *order)
{
	int cpu;

	program = bpf_prog_get_type_dev(order->bpf_fd, BPF_PROG_TYPE_SOCKET_FILTER, false);
	if (IS_ERR(program))
		return PTR_ERR(program);
	for_each_possible_cpu(cpu)
		per_cpu(refused, cpu) = 0;
	return 0;
}

/* The program says 1 when there is no room. */
static int bpf_end(void)
{
	u64 sum = 0;
	int cpu;

	bpf_prog_put(program);
	for_each_possible_cpu(cpu)
		sum += per_cpu(refused, cpu);
	return sum ? -ENOSPC : 0;
}

CONTESTANT(bpf_ring, bpf_begin, bpf_end, bpf_event(next));
CONTESTANT(bpf_empty, bpf_begin, bpf_end, bpf_event(next));

int bpf_init(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		per_cpu(packet, cpu) = alloc_skb(64, GFP_KERNEL);
		if (!per_cpu(packet, cpu)) {
			bpf_exit();
			return -ENOMEM;
		}
	}
	return 0;
}

void bpf_exit(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		kfree_skb(per_cpu(packet, cpu));
}
