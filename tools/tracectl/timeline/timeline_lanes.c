// SPDX-License-Identifier: GPL-2.0
/* timeline_lanes.c - what tasks and CPUs did, as bytes for the page. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answers/calls.h"
#include "answers/syscalls.h"
#include "timeline.h"

/* A task in the facts, its name aside. */
#define TASK_BYTES	96

void record_put(struct record *record, __u64 value)
{
	record->length = gentrace_put_varint(record->bytes + record->length, value) - record->bytes;
}

/* Where a thing begins, as the distance from the end of the one before; not before it. */
static __u64 record_span(struct record *record, const struct lane *lane, __u64 begin_ns,
			 __u64 end_ns)
{
	if (begin_ns < lane->end_ns)
		begin_ns = lane->end_ns;
	if (end_ns < begin_ns)
		end_ns = begin_ns;
	record_put(record, begin_ns - lane->end_ns);
	record_put(record, end_ns - begin_ns);
	return end_ns;
}

static int lane_reserve(struct lane *lane, size_t length)
{
	size_t room = lane->room ? 2 * lane->room : 64;
	__u8 *bytes;

	if (lane->length + length <= lane->room)
		return 0;
	if (room < lane->length + length)
		room = lane->length + length;
	bytes = realloc(lane->bytes, room);
	if (!bytes)
		return -ENOMEM;
	lane->bytes = bytes;
	lane->room = room;
	return 0;
}

int lane_append(struct timeline *timeline, struct lane *lane, const struct record *record,
		__u64 end_ns)
{
	int error = timeline_take(timeline, record->length) ?: lane_reserve(lane, record->length);

	if (error)
		return error;
	memcpy(lane->bytes + lane->length, record->bytes, record->length);
	lane->length += record->length;
	lane->end_ns = end_ns;
	lane->count++;
	return 0;
}

void lane_begin(const struct timeline *timeline, struct lane *lane)
{
	*lane = (struct lane) { .end_ns = answer_instant(&timeline->answer, 0) };
}

static int tasks_reserve(struct timeline *timeline, size_t tasks)
{
	struct task_lane *task = timeline->task;

	if (tasks > timeline->task_room) {
		timeline->task_room = 2 * tasks;
		task = reallocarray(task, timeline->task_room, sizeof(*task));
		if (!task)
			return -ENOMEM;
		timeline->task = task;
	}
	for (; timeline->tasks < tasks; timeline->tasks++)
		task[timeline->tasks] = (struct task_lane) { .syscall = GENTRACE_SYSCALL_NONE };
	return 0;
}

int task_lane_get(struct timeline *timeline, const struct gentrace_task *task,
		  struct task_lane **lane)
{
	int error = tasks_reserve(timeline, task->index + 1);

	if (error)
		return error;
	*lane = &timeline->task[task->index];
	if ((*lane)->task)
		return 0;
	(*lane)->task = task;
	lane_begin(timeline, &(*lane)->segments);
	lane_begin(timeline, &(*lane)->calls);
	lane_begin(timeline, &(*lane)->locks);
	return timeline_take(timeline, TASK_BYTES);
}

int cpu_lane_get(struct timeline *timeline, __u32 number, struct cpu_lane **lane)
{
	size_t cpus = (size_t)number + 1, strip;
	struct cpu_lane *cpu = timeline->cpu;

	if (cpus > timeline->cpus) {
		cpu = reallocarray(cpu, cpus, sizeof(*cpu));
		if (!cpu)
			return -ENOMEM;
		memset(cpu + timeline->cpus, 0, (cpus - timeline->cpus) * sizeof(*cpu));
		timeline->cpu = cpu;
		timeline->cpus = cpus;
	}
	*lane = &cpu[number];
	for (strip = 0; !(*lane)->used && strip < STRIP_COUNT; strip++)
		lane_begin(timeline, &(*lane)->strip[strip]);
	if (!(*lane)->used)
		lane_begin(timeline, &(*lane)->locks);
	(*lane)->used = true;
	return 0;
}

/* Number of a task in the page, from 1; 0: the idle task, or not known. */
static int task_number(struct timeline *timeline, const struct gentrace_task *task, __u64 *number)
{
	struct task_lane *lane;

	*number = task ? task->index + 1 : 0;
	return task ? task_lane_get(timeline, task, &lane) : 0;
}

/* Number of a text in the page, from 1; 0: none. */
static int text_number(struct timeline *timeline, const char *text, __u64 *number)
{
	ssize_t found = text && *text ? names_number(timeline, text) : -1;

	*number = found + 1;
	if (found >= 0 || !text || !*text)
		return 0;
	return timeline->full ? -E2BIG : -ENOMEM;
}

int record_put_text(struct timeline *timeline, struct record *record, const char *text)
{
	__u64 number;
	int error = text_number(timeline, text, &number);

	record_put(record, number);
	return error;
}

int record_put_task(struct timeline *timeline, struct record *record,
		    const struct gentrace_task *task)
{
	__u64 number;
	int error = task_number(timeline, task, &number);

	record_put(record, number);
	return error;
}

