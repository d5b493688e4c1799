// SPDX-License-Identifier: GPL-2.0
/*
 * hits.c - what a flight recorder has noticed, in words and for programs.
 *
 * A trace has the rule of a trigger as it was written. What was measured, and what the
 * bound was, is read from there.
 */
#include <stdio.h>
#include <string.h>

#include "hits.h"
#include "print/json.h"
#include "print/terminal.h"

#define RULE_TEXT_MAX	TERMINAL_ESCAPED(GENTRACE_STR_MAX)

struct noticed noticed_of(const struct gentrace_hit *hit)
{
	const struct gentrace_event_info *info;
	struct noticed noticed = { .hit = hit };
	struct rule_error error;
	struct rule rule;

	if (!hit->trigger || rule_parse_trigger(&rule, hit->trigger->rule,
						strlen(hit->trigger->rule), &error) != 1)
		return noticed;
	noticed.known = true;
	noticed.measure = rule.measure;
	noticed.strict = rule.relation == RULE_GREATER;
	noticed.bound = rule.bound;
	info = rule.measure == RULE_EVENT ? gentrace_event_info(rule.event) : NULL;
	noticed.event = info ? info->name : "?";
	return noticed;
}

bool noticed_has_time(const struct noticed *noticed)
{
	return noticed->hit->took && !(noticed->known && noticed->measure == RULE_LOST);
}

bool noticed_is_interrupt(const struct noticed *noticed)
{
	return noticed->known && (noticed->measure == RULE_IRQ ||
				  noticed->measure == RULE_SOFTIRQ ||
				  noticed->measure == RULE_IRQSOFF);
}

const char *noticed_name(char buffer[static NOTICED_NAME_MAX], const struct gentrace_hit *hit)
{
	const char *name = hit->trigger && *hit->trigger->name ? hit->trigger->name : "?";

	return terminal_escape(buffer, NOTICED_NAME_MAX, name, strlen(name));
}

const char *noticed_task(char buffer[static NOTICED_TASK_MAX], const struct gentrace_hit *hit)
{
	const char *comm = hit->task && *hit->task->comm ? hit->task->comm : "?";
	char name[TERMINAL_ESCAPED(GENTRACE_NAME_MAX)];

	*buffer = '\0';
	if (hit->pid && hit->pid != GENTRACE_PID_NONE)
		snprintf(buffer, NOTICED_TASK_MAX, "%s/%u",
			 terminal_escape(name, sizeof(name), comm, strlen(comm)), hit->pid);
	return buffer;
}

static void amount_text(char buffer[static UNITS_MAX + 16], const struct noticed *noticed,
			__u64 amount)
{
	char text[UNITS_MAX];

	if (noticed->known && noticed->measure == RULE_LOST)
		snprintf(buffer, UNITS_MAX + 16, "%s event%s", units_count(text, amount),
			 units_s(amount));
	else
		snprintf(buffer, UNITS_MAX + 16, "%s", units_ns(text, amount));
}

const char *noticed_value(char buffer[static UNITS_MAX + 16], const struct noticed *noticed)
{
	*buffer = '\0';
	if (noticed->hit->took)
		amount_text(buffer, noticed, noticed->hit->took);
	return buffer;
}

/* What was noticed: "waited for a CPU for". */
static const char *measure_text(const struct noticed *noticed)
{
	static const char *const texts[RULE_MEASURES] = {
		[RULE_LATENCY] = "waited for a CPU for", [RULE_WAIT] = "waited for a CPU for",
		[RULE_BLOCKED] = "was blocked for", [RULE_SYSCALL] = "was in a system call for",
		[RULE_IRQ] = "was interrupted by a hardirq for",
		[RULE_SOFTIRQ] = "was interrupted by a softirq for",
		[RULE_IRQSOFF] = "could not be interrupted for at least",
	};

	return noticed->known && texts[noticed->measure] ? texts[noticed->measure] :
							    "something took";
}

#define SENTENCE_MAX	(NOTICED_TASK_MAX + 2 * UNITS_MAX + 160)

/* "web/10 waited for a CPU for 3.00 us, more than 2.00 us". */
static void sentence(char buffer[static SENTENCE_MAX], const struct noticed *noticed)
{
	char task[NOTICED_TASK_MAX], idle[32], value[UNITS_MAX + 16], bound[UNITS_MAX + 16];
	const char *who = noticed_task(task, noticed->hit);

	snprintf(idle, sizeof(idle), "CPU %u, idle,", noticed->hit->cpu);
	if (!*who)
		who = noticed_is_interrupt(noticed) ? idle : "nobody";
	noticed_value(value, noticed);
	amount_text(bound, noticed, noticed->bound);
	if (noticed->known && noticed->measure == RULE_EVENT)
		snprintf(buffer, SENTENCE_MAX, "%s by %s", noticed->event, who);
	else if (noticed->known && noticed->measure == RULE_LOST)
		snprintf(buffer, SENTENCE_MAX, "%s lost in a generation, %s %s",
			 *value ? value : "none", noticed->strict ? "more than" : "at least", bound);
	else if (noticed->known)
		snprintf(buffer, SENTENCE_MAX, "%s %s %s, %s %s", who, measure_text(noticed),
			 *value ? value : "0 ns", noticed->strict ? "more than" : "at least", bound);
	else
		snprintf(buffer, SENTENCE_MAX, "%s, %s", who, *value ? value : "nothing measured");
}

