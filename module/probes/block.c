// SPDX-License-Identifier: GPL-2.0
/*
 * probes/block.c - requests of block devices: into the I/O scheduler, to the
 * driver, done.
 *
 * Device, sector and operation say which request it is, until it completes.
 */
#include <linux/blkdev.h>
#include <linux/blk-mq.h>
#include <linux/sched.h>
#include <trace/events/block.h>

#include "compat/probe.h"
#include "emit.h"
#include "probes.h"

/* Not the kernel's own numbers, which have changed before. */
static const u8 ops[] = {
	[REQ_OP_READ] = GENTRACE_BLOCK_READ,
	[REQ_OP_WRITE] = GENTRACE_BLOCK_WRITE,
	[REQ_OP_FLUSH] = GENTRACE_BLOCK_FLUSH,
	[REQ_OP_DISCARD] = GENTRACE_BLOCK_DISCARD,
	[REQ_OP_SECURE_ERASE] = GENTRACE_BLOCK_SECURE_ERASE,
	[REQ_OP_WRITE_ZEROES] = GENTRACE_BLOCK_WRITE_ZEROES,
	[REQ_OP_ZONE_APPEND] = GENTRACE_BLOCK_ZONE_APPEND,
	[REQ_OP_ZONE_OPEN] = GENTRACE_BLOCK_ZONE_OPEN,
	[REQ_OP_ZONE_CLOSE] = GENTRACE_BLOCK_ZONE_CLOSE,
	[REQ_OP_ZONE_FINISH] = GENTRACE_BLOCK_ZONE_FINISH,
	[REQ_OP_ZONE_RESET] = GENTRACE_BLOCK_ZONE_RESET,
	[REQ_OP_ZONE_RESET_ALL] = GENTRACE_BLOCK_ZONE_RESET_ALL,
	[REQ_OP_DRV_IN] = GENTRACE_BLOCK_DRV_IN,
	[REQ_OP_DRV_OUT] = GENTRACE_BLOCK_DRV_OUT,
};

static __always_inline u8 request_op(const struct request *rq)
{
	unsigned int op = (__force unsigned int)req_op(rq);

	return op < ARRAY_SIZE(ops) ? ops[op] : GENTRACE_BLOCK_OTHER;
}

static __always_inline u8 request_flags(const struct request *rq)
{
	return (rq->cmd_flags & REQ_SYNC ? GENTRACE_BLOCK_FLAG_SYNC : 0) |
	       (rq->cmd_flags & REQ_META ? GENTRACE_BLOCK_FLAG_META : 0) |
	       (rq->cmd_flags & REQ_PREFLUSH ? GENTRACE_BLOCK_FLAG_PREFLUSH : 0) |
	       (rq->cmd_flags & REQ_FUA ? GENTRACE_BLOCK_FLAG_FUA : 0) |
	       (rq->cmd_flags & REQ_RAHEAD ? GENTRACE_BLOCK_FLAG_RAHEAD : 0);
}

/* A queue that is no disk's, a tape's say, has no number: 0:0. */
static __always_inline u32 request_dev(const struct request *rq)
{
	const struct gendisk *disk = rq->q->disk;

	return disk ? GENTRACE_DEV(disk->major, disk->first_minor) : 0;
}

/* A flush has no sector, nor has a command of the driver's own. */
static __always_inline u64 request_sector(const struct request *rq)
{
	return blk_rq_is_passthrough((struct request *)rq) || rq->__sector == (sector_t)-1 ?
	       0 : rq->__sector;
}

#define REQUEST(rq, bytes)						\
	.dev = request_dev(rq), .sector = request_sector(rq),		\
	.sectors = (bytes) >> SECTOR_SHIFT, .op = request_op(rq), .flags = request_flags(rq)

/* A kernel without block devices has the headers, and not the function. */
static __always_inline int request_error(blk_status_t status)
{
	return IS_ENABLED(CONFIG_BLOCK) && status ? blk_status_to_errno(status) : 0;
}

GT_PROBE(block_rq_insert, struct request *rq)
{
	gt_emit(block_rq_insert, REQUEST(rq, rq->__data_len));
}

GT_PROBE(block_rq_issue, struct request *rq)
{
	gt_emit(block_rq_issue, REQUEST(rq, rq->__data_len));
}

GT_PROBE(block_rq_complete, struct request *rq, blk_status_t error, unsigned int bytes)
{
	gt_emit(block_rq_complete, REQUEST(rq, bytes),
		.error = request_error(error));
}

static struct gt_probe probes[] = {
	GT_PROBE_ROW(block_rq_insert),
	GT_PROBE_ROW(block_rq_issue),
	GT_PROBE_ROW(block_rq_complete),
	{ }
};

struct gt_probe_set gt_probes_block = {
	.class = GENTRACE_CLASS_BLOCK,
	.probes = probes,
};
