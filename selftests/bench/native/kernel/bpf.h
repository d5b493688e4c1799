/* SPDX-License-Identifier: GPL-2.0 */
/* bpf.h - what a BPF program is run on. */
#ifndef BENCH_BPF_H
#define BENCH_BPF_H

int bpf_init(void);
void bpf_exit(void);

#endif
