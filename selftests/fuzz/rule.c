// SPDX-License-Identifier: GPL-2.0
/*
 * rule.c - libFuzzer target: any bytes as a rule of tracectl assert.
 *
 * A refusal says where and what, in plain text. What is a rule is the same rule again by
 * the text that is shown of it.
 */
#include <assert.h>
#include <string.h>

#include "../../tools/tracectl/rules/rule.h"
#include "target.h"

static void check_plain(const char *text, size_t size)
{
	assert(memchr(text, 0, size));
	for (; *text; text++)
		assert(*text >= ' ' && *text <= '~');
}

static void check_condition(const struct rule_condition *a, const struct rule_condition *b)
{
	assert(a->key == b->key && a->relation == b->relation);
	if (rule_key_is_text(a->key))
		assert(!strcmp(a->pattern, b->pattern));
	else
		assert(a->number == b->number);
}

static void check_again(const struct rule *rule)
{
	struct rule_error error;
	struct rule again;
	size_t i;

	assert(rule_parse(&again, rule->text, strlen(rule->text), &error) == 1);
	assert(!strcmp(again.text, rule->text));
	assert(again.measure == rule->measure && again.statistic == rule->statistic);
	assert(again.relation == rule->relation && again.bound == rule->bound);
	assert(again.unit == rule->unit && again.conditions == rule->conditions);
	for (i = 0; i < rule->conditions; i++)
		check_condition(&rule->condition[i], &again.condition[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct rule_error error;
	struct rule rule;
	int found = rule_parse(&rule, (const char *)bytes, length, &error);

	if (found < 0) {
		assert(error.offset <= length && error.text[0] && error.hint[0]);
		check_plain(error.text, sizeof(error.text));
		check_plain(error.hint, sizeof(error.hint));
	} else if (found) {
		check_again(&rule);
	}
	return 0;
}