/* What the task has had of the CPU goes into its lane, as it will not be longer. */
static int shift_end(struct timeline *timeline, struct cpu_lane *cpu)
{
	struct lane *lane = &cpu->strip[STRIP_TASKS];
	struct record record = { .length = 0 };
	__u64 end_ns;
	int error;

	if (!cpu->shift.task)
		return 0;
	end_ns = record_span(&record, lane, cpu->shift.begin_ns, cpu->shift.end_ns);
	error = record_put_task(timeline, &record, cpu->shift.task);
	return error ?: lane_append(timeline, lane, &record, end_ns);
}

static int shift_add(struct timeline *timeline, const struct gentrace_segment *segment)
{
	struct cpu_lane *cpu;
	int error;

	if (segment->cpu >= GENTRACE_CPUS_MAX)
		return 0;
	error = cpu_lane_get(timeline, segment->cpu, &cpu);
	if (error)
		return error;
	if (gentrace_shift_extend(&cpu->shift, segment))
		return 0;
	error = shift_end(timeline, cpu);
	cpu->shift = gentrace_shift_begin(segment);
	return error;
}

int lanes_finish(struct timeline *timeline)
{
	int error = 0;
	size_t i;

	for (i = 0; !error && i < timeline->cpus; i++)
		error = shift_end(timeline, &timeline->cpu[i]);
	/* What had not ended has taken that long at least. */
	timeline->pending = true;
	return error ?: gentrace_model_pending(timeline->answer.model, timeline_call, timeline);
}

static int put_syscall(struct timeline *timeline, struct record *record, __u64 nr)
{
	char name[SYSCALL_NAME_MAX];

	return record_put_text(timeline, record, nr == GENTRACE_SYSCALL_NONE ? NULL :
			       syscall_name(name, nr));
}

/* Who woke it: task, how long before the end of the block, CPU, context, handler. */
static int put_waker(struct timeline *timeline, struct record *record,
		     const struct gentrace_segment *segment)
{
	const struct gentrace_waker *waker = &segment->waker;
	int error = record_put_task(timeline, record, waker->task);

	record_put(record, gentrace_zigzag((__s64)(segment->end_ns - waker->ns)));
	record_put(record, waker->cpu);
	record_put(record, waker->level);
	return error ?: record_put_text(timeline, record, waker->source);
}

static int record_put_stacks(struct timeline *timeline, struct record *record,
			     const struct gentrace_task *task, const struct gentrace_stacks *stacks)
{
	ssize_t number = stacks_number(timeline, task, stacks);

	record_put(record, number > 0 ? (__u64)number : 0);
	return number < 0 ? timeline->full ? -E2BIG : -ENOMEM : 0;
}

/* Of who left its CPU, and of a block that of its waker. */
static int put_stacks(struct timeline *timeline, struct record *record,
		      const struct gentrace_segment *segment)
{
	const struct gentrace_waker *waker = &segment->waker;
	int error = record_put_stacks(timeline, record, segment->task, segment->stacks);

	if (!error && segment->doing == GENTRACE_DOING_BLOCK)
		error = record_put_stacks(timeline, record, waker->level == GENTRACE_LEVEL_TASK ?
					  waker->task : NULL, waker->stacks);
	return error;
}

/* A wait behind a block is where that was, which is told there. */
static bool segment_has_stacks(const struct gentrace_segment *segment)
{
	return segment->waker.stacks || (segment->stacks && !segment->woken_ns);
}

static __u8 segment_flags(const struct task_lane *lane, const struct gentrace_segment *segment)
{
	bool blocked = segment->doing == GENTRACE_DOING_BLOCK;

	return (segment->doing & SEGMENT_DOING) |
	       (segment->begin_ns > lane->segments.end_ns ? SEGMENT_GAP : 0) |
	       (segment->cpu != lane->cpu ? SEGMENT_CPU : 0) |
	       (segment->syscall != lane->syscall ? SEGMENT_SYSCALL : 0) |
	       (segment->woken_ns || segment->waker.ns ? SEGMENT_CAUSE : 0) |
	       (segment->hardirq_ns + segment->softirq_ns + segment->nmi_ns ? SEGMENT_STOLEN : 0) |
	       (segment_has_stacks(segment) ? SEGMENT_STACKS : 0) |
	       (blocked && segment->state != lane->state ? SEGMENT_STATE : 0);
}

