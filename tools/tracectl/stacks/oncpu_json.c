// SPDX-License-Identifier: GPL-2.0
/* oncpu_json.c - where the time of CPUs went, for programs. */
#include "print/json.h"
#include "oncpu.h"

static void group_json(struct json_object *object, const struct oncpu *oncpu,
		       const struct oncpu_group *group)
{
	const struct gentrace_stacks *stacks = group->key.stacks;

	answer_add_task(object, "task", group->key.task);
	json_add_text(object, "where", oncpu_where(&group->key));
	json_add_u64(object, "samples", group->count);
	json_add_u64(object, "ns", oncpu_ns(oncpu, group->count));
	frames_json(object, "stack", &oncpu->answer, stacks);
}

void oncpu_print_json(const struct oncpu *oncpu)
{
	struct json_object *root = json_object_new_object(), *list;
	size_t i;

	answer_add_head(root, &oncpu->answer);
	json_add_u64(root, "hz", oncpu->hz);
	json_add_bool(root, "rates_differ", oncpu->rates_differ);
	json_add_u64(root, "cpus", oncpu->cpus);
	json_add_u64(root, "samples", oncpu->busy);
	json_add_u64(root, "idle_samples", oncpu->idle);
	json_add_u64(root, "lost_samples", oncpu_lost(oncpu));
	if (!oncpu_is_filtered(oncpu)) {
		json_add_u64(root, "expected_samples", oncpu_expected(oncpu));
		if (oncpu->switches)
			json_add_u64(root, "expected_busy_samples",
				     oncpu_samples(oncpu, oncpu->run_ns));
	}
	if (oncpu->switches)
		json_add_u64(root, "run_ns", oncpu->run_ns);
	list = json_add_array(root, "groups");
	for (i = 0; i < oncpu->groups.count; i++)
		group_json(json_append_object(list), oncpu, oncpu_group(oncpu, i));
	json_print(root);
}
