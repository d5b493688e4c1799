/* SPDX-License-Identifier: GPL-2.0 */
/*
 * watcher.h - the BPF programs, loaded, attached, and what they wrote down.
 */
#ifndef ORACLE_WATCHER_H
#define ORACLE_WATCHER_H

#include <stdbool.h>
#include <stddef.h>

#include "watch.h"

struct bpf_object;
struct bpf_link;

/* More programs than there are tracepoints in the event table. */
#define WATCHER_LINKS	32

/**
 * struct watcher - a set of programs, one a tracepoint
 * @object: the loaded programs
 * @link: their attachments, in the order they were made
 * @links: how many
 * @count: how many events came on each CPU; mapped, so always up to date
 * @record: the records, @room a CPU
 * @room: how many fit on a CPU
 * @cpus: possible CPUs
 */
struct watcher {
	struct bpf_object *object;
	struct bpf_link *link[WATCHER_LINKS];
	size_t links;
	volatile const struct watch_count *count;
	const struct watch_record *record;
	size_t room;
	unsigned int cpus;
};

/*
 * Whether a task can be preempted, and moved, between two handlers of one
 * tracepoint. It can on the kernels that have faultable tracepoints.
 */
bool watcher_can_be_preempted(void);

/* Load and attach to every tracepoint: 0 or -errno; libbpf says why on stderr. */
int watcher_open(struct watcher *watcher, size_t room);

/* Detach; what was written down stays. */
void watcher_stop(struct watcher *watcher);

/* Harmless on a watcher of zeros. */
void watcher_close(struct watcher *watcher);

/* Events on all CPUs so far. */
unsigned long long watcher_events(const struct watcher *watcher);

/*
 * Whether every event is there: no program was skipped by the kernel, which it
 * does when one interrupts itself, and no CPU ran out of room. Says on stderr
 * what is not.
 */
bool watcher_is_complete(const struct watcher *watcher);

#endif
