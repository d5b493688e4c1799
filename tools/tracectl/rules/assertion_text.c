// SPDX-License-Identifier: GPL-2.0
/* assertion_text.c - which rules hold, for people. */
#include <stdio.h>
#include <string.h>

#include "assertion.h"
#include "answers/calls.h"
#include "read/proof.h"
#include "print/table.h"
#include "print/terminal.h"

#define COUNT(array)	(sizeof(array) / sizeof(*(array)))

static const enum terminal_style styles[] = {
	[TALLY_HOLDS] = TERMINAL_GOOD,
	[TALLY_BROKEN] = TERMINAL_BAD,
	[TALLY_UNKNOWN] = TERMINAL_WARN,
	[TALLY_NOTHING] = TERMINAL_BAD,
};

static void head_print(const struct assertion *assertion)
{
	static const char *const verbs[] = {
		[TALLY_HOLDS] = "hold", [TALLY_BROKEN] = "broken", [TALLY_UNKNOWN] = "unknown",
		[TALLY_NOTHING] = "about nothing",
	};
	size_t result, count;

	printf("%s: %zu rule%s", trace_name(assertion->answer.path), assertion->rules,
	       units_s(assertion->rules));
	for (result = 0; result < TALLY_RESULTS; result++) {
		count = assertion_count(assertion, result);
		if (count)
			printf(", %zu %s%s", count, verbs[result],
			       result == TALLY_HOLDS && count == 1 ? "s" : "");
	}
	putchar('\n');
	trace_print_window(&assertion->answer.trace);
	proof_print_line(assertion->answer.path, assertion->answer.verify);
}

static const char *ppm_text(char buffer[static UNITS_MAX], __u64 ppm)
{
	snprintf(buffer, UNITS_MAX, "%llu.%04llu %%", ppm / 10000, ppm % 10000);
	return buffer;
}

/* Exact, as it is compared: a rounded 5.00 ms would say nothing about 5ms. */
static const char *exact_ns(char buffer[static UNITS_MAX], __u64 ns)
{
	static const struct {
		const char *name;
		__u64 ns;
		int digits;
	} units[] = { { "s", 1000000000, 9 }, { "ms", 1000000, 6 }, { "us", 1000, 3 } };
	size_t i, length;

	for (i = 0; i < COUNT(units) && ns < units[i].ns; i++)
		;
	if (i == COUNT(units)) {
		snprintf(buffer, UNITS_MAX, "%llu ns", ns);
		return buffer;
	}
	length = snprintf(buffer, UNITS_MAX, "%llu.%0*llu", ns / units[i].ns, units[i].digits,
			  ns % units[i].ns);
	while (buffer[length - 1] == '0')
		length--;
	if (buffer[length - 1] == '.')
		length--;
	snprintf(buffer + length, UNITS_MAX - length, " %s", units[i].name);
	return buffer;
}

static void found_text(char *buffer, size_t size, const struct assertion *assertion, size_t i)
{
	const struct tally *tally = &assertion->tally[i];
	const struct rule *rule = &assertion->rule[i];
	bool certain = !tally->at_least && !(tally->touched && rule_permille(rule->statistic));
	char number[UNITS_MAX];

	if (!tally->has_value) {
		snprintf(buffer, size, "-");
		return;
	}
	if (rule->unit == RULE_UNIT_NS)
		exact_ns(number, tally->value);
	else if (rule->unit == RULE_UNIT_PPM)
		ppm_text(number, tally->value);
	else
		units_count(number, tally->value);
	snprintf(buffer, size, "%s%s%s", tally->at_least ? "at least " : "", number,
		 certain || tally->at_least ? "" : "~");
}

static int rules_print(const struct assertion *assertion)
{
	static const struct table_column columns[] = {
		{ "RESULT", false }, { "RULE", false }, { "FOUND", true }, { "OF", false },
	};
	struct table *table = table_create(columns, COUNT(columns));
	char text[TERMINAL_ESCAPED(RULE_LENGTH_MAX)], number[UNITS_MAX];
	size_t i;

	for (i = 0; i < assertion->rules; i++) {
		const struct tally *tally = &assertion->tally[i];
		const struct rule *rule = &assertion->rule[i];

		table_row(table);
		table_cell_styled(table, assertion_result_name(tally->result), styles[tally->result]);
		table_cell(table, terminal_escape(text, sizeof(text), rule->text, strlen(rule->text)));
		found_text(text, sizeof(text), assertion, i);
		table_cell(table, text);
		snprintf(text, sizeof(text), "%s %s%s", units_count(number, tally->of),
			 assertion_noun(rule), units_s(tally->of));
		table_cell(table, text);
	}
	table_heading("RULES");
	return table_print(table);
}

