// SPDX-License-Identifier: GPL-2.0
/* contents_json.c - what a trace file holds, for programs. */
#include "answers/hits.h"
#include "record/config.h"
#include "contents.h"
#include "print/json.h"

static void generation_json(struct json_object *object,
			    const struct contents_generation *generation)
{
	json_add_u64(object, "generation", generation->number);
	json_add_u64(object, "offset_bytes", generation->offset);
	json_add_u64(object, "bytes", generation->bytes);
	json_add_u64(object, "first_ns", generation->first_ns);
	json_add_u64(object, "last_ns", generation->last_ns);
	json_add_u64(object, "events", generation->events);
	json_add_u64(object, "lost", generation->lost);
	json_add_bool(object, "complete", generation->complete);
	json_add_bool(object, "damaged", generation->damaged);
	if (generation->complete)
		json_add_text(object, "end_reason",
			      gentrace_end_reason_name(generation->reason) ?: "unknown");
}

static void names_json(struct json_object *object, const struct contents_session *session)
{
	json_add_u64(object, "stacks", session->stacks);
	json_add_u64(object, "generations_without_names", session->nameless);
	if (!session->named)
		return;
	json_add_text(object, "kernel", gentrace_naming_name(session->kernel_naming) ?: "unknown");
	json_add_text(object, "user", gentrace_naming_name(session->user_naming) ?: "unknown");
	json_add_u64(object, "functions", session->functions);
	json_add_u64(object, "processes", session->processes);
	json_add_u64(object, "processes_without_mappings", session->unmapped);
}

static void session_json(struct json_object *object, const struct contents *contents,
			 const struct contents_session *session)
{
	struct json_object *list;
	char classes[128];
	size_t i;

	json_add_u64(object, "session", session->id);
	json_add_u64(object, "format", session->format);
	json_add_text(object, "release", session->release);
	json_add_u64(object, "realtime_ns", session->realtime_ns);
	json_add_text(object, "clock", gentrace_clock_name(session->clock) ?: "unknown");
	json_add_u64(object, "clock_khz", session->khz);
	json_add_u64(object, "cpus", session->cpus);
	json_add_text(object, "classes",
		      config_classes(classes, sizeof(classes), session->classes));
	if (*session->filter)
		json_add_text(object, "filter", session->filter);
	json_add_u64(object, "batch_bytes", session->batch_bytes);
	json_add_u64(object, "pool_bytes", session->pool_bytes);
	json_add_u64(object, "period_ns", session->period_ns);
	if (session->stacks)
		names_json(json_add_object(object, "stacks"), session);
	list = json_add_array(object, "generations");
	for (i = 0; i < session->count; i++)
		generation_json(json_append_object(list),
				&contents->generations[session->first + i]);
}

int contents_print_json(const struct contents *contents)
{
	struct json_object *root = json_object_new_object(), *list;
	size_t i;

	json_add_text(root, "file", contents->path);
	json_add_u64(root, "bytes", contents->totals.bytes);
	json_add_u64(root, "skipped_bytes", contents->totals.skipped);
	list = json_add_array(root, "sessions");
	for (i = 0; i < contents->session_count; i++)
		session_json(json_append_object(list), contents, &contents->sessions[i]);
	hits_json(root, contents->model, contents->generations->first_ns);
	json_print(root);
	return 0;
}
