// SPDX-License-Identifier: GPL-2.0
/*
 * trigger.c - what a flight recorder is to notice, from words to what the module takes.
 *
 * The kernel compares numbers and beginnings of names. What it cannot is refused here,
 * with the nearest thing that it can.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <linux/magic.h>

#include <libgentrace.h>

#include "answers/syscalls.h"
#include "command.h"
#include "print/message.h"
#include "print/terminal.h"
#include "rules/rule.h"
#include "trigger.h"

#define CGROUPS		"/sys/fs/cgroup/"
#define CGROUP_PATH	512

/* More than there are. */
#define SYSCALLS	1024
#define SOFTIRQS	16

#define PATTERN_LETTERS	"*?[\\"

__attribute__((format(printf, 1, 2)))
static int refuse(const char *format, ...)
{
	char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return message_usage("flight start", "--trigger: %s", text);
}

static const char *escaped(char buffer[static TERMINAL_ESCAPED(GENTRACE_NAME_MAX)],
			   const char *text)
{
	return terminal_escape(buffer, TERMINAL_ESCAPED(GENTRACE_NAME_MAX), text, strlen(text));
}

/* A name, or how it begins: "nginx", "kworker*". */
static int comm_take(struct gentrace_condition *to, const struct rule_condition *from)
{
	size_t length = strcspn(from->pattern, PATTERN_LETTERS);
	char text[TERMINAL_ESCAPED(GENTRACE_NAME_MAX)];

	if (from->pattern[length] && strcmp(from->pattern + length, "*")) {
		message_error("--trigger: comm=%s: the kernel knows a name, or how it begins",
			      escaped(text, from->pattern));
		message_try("comm='%.*s*'", (int)length, from->pattern);
		return EXIT_USAGE;
	}
	if (length >= sizeof(to->comm))
		return refuse("no task's name has more than %zu bytes", sizeof(to->comm) - 1);
	if (!length)
		return refuse("comm=%s is any task: leave it out", escaped(text, from->pattern));
	memcpy(to->comm, from->pattern, length);
	/* The terminator is compared, too, unless more may follow. */
	to->value = from->pattern[length] ? length : length + 1;
	return EXIT_OK;
}

/* A directory of the v2 hierarchy, by its whole path or below where it is mounted. */
static int cgroup_take(struct gentrace_condition *to, const struct rule_condition *from)
{
	char path[CGROUP_PATH], text[TERMINAL_ESCAPED(GENTRACE_NAME_MAX)];
	const char *below = from->pattern;
	struct statfs fs;
	struct stat status;

	if (!strncmp(below, CGROUPS, strlen(CGROUPS)))
		below += strlen(CGROUPS);
	snprintf(path, sizeof(path), CGROUPS "%s", below);
	if (statfs(path, &fs) || stat(path, &status)) {
		message_error("--trigger: cannot find the cgroup %s: %s",
			      escaped(text, from->pattern), strerror(errno));
		message_try("a directory below " CGROUPS);
		return EXIT_USAGE;
	}
	if (fs.f_type != CGROUP2_SUPER_MAGIC || !S_ISDIR(status.st_mode))
		return refuse("%s is no cgroup v2 directory", escaped(text, from->pattern));
	to->value = status.st_ino;
	return EXIT_OK;
}

static const char *number_name(enum rule_measure measure, char buffer[static SYSCALL_NAME_MAX],
			       unsigned int number)
{
	return measure == RULE_SOFTIRQ ? gentrace_softirq_name(number) :
					 syscall_name(buffer, number);
}

/* A system call or a softirq by its name. */
static int number_take(struct gentrace_condition *to, const struct rule_condition *from,
		       enum rule_measure measure)
{
	unsigned int count = measure == RULE_SOFTIRQ ? SOFTIRQS : SYSCALLS;
	char text[TERMINAL_ESCAPED(GENTRACE_NAME_MAX)], buffer[SYSCALL_NAME_MAX];
	const char *name;

	for (to->value = 0; to->value < count; to->value++) {
		name = number_name(measure, buffer, to->value);
		if (name && !strcmp(name, from->pattern))
			return EXIT_OK;
	}
	return refuse("%s: the kernel knows one by its whole name, not by a pattern",
		      escaped(text, from->pattern));
}

static int condition_take(struct gentrace_condition *to, const struct rule *rule,
			  const struct rule_condition *from)
{
	static const __u32 relations[RULE_RELATIONS] = {
		[RULE_LESS] = GENTRACE_RELATION_LT, [RULE_LESS_EQUAL] = GENTRACE_RELATION_LE,
		[RULE_GREATER] = GENTRACE_RELATION_GT, [RULE_GREATER_EQUAL] = GENTRACE_RELATION_GE,
		[RULE_EQUAL] = GENTRACE_RELATION_EQ, [RULE_NOT_EQUAL] = GENTRACE_RELATION_NE,
	};

	to->relation = relations[from->relation];
	to->value = from->number;
	if (from->key >= RULE_KEY_ARG) {
		to->key = GENTRACE_KEY_ARG + from->key - RULE_KEY_ARG;
		return EXIT_OK;
	}
	switch (from->key) {
	case RULE_KEY_COMM:
		to->key = GENTRACE_KEY_COMM;
		return comm_take(to, from);
	case RULE_KEY_CGROUP:
		to->key = GENTRACE_KEY_CGROUP;
		return cgroup_take(to, from);
	case RULE_KEY_PID:
		to->key = GENTRACE_KEY_PID;
		return EXIT_OK;
	case RULE_KEY_CPU:
		to->key = GENTRACE_KEY_CPU;
		return EXIT_OK;
	case RULE_KEY_IRQ:
		to->key = GENTRACE_KEY_NUMBER;
		return EXIT_OK;
	default:
		to->key = GENTRACE_KEY_NUMBER;
		return number_take(to, from, rule->measure);
	}
}

