// SPDX-License-Identifier: GPL-2.0
/* diff_json.c - what differs between two traces, for programs. */
#include "diff.h"
#include "print/json.h"
#include "answers/syscalls.h"

static void side_json(struct json_object *root, const char *key, const struct side *side)
{
	struct json_object *object = json_add_object(root, key);

	answer_add_head(object, &side->answer);
	json_add_u64(object, "span_ns", side->span_ns);
	json_add_u64(object, "slice_ns", side->slice_ns);
	json_add_u64(object, "slices", side->slices);
}

static void spread_json(struct json_object *root, const char *key, const struct spread *spread)
{
	struct json_object *object = json_add_object(root, key);

	json_add_u64(object, "samples", spread->count);
	json_add_u64(object, "q1_ns", spread->q1);
	json_add_u64(object, "median_ns", spread->median);
	json_add_u64(object, "q3_ns", spread->q3);
	json_add_u64(object, "a_second_ns", spread->per_s);
}

static void change_json(struct json_object *object, const struct change *change)
{
	char name[SYSCALL_NAME_MAX];

	json_add_text(object, "verdict", change_verdict_name(change->verdict));
	json_add_text(object, "what", change_kind_name(change->kind));
	json_add_text(object, "of", change->kind == CHANGE_SYSCALL ?
		      syscall_name(name, change->nr) : change->name);
	json_add_bool(object, "lossy", change->lossy);
	spread_json(object, "before", &change->before);
	spread_json(object, "after", &change->after);
}

void diff_print_json(const struct diff *diff)
{
	struct json_object *root = json_object_new_object(), *list;
	size_t i;

	side_json(root, "before", &diff->before);
	side_json(root, "after", &diff->after);
	list = json_add_array(root, "changes");
	for (i = 0; i < diff->changes; i++)
		change_json(json_append_object(list), &diff->change[i]);
	json_print(root);
}
