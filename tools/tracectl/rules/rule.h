/* SPDX-License-Identifier: GPL-2.0 */
/*
 * rule.h - a rule of tracectl assert, and a trigger of tracectl flight: what it says, and
 * where it makes no sense.
 *
 *	rule		= measure [ "." statistic ] relation bound { condition }
 *	trigger		= measure [ ".max" ] ( ">" | ">=" ) bound { condition | setting }
 *			| "event" name { condition | setting }
 *	condition	= key relation value
 *	setting		= ( "as" | "cooldown" | "limit" | "before" | "after" ) "=" value
 *	relation	= "<" | "<=" | ">" | ">=" | "=" | "==" | "!="
 *	bound		= number [ unit ]
 *	value		= number | pattern | '"' pattern '"' | "'" pattern "'"
 *
 * All of a rule is one list without nesting; blanks may stand between its parts, and
 * where two of them would make one word they must. What is behind a # that begins a
 * part is a comment. Words are in rule_words.c.
 */
#ifndef TRACECTL_RULE_H
#define TRACECTL_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <libgentrace.h>

/* Bytes of a rule, without the terminator. */
#define RULE_LENGTH_MAX		512
#define RULE_CONDITIONS_MAX	16

enum rule_measure {
	RULE_LATENCY,
	RULE_WAIT,
	RULE_RUN,
	RULE_BLOCKED,
	RULE_SYSCALL,
	RULE_IRQ,
	RULE_SOFTIRQ,
	RULE_NMI,
	RULE_REQUEST,
	RULE_LOCK,
	RULE_LOST,
	RULE_EVENT,
	RULE_IRQSOFF,
	RULE_MEASURES,
};

enum rule_statistic {
	RULE_MAX,
	RULE_P50,
	RULE_P90,
	RULE_P95,
	RULE_P99,
	RULE_P999,
	RULE_COUNT,
	RULE_TOTAL,
	RULE_SHARE,
	RULE_STATISTICS,
};

enum rule_relation {
	RULE_LESS,
	RULE_LESS_EQUAL,
	RULE_GREATER,
	RULE_GREATER_EQUAL,
	RULE_EQUAL,
	RULE_NOT_EQUAL,
	RULE_RELATIONS,
};

enum rule_key {
	RULE_KEY_COMM,
	RULE_KEY_PID,
	RULE_KEY_PRIO,
	RULE_KEY_CPU,
	RULE_KEY_NAME,
	RULE_KEY_SYSCALL,
	RULE_KEY_IRQ,
	RULE_KEY_DEVICE,
	RULE_KEY_OP,
	RULE_KEY_CGROUP,
	RULE_KEYS,
	/* An argument of the event, and those behind it. */
	RULE_KEY_ARG = 64,
};

/* What a number of a rule is a number of. */
enum rule_unit {
	RULE_UNIT_NONE,
	RULE_UNIT_NS,
	RULE_UNIT_PPM,		/* written in % */
};

struct rule_condition {
	enum rule_key key;
	enum rule_relation relation;
	__u64 number;
	char pattern[GENTRACE_NAME_MAX];	/* of fnmatch(3), where the key is one of texts */
};

/**
 * struct rule_settings - how often a trigger hits, and what is kept then
 * @as: its name; "": none was given
 * @cooldown_ns: for so long after a hit there is none
 * @limit: so many and no more; 0: no limit
 * @before: generations
 * @after: generations
 */
struct rule_settings {
	char as[GENTRACE_TRIGGER_NAME];
	__u64 cooldown_ns;
	__u64 limit;
	__u64 before;
	__u64 after;
};

/**
 * struct rule - a rule that makes sense
 * @file: where it stands, NULL: on the command line
 * @line: of the file, from 1; on the command line, which rule
 * @text: the rule as it was written, without comment and blanks around
 * @measure: of what
 * @statistic: what about it
 * @relation: how it is to be
 * @bound: to that, in units of @unit
 * @unit: what the bound is in
 * @condition: all must hold
 * @conditions: how many
 * @event: of a trigger about an event: which
 * @settings: of a trigger
 */
struct rule {
	const char *file;
	unsigned int line;
	char text[RULE_LENGTH_MAX + 1];
	enum rule_measure measure;
	enum rule_statistic statistic;
	enum rule_relation relation;
	__u64 bound;
	enum rule_unit unit;
	struct rule_condition condition[RULE_CONDITIONS_MAX];
	size_t conditions;
	__u8 event;
	struct rule_settings settings;
};

/**
 * struct rule_error - where a rule makes no sense
 * @offset: byte of the text
 * @text: what is wrong there; printable
 * @hint: what would be right; printable
 */
struct rule_error {
	size_t offset;
	char text[192];
	char hint[256];
};

/*
 * Reads @length bytes. 1: a rule; 0: nothing but blanks and a comment; -1: @error says
 * why not. @file and @line stay the caller's.
 */
int rule_parse(struct rule *rule, const char *text, size_t length, struct rule_error *error);

/* The same of a trigger. */
int rule_parse_trigger(struct rule *rule, const char *text, size_t length,
		       struct rule_error *error);

/*
 * What is wrong, the rule, and below it the place; and what would be right. @where: the
 * option, or file and line.
 */
void rule_explain(const char *where, const char *text, size_t length,
		  const struct rule_error *error);

/* ------------------------------------------------------------------ words */

/* A set of words, by bits. */
#define RULE_BIT(word)	(1u << (word))

const char *rule_measure_name(enum rule_measure measure);
const char *rule_statistic_name(enum rule_statistic statistic);
const char *rule_relation_name(enum rule_relation relation);
const char *rule_key_name(enum rule_key key);

/* Numbers of words, -1 if it is none. */
int rule_measure_of(const char *word);
int rule_statistic_of(const char *word);
int rule_key_of(const char *word);

/* What can be asked of a measure: bits of statistics; of both, bits of keys. */
unsigned int rule_statistics_of(enum rule_measure measure);
unsigned int rule_keys_of(enum rule_measure measure, enum rule_statistic statistic);

/* The same of a trigger: measures, and what one can depend on. */
unsigned int rule_trigger_measures(void);
unsigned int rule_trigger_keys_of(enum rule_measure measure);

/* Whether values of a key are patterns, not numbers. */
bool rule_key_is_text(enum rule_key key);

/* 990 of p99; 0 of what is no percentile. */
unsigned int rule_permille(enum rule_statistic statistic);

/*
 * "p99? There are max, p50, ...": the word that is nearest to @word, if one is near, and
 * those that there are. @set has bits of the words that @name_of can name.
 */
void rule_suggest(char *buffer, size_t size, const char *word, unsigned int set,
		  const char *(*name_of)(unsigned int number));

/* Whether a pattern can fit any system call, or softirq; if not, which name is near. */
bool rule_name_fits(enum rule_measure measure, const char *pattern, char *near, size_t size);

#endif /* TRACECTL_RULE_H */