static const struct {
	__u32 measure;
	__u32 class;
} measures[RULE_MEASURES] = {
	[RULE_LATENCY] = { GENTRACE_MEASURE_LATENCY, GENTRACE_CLASS_SCHED },
	[RULE_WAIT] = { GENTRACE_MEASURE_WAIT, GENTRACE_CLASS_SCHED },
	[RULE_BLOCKED] = { GENTRACE_MEASURE_BLOCKED, GENTRACE_CLASS_SCHED },
	[RULE_SYSCALL] = { GENTRACE_MEASURE_SYSCALL, GENTRACE_CLASS_SYSCALL },
	[RULE_IRQ] = { GENTRACE_MEASURE_IRQ, GENTRACE_CLASS_IRQ },
	[RULE_SOFTIRQ] = { GENTRACE_MEASURE_SOFTIRQ, GENTRACE_CLASS_IRQ },
	[RULE_LOST] = { GENTRACE_MEASURE_LOST, GENTRACE_CLASS_SCHED },
	[RULE_IRQSOFF] = { GENTRACE_MEASURE_IRQSOFF, GENTRACE_CLASS_SAMPLE },
};

/* What it is about, and the bound. */
static void measure_take(struct gentrace_trigger *trigger, const struct rule *rule, __u64 *classes)
{
	struct gentrace_condition *which = &trigger->condition[0];

	if (rule->measure != RULE_EVENT) {
		trigger->measure = measures[rule->measure].measure;
		trigger->above = rule->bound - (rule->relation == RULE_GREATER_EQUAL && rule->bound);
		*classes |= GENTRACE_CLASS_BIT(measures[rule->measure].class);
		return;
	}
	trigger->measure = GENTRACE_MEASURE_EVENT;
	*which = (struct gentrace_condition) {
		.key = GENTRACE_KEY_NUMBER, .relation = GENTRACE_RELATION_EQ, .value = rule->event,
	};
	trigger->condition_count = 1;
	*classes |= GENTRACE_CLASS_BIT(gentrace_event_info(rule->event)->class);
}

static int conditions_take(struct gentrace_trigger *trigger, const struct rule *rule)
{
	size_t i;
	int status;

	for (i = 0; i < rule->conditions; i++) {
		if (trigger->condition_count == GENTRACE_CONDITIONS_MAX)
			return refuse("the kernel compares %u things at most", GENTRACE_CONDITIONS_MAX);
		status = condition_take(&trigger->condition[trigger->condition_count++], rule,
					&rule->condition[i]);
		if (status)
			return status;
	}
	return EXIT_OK;
}

/* Without a name it has that of what it measures, and which of them it is. */
static void settings_take(struct gentrace_trigger *trigger, const struct rule *rule,
			  unsigned int index)
{
	const struct rule_settings *settings = &rule->settings;

	if (*settings->as)
		snprintf(trigger->name, sizeof(trigger->name), "%s", settings->as);
	else
		snprintf(trigger->name, sizeof(trigger->name), "%s-%u",
			 rule_measure_name(rule->measure), index + 1);
	snprintf(trigger->rule, sizeof(trigger->rule), "%s", rule->text);
	trigger->cooldown_ns = settings->cooldown_ns;
	trigger->limit = (__u32)settings->limit;
	trigger->before = (__u32)settings->before;
	trigger->after = (__u32)settings->after;
}

int triggers_add(struct triggers *triggers, const char *text)
{
	struct gentrace_trigger *trigger = &triggers->list[triggers->count];
	struct rule_error error;
	struct rule rule;
	int found;

	if (triggers->count == GENTRACE_TRIGGERS_MAX)
		return refuse("%u at most", GENTRACE_TRIGGERS_MAX);
	found = rule_parse_trigger(&rule, text, strlen(text), &error);
	if (found < 0) {
		rule_explain("--trigger", text, strlen(text), &error);
		return message_help("flight start");
	}
	if (!found)
		return refuse("there is none");
	if (strlen(rule.text) >= sizeof(trigger->rule))
		return refuse("it has %zu bytes, and may have %zu", strlen(rule.text),
			      sizeof(trigger->rule) - 1);
	*trigger = (struct gentrace_trigger) { 0 };
	measure_take(trigger, &rule, &triggers->classes);
	if (rule.measure != RULE_EVENT && !trigger->above)
		return refuse("'%s' would always hit: more than what?", rule.text);
	settings_take(trigger, &rule, triggers->count);
	triggers->count++;
	return conditions_take(trigger, &rule);
}

void triggers_apply(const struct triggers *triggers, struct gentrace_config *config)
{
	if (!triggers->count)
		return;
	config->classes = (config->classes ?: GENTRACE_CLASSES_DEFAULT) | triggers->classes;
	config->triggers = (uintptr_t)triggers->list;
	config->trigger_count = triggers->count;
}
