// SPDX-License-Identifier: GPL-2.0
/* assertion_json.c - which rules hold, for programs. */
#include <stdio.h>

#include "assertion.h"
#include "answers/calls.h"
#include "print/json.h"

/* A number in units of the rule: "bound_ns", "bound_ppm", "bound". */
static void number_json(struct json_object *object, const char *name, const struct rule *rule,
			__u64 number)
{
	static const char *const suffixes[] = {
		[RULE_UNIT_NONE] = "", [RULE_UNIT_NS] = "_ns", [RULE_UNIT_PPM] = "_ppm",
	};
	char key[32];

	snprintf(key, sizeof(key), "%s%s", name, suffixes[rule->unit]);
	json_add_u64(object, key, number);
}

static void worst_json(struct json_object *object, const struct assertion *assertion, size_t i)
{
	const struct tally_sample *worst = &assertion->tally[i].instance;
	enum rule_measure measure = assertion->rule[i].measure;
	char name[GENTRACE_NAME_MAX];

	if (!assertion->tally[i].has_worst)
		return;
	object = json_add_object(object, "worst");
	answer_add_task(object, "task", worst->task);
	json_add_u64(object, "cpu", worst->cpu);
	json_add_u64(object, "begin_ns", worst->begin_ns);
	json_add_u64(object, "end_ns", worst->end_ns);
	json_add_u64(object, "since_ns", worst->begin_ns - answer_instant(&assertion->answer, 0));
	json_add_bool(object, "certain", worst->certain);
	if (measure >= RULE_SYSCALL && measure <= RULE_LOCK)
		json_add_text(object, "name", call_raw_name(name, &worst->call));
}

static void rule_json(struct json_object *object, const struct assertion *assertion, size_t i)
{
	const struct tally *tally = &assertion->tally[i];
	const struct rule *rule = &assertion->rule[i];

	json_add_text(object, "rule", rule->text);
	if (rule->file)
		json_add_text(object, "file", rule->file);
	json_add_u64(object, "line", rule->line);
	json_add_text(object, "result", assertion_result_name(tally->result));
	json_add_text(object, "measure", rule_measure_name(rule->measure));
	json_add_text(object, "statistic", rule_statistic_name(rule->statistic));
	json_add_text(object, "relation", rule_relation_name(rule->relation));
	number_json(object, "bound", rule, rule->bound);
	if (tally->has_value)
		number_json(object, "value", rule, tally->value);
	json_add_bool(object, "at_least", tally->at_least);
	json_add_bool(object, "lossy", tally->touched);
	json_add_u64(object, "of", tally->of);
	json_add_u64(object, "breaking", tally->breaking);
	worst_json(object, assertion, i);
}

void assertion_print_json(const struct assertion *assertion)
{
	struct json_object *root = json_object_new_object(), *list;
	size_t i;

	answer_add_head(root, &assertion->answer);
	for (i = 0; i < TALLY_RESULTS; i++)
		json_add_u64(root, assertion_result_name(i), assertion_count(assertion, i));
	list = json_add_array(root, "rules");
	for (i = 0; i < assertion->rules; i++)
		rule_json(json_append_object(list), assertion, i);
	json_print(root);
}
