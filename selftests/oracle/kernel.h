/* SPDX-License-Identifier: GPL-2.0 */
/*
 * kernel.h - the few fields of the kernel's structs that BPF programs of the tests
 * look at. Where they are is found, by the kernel's own BTF, when the programs are
 * loaded: one object for all kernels.
 */
#ifndef ORACLE_KERNEL_H
#define ORACLE_KERNEL_H

#include <linux/types.h>

#define KERNEL_STRUCT	__attribute__((preserve_access_index))

struct thread_info {
	__u32 status;
	__u32 cpu;
} KERNEL_STRUCT;

struct kernfs_node {
	__u64 id;
} KERNEL_STRUCT;

struct cgroup {
	struct kernfs_node *kn;
} KERNEL_STRUCT;

struct css_set {
	struct cgroup *dfl_cgrp;
} KERNEL_STRUCT;

/* @cgroups is not there if the kernel has none. */
struct task_struct {
	struct thread_info thread_info;
	int prio;
	int pid;
	int tgid;
	__u64 start_boottime;
	char comm[16];
	struct css_set *cgroups;
} KERNEL_STRUCT;

struct linux_binprm {
	const char *filename;
} KERNEL_STRUCT;

struct irqaction {
	const char *name;
} KERNEL_STRUCT;

struct pt_regs {
	unsigned long orig_ax;
} KERNEL_STRUCT;

#endif /* ORACLE_KERNEL_H */
