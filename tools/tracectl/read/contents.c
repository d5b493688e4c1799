// SPDX-License-Identifier: GPL-2.0
/* contents.c - what a trace file holds, generation by generation. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "contents.h"

/* Room for one more in a list that doubles whenever it is full. */
static int list_grow(void **list, size_t count, size_t size)
{
	void *more;

	if (count & (count - 1))
		return 0;
	more = reallocarray(*list, count ? 2 * count : 1, size);
	if (!more)
		return -ENOMEM;
	*list = more;
	return 0;
}

static int session_add(struct contents *contents, const struct gentrace_generation *generation)
{
	void *list = contents->sessions;
	struct contents_session *session;

	if (list_grow(&list, contents->session_count, sizeof(*session)))
		return -ENOMEM;
	contents->sessions = list;
	session = &contents->sessions[contents->session_count++];
	*session = (struct contents_session){
		.id = generation->session,
		.realtime_ns = generation->first.realtime,
		.khz = generation->khz,
		.cpus = generation->cpus,
		.classes = generation->classes,
		.batch_bytes = generation->batch_bytes,
		.pool_bytes = generation->pool_bytes,
		.period_ns = generation->period_ns,
		.clock = generation->clock,
		.format = generation->format,
		.first = contents->generation_count,
	};
	memcpy(session->release, generation->release, sizeof(session->release));
	gentrace_filter_text(generation->kept, generation->kept_count, session->filter);
	return 0;
}

static bool contents_is_new_session(const struct contents *contents,
				    const struct gentrace_generation *generation)
{
	return !contents->session_count ||
	       contents->sessions[contents->session_count - 1].id != generation->session;
}

static __u64 generation_lost(const struct gentrace_generation *generation)
{
	__u64 lost = 0;
	size_t i;

	for (i = 0; i < generation->loss_count; i++)
		lost += generation->loss[i].count;
	return lost;
}

static void session_add_names(struct contents_session *session,
			      const struct gentrace_generation *generation)
{
	size_t i;

	session->stacks += generation->stack_count;
	session->nameless += generation->stack_count && !generation->named;
	session->functions += generation->symbol_count;
	session->processes += generation->user_space_count;
	for (i = 0; i < generation->user_space_count; i++)
		session->unmapped += generation->user_space[i].state >= GENTRACE_SPACE_ENDED;
	if (!generation->named)
		return;
	session->named = true;
	session->kernel_naming = generation->kernel_naming;
	session->user_naming = generation->user_naming;
}

int contents_add(struct contents *contents, const struct gentrace_generation *generation)
{
	void *list = contents->generations;
	struct contents_session *session;

	if (list_grow(&list, contents->generation_count, sizeof(*contents->generations)))
		return -ENOMEM;
	contents->generations = list;

	if (contents_is_new_session(contents, generation) &&
	    session_add(contents, generation))
		return -ENOMEM;
	session = &contents->sessions[contents->session_count - 1];
	session->count++;
	session_add_names(session, generation);
	contents->generations[contents->generation_count++] = (struct contents_generation){
		.number = generation->number,
		.offset = generation->offset,
		.bytes = generation->length,
		.first_ns = generation->first.monotonic,
		.last_ns = generation->last.monotonic,
		.events = generation->events,
		.lost = generation_lost(generation),
		.reason = generation->end.reason,
		.complete = generation->complete,
		.damaged = generation->damaged,
	};
	return generation->hit_count ? gentrace_model_add(contents->model, generation) : 0;
}

void contents_clear(struct contents *contents)
{
	free(contents->sessions);
	free(contents->generations);
	gentrace_model_destroy(contents->model);
	*contents = (struct contents){ 0 };
}
