// SPDX-License-Identifier: GPL-2.0
/*
 * rule.c - reading a rule of tracectl assert.
 *
 * One pass from left to right, without recursion. Each function takes what it wants
 * from the front of what is left, and says where it found something else.
 */
#include <fnmatch.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "rule.h"
#include "print/terminal.h"
#include "print/units.h"

/* Longest word of the language, and of a number. */
#define WORD_MAX	32

#define PERCENT_PPM	10000

/* More operations of block devices than there are. */
#define OPS	256

struct parser {
	const char *text;
	size_t length;
	size_t at;
	bool trigger;
	struct rule_error *error;
};

#define LETTERS	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
#define DIGITS	"0123456789"

__attribute__((format(printf, 3, 4)))
static int parser_fail(struct parser *parser, size_t at, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(parser->error->text, sizeof(parser->error->text), format, args);
	va_end(args);
	parser->error->offset = at;
	return -1;
}

__attribute__((format(printf, 2, 3)))
static void parser_hint(struct parser *parser, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(parser->error->hint, sizeof(parser->error->hint), format, args);
	va_end(args);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static void skip_blanks(struct parser *parser)
{
	while (parser->at < parser->length && is_blank(parser->text[parser->at]))
		parser->at++;
}

/* Behind a blank, or at the begin of the rule. */
static bool at_end(const struct parser *parser)
{
	return parser->at == parser->length || parser->text[parser->at] == '#';
}

/* How many of the next bytes are of a set. */
static size_t span(const struct parser *parser, const char *set)
{
	size_t at = parser->at;

	while (at < parser->length && parser->text[at] && strchr(set, parser->text[at]))
		at++;
	return at - parser->at;
}

/* The next bytes of a set, cut to what fits; what is cut is no word anyway. */
static size_t take(struct parser *parser, const char *set, char word[static WORD_MAX])
{
	size_t length = span(parser, set), kept = length < WORD_MAX ? length : WORD_MAX - 1;

	memcpy(word, parser->text + parser->at, kept);
	word[kept] = '\0';
	if (length > kept)
		word[0] = '?';
	parser->at += length;
	return length;
}

/* What stands there, for a message. */
static const char *here(const struct parser *parser, char buffer[static 64])
{
	size_t end = parser->at;

	if (at_end(parser))
		return strcpy(buffer, "the end of the rule");
	while (end < parser->length && end - parser->at < 12 && !is_blank(parser->text[end]))
		end++;
	buffer[0] = '\'';
	terminal_escape(buffer + 1, 60, parser->text + parser->at, end - parser->at);
	return strcat(buffer, "'");
}

static const char *measure_name(unsigned int number)
{
	return rule_measure_name(number);
}

static const char *statistic_name(unsigned int number)
{
	return rule_statistic_name(number);
}

static const char *key_name(unsigned int number)
{
	return rule_key_name(number);
}

static int unknown_word(struct parser *parser, size_t at, const char *what, const char *word,
			unsigned int set, const char *(*name_of)(unsigned int number))
{
	parser_fail(parser, at, "%s '%s'", what, word);
	rule_suggest(parser->error->hint, sizeof(parser->error->hint), word, set, name_of);
	return -1;
}

/* Of events a rule can say nothing. */
static unsigned int measures_of(const struct parser *parser)
{
	return parser->trigger ? rule_trigger_measures() :
				 (RULE_BIT(RULE_MEASURES) - 1) & ~RULE_BIT(RULE_EVENT);
}

static int parse_measure(struct parser *parser, struct rule *rule)
{
	size_t at = parser->at;
	char word[WORD_MAX], found[64];
	int measure;

	if (!take(parser, LETTERS, word)) {
		parser_hint(parser, "a rule like: latency.p99 < 5ms comm=nginx");
		return parser_fail(parser, at, "a rule begins with what it is about, not with %s",
				   here(parser, found));
	}
	measure = rule_measure_of(word);
	if (measure < 0 || !(measures_of(parser) & RULE_BIT(measure)))
		return unknown_word(parser, at, "nothing is measured that is called", word,
				    measures_of(parser), measure_name);
	rule->measure = measure;
	return 0;
}

/* Without one it is the share; of losses, how many. */
static int default_statistic(struct parser *parser, struct rule *rule)
{
	unsigned int set = rule_statistics_of(rule->measure);

	rule->statistic = rule->measure == RULE_LOST ? RULE_COUNT :
			  parser->trigger ? RULE_MAX : RULE_SHARE;
	if (set & RULE_BIT(rule->statistic))
		return 0;
	parser_fail(parser, parser->at, "what about %s?", rule_measure_name(rule->measure));
	parser_hint(parser, "%s.max, or another of p50, p90, p95, p99, p999, count, total",
		    rule_measure_name(rule->measure));
	return -1;
}

static int parse_statistic(struct parser *parser, struct rule *rule)
{
	unsigned int set = parser->trigger ? RULE_BIT(RULE_MAX) : rule_statistics_of(rule->measure);
	char word[WORD_MAX];
	int statistic;
	size_t at;

	if (parser->at == parser->length || parser->text[parser->at] != '.')
		return default_statistic(parser, rule);
	at = ++parser->at;
	take(parser, LETTERS DIGITS, word);
	statistic = rule_statistic_of(word);
	if (statistic < 0 || !(set & RULE_BIT(statistic)))
		return unknown_word(parser, at, "it cannot be asked for", word, set,
				    statistic_name);
	rule->statistic = statistic;
	return 0;
}

static int parse_relation(struct parser *parser, enum rule_relation *relation)
{
	size_t at;
	char word[WORD_MAX], found[64];
	int i;

	skip_blanks(parser);
	at = parser->at;
	take(parser, "<>=!", word);
	if (!strcmp(word, "="))
		strcpy(word, "==");
	for (i = 0; i < RULE_RELATIONS; i++) {
		*relation = i;
		if (!strcmp(word, rule_relation_name(i)))
			return 0;
	}
	parser->at = at;
	parser_hint(parser, "<, <=, >, >=, == or !=");
	return parser_fail(parser, at, "here two things are compared; there is %s",
			   here(parser, found));
}

/* What a trigger waits for is too long, or too many. */
static int check_trigger_relation(struct parser *parser, size_t at, const struct rule *rule)
{
	if (!parser->trigger || rule->relation == RULE_GREATER ||
	    rule->relation == RULE_GREATER_EQUAL)
		return 0;
	parser_hint(parser, "%s > ...", rule_measure_name(rule->measure));
	return parser_fail(parser, at, "a trigger is about what is more than a bound");
}

/* What the bound is in, where it has one. */
static enum rule_unit unit_of(const struct rule *rule)
{
	if (rule->statistic == RULE_COUNT)
		return RULE_UNIT_NONE;
	return rule->statistic == RULE_SHARE ? RULE_UNIT_PPM : RULE_UNIT_NS;
}

static bool is_unit(const char *word)
{
	static const char *const units[] = { "ns", "us", "ms", "s", "m", "h", "%" };

	return units_parse_word(word, units, sizeof(units) / sizeof(*units)) >= 0;
}

/* A unit may stand behind a blank; what is none there is the next condition. */
static void take_unit(struct parser *parser, char unit[static WORD_MAX])
{
	size_t at = parser->at;
	char word[WORD_MAX];

	if (take(parser, LETTERS "%", unit))
		return;
	skip_blanks(parser);
	if (take(parser, LETTERS "%", word) && is_unit(word) && !span(parser, "<>=!"))
		strcpy(unit, word);
	else
		parser->at = at;
}

static bool bound_parse(const char *number, const char *unit, enum rule_unit wanted,
			__u64 *bound)
{
	char text[2 * WORD_MAX];

	snprintf(text, sizeof(text), "%s%s", number, unit);
	switch (wanted) {
	case RULE_UNIT_NONE:
		return units_parse_number(text, ~0ull, bound);
	case RULE_UNIT_PPM:
		return units_parse_percent(text, bound) && *bound <= 100 * PERCENT_PPM;
	default:
		/* Of 5 nobody knows whether it is seconds; 0 is the same in all. */
		return (*unit || !strcmp(number, "0")) && units_parse_ns(text, bound);
	}
}

static int explain_bound(struct parser *parser, size_t at, const struct rule *rule)
{
	static const char *const kinds[] = {
		[RULE_UNIT_NONE] = "a number", [RULE_UNIT_NS] = "a time", [RULE_UNIT_PPM] = "a share",
	};
	static const char *const hints[] = {
		[RULE_UNIT_NONE] = "a number like 0 or 1000",
		[RULE_UNIT_NS] = "a time with its unit: 500us, 5ms, 1.5s",
		[RULE_UNIT_PPM] = "a share in percent, of four digits behind the point at most: 10%, 0.5%",
	};
	char found[64];

	parser->at = at;
	if (rule->statistic == RULE_SHARE && rule->measure != RULE_LOST)
		parser_hint(parser, "%s; or a time of one, with %s.max", hints[rule->unit],
			    rule_measure_name(rule->measure));
	else
		parser_hint(parser, "%s", hints[rule->unit]);
	return parser_fail(parser, at, "%s.%s is compared with %s; that is not %s",
			   rule_measure_name(rule->measure), rule_statistic_name(rule->statistic),
			   kinds[rule->unit], here(parser, found));
}

static int parse_bound(struct parser *parser, struct rule *rule)
{
	char number[WORD_MAX], unit[WORD_MAX] = "";
	size_t at;

	skip_blanks(parser);
	at = parser->at;
	take(parser, DIGITS ".", number);
	take_unit(parser, unit);
	/* lost < 0.1%: of losses both are asked for by the bound. */
	if (rule->measure == RULE_LOST && !strcmp(unit, "%"))
		rule->statistic = RULE_SHARE;
	rule->unit = unit_of(rule);
	if (!*number || !bound_parse(number, unit, rule->unit, &rule->bound) ||
	    (parser->at < parser->length && !is_blank(parser->text[parser->at])))
		return explain_bound(parser, at, rule);
	return 0;
}

/* Up to the next blank, or between quotes; -1: too long, or no end. */
static int take_value(struct parser *parser, char value[static GENTRACE_NAME_MAX])
{
	char quote = parser->at < parser->length ? parser->text[parser->at] : '\0';
	size_t at = parser->at, end;

	if (quote != '"' && quote != '\'')
		quote = '\0';
	at += quote != '\0';
	for (end = at; end < parser->length; end++)
		if (quote ? parser->text[end] == quote : is_blank(parser->text[end]))
			break;
	if (quote && end == parser->length) {
		parser_hint(parser, "another %c behind it", quote);
		return parser_fail(parser, parser->at, "the quote has no end");
	}
	if (end - at >= GENTRACE_NAME_MAX) {
		parser_hint(parser, "a pattern: the begin of the name and a *");
		return parser_fail(parser, parser->at, "no name is that long: %d bytes at most",
				   GENTRACE_NAME_MAX - 1);
	}
	memcpy(value, parser->text + at, end - at);
	value[end - at] = '\0';
	parser->at = end + (quote != '\0');
	return 0;
}

static int parse_number(struct parser *parser, size_t at, const char *value,
			struct rule_condition *condition)
{
	static const __u64 most[RULE_KEYS] = {
		[RULE_KEY_PID] = GENTRACE_PID_NONE - 1, [RULE_KEY_PRIO] = 140,
		[RULE_KEY_CPU] = GENTRACE_CPUS_MAX - 1, [RULE_KEY_IRQ] = ~0u,
	};
	char escaped[TERMINAL_ESCAPED(32)];

	if (units_parse_number(value, most[condition->key], &condition->number))
		return 0;
	terminal_escape(escaped, sizeof(escaped), value, strnlen(value, 32));
	parser_hint(parser, "a number of at most %llu", most[condition->key]);
	return parser_fail(parser, at, "'%s' is no %s", escaped, rule_key_name(condition->key));
}

static bool op_is_known(const char *pattern)
{
	const char *name;
	__u64 op;

	for (op = 0; op < OPS; op++) {
		name = gentrace_value_name(GENTRACE_TYPE_blkop, op);
		if (name && !fnmatch(pattern, name, 0))
			return true;
	}
	return false;
}

static int check_op(struct parser *parser, size_t at, const struct rule_condition *condition)
{
	char escaped[TERMINAL_ESCAPED(GENTRACE_NAME_MAX)];

	if (op_is_known(condition->pattern))
		return 0;
	terminal_escape(escaped, 120, condition->pattern, strlen(condition->pattern));
	parser_hint(parser, "read, write, flush, discard, or another that tracectl io lists");
	return parser_fail(parser, at, "no operation is called '%s'", escaped);
}

/* Of names that are known, one must fit: else the rule would be about nothing. "": none. */
static int check_name(struct parser *parser, size_t at, const struct rule *rule,
		      const struct rule_condition *condition)
{
	bool syscall = condition->key == RULE_KEY_SYSCALL || rule->measure == RULE_SYSCALL;
	char near[64], escaped[TERMINAL_ESCAPED(GENTRACE_NAME_MAX)];

	if (condition->key == RULE_KEY_COMM || condition->key == RULE_KEY_CGROUP ||
	    !*condition->pattern || (!syscall && rule->measure != RULE_SOFTIRQ) ||
	    rule_name_fits(syscall ? RULE_SYSCALL : rule->measure, condition->pattern, near,
			   sizeof(near)))
		return 0;
	terminal_escape(escaped, 120, condition->pattern, strlen(condition->pattern));
	if (*near)
		parser_hint(parser, "%s", near);
	else
		parser_hint(parser, "a name that tracectl %s lists, or a pattern like 'f*sync'",
			    syscall ? "syscalls" : "irqs");
	return parser_fail(parser, at, "no %s is called '%s'", syscall ? "system call" : "softirq",
			   escaped);
}

/* As dump writes it. */
static int parse_argument(struct parser *parser, size_t at, const char *value,
			  const struct rule *rule, struct rule_condition *condition)
{
	const struct gentrace_event_info *info = gentrace_event_info(rule->event);
	const struct gentrace_arg_info *arg = &info->arg[condition->key - RULE_KEY_ARG];
	char escaped[TERMINAL_ESCAPED(32)];

	if (gentrace_value_parse(value, arg->type, &condition->number))
		return 0;
	terminal_escape(escaped, sizeof(escaped), value, strnlen(value, 32));
	parser_hint(parser, "a number, or what tracectl dump writes there");
	return parser_fail(parser, at, "'%s' is no %s of %s", escaped, arg->name, info->name);
}

/* What a condition looks at, as it was written. */
static const char *condition_name(const struct rule *rule, const struct rule_condition *condition)
{
	if (condition->key < RULE_KEY_ARG)
		return rule_key_name(condition->key);
	return gentrace_event_info(rule->event)->arg[condition->key - RULE_KEY_ARG].name;
}

static int parse_value(struct parser *parser, const struct rule *rule,
		       struct rule_condition *condition)
{
	char value[GENTRACE_NAME_MAX];
	size_t at;

	skip_blanks(parser);
	at = parser->at;
	if (at_end(parser)) {
		parser_hint(parser, rule_key_is_text(condition->key) ? "a name or a pattern: nginx, 'kworker*'" :
			    "a number");
		return parser_fail(parser, at, "a value of %s is missing",
				   condition_name(rule, condition));
	}
	if (take_value(parser, value))
		return -1;
	if (condition->key >= RULE_KEY_ARG)
		return parse_argument(parser, at, value, rule, condition);
	if (!rule_key_is_text(condition->key))
		return parse_number(parser, at, value, condition);
	strcpy(condition->pattern, value);
	if (condition->key == RULE_KEY_OP)
		return check_op(parser, at, condition);
	return check_name(parser, at, rule, condition);
}

static int check_relation(struct parser *parser, size_t at, const struct rule_condition *condition)
{
	if (!rule_key_is_text(condition->key) || condition->relation == RULE_EQUAL ||
	    condition->relation == RULE_NOT_EQUAL)
		return 0;
	parser_hint(parser, "= or !=");
	return parser_fail(parser, at, "%s is a name, which is not less or greater",
			   rule_key_name(condition->key));
}

/* An argument of the event. */
static bool argument_of(const struct rule *rule, const char *word, enum rule_key *key)
{
	const struct gentrace_event_info *info = gentrace_event_info(rule->event);
	unsigned int i;

	for (i = 0; i < info->args && i < GENTRACE_KEY_LIMIT - GENTRACE_KEY_ARG; i++) {
		if (strcmp(word, info->arg[i].name) ||
		    (info->arg[i].type & GENTRACE_WIRE_MASK) == GENTRACE_WIRE_BYTES)
			continue;
		*key = RULE_KEY_ARG + i;
		return true;
	}
	return false;
}

static int parse_key(struct parser *parser, const struct rule *rule,
		     struct rule_condition *condition)
{
	unsigned int set = parser->trigger ? rule_trigger_keys_of(rule->measure) :
					     rule_keys_of(rule->measure, rule->statistic);
	size_t at = parser->at;
	char word[WORD_MAX], found[64];
	int key;

	if (!take(parser, LETTERS, word)) {
		parser_hint(parser, "a condition: comm=nginx, pid=123, cpu=0, prio<100");
		return parser_fail(parser, at, "a condition begins with a word, not with %s",
				   here(parser, found));
	}
	key = rule_key_of(word);
	condition->key = key < 0 ? RULE_KEYS : (enum rule_key)key;
	if (key >= 0 && set & RULE_BIT(key))
		return 0;
	if (rule->measure == RULE_EVENT && argument_of(rule, word, &condition->key))
		return 0;
	unknown_word(parser, at, "it does not depend on", word, set, key_name);
	if (!set)
		parser_hint(parser, "no condition: losses are those of the whole trace");
	return -1;
}

enum setting {
	SETTING_AS,
	SETTING_COOLDOWN,
	SETTING_LIMIT,
	SETTING_BEFORE,
	SETTING_AFTER,
	SETTINGS,
};

static const char *const setting_names[SETTINGS] = {
	[SETTING_AS] = "as", [SETTING_COOLDOWN] = "cooldown", [SETTING_LIMIT] = "limit",
	[SETTING_BEFORE] = "before", [SETTING_AFTER] = "after",
};

/* Letters, digits, - and _: it becomes a part of file names. */
static bool name_is_plain(const char *name)
{
	return *name && strlen(name) < GENTRACE_TRIGGER_NAME &&
	       name[strspn(name, LETTERS DIGITS "-")] == '\0';
}

static bool setting_take(struct rule_settings *settings, enum setting setting, const char *value)
{
	switch (setting) {
	case SETTING_AS:
		snprintf(settings->as, sizeof(settings->as), "%.*s", (int)sizeof(settings->as) - 1, value);
		return name_is_plain(value);
	case SETTING_COOLDOWN:
		return units_parse_ns(value, &settings->cooldown_ns);
	case SETTING_LIMIT:
		return units_parse_number(value, ~0u, &settings->limit);
	case SETTING_BEFORE:
		return units_parse_number(value, GENTRACE_TRIGGER_AROUND_MAX, &settings->before);
	default:
		return units_parse_number(value, GENTRACE_TRIGGER_AROUND_MAX, &settings->after);
	}
}

/* 1: it was one; 0: what stands there is something else; -1: it makes no sense. */
static int parse_setting(struct parser *parser, struct rule *rule)
{
	static const char *const hints[SETTINGS] = {
		[SETTING_AS] = "up to 23 letters, digits, - and _",
		[SETTING_COOLDOWN] = "a time with its unit: 10s, 5m",
		[SETTING_LIMIT] = "a number of hits",
		[SETTING_BEFORE] = "a number of generations, at most 1024",
		[SETTING_AFTER] = "a number of generations, at most 1024",
	};
	char word[WORD_MAX], value[GENTRACE_NAME_MAX], escaped[TERMINAL_ESCAPED(GENTRACE_NAME_MAX)];
	size_t begin = parser->at, at;
	int setting;

	take(parser, LETTERS, word);
	setting = units_parse_word(word, setting_names, SETTINGS);
	if (!parser->trigger || setting < 0 || span(parser, "=") != 1) {
		parser->at = begin;
		return 0;
	}
	at = ++parser->at;
	if (take_value(parser, value))
		return -1;
	if (setting_take(&rule->settings, setting, value))
		return 1;
	terminal_escape(escaped, 120, value, strlen(value));
	parser_hint(parser, "%s", hints[setting]);
	return parser_fail(parser, at, "'%s' is no %s", escaped, setting_names[setting]);
}

static int parse_condition(struct parser *parser, struct rule *rule)
{
	struct rule_condition *condition = &rule->condition[rule->conditions];
	size_t at;

	if (rule->conditions == RULE_CONDITIONS_MAX) {
		parser_hint(parser, "a pattern, or two rules");
		return parser_fail(parser, parser->at, "no more than %d conditions",
				   RULE_CONDITIONS_MAX);
	}
	if (parse_key(parser, rule, condition))
		return -1;
	skip_blanks(parser);
	at = parser->at;
	if (parse_relation(parser, &condition->relation) ||
	    check_relation(parser, at, condition) || parse_value(parser, rule, condition))
		return -1;
	rule->conditions++;
	return 0;
}

static int parse_conditions(struct parser *parser, struct rule *rule)
{
	skip_blanks(parser);
	while (!at_end(parser)) {
		int setting = parse_setting(parser, rule);

		if (setting < 0 || (!setting && parse_condition(parser, rule)))
			return -1;
		skip_blanks(parser);
	}
	return 0;
}

/* The rule as it was written, without what is around it. */
static void keep_text(const struct parser *parser, struct rule *rule, size_t begin)
{
	size_t end = parser->at;

	while (end > begin && is_blank(parser->text[end - 1]))
		end--;
	memcpy(rule->text, parser->text + begin, end - begin);
	rule->text[end - begin] = '\0';
}

/* Which one: there is no trigger about all of them. */
static int parse_event(struct parser *parser, struct rule *rule)
{
	char word[WORD_MAX], found[64];
	size_t at;
	__u64 id;

	skip_blanks(parser);
	at = parser->at;
	if (!take(parser, LETTERS DIGITS, word)) {
		parser_hint(parser, "event signal_generate signal=9");
		return parser_fail(parser, at, "which event? There is %s", here(parser, found));
	}
	for (id = 1; id < GENTRACE_EVENT_LIMIT; id++) {
		const struct gentrace_event_info *info = gentrace_event_info(id);

		if (!info || strcmp(info->name, word) || info->class == GENTRACE_CLASS_META)
			continue;
		rule->event = id;
		return 0;
	}
	parser_hint(parser, "one that tracectl dump --event knows; tracectl(1) lists them");
	return parser_fail(parser, at, "there is no event '%s'", word);
}

static int parse_bounded(struct parser *parser, struct rule *rule)
{
	size_t at;

	if (parse_statistic(parser, rule))
		return -1;
	skip_blanks(parser);
	at = parser->at;
	return parse_relation(parser, &rule->relation) ||
	       check_trigger_relation(parser, at, rule) || parse_bound(parser, rule) ? -1 : 0;
}

static int parse(struct rule *rule, bool trigger, const char *text, size_t length,
		 struct rule_error *error)
{
	struct parser parser = {
		.text = text, .length = length, .trigger = trigger, .error = error,
	};
	size_t begin;

	*error = (struct rule_error) { 0 };
	rule->conditions = 0;
	rule->settings = (struct rule_settings) { .before = 1, .after = 1 };
	skip_blanks(&parser);
	if (at_end(&parser))
		return 0;
	begin = parser.at;
	if (length > RULE_LENGTH_MAX) {
		parser_hint(&parser, "two rules");
		return parser_fail(&parser, RULE_LENGTH_MAX, "a rule has %d bytes at most",
				   RULE_LENGTH_MAX);
	}
	if (memchr(text, 0, length)) {
		parser_hint(&parser, "text");
		return parser_fail(&parser, (const char *)memchr(text, 0, length) - text,
				   "a byte 0 is no part of a rule");
	}
	if (parse_measure(&parser, rule) ||
	    (rule->measure == RULE_EVENT ? parse_event(&parser, rule) :
					   parse_bounded(&parser, rule)) ||
	    parse_conditions(&parser, rule))
		return -1;
	keep_text(&parser, rule, begin);
	return 1;
}

int rule_parse(struct rule *rule, const char *text, size_t length, struct rule_error *error)
{
	return parse(rule, false, text, length, error);
}

int rule_parse_trigger(struct rule *rule, const char *text, size_t length,
		       struct rule_error *error)
{
	return parse(rule, true, text, length, error);
}
