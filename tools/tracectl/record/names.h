/* SPDX-License-Identifier: GPL-2.0 */
/*
 * names.h - what the addresses in stacks are called, looked up while the trace is
 * recorded and written into each generation.
 */
#ifndef TRACECTL_NAMES_H
#define TRACECTL_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include <libgentrace.h>

#include "kallsyms.h"
#include "maps.h"

/**
 * struct names - names on their way into a trace
 * @users: stacks of processes are taken, too
 * @outline: the generation that is being recorded
 * @rows: what is added to it
 * @kallsyms: the kernel's
 * @before: of @kallsyms, as they were when the generation before ended; mostly none
 * @modules: kallsyms_modules() of @kallsyms
 * @strange: addresses that are in no function: not to be looked for again
 * @strangers: how many there have been
 * @maps: what processes have mapped
 * @round: counts generations, from 1
 */
struct names {
	bool users;
	struct gentrace_outline *outline;
	struct gentrace_rows rows;
	struct kallsyms kallsyms;
	struct kallsyms before;
	__u64 modules;
	__u64 strange[64];
	size_t strangers;
	struct maps maps;
	__u64 round;
};

/* Before the trace begins. @users: also of processes. 0, or -1 with the reason printed. */
int names_open(struct names *names, bool users);

/*
 * A batch on its way. 1: @rows.batches is to be written in its place; 0: the batch
 * itself; -1: failed and said so.
 */
int names_add(struct names *names, const void *batch, size_t length);

void names_close(struct names *names);

#endif /* TRACECTL_NAMES_H */
