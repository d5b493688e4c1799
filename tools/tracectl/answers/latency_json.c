// SPDX-License-Identifier: GPL-2.0
/* latency_json.c - wakeup latencies, for programs. */
#include "print/json.h"
#include "latency.h"

static void groups_json(struct json_object *root, const struct latency *latency)
{
	static const char *const names[] = { "tasks", "cpus", "priorities" };
	struct json_object *list = json_add_array(root, names[latency->key]), *object;
	size_t i;

	for (i = 0; i < latency->groups && latency->group[i].latency.count; i++) {
		const struct latency_group *group = &latency->group[i];

		object = json_append_object(list);
		if (latency->key == LATENCY_TASK)
			answer_add_task(object, "task", group->task);
		else if (latency->key == LATENCY_CPU)
			json_add_u64(object, "cpu", group->number);
		else if (group->number < 140)
			json_add_u64(object, "prio", group->number);
		json_add_bool(object, "lossy", group->lossy);
		json_add_u64(object, "worst_at_ns", group->worst_at);
		answer_add_latency(object, &group->latency);
	}
}

static void worst_json(struct json_object *root, const struct latency *latency)
{
	struct json_object *list = json_add_array(root, "worst"), *object;
	size_t i;

	for (i = 0; i < latency->worst.count; i++) {
		const struct latency_worst *worst = (const struct latency_worst *)latency->worst.list + i;

		object = json_append_object(list);
		answer_add_task(object, "task", worst->task);
		json_add_u64(object, "begin_ns", worst->begin_ns);
		json_add_u64(object, "end_ns", worst->end_ns);
		json_add_u64(object, "cpu", worst->cpu);
		if (!worst->instead)
			continue;
		answer_add_task(object, "instead", worst->instead);
		json_add_u64(object, "instead_ns", worst->instead_ns);
		json_add_u64(object, "others", worst->others);
		json_add_u64(object, "others_ns", worst->others_ns);
	}
}

void latency_print_json(const struct latency *latency)
{
	struct json_object *root = json_object_new_object(), *list, *object;
	unsigned int i;

	answer_add_head(root, &latency->answer);
	answer_add_latency(json_add_object(root, "all"), &latency->all);
	list = json_add_array(root, "histogram");
	for (i = 0; latency->all.count && i <= latency_octave(latency->all.max); i++) {
		object = json_append_object(list);
		json_add_u64(object, "below_ns", i < 64 ? 1ull << i : ~0ull);
		json_add_u64(object, "count", latency->octave[i]);
	}
	groups_json(root, latency);
	worst_json(root, latency);
	json_print(root);
}
