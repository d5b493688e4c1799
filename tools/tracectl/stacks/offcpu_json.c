// SPDX-License-Identifier: GPL-2.0
/* offcpu_json.c - what tasks did while they were on no CPU, for programs. */
#include "print/json.h"
#include "offcpu.h"

static void group_json(struct json_object *object, const struct answer *answer,
		       const struct offcpu_group *group)
{
	const struct offcpu_key *key = &group->key;
	char text[OFFCPU_TEXT_MAX];

	answer_add_task(object, "task", key->task);
	json_add_text(object, "doing", offcpu_doing(key));
	json_add_text(object, "kind", offcpu_kind(key));
	json_add_u64(object, "ns", group->ns);
	json_add_u64(object, "count", group->count);
	json_add_u64(object, "longest_ns", group->longest_ns);
	json_add_u64(object, "longest_at_ns", group->longest_at);
	json_add_bool(object, "lossy", group->lossy);
	if (key->syscall != GENTRACE_SYSCALL_NONE)
		json_add_text(object, "syscall", offcpu_syscall(text, key));
	frames_json(object, "stack", answer, key->stacks);
	if (!key->woken)
		return;
	json_add_text(object, "woken_in", gentrace_level_name(key->level) ?: "unknown");
	if (key->level == GENTRACE_LEVEL_TASK)
		answer_add_task(object, "waker", key->waker);
	else if (key->source)
		json_add_text(object, "woken_by", key->source);
	frames_json(object, "waker_stack", answer, key->waker_stacks);
}

void offcpu_print_json(const struct offcpu *offcpu)
{
	struct json_object *root = json_object_new_object(), *list;
	size_t i;

	answer_add_head(root, &offcpu->answer);
	json_add_u64(root, "blocked_ns", offcpu->ns[GENTRACE_DOING_BLOCK]);
	json_add_u64(root, "wait_ns", offcpu->ns[GENTRACE_DOING_WAIT]);
	json_add_u64(root, "unknown_ns", offcpu->ns[GENTRACE_DOING_UNKNOWN]);
	list = json_add_array(root, "groups");
	for (i = 0; i < offcpu->groups.count; i++)
		group_json(json_append_object(list), &offcpu->answer, offcpu_group(offcpu, i));
	json_print(root);
}