static int segment_add(struct timeline *timeline, struct task_lane *lane,
		       const struct gentrace_segment *segment)
{
	struct record record = { .bytes = { segment_flags(lane, segment) }, .length = 1 };
	__u8 flags = record.bytes[0];
	__u64 begin_ns = segment->begin_ns;
	int error = 0;

	if (flags & SEGMENT_GAP)
		record_put(&record, begin_ns - lane->segments.end_ns);
	else
		begin_ns = lane->segments.end_ns;
	record_put(&record, segment->end_ns > begin_ns ? segment->end_ns - begin_ns : 0);
	if (flags & SEGMENT_CPU)
		record_put(&record, lane->cpu = segment->cpu);
	if (flags & SEGMENT_SYSCALL)
		error = put_syscall(timeline, &record, lane->syscall = segment->syscall);
	if (flags & SEGMENT_STATE)
		record_put(&record, lane->state = segment->state);
	if (flags & SEGMENT_STOLEN && segment->doing == GENTRACE_DOING_RUN) {
		record_put(&record, segment->hardirq_ns);
		record_put(&record, segment->softirq_ns);
		record_put(&record, segment->nmi_ns);
	}
	if (!error && flags & SEGMENT_CAUSE && segment->doing == GENTRACE_DOING_BLOCK)
		error = put_waker(timeline, &record, segment);
	if (!error && flags & SEGMENT_STACKS && segment->doing != GENTRACE_DOING_RUN)
		error = put_stacks(timeline, &record, segment);
	return error ?: lane_append(timeline, &lane->segments, &record,
				    segment->end_ns > begin_ns ? segment->end_ns : begin_ns);
}

static void timeline_extend(struct timeline *timeline, __u64 begin_ns, __u64 end_ns)
{
	timeline->full_ns = end_ns;
	if (begin_ns < timeline->begin_ns)
		timeline->begin_ns = begin_ns;
	if (end_ns > timeline->end_ns)
		timeline->end_ns = end_ns;
}

int timeline_segment(void *data, const struct gentrace_segment *segment)
{
	struct timeline *timeline = data;
	struct task_lane *lane;
	int error;

	if (!answer_wants(&timeline->answer, segment->task, segment->cpu, segment->begin_ns,
			  segment->end_ns))
		return 0;
	timeline_extend(timeline, segment->begin_ns, segment->end_ns);
	timeline->segments++;
	error = task_lane_get(timeline, segment->task, &lane);
	/* The waker can be a task that makes the list grow: the lane is looked up last. */
	if (!error && segment->waker.task)
		error = task_lane_get(timeline, segment->waker.task, &lane) ?:
			task_lane_get(timeline, segment->task, &lane);
	error = error ?: segment_add(timeline, lane, segment);
	if (error || segment->doing != GENTRACE_DOING_RUN)
		return error;
	return shift_add(timeline, segment);
}

static int syscall_add(struct timeline *timeline, const struct gentrace_call *call)
{
	struct record record = { .length = 0 };
	struct task_lane *lane;
	__u64 end_ns;
	int error;

	if (!call->task)
		return 0;
	error = task_lane_get(timeline, call->task, &lane);
	if (error)
		return error;
	end_ns = record_span(&record, &lane->calls, call->begin_ns, call->end_ns);
	error = put_syscall(timeline, &record, call->id);
	record_put(&record, gentrace_zigzag(call->result));
	return error ?: lane_append(timeline, &lane->calls, &record, end_ns);
}

static int interrupt_add(struct timeline *timeline, const struct gentrace_call *call)
{
	static const enum strip strips[] = {
		[GENTRACE_CALL_HARDIRQ] = STRIP_HARDIRQ,
		[GENTRACE_CALL_SOFTIRQ] = STRIP_SOFTIRQ,
		[GENTRACE_CALL_NMI] = STRIP_NMI,
	};
	struct record record = { .length = 0 };
	char name[GENTRACE_NAME_MAX];
	struct cpu_lane *cpu;
	struct lane *lane;
	__u64 end_ns;
	int error;

	if (call->cpu >= GENTRACE_CPUS_MAX)
		return 0;
	error = cpu_lane_get(timeline, call->cpu, &cpu);
	if (error)
		return error;
	lane = &cpu->strip[strips[call->kind]];
	end_ns = record_span(&record, lane, call->begin_ns, call->end_ns);
	error = record_put_task(timeline, &record, call->task) ?:
		record_put_text(timeline, &record, call_raw_name(name, call));
	return error ?: lane_append(timeline, lane, &record, end_ns);
}

int timeline_call(void *data, const struct gentrace_call *call)
{
	struct timeline *timeline = data;

	if (!answer_wants(&timeline->answer, call->task, call->cpu, call->begin_ns, call->end_ns))
		return 0;
	timeline_extend(timeline, call->begin_ns, call->end_ns);
	switch (call->kind) {
	case GENTRACE_CALL_SYSCALL:
		return syscall_add(timeline, call);
	case GENTRACE_CALL_REQUEST:
		return timeline_request(timeline, call);
	case GENTRACE_CALL_LOCK:
		return timeline_lock(timeline, call);
	default:
		return interrupt_add(timeline, call);
	}
}

void lanes_clear(struct timeline *timeline)
{
	size_t i, strip;

	for (i = 0; i < timeline->tasks; i++) {
		free(timeline->task[i].segments.bytes);
		free(timeline->task[i].calls.bytes);
		free(timeline->task[i].locks.bytes);
	}
	for (i = 0; i < timeline->cpus; i++) {
		for (strip = 0; strip < STRIP_COUNT; strip++)
			free(timeline->cpu[i].strip[strip].bytes);
		free(timeline->cpu[i].locks.bytes);
	}
	free(timeline->task);
	free(timeline->cpu);
}
