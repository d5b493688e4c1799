/* SPDX-License-Identifier: GPL-2.0 */
/*
 * program.h - the BPF programs, loaded.
 */
#ifndef BENCH_PROGRAM_H
#define BENCH_PROGRAM_H

/**
 * struct programs - what has been loaded
 * @ring: file descriptor of the program with the ring buffer; -1: none
 * @empty: of the one without
 * @jit: whether the kernel compiles programs
 */
struct programs {
	int ring;
	int empty;
	int jit;
	void *object;
	void *reader;
};

/* 0 or -errno; then there are none. */
int programs_load(struct programs *programs, const char *file);

/* Make room: throw away what is in the ring buffer. Return: how many entries. */
int programs_drain(struct programs *programs);

#endif
