// SPDX-License-Identifier: GPL-2.0
/*
 * hit.c - what a flight recorder has noticed: of a generation, and of a trace.
 *
 * The scan meets hits on its way, so who wants to know of them need not put a generation
 * in order.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "generation.h"
#include "model.h"

#define VALUE(event, arg)	(value[GENTRACE_ARG(event, arg)])

/* ---------------------------------------------------------- of a generation */

/* Room for one more; those that a reader has no memory for are damage. */
static bool hits_have_room(struct generation *generation, const struct gentrace_batch *batch)
{
	size_t room = generation->hit_room ? 2 * generation->hit_room : 16;
	struct gentrace_hit_row *hit;

	if (!generation_charge(generation, sizeof(*hit))) {
		if (generation->cost != generation->limit)
			generation_damage(generation, GENTRACE_RULE_LIMIT, batch, batch->offset,
					  "its hits need more memory than the reader was allowed");
		generation->cost = generation->limit;
		return false;
	}
	if (generation->public.hit_count < generation->hit_room)
		return true;
	hit = reallocarray(generation->hit, room, sizeof(*hit));
	generation->hit_failed |= !hit;
	if (!hit)
		return false;
	generation->hit = hit;
	generation->hit_room = room;
	return true;
}

void hits_note(struct generation *generation, const struct gentrace_batch *batch,
	       const __u64 *value)
{
	if (!hits_have_room(generation, batch))
		return;
	generation->hit[generation->public.hit_count++] = (struct gentrace_hit_row) {
		.time		= batch->last_time,
		.trigger	= VALUE(trigger_hit, trigger),
		.number		= VALUE(trigger_hit, hit),
		.took		= VALUE(trigger_hit, took),
		.pid		= (__u32)VALUE(trigger_hit, pid),
		.cpu		= batch->header.cpu,
		.level		= batch->header.level,
	};
}

static int compare(__u64 a, __u64 b)
{
	return (a > b) - (a < b);
}

static int hit_compare(const void *a, const void *b)
{
	const struct gentrace_hit_row *x = a, *y = b;

	return compare(x->time, y->time) ?: compare(x->number, y->number) ?:
	       compare(x->cpu, y->cpu) ?: compare(x->trigger, y->trigger) ?:
	       compare(x->took, y->took) ?: compare(x->pid, y->pid);
}

void hits_sort(struct generation *generation)
{
	if (generation->public.hit_count)
		qsort(generation->hit, generation->public.hit_count, sizeof(*generation->hit),
		      hit_compare);
}

/* --------------------------------------------------------------- of a trace */

void hits_clear(struct gentrace_model *model)
{
	size_t i;

	for (i = 0; i < model->triggers; i++)
		free(model->trigger[i]);
	free(model->trigger);
	free(model->hit);
}

static const struct gentrace_trigger_row *
trigger_row(const struct gentrace_generation *generation, __u64 number)
{
	size_t i;

	for (i = 0; i < generation->trigger_count; i++)
		if (generation->trigger[i].trigger == number)
			return &generation->trigger[i];
	return NULL;
}

static bool text_is(const char *text, const char *bytes, __u32 length)
{
	return !memcmp(text, bytes, length) && !text[length];
}

static bool trigger_is(const struct gentrace_hit_trigger *trigger, __u64 session,
		       const struct gentrace_trigger_row *row)
{
	return trigger->session == session && trigger->number == row->trigger &&
	       text_is(trigger->name, row->name, row->name_length) &&
	       text_is(trigger->rule, row->rule, row->rule_length);
}

/*
 * Those of a session say the same in each generation, so only the last ones are looked
 * at: with a trace that is not made to be slow, these are all.
 */
static struct gentrace_hit_trigger *trigger_find(const struct gentrace_model *model,
						 const struct gentrace_trigger_row *row)
{
	size_t i, last = model->triggers > GENTRACE_TRIGGERS_MAX ?
			 model->triggers - GENTRACE_TRIGGERS_MAX : 0;

	for (i = model->triggers; i > last; i--)
		if (trigger_is(model->trigger[i - 1], model->now->session, row))
			return model->trigger[i - 1];
	return NULL;
}

/* The trigger of a row, as long as the model lasts. NULL: no memory. */
static struct gentrace_hit_trigger *trigger_keep(struct gentrace_model *model,
						 const struct gentrace_trigger_row *row)
{
	struct gentrace_hit_trigger *trigger = trigger_find(model, row), **list;

	if (trigger)
		return trigger;
	/* Grows at powers of two, where the count says that it is full. */
	if (!(model->triggers & (model->triggers - 1))) {
		list = reallocarray(model->trigger, model->triggers ? 2 * model->triggers : 1,
				    sizeof(*list));
		if (!list)
			return NULL;
		model->trigger = list;
	}
	trigger = calloc(1, sizeof(*trigger));
	if (!trigger)
		return NULL;
	trigger->session = model->now->session;
	trigger->number = row->trigger;
	memcpy(trigger->name, row->name, row->name_length);
	memcpy(trigger->rule, row->rule, row->rule_length);
	model->trigger[model->triggers++] = trigger;
	return trigger;
}

/* The task that had the pid then: one that has come to the trace later had it later. */
static const struct gentrace_task *hit_task(const struct gentrace_model *model,
					    const struct gentrace_hit *hit)
{
	const struct gentrace_task *task = gentrace_model_find(model, hit->pid);

	return task && task->first_ns <= hit->ns ? task : NULL;
}

static int hit_add(struct gentrace_model *model, const struct gentrace_hit_row *row)
{
	const struct gentrace_generation *generation = model->now;
	const struct gentrace_trigger_row *trigger = trigger_row(generation, row->trigger);
	struct gentrace_hit *hit = &model->hit[model->hits];

	*hit = (struct gentrace_hit) {
		.session	= generation->session,
		.generation	= generation->number,
		.number		= row->number,
		.took		= row->took,
		.ns		= gentrace_clock_monotonic(generation, row->time),
		.realtime_ns	= gentrace_clock_realtime(generation, row->time),
		.pid		= row->pid,
		.cpu		= row->cpu,
		.level		= row->level,
	};
	hit->task = hit_task(model, hit);
	hit->trigger = trigger ? trigger_keep(model, trigger) : NULL;
	if (trigger && !hit->trigger)
		return -ENOMEM;
	model->hits++;
	return 0;
}

int hits_add(struct gentrace_model *model)
{
	const struct gentrace_generation *generation = model->now;
	size_t i, wanted = model->hits + generation->hit_count;
	int ret = 0;

	if (wanted > model->hit_room) {
		struct gentrace_hit *hit = reallocarray(model->hit, 2 * wanted, sizeof(*hit));

		if (!hit)
			return -ENOMEM;
		model->hit = hit;
		model->hit_room = 2 * wanted;
	}
	for (i = 0; !ret && i < generation->hit_count; i++)
		ret = hit_add(model, &generation->hit[i]);
	return ret;
}
