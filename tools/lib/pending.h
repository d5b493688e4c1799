/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pending.h - what has begun and has not ended yet: requests of block devices, waits
 * for locks. Two events in different places of a trace are brought together here.
 */
#ifndef PENDING_H
#define PENDING_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>

#include "model.h"

/**
 * struct begun - something that has begun
 * @used: the slot is in use
 * @what: which device and operation, which lock
 * @where: which sector; who waits
 * @since: when it began
 * @issued: of a request: when the driver got it; 0: it has not
 * @gaps: how many gaps that may hide its end had been then
 * @sectors: of a request: how much of it is not done
 * @flags: what its begin said of it
 * @cpu: where it began
 * @task: who ran there; NULL: the idle task, or not known
 * @accounts: of a wait in a task: what the task's were then
 */
struct begun {
	bool used;
	__u64 what;
	__u64 where;
	__u64 since;
	__u64 issued;
	__u64 gaps;
	__u64 sectors;
	__u32 flags;
	__u32 cpu;
	const struct task *task;
	struct accounts accounts;
};

/* NULL if it is not there. */
struct begun *pending_find(const struct pending *pending, __u64 what, __u64 where);

/*
 * One more; its key is not there yet. It stays where it is until the next one is added
 * or removed. NULL if there are too many: the trace has begins without an end. 0 or
 * -ENOMEM.
 */
int pending_add(struct pending *pending, const struct begun *new, struct begun **begun);

/*
 * The same, unless it has begun already: then it goes on. What began before the last
 * gap has lost its end, and is counted.
 */
int pending_begin(struct pending *pending, const struct begun *new, struct begun **begun);

void pending_remove(struct pending *pending, struct begun *begun);

/* Nobody knows any more what has become of them. */
void pending_forget(struct pending *pending);

void pending_clear(struct pending *pending);

/* What has begun, as if it ended now. */
struct gentrace_call request_pending(const struct gentrace_model *model,
				     const struct begun *begun);
struct gentrace_call wait_pending(const struct gentrace_model *model, const struct begun *begun);

#endif /* PENDING_H */
