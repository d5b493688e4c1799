// SPDX-License-Identifier: GPL-2.0
/* rule_words.c - the words of rules, and which one is meant by a word that is none. */
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "rule.h"
#include "answers/syscalls.h"
#include "print/units.h"

/* Longer words are not compared: nothing is near to them. */
#define NEAR_LENGTH	32
/* More than there are; of those without a name syscall_name() makes one with the number. */
#define SYSCALLS	1024
#define SOFTIRQS	16

#define COUNT(array)	(sizeof(array) / sizeof(*(array)))

#define TIMES	(RULE_BIT(RULE_MAX) | RULE_BIT(RULE_P50) | RULE_BIT(RULE_P90) | RULE_BIT(RULE_P95) | \
		 RULE_BIT(RULE_P99) | RULE_BIT(RULE_P999) | RULE_BIT(RULE_COUNT) | RULE_BIT(RULE_TOTAL))
#define TASK	(RULE_BIT(RULE_KEY_COMM) | RULE_BIT(RULE_KEY_PID) | RULE_BIT(RULE_KEY_PRIO) | \
		 RULE_BIT(RULE_KEY_CGROUP))
#define CPU	RULE_BIT(RULE_KEY_CPU)
#define NAME	RULE_BIT(RULE_KEY_NAME)

static const struct {
	const char *name;
	unsigned int statistics;
	unsigned int keys;
} measures[] = {
	[RULE_LATENCY] = { "latency", TIMES, TASK | CPU },
	[RULE_WAIT] = { "wait", TIMES | RULE_BIT(RULE_SHARE), TASK | CPU },
	[RULE_RUN] = { "run", TIMES | RULE_BIT(RULE_SHARE), TASK | CPU },
	[RULE_BLOCKED] = { "blocked", TIMES | RULE_BIT(RULE_SHARE),
			   TASK | CPU | RULE_BIT(RULE_KEY_SYSCALL) },
	[RULE_SYSCALL] = { "syscall", TIMES, TASK | CPU | NAME },
	[RULE_IRQ] = { "irq", TIMES, TASK | CPU | NAME | RULE_BIT(RULE_KEY_IRQ) },
	[RULE_SOFTIRQ] = { "softirq", TIMES, TASK | CPU | NAME },
	[RULE_NMI] = { "nmi", TIMES, TASK | CPU | NAME },
	[RULE_REQUEST] = { "request", TIMES,
			   TASK | CPU | NAME | RULE_BIT(RULE_KEY_DEVICE) | RULE_BIT(RULE_KEY_OP) },
	[RULE_LOCK] = { "lock", TIMES, TASK | CPU | NAME },
	[RULE_LOST] = { "lost", RULE_BIT(RULE_COUNT) | RULE_BIT(RULE_SHARE), 0 },
	[RULE_EVENT] = { "event", 0, 0 },
	[RULE_IRQSOFF] = { "irqsoff", RULE_BIT(RULE_MAX), 0 },
};

static const char *const statistics[] = {
	[RULE_MAX] = "max", [RULE_P50] = "p50", [RULE_P90] = "p90", [RULE_P95] = "p95",
	[RULE_P99] = "p99", [RULE_P999] = "p999", [RULE_COUNT] = "count",
	[RULE_TOTAL] = "total", [RULE_SHARE] = "share",
};

static const char *const relations[] = {
	[RULE_LESS] = "<", [RULE_LESS_EQUAL] = "<=", [RULE_GREATER] = ">",
	[RULE_GREATER_EQUAL] = ">=", [RULE_EQUAL] = "==", [RULE_NOT_EQUAL] = "!=",
};

static const char *const keys[] = {
	[RULE_KEY_COMM] = "comm", [RULE_KEY_PID] = "pid", [RULE_KEY_PRIO] = "prio",
	[RULE_KEY_CPU] = "cpu", [RULE_KEY_NAME] = "name", [RULE_KEY_SYSCALL] = "syscall",
	[RULE_KEY_IRQ] = "irq", [RULE_KEY_DEVICE] = "device", [RULE_KEY_OP] = "op",
	[RULE_KEY_CGROUP] = "cgroup",
};

const char *rule_measure_name(enum rule_measure measure)
{
	return measures[measure].name;
}

const char *rule_statistic_name(enum rule_statistic statistic)
{
	return statistics[statistic];
}

const char *rule_relation_name(enum rule_relation relation)
{
	return relations[relation];
}

const char *rule_key_name(enum rule_key key)
{
	return keys[key];
}

int rule_measure_of(const char *word)
{
	int i;

	/* What it is called elsewhere. */
	if (!strcmp(word, "wakeup"))
		return RULE_LATENCY;
	for (i = RULE_MEASURES - 1; i >= 0 && strcmp(word, measures[i].name); i--)
		;
	return i;
}

int rule_statistic_of(const char *word)
{
	return units_parse_word(word, statistics, COUNT(statistics));
}

int rule_key_of(const char *word)
{
	return units_parse_word(word, keys, COUNT(keys));
}

unsigned int rule_statistics_of(enum rule_measure measure)
{
	return measures[measure].statistics;
}

