/* SPDX-License-Identifier: GPL-2.0 */
/*
 * outbox.h - sealed batches on their way to the reader, in trace order.
 *
 * Writers push full batches on the published list of their generation's parity,
 * in any context. The outbox queues them behind the generation's opening
 * batches; when the generation has been closed it goes on with the next one. So
 * the reader sees whole generations one after the other.
 */
#ifndef GT_OUTBOX_H
#define GT_OUTBOX_H

#include <linux/types.h>
#include <linux/wait.h>

#include "pool.h"

struct gentrace_take;
struct gt_queue;
struct gt_memory;
struct iov_iter;

extern wait_queue_head_t gt_outbox_readable;
extern wait_queue_head_t gt_outbox_published;

void gt_outbox_publish(struct gt_batch *batch, u64 gen);
void gt_outbox_append(struct gt_batch *batch);
void gt_outbox_begin(u64 gen);
void gt_outbox_collect(void);
void gt_outbox_extract(struct gt_queue *queue);
void gt_outbox_wake(void);
void gt_outbox_kick(void);

bool gt_outbox_empty(void);
u32 gt_outbox_count(void);
u64 gt_outbox_written(u64 gen);
void gt_outbox_forget(u64 gen);

ssize_t gt_outbox_read(u64 session, struct iov_iter *to);
int gt_outbox_take(u64 session, struct gentrace_take *take);
struct gt_memory *gt_outbox_memory(u64 session);
u64 gt_outbox_bytes_read(void);
void gt_outbox_rewind(void);
void gt_outbox_reset(u64 session, struct gt_memory *memory);
void gt_outbox_exit(void);

#endif /* GT_OUTBOX_H */
