// SPDX-License-Identifier: GPL-2.0
/*
 * request.c - requests of block devices, from the I/O scheduler or the driver until
 * they are done, told to who observes calls.
 *
 * Device, sector and operation say which request it is. A driver may do it in parts:
 * the next part begins where the one before has ended. Flushes have no sector: of those
 * that a device has at a time, the first is known.
 */
#include <errno.h>

#include "pending.h"

/* The three events have these in common, at the same places. */
#define VALUE(entry, arg)	((entry)->value[GENTRACE_ARG(block_rq_complete, arg)])

static __u64 request_what(const struct gentrace_entry *entry)
{
	return VALUE(entry, dev) << 8 | (VALUE(entry, op) & 0xff);
}

/* If it is there already, the driver has given it back. */
static int request_begin(struct gentrace_model *model, const struct cpu *cpu,
			 const struct gentrace_entry *entry, struct begun **begun)
{
	const struct begun new = {
		.what = request_what(entry),
		.where = VALUE(entry, sector),
		.since = entry->ns,
		.gaps = model->class_gaps[GENTRACE_CLASS_BLOCK],
		.cpu = entry->cpu,
		.task = entry->level == GENTRACE_LEVEL_TASK ? task_find(model, cpu->pid) : NULL,
	};

	return pending_begin(&model->requests, &new, begun);
}

static int request_insert(struct gentrace_model *model, const struct cpu *cpu,
			  const struct gentrace_entry *entry)
{
	struct begun *begun;

	return request_begin(model, cpu, entry, &begun);
}

static int request_issue(struct gentrace_model *model, const struct cpu *cpu,
			 const struct gentrace_entry *entry)
{
	struct begun *begun;

	if (request_begin(model, cpu, entry, &begun))
		return -ENOMEM;
	if (!begun || begun->issued)
		return 0;
	begun->issued = entry->ns;
	begun->flags = (__u32)VALUE(entry, flags);
	begun->sectors = VALUE(entry, sectors);
	return 0;
}

static int request_tell(struct gentrace_model *model, const struct begun *begun,
			const struct gentrace_entry *entry)
{
	struct gentrace_call call = {
		.kind = GENTRACE_CALL_REQUEST,
		.cpu = begun->cpu,
		.lossy = begun->gaps != model->class_gaps[GENTRACE_CLASS_BLOCK],
		.task = begun->task ? &begun->task->public : NULL,
		.id = VALUE(entry, dev),
		.name = "",
		.begin_ns = begun->since,
		.end_ns = entry->ns > begun->since ? entry->ns : begun->since,
		.result = (__s64)VALUE(entry, error),
		.op = (__u32)VALUE(entry, op),
		.flags = begun->flags,
		.sector = VALUE(entry, sector),
		.sectors = VALUE(entry, sectors),
	};

	if (begun->issued > begun->since)
		call.queue_ns = begun->issued - begun->since;
	return call_tell(model, &call);
}

/* What is not done yet goes on behind what is. */
static int request_go_on(struct gentrace_model *model, const struct begun *part,
			 const struct gentrace_entry *entry)
{
	struct begun rest = *part, *begun;

	rest.where = VALUE(entry, sector) + VALUE(entry, sectors);
	rest.sectors -= VALUE(entry, sectors);
	begun = pending_find(&model->requests, rest.what, rest.where);
	if (!begun)
		return pending_add(&model->requests, &rest, &begun);
	*begun = rest;
	return 0;
}

static int request_complete(struct gentrace_model *model, const struct gentrace_entry *entry)
{
	struct begun *begun = pending_find(&model->requests, request_what(entry),
					   VALUE(entry, sector));
	struct begun part;
	int error;

	/* It began before the trace, or its begin was lost. */
	if (!begun || !begun->issued)
		return 0;
	part = *begun;
	pending_remove(&model->requests, begun);
	error = request_tell(model, &part, entry);
	if (error || VALUE(entry, error) || !VALUE(entry, sectors) ||
	    VALUE(entry, sectors) >= part.sectors)
		return error;
	return request_go_on(model, &part, entry);
}

struct gentrace_call request_pending(const struct gentrace_model *model, const struct begun *begun)
{
	struct gentrace_call call = {
		.kind = GENTRACE_CALL_REQUEST,
		.cpu = begun->cpu,
		.lossy = begun->gaps != model->class_gaps[GENTRACE_CLASS_BLOCK],
		.task = begun->task ? &begun->task->public : NULL,
		.id = begun->what >> 8,
		.name = "",
		.begin_ns = begun->since,
		.end_ns = model->end_ns > begun->since ? model->end_ns : begun->since,
		.op = begun->what & 0xff,
		.flags = begun->flags,
		.sector = begun->where,
		.sectors = begun->sectors,
	};

	if (begun->issued > begun->since)
		call.queue_ns = begun->issued - begun->since;
	else if (!begun->issued)
		call.queue_ns = call.end_ns - call.begin_ns;
	return call;
}

int request_event(struct gentrace_model *model, const struct cpu *cpu,
		  const struct gentrace_entry *entry)
{
	if (!model->call_observer)
		return 0;
	switch (entry->id) {
	case GENTRACE_EVENT_block_rq_insert:
		return request_insert(model, cpu, entry);
	case GENTRACE_EVENT_block_rq_issue:
		return request_issue(model, cpu, entry);
	case GENTRACE_EVENT_block_rq_complete:
		return request_complete(model, entry);
	}
	return 0;
}
