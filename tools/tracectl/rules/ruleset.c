// SPDX-License-Identifier: GPL-2.0
/* ruleset.c - the rules of a command line and of files, and what is wrong with them. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assertion.h"
#include "command.h"
#include "print/message.h"

#define RULES_MAX	1024
#define FILE_MAX	(1u << 20)

static int explain_rule(const struct rule *rule, const char *text, size_t length,
			const struct rule_error *error)
{
	char where[PATH_MAX + 48] = "--rule";

	if (rule->file)
		snprintf(where, sizeof(where), "%s:%u:%zu", rule->file, rule->line, error->offset + 1);
	rule_explain(where, text, length, error);
	return rule->file ? EXIT_USAGE : message_help("assert");
}

static int ruleset_grow(struct assertion *assertion)
{
	struct rule *rule;

	if (assertion->rules == RULES_MAX)
		return message_usage("assert", "no more than %d rules at a time", RULES_MAX);
	/* Grows at powers of two, where the count says that it is full. */
	if (assertion->rules & (assertion->rules - 1))
		return EXIT_OK;
	rule = reallocarray(assertion->rule, assertion->rules ? 2 * assertion->rules : 1, sizeof(*rule));
	if (!rule)
		return trace_no_memory();
	assertion->rule = rule;
	return EXIT_OK;
}

static int ruleset_parse(struct assertion *assertion, const char *file, unsigned int line,
			 const char *text, size_t length)
{
	struct rule_error error;
	struct rule *rule;
	int found;

	if (ruleset_grow(assertion))
		return assertion->rules == RULES_MAX ? EXIT_USAGE : EXIT_FAILED;
	rule = &assertion->rule[assertion->rules];
	rule->file = file;
	rule->line = line;
	found = rule_parse(rule, text, length, &error);
	if (found < 0)
		return explain_rule(rule, text, length, &error);
	assertion->rules += found;
	return EXIT_OK;
}

int ruleset_add(struct assertion *assertion, const char *text)
{
	size_t before = assertion->rules;
	int status = ruleset_parse(assertion, NULL, (unsigned int)before + 1, text, strlen(text));

	if (!status && assertion->rules == before)
		return message_usage("assert", "--rule: there is no rule");
	return status;
}

/* All lines that are wrong are told, not the first alone. */
static int ruleset_lines(struct assertion *assertion, const char *path, const char *text,
			 size_t length)
{
	size_t before = assertion->rules;
	unsigned int line = 1;
	int status = EXIT_OK;

	while (length) {
		const char *end = memchr(text, '\n', length);
		size_t bytes = end ? (size_t)(end - text) : length;
		int wrong = ruleset_parse(assertion, path, line++, text, bytes);

		if (wrong == EXIT_FAILED || (wrong && assertion->rules == RULES_MAX))
			return wrong;
		status = wrong ?: status;
		bytes += end != NULL;
		text += bytes;
		length -= bytes;
	}
	if (!status && assertion->rules == before) {
		message_error("there is no rule in %s", path);
		message_try("a line like: latency.p99 < 5ms comm=nginx");
		return EXIT_USAGE;
	}
	return status;
}

int ruleset_read(struct assertion *assertion, const char *path)
{
	char *text = malloc(FILE_MAX + 1);
	FILE *file = fopen(path, "re");
	int status = EXIT_FAILED;
	size_t length;

	if (!text) {
		trace_no_memory();
	} else if (!file) {
		message_error("cannot read the rules in %s: %s", path, strerror(errno));
		message_try("ls -l %s", path);
	} else {
		errno = 0;
		length = fread(text, 1, FILE_MAX + 1, file);
		if (ferror(file))
			message_error("cannot read the rules in %s: %s", path, strerror(errno ?: EIO));
		else if (length > FILE_MAX)
			status = message_usage("assert", "%s is too large for a file of rules", path);
		else
			status = ruleset_lines(assertion, path, text, length);
	}
	if (file)
		fclose(file);
	free(text);
	return status;
}
