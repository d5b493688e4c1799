// SPDX-License-Identifier: GPL-2.0
/* side.c - one of two traces: what each name did, slice by slice. */
#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include <grow.h>

#include "command.h"
#include "side.h"

static int task_compare(const void *left, const void *right)
{
	return strcmp(left, right);
}

/* NULL if memory is short. */
static struct side_task *task_get(struct side *side, const char *comm)
{
	struct side_task *task, **list;
	void *node = tfind(comm, &side->names, task_compare);

	if (node)
		return *(struct side_task **)node;
	/* Grows at powers of two, where the count says that it is full. */
	if (!(side->tasks & (side->tasks - 1))) {
		list = reallocarray(side->task, side->tasks ? 2 * side->tasks : 1, sizeof(*list));
		if (!list)
			return NULL;
		side->task = list;
	}
	task = calloc(1, sizeof(*task));
	if (!task)
		return NULL;
	strcpy(task->comm, comm);
	if (!tsearch(task, &side->names, task_compare)) {
		free(task);
		return NULL;
	}
	side->task[side->tasks++] = task;
	return task;
}

static int task_grow(struct side_task *task, size_t slice)
{
	size_t room = task->slices, i;

	for (i = 0; i < SIDE_ACCOUNTS; i++) {
		__u64 *ns;

		room = task->slices;
		ns = grow_zeroed(task->ns[i], &room, slice, sizeof(*ns));
		if (!ns)
			return -ENOMEM;
		task->ns[i] = ns;
	}
	task->slices = room;
	return 0;
}

/* Each slice gets its part of a segment. */
static int task_charge(const struct side *side, struct side_task *task, enum side_account account,
		       __u64 begin_ns, __u64 end_ns)
{
	size_t first = (begin_ns - side->begin_ns) / side->slice_ns;
	size_t last = (end_ns - 1 - side->begin_ns) / side->slice_ns;
	size_t i;

	if (task_grow(task, last))
		return -ENOMEM;
	for (i = first; i <= last; i++) {
		__u64 slice_begin = side->begin_ns + i * side->slice_ns;
		__u64 from = begin_ns > slice_begin ? begin_ns : slice_begin;
		__u64 to = end_ns < slice_begin + side->slice_ns ? end_ns : slice_begin + side->slice_ns;

		task->ns[account][i] += to - from;
	}
	return 0;
}

/* Begin and end of what is wanted; false if nothing of the segment is. */
static bool side_cut(struct side *side, const struct gentrace_segment *segment, __u64 *begin_ns,
		     __u64 *end_ns)
{
	__u64 from = answer_instant(&side->answer, side->answer.reading.from_ns);
	__u64 to = answer_instant(&side->answer, side->answer.reading.to_ns);

	if (!side->begun) {
		side->begun = true;
		side->begin_ns = gentrace_model_summary(side->answer.model)->first_ns;
		if (side->begin_ns < from)
			side->begin_ns = from;
	}
	*begin_ns = segment->begin_ns > side->begin_ns ? segment->begin_ns : side->begin_ns;
	*end_ns = segment->end_ns < to ? segment->end_ns : to;
	return *begin_ns < *end_ns;
}

static int side_segment(void *data, const struct gentrace_segment *segment)
{
	static const enum side_account accounts[] = {
		[GENTRACE_DOING_RUN] = SIDE_RUN,
		[GENTRACE_DOING_WAIT] = SIDE_WAIT,
		[GENTRACE_DOING_BLOCK] = SIDE_BLOCK,
	};
	struct side *side = data;
	struct side_task *task;
	__u64 begin_ns, end_ns;

	if (segment->doing == GENTRACE_DOING_UNKNOWN ||
	    !side_cut(side, segment, &begin_ns, &end_ns) ||
	    !filter_selects(&side->answer.filter, segment->task, segment->cpu))
		return 0;
	task = task_get(side, segment->task->comm);
	if (!task || task_charge(side, task, accounts[segment->doing], begin_ns, end_ns))
		return -ENOMEM;
	task->lossy |= segment->task->lossy;
	if (!segment->woken_ns || segment->then != GENTRACE_DOING_RUN)
		return 0;
	return gentrace_histogram_add(&task->latency, segment->end_ns - segment->woken_ns);
}

static int side_call(void *data, const struct gentrace_call *call)
{
	struct side *side = data;
	struct side_syscall *syscall;
	size_t i;

	if (call->kind != GENTRACE_CALL_SYSCALL ||
	    !answer_wants(&side->answer, call->task, call->cpu, call->begin_ns, call->end_ns))
		return 0;
	for (i = 0; i < side->syscalls && side->syscall[i].nr != call->id; i++)
		;
	if (i == side->syscalls) {
		syscall = reallocarray(side->syscall, i + 1, sizeof(*syscall));
		if (!syscall)
			return -ENOMEM;
		side->syscall = syscall;
		side->syscall[side->syscalls++] = (struct side_syscall) { .nr = call->id };
	}
	return gentrace_histogram_add(&side->syscall[i].ns, call->end_ns - call->begin_ns);
}

int side_read(struct side *side)
{
	int status = answer_read(&side->answer, side_segment, side_call, side);
	__u64 end_ns, to_ns;
	size_t i;

	if (status)
		return status;
	end_ns = gentrace_model_summary(side->answer.model)->last_ns;
	to_ns = answer_instant(&side->answer, side->answer.reading.to_ns);
	if (end_ns > to_ns)
		end_ns = to_ns;
	side->span_ns = side->begun && end_ns > side->begin_ns ? end_ns - side->begin_ns : 0;
	/* The last one is seldom whole, and says nothing then. */
	side->slices = side->span_ns / side->slice_ns;
	for (i = 0; i < side->tasks; i++)
		if (task_grow(side->task[i], side->slices))
			return trace_no_memory();
	return EXIT_OK;
}

void side_close(struct side *side)
{
	size_t i, account;

	for (i = 0; i < side->tasks; i++) {
		struct side_task *task = side->task[i];

		tdelete(task, &side->names, task_compare);
		for (account = 0; account < SIDE_ACCOUNTS; account++)
			free(task->ns[account]);
		gentrace_histogram_clear(&task->latency);
		free(task);
	}
	for (i = 0; i < side->syscalls; i++)
		gentrace_histogram_clear(&side->syscall[i].ns);
	free(side->task);
	free(side->syscall);
	answer_close(&side->answer);
}

const struct side_task *side_find_task(const struct side *side, const char *comm)
{
	void *node = tfind(comm, (void *const *)&side->names, task_compare);

	return node ? *(struct side_task **)node : NULL;
}

const struct side_syscall *side_find_syscall(const struct side *side, __u64 nr)
{
	size_t i;

	for (i = 0; i < side->syscalls; i++)
		if (side->syscall[i].nr == nr)
			return &side->syscall[i];
	return NULL;
}
