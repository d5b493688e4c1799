// SPDX-License-Identifier: GPL-2.0
/* calls_json.c - system calls and interrupts, for programs. */
#include <string.h>

#include "calls.h"
#include "print/json.h"

/* What only some kinds have. */
static void request_json(struct json_object *object, const struct gentrace_call *call)
{
	char flags[GENTRACE_VALUE_TEXT_MAX];

	json_add_u64(object, "sector", call->sector);
	json_add_u64(object, "bytes", call->sectors * CALLS_SECTOR_BYTES);
	json_add_text(object, "flags", call->flags ? gentrace_value_text(flags, GENTRACE_TYPE_blkflags,
									 call->flags) ?: "" : "");
	json_add_u64(object, "queue_ns", call->queue_ns);
}

static void call_json(struct json_object *object, const struct calls *calls,
		      const struct gentrace_call *call)
{
	char name[CALLS_NAME_MAX];

	json_add_text(object, "kind", call_kind_name(call));
	json_add_u64(object, "number", call->id);
	json_add_text(object, "name", call_name(name, call));
	json_add_u64(object, "begin_ns", call->begin_ns);
	json_add_u64(object, "end_ns", call->end_ns);
	json_add_u64(object, "cpu", call->cpu);
	answer_add_task(object, "task", call->task);
	if (calls->what == CALLS_INTERRUPTS)
		return;
	json_add_bool(object, "lossy", call->lossy);
	json_add_i64(object, "result", call->result);
	if (calls->what == CALLS_REQUESTS) {
		request_json(object, call);
		return;
	}
	if (calls->what == CALLS_LOCKS)
		json_add_text(object, "level", gentrace_level_name(call->level));
	json_add_u64(object, "run_ns", call->run_ns);
	json_add_u64(object, "wait_ns", call->wait_ns);
	json_add_u64(object, "blocked_ns", call->block_ns);
	json_add_u64(object, "unknown_ns", call->unknown_ns);
}

static void kind_json(struct json_object *object, const struct calls *calls,
		      const struct calls_kind *kind)
{
	char name[CALLS_NAME_MAX];

	json_add_text(object, "kind", call_kind_name(&kind->longest));
	json_add_u64(object, "number", kind->longest.id);
	json_add_text(object, "name", call_name(name, &kind->longest));
	json_add_u64(object, "count", kind->ns.count);
	json_add_u64(object, "total_ns", kind->ns.sum);
	json_add_u64(object, "p50_ns", gentrace_histogram_percentile(&kind->ns, 500));
	json_add_u64(object, "p95_ns", gentrace_histogram_percentile(&kind->ns, 950));
	json_add_u64(object, "p99_ns", gentrace_histogram_percentile(&kind->ns, 990));
	json_add_u64(object, "max_ns", kind->ns.max);
	json_add_u64(object, "max_at_ns", kind->longest.begin_ns);
	json_add_u64(object, "max_cpu", kind->longest.cpu);
	answer_add_task(object, "max_task", kind->longest.task);
	if (calls->what == CALLS_INTERRUPTS)
		return;
	json_add_u64(object, "errors", kind->errors);
	if (calls->what == CALLS_REQUESTS) {
		json_add_u64(object, "bytes", kind->sectors * CALLS_SECTOR_BYTES);
		json_add_u64(object, "queue_ns", kind->queue_ns);
		return;
	}
	json_add_u64(object, "run_ns", kind->run_ns);
	json_add_u64(object, "wait_ns", kind->wait_ns);
	json_add_u64(object, "blocked_ns", kind->block_ns);
	json_add_u64(object, "unknown_ns", kind->unknown_ns);
}

void calls_print_json(const struct calls *calls)
{
	struct json_object *root = json_object_new_object(), *list;
	size_t i;

	answer_add_head(root, &calls->answer);
	json_add_u64(root, "unfinished", calls_unfinished(calls));
	list = json_add_array(root, "calls");
	for (i = 0; i < calls->kinds; i++)
		kind_json(json_append_object(list), calls, &calls->kind[i]);
	list = json_add_array(root, "worst");
	for (i = 0; i < calls->worst.count; i++)
		call_json(json_append_object(list), calls, calls_worst(calls, i));
	json_print(root);
}
