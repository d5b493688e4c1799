// SPDX-License-Identifier: GPL-2.0
/* rule_error.c - where a rule makes no sense, shown to who wrote it. */
#include <string.h>

#include "print/message.h"
#include "print/terminal.h"
#include "rule.h"

/* So much of a rule stands before the place that is wrong, at most. */
#define BEFORE_MAX	60

/* The rule, and below it where it is wrong. */
static void explain_place(const char *text, size_t length, size_t offset)
{
	size_t begin = offset > BEFORE_MAX ? offset - BEFORE_MAX : 0;
	size_t end = length - offset > BEFORE_MAX ? offset + BEFORE_MAX : length;
	char before[TERMINAL_ESCAPED(BEFORE_MAX)], behind[TERMINAL_ESCAPED(BEFORE_MAX)];

	terminal_escape(before, sizeof(before), text + begin, offset - begin);
	terminal_escape(behind, sizeof(behind), text + offset, end - offset);
	message_note("  %s%s", before, behind);
	message_note("  %*s^", (int)strlen(before), "");
}

void rule_explain(const char *where, const char *text, size_t length,
		  const struct rule_error *error)
{
	message_error("%s: %s", where, error->text);
	explain_place(text, length, error->offset);
	if (*error->hint)
		message_try("%s", error->hint);
}