unsigned int rule_keys_of(enum rule_measure measure, enum rule_statistic statistic)
{
	/* A share is one of all the time of a task, wherever it was. */
	return measures[measure].keys & (statistic == RULE_SHARE ? TASK : ~0u);
}

/* What is decided in the kernel, as it happens. */
#define WHO	(RULE_BIT(RULE_KEY_COMM) | RULE_BIT(RULE_KEY_PID) | RULE_BIT(RULE_KEY_CPU) | \
		 RULE_BIT(RULE_KEY_CGROUP))

static const struct {
	bool is;
	unsigned int keys;
} triggers[RULE_MEASURES] = {
	[RULE_LATENCY] = { true, WHO },
	[RULE_WAIT] = { true, WHO },
	[RULE_BLOCKED] = { true, WHO | RULE_BIT(RULE_KEY_SYSCALL) },
	[RULE_SYSCALL] = { true, WHO | NAME },
	[RULE_IRQ] = { true, WHO | RULE_BIT(RULE_KEY_IRQ) },
	[RULE_SOFTIRQ] = { true, WHO | NAME },
	[RULE_LOST] = { true, 0 },
	[RULE_EVENT] = { true, WHO },
	[RULE_IRQSOFF] = { true, WHO },
};

unsigned int rule_trigger_measures(void)
{
	unsigned int i, set = 0;

	for (i = 0; i < RULE_MEASURES; i++)
		set |= triggers[i].is ? RULE_BIT(i) : 0;
	return set;
}

unsigned int rule_trigger_keys_of(enum rule_measure measure)
{
	return triggers[measure].keys;
}

bool rule_key_is_text(enum rule_key key)
{
	return key == RULE_KEY_COMM || key == RULE_KEY_NAME || key == RULE_KEY_SYSCALL ||
	       key == RULE_KEY_DEVICE || key == RULE_KEY_OP || key == RULE_KEY_CGROUP;
}

unsigned int rule_permille(enum rule_statistic statistic)
{
	static const unsigned int permille[RULE_STATISTICS] = {
		[RULE_P50] = 500, [RULE_P90] = 900, [RULE_P95] = 950, [RULE_P99] = 990,
		[RULE_P999] = 999,
	};

	return permille[statistic];
}

static unsigned int least(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

/* How many letters have to be put in, taken out or changed (Levenshtein). */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int row[NEAR_LENGTH + 1], before, i, j;
	size_t lengths[] = { strlen(a), strlen(b) };

	if (lengths[0] > NEAR_LENGTH || lengths[1] > NEAR_LENGTH)
		return ~0u;
	for (j = 0; j <= lengths[1]; j++)
		row[j] = j;
	for (i = 1; i <= lengths[0]; i++) {
		before = row[0];
		row[0] = i;
		for (j = 1; j <= lengths[1]; j++) {
			unsigned int change = before + (a[i - 1] != b[j - 1]);

			before = row[j];
			row[j] = least(change, least(row[j], row[j - 1]) + 1);
		}
	}
	return row[lengths[1]];
}

/* A third of it may be wrong, or a letter. */
static bool is_near(const char *word, unsigned int wrong)
{
	return wrong <= 1 + strlen(word) / 3 && wrong < strlen(word);
}

static void append(char *buffer, size_t size, const char *text)
{
	size_t length = strlen(buffer);

	snprintf(buffer + length, size - length, "%s", text);
}

void rule_suggest(char *buffer, size_t size, const char *word, unsigned int set,
		  const char *(*name_of)(unsigned int number))
{
	unsigned int i, wrong, best = ~0u, nearest = 0;
	const char *comma = "";

	for (i = 0; set >> i; i++) {
		wrong = set >> i & 1 ? distance(word, name_of(i)) : ~0u;
		if (wrong < best) {
			best = wrong;
			nearest = i;
		}
	}
	*buffer = '\0';
	if (best != ~0u && is_near(word, best))
		snprintf(buffer, size, "%s; one of ", name_of(nearest));
	for (i = 0; set >> i; i++) {
		if (!(set >> i & 1))
			continue;
		append(buffer, size, comma);
		append(buffer, size, name_of(i));
		comma = ", ";
	}
}

static const char *call_word(enum rule_measure measure, char buffer[static SYSCALL_NAME_MAX],
			     unsigned int number)
{
	if (measure == RULE_SOFTIRQ)
		return gentrace_softirq_name(number);
	return syscall_name(buffer, number);
}

bool rule_name_fits(enum rule_measure measure, const char *pattern, char *near, size_t size)
{
	unsigned int count = measure == RULE_SOFTIRQ ? SOFTIRQS : SYSCALLS;
	unsigned int i, wrong, best = ~0u;
	char buffer[SYSCALL_NAME_MAX];
	const char *name;

	*near = '\0';
	/* What syscall_name() calls those that have no name. */
	if (measure != RULE_SOFTIRQ && strchr(pattern, ':'))
		return true;
	for (i = 0; i < count; i++) {
		name = call_word(measure, buffer, i);
		if (!name)
			continue;
		if (!fnmatch(pattern, name, 0))
			return true;
		wrong = distance(pattern, name);
		if (wrong < best && is_near(pattern, wrong)) {
			best = wrong;
			snprintf(near, size, "%s", name);
		}
	}
	return false;
}