void hit_print(const struct gentrace_hit *hit, __u64 begin_ns)
{
	char name[NOTICED_NAME_MAX], text[SENTENCE_MAX], rule[RULE_TEXT_MAX], since[UNITS_MAX];
	char date[UNITS_DATE_MAX], instant[UNITS_DATE_MAX];
	const struct noticed noticed = noticed_of(hit);

	sentence(text, &noticed);
	printf("noticed     hit %llu, %s%s%s: %s\n", hit->number,
	       terminal_style(stdout, TERMINAL_BOLD), noticed_name(name, hit),
	       terminal_style(stdout, TERMINAL_PLAIN), text);
	printf("            at %s s on CPU %u", units_seconds(since, (__s64)(hit->ns - begin_ns)),
	       hit->cpu);
	if (hit->realtime_ns)
		printf(", %s (%s)", units_instant(instant, hit->realtime_ns),
		       units_date(date, hit->realtime_ns));
	if (hit->trigger)
		printf("; %s", terminal_escape(rule, sizeof(rule), hit->trigger->rule,
					       strlen(hit->trigger->rule)));
	else
		printf("; the trace does not say what was to be noticed");
	putchar('\n');
}

size_t hits_count(const struct gentrace_model *model)
{
	size_t count = 0;

	while (gentrace_model_hit(model, count))
		count++;
	return count;
}

void hits_print(const struct gentrace_model *model, __u64 begin_ns, size_t rows)
{
	const struct gentrace_hit *hit;
	size_t i, count = hits_count(model);
	char text[UNITS_MAX];

	for (i = 0; i < rows && (hit = gentrace_model_hit(model, i)); i++)
		hit_print(hit, begin_ns);
	if (i < count)
		printf("and %s more hit%s: tracectl info --hits shows all\n", units_count(text, count - i),
		       units_s(count - i));
}

const struct gentrace_hit *hits_longest(const struct gentrace_model *model, __u64 from_ns,
					__u64 to_ns, size_t *count)
{
	const struct gentrace_hit *hit, *longest = NULL;
	__u64 ns, most = 0;
	size_t i;

	*count = 0;
	for (i = 0; (hit = gentrace_model_hit(model, i)); i++) {
		const struct noticed noticed = noticed_of(hit);

		if (hit->ns < from_ns || hit->ns > to_ns)
			continue;
		ns = noticed_has_time(&noticed) ? hit->took : 0;
		if (!longest || ns > most) {
			longest = hit;
			most = ns;
		}
		++*count;
	}
	return longest;
}

const struct gentrace_hit *hits_find(const struct gentrace_model *model, __u64 number)
{
	const struct gentrace_hit *hit;
	size_t i;

	for (i = 0; (hit = gentrace_model_hit(model, i)); i++)
		if (hit->number == number)
			return hit;
	return NULL;
}

static void task_json(struct json_object *object, const struct gentrace_hit *hit)
{
	if (!hit->pid || hit->pid == GENTRACE_PID_NONE)
		return;
	object = json_add_object(object, "task");
	json_add_u64(object, "pid", hit->pid);
	if (!hit->task)
		return;
	json_add_u64(object, "incarnation", hit->task->incarnation);
	json_add_text(object, "comm", hit->task->comm);
}

static void measure_json(struct json_object *object, const struct noticed *noticed)
{
	bool events = noticed->known && noticed->measure == RULE_LOST;

	if (noticed->hit->took)
		json_add_u64(object, events ? "lost" : "took_ns", noticed->hit->took);
	if (!noticed->known)
		return;
	json_add_text(object, "measure", rule_measure_name(noticed->measure));
	if (noticed->measure == RULE_EVENT)
		json_add_text(object, "event", noticed->event);
	else
		json_add_u64(object, events ? "bound" : "bound_ns", noticed->bound);
}

void hit_json(struct json_object *object, const struct gentrace_hit *hit, __u64 begin_ns)
{
	const struct noticed noticed = noticed_of(hit);

	json_add_u64(object, "number", hit->number);
	if (hit->session)
		json_add_u64(object, "session", hit->session);
	json_add_u64(object, "generation", hit->generation);
	if (hit->trigger) {
		json_add_text(object, "trigger", hit->trigger->name);
		json_add_text(object, "rule", hit->trigger->rule);
	}
	measure_json(object, &noticed);
	task_json(object, hit);
	json_add_u64(object, "at_ns", hit->ns);
	json_add_u64(object, "since_ns", hit->ns > begin_ns ? hit->ns - begin_ns : 0);
	if (hit->realtime_ns)
		json_add_u64(object, "realtime_ns", hit->realtime_ns);
	/* Not of one that is not in a trace yet. */
	if (hit->cpu == GENTRACE_CPU_NONE)
		return;
	json_add_u64(object, "cpu", hit->cpu);
	json_add_text(object, "level", gentrace_level_name(hit->level) ?: "unknown");
}

void hits_json(struct json_object *root, const struct gentrace_model *model, __u64 begin_ns)
{
	struct json_object *list = json_add_array(root, "hits");
	const struct gentrace_hit *hit;
	size_t i;

	for (i = 0; (hit = gentrace_model_hit(model, i)); i++)
		hit_json(json_append_object(list), hit, begin_ns);
}