static void rule_heading(const struct assertion *assertion, size_t i)
{
	const struct rule *rule = &assertion->rule[i];
	enum tally_result result = assertion->tally[i].result;
	char text[TERMINAL_ESCAPED(RULE_LENGTH_MAX)];

	printf("\n%s%s%s: %s", terminal_style(stdout, styles[result]), assertion_result_name(result),
	       terminal_style(stdout, TERMINAL_PLAIN),
	       terminal_escape(text, sizeof(text), rule->text, strlen(rule->text)));
	if (rule->file)
		printf("  (%s:%u)", rule->file, rule->line);
	putchar('\n');
}

static void nothing_print(const struct assertion *assertion, size_t i)
{
	const char *why = assertion_why_nothing(assertion, i);

	printf("  it selects nothing, so it cannot hold: %s\n",
	       why ?: "there was none of what it is about");
}

static void unknown_print(const struct assertion *assertion, size_t i)
{
	const struct rule *rule = &assertion->rule[i];
	const struct gentrace_loss *loss = assertion_loss(assertion, rule);
	char from[UNITS_MAX], to[UNITS_MAX], count[UNITS_MAX];

	if (assertion->broken) {
		puts("  the trace contradicts itself or is damaged, and proves nothing");
	} else if (loss) {
		printf("  what was lost could have decided it, first of all %s events of class %s on CPU %u,\n"
		       "  from %s to %s\n", units_count(count, loss->count),
		       gentrace_class_name(loss->class) ?: "any", loss->cpu,
		       answer_since(&assertion->answer, from, loss->first),
		       answer_since(&assertion->answer, to, loss->last));
	} else if (assertion->tally[i].touched) {
		puts("  what is missing from the trace could have decided it: tracectl verify");
	} else {
		puts("  it depends on tasks whose priority, name or cgroup the trace does not tell");
	}
}

static void breaking_print(const struct tally *tally, const struct rule *rule)
{
	char some[UNITS_MAX], all[UNITS_MAX];

	if (tally->result == TALLY_BROKEN && tally->touched)
		puts("  whatever was lost, it is broken by what was not");
	if (tally->result == TALLY_BROKEN && tally->breaking)
		printf("  %s of %s %s%s break%s it\n", units_count(some, tally->breaking),
		       units_count(all, tally->of), assertion_noun(rule), units_s(tally->of),
		       tally->breaking == 1 ? "s" : "");
}

static const char *call_preposition(enum rule_measure measure)
{
	switch (measure) {
	case RULE_SYSCALL:
		return " of ";
	case RULE_REQUEST:
		return ", begun by ";
	case RULE_LOCK:
		return ", waited for by ";
	default:
		return " while ";
	}
}

/* "worst: fsync of db/12, 81.2 ms, from 1.5 s on CPU 2". */
static void instance_print(const struct assertion *assertion, size_t i)
{
	const struct tally_sample *worst = &assertion->tally[i].instance;
	const struct rule *rule = &assertion->rule[i];
	bool call = rule->measure >= RULE_SYSCALL && rule->measure <= RULE_LOCK;
	char name[CALLS_NAME_MAX], task[ANSWER_TASK_MAX], ns[UNITS_MAX], from[UNITS_MAX], to[UNITS_MAX];

	printf("  worst: %s%s%s, %s, from %s on CPU %u\n", call ? call_name(name, &worst->call) : "",
	       call ? call_preposition(rule->measure) : "",
	       answer_task(task, worst->task), exact_ns(ns, worst->end_ns - worst->begin_ns),
	       answer_since(&assertion->answer, from, worst->begin_ns), worst->cpu);
	printf("  next: tracectl dump --from %s --to %s", from,
	       answer_since(&assertion->answer, to, worst->end_ns));
	if (worst->task && rule->measure <= RULE_SYSCALL)
		printf(" --pid %u", worst->task->pid);
	else
		printf(" --cpu %u", worst->cpu);
	printf(" %s\n", trace_argument(assertion->answer.path));
}

static void lost_print(const struct assertion *assertion)
{
	printf("  next: tracectl verify %s\n", trace_argument(assertion->answer.path));
}

static void rule_print(const struct assertion *assertion, size_t i)
{
	const struct tally *tally = &assertion->tally[i];
	const struct rule *rule = &assertion->rule[i];

	if (tally->result == TALLY_HOLDS)
		return;
	rule_heading(assertion, i);
	if (tally->result == TALLY_NOTHING)
		nothing_print(assertion, i);
	if (tally->result == TALLY_UNKNOWN)
		unknown_print(assertion, i);
	breaking_print(tally, rule);
	if (tally->has_worst)
		instance_print(assertion, i);
	else if (rule->measure == RULE_LOST)
		lost_print(assertion);
}

int assertion_print(const struct assertion *assertion)
{
	size_t i;

	head_print(assertion);
	if (rules_print(assertion))
		return -1;
	for (i = 0; i < assertion->rules; i++)
		rule_print(assertion, i);
	return 0;
}
