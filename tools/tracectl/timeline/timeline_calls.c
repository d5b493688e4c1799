// SPDX-License-Identifier: GPL-2.0
/*
 * timeline_calls.c - requests of block devices and waits for locks, as bytes for the page.
 *
 * Unlike all else in a lane they overlap: a device does many requests at a time, and inside
 * of a lock's code there can be another lock. So each has its distance to the end of the one
 * that was told before, as they are told when they end, and the page finds them room.
 */
#include <errno.h>
#include <stdlib.h>

#include "answers/locks.h"
#include "timeline.h"

/* A device in the facts, its name aside. */
#define DEVICE_BYTES	32

/* More devices than anybody looks at; a hostile trace has more. */
#define DEVICES_MAX	1024

static int device_get(struct timeline *timeline, __u64 number, struct device_lane **device)
{
	struct device_lane *list;
	size_t i;

	for (i = 0; i < timeline->devices; i++)
		if (timeline->device[i].number == number)
			break;
	*device = i < DEVICES_MAX ? &timeline->device[i] : NULL;
	if (i < timeline->devices || i == DEVICES_MAX)
		return 0;
	/* Grows at powers of two, where the count says that it is full. */
	if (!(i & (i - 1))) {
		list = reallocarray(timeline->device, i ? 2 * i : 1, sizeof(*list));
		if (!list)
			return -ENOMEM;
		timeline->device = list;
	}
	*device = &timeline->device[i];
	(*device)->number = number;
	lane_begin(timeline, &(*device)->requests);
	timeline->devices++;
	return timeline_take(timeline, DEVICE_BYTES);
}

/* How far its end is from that of the one before, how long it took, what is to be said of it. */
static void record_begin(struct record *record, const struct timeline *timeline,
			 const struct lane *lane, const struct gentrace_call *call)
{
	__u64 begin_ns = answer_instant(&timeline->answer, 0);
	__u64 from_ns = call->begin_ns > begin_ns ? call->begin_ns : begin_ns;

	record->bytes[0] = (call->lossy ? CALL_LOSSY : 0) |
			   (timeline->pending ? CALL_PENDING : 0);
	record->length = 1;
	record_put(record, gentrace_zigzag((__s64)(call->end_ns - lane->end_ns)));
	record_put(record, call->end_ns > from_ns ? call->end_ns - from_ns : 0);
}

int timeline_request(struct timeline *timeline, const struct gentrace_call *call)
{
	struct record record = { .length = 0 };
	struct device_lane *device;
	int error = device_get(timeline, call->id, &device);

	if (error)
		return error;
	if (!device) {
		timeline->requests_left_out++;
		return 0;
	}
	timeline->requests++;
	record_begin(&record, timeline, &device->requests, call);
	error = record_put_text(timeline, &record,
				gentrace_value_name(GENTRACE_TYPE_blkop, call->op)) ?:
		record_put_task(timeline, &record, call->task);
	record_put(&record, call->queue_ns);
	record_put(&record, call->cpu);
	record_put(&record, call->sector);
	record_put(&record, call->sectors);
	record_put(&record, gentrace_zigzag(call->result));
	return error ?: lane_append(timeline, &device->requests, &record, call->end_ns);
}

/* The lane of who waits: a task, or a CPU if it is an interrupt. */
static int lock_lane(struct timeline *timeline, const struct gentrace_call *call,
		     struct lane **lane)
{
	struct task_lane *task;
	struct cpu_lane *cpu;
	int error;

	*lane = NULL;
	if (call->level == GENTRACE_LEVEL_TASK && call->task) {
		error = task_lane_get(timeline, call->task, &task);
		*lane = error ? NULL : &task->locks;
		return error;
	}
	if (call->cpu >= GENTRACE_CPUS_MAX)
		return 0;
	error = cpu_lane_get(timeline, call->cpu, &cpu);
	*lane = error ? NULL : &cpu->locks;
	return error;
}

int timeline_lock(struct timeline *timeline, const struct gentrace_call *call)
{
	struct record record = { .length = 0 };
	char name[LOCK_NAME_MAX];
	struct lane *lane;
	int error = lock_lane(timeline, call, &lane);

	if (error || !lane)
		return error;
	timeline->locks++;
	record_begin(&record, timeline, lane, call);
	error = record_put_text(timeline, &record, lock_name(name, call->id, call->flags));
	record_put(&record, call->level);
	record_put(&record, gentrace_zigzag(call->result));
	return error ?: lane_append(timeline, lane, &record, call->end_ns);
}

void devices_clear(struct timeline *timeline)
{
	size_t i;

	for (i = 0; i < timeline->devices; i++)
		free(timeline->device[i].requests.bytes);
	free(timeline->device);
}
