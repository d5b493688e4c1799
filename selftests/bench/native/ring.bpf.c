// SPDX-License-Identifier: GPL-2.0
/*
 * ring.bpf.c - a switch into a BPF ring buffer; and the same without the buffer,
 * to tell what running a program costs by itself.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* What gentrace records of a switch; BPF brings its own header and no time. */
struct entry {
	__u64 time;
	__u16 event;
	__u16 prev_state;
	__u32 next_pid;
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 64 << 20);
} ring SEC(".maps");

SEC("socket")
int bpf_ring(struct __sk_buff *skb)
{
	struct entry *entry = bpf_ringbuf_reserve(&ring, sizeof(*entry), 0);

	if (!entry)
		return 1;
	entry->time = 0;
	entry->event = 16;
	entry->prev_state = 1;
	entry->next_pid = skb->mark;
	bpf_ringbuf_submit(entry, BPF_RB_NO_WAKEUP);
	return 0;
}

SEC("socket")
int bpf_empty(struct __sk_buff *skb)
{
	volatile struct entry entry;

	entry.time = 0;
	entry.event = 16;
	entry.prev_state = 1;
	entry.next_pid = skb->mark;
	return 0;
}

char _license[] SEC("license") = "GPL";
