/* SPDX-License-Identifier: GPL-2.0 */
/*
 * probes.h - which tracepoints feed which class.
 *
 * A file of probes/ defines handlers with GT_PROBE() and lists them in a struct
 * gt_probe table. A handler picks the arguments and emits, nothing else.
 */
#ifndef GT_PROBES_H
#define GT_PROBES_H

#include <linux/types.h>

struct tracepoint;

/**
 * struct gt_probe - one handler on one tracepoint
 * @name: the tracepoint
 * @event: what the handler emits, enum gentrace_event; 0: nothing
 * @handler: the probe function
 * @taker: the one that takes stacks, too; NULL if there is none
 * @stacks: the stacks it can take, as gentrace_config.stacks
 * @tracepoint: found when the module is loaded; NULL: this kernel lacks it
 * @attached: the one of the two that was attached
 */
struct gt_probe {
	const char *name;
	u8 event;
	void *handler;
	void *taker;
	u32 stacks;
	struct tracepoint *tracepoint;
	void *attached;
};

/**
 * struct gt_probe_set - the sources of one class
 * @class: enum gentrace_class
 * @probes: its tracepoints; the last one has no name
 * @attach: what else it needs, or NULL
 * @detach: undoes @attach
 */
struct gt_probe_set {
	u32 class;
	struct gt_probe *probes;
	int (*attach)(void);
	void (*detach)(void);
};

extern struct gt_probe_set gt_probes_sched;
extern struct gt_probe_set gt_probes_cgroup;
extern struct gt_probe_set gt_probes_irq;
extern struct gt_probe_set gt_probes_syscall;
extern struct gt_probe_set gt_probes_power;
extern struct gt_probe_set gt_probes_block;
extern struct gt_probe_set gt_probes_lock;
extern struct gt_probe_set gt_probes_timer;
extern struct gt_probe_set gt_probes_work;
extern struct gt_probe_set gt_probes_signal;
extern struct gt_probe_set gt_probes_net;
extern struct gt_probe_set gt_probes_fault;
extern struct gt_probe_set gt_probes_sample;
extern struct gt_probe_set gt_probes_mark;

/* Emits nothing, but knows which tasks a filter keeps. */
extern struct gt_probe_set gt_probes_chosen;

/* The same for sessions whose filter the handlers have to look at; see filtered.h. */
extern struct gt_probe_set gt_filtered_sched;
extern struct gt_probe_set gt_filtered_cgroup;
extern struct gt_probe_set gt_filtered_irq;
extern struct gt_probe_set gt_filtered_syscall;
extern struct gt_probe_set gt_filtered_power;
extern struct gt_probe_set gt_filtered_block;
extern struct gt_probe_set gt_filtered_lock;
extern struct gt_probe_set gt_filtered_timer;
extern struct gt_probe_set gt_filtered_work;
extern struct gt_probe_set gt_filtered_signal;
extern struct gt_probe_set gt_filtered_net;
extern struct gt_probe_set gt_filtered_fault;
extern struct gt_probe_set gt_filtered_sample;
extern struct gt_probe_set gt_filtered_mark;

/* The same for sessions with triggers; see watched.h. */
extern struct gt_probe_set gt_watched_sched;
extern struct gt_probe_set gt_watched_cgroup;
extern struct gt_probe_set gt_watched_irq;
extern struct gt_probe_set gt_watched_syscall;
extern struct gt_probe_set gt_watched_power;
extern struct gt_probe_set gt_watched_block;
extern struct gt_probe_set gt_watched_lock;
extern struct gt_probe_set gt_watched_timer;
extern struct gt_probe_set gt_watched_work;
extern struct gt_probe_set gt_watched_signal;
extern struct gt_probe_set gt_watched_net;
extern struct gt_probe_set gt_watched_fault;
extern struct gt_probe_set gt_watched_sample;
extern struct gt_probe_set gt_watched_mark;

void gt_probes_init(void);
u64 gt_probes_classes(void);
int gt_probes_attach(u64 classes, u32 stacks);
void gt_probes_detach(void);

#endif /* GT_PROBES_H */
