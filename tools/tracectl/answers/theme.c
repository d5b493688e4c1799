// SPDX-License-Identifier: GPL-2.0
/* theme.c - causes that differ only in who was waited for, taken together. */
#include <stdio.h>
#include <stdlib.h>

#include "why.h"

/* Causes that are told in words; the others are in the table. */
#define WORDS	8

static bool is_own(const struct why *why, const struct cause *cause)
{
	return cause->task == why->task;
}

static bool theme_fits(const struct why *why, const struct theme *theme, const struct cause *cause)
{
	const struct cause *first = theme->cause;

	if (is_own(why, first) != is_own(why, cause) || first->doing != cause->doing)
		return false;
	/* Whoever it was: there was no CPU. But an idle one is another story. */
	if (cause->doing == GENTRACE_DOING_WAIT)
		return !first->other == !cause->other;
	return first->syscall == cause->syscall && first->lock == cause->lock &&
	       first->waking == cause->waking &&
	       first->woken == cause->woken && first->level == cause->level &&
	       first->source == cause->source && first->interrupted == cause->interrupted &&
	       first->irq == cause->irq && first->handler == cause->handler &&
	       first->uninterruptible == cause->uninterruptible;
}

static int theme_longer(const void *left, const void *right)
{
	const struct theme *a = left, *b = right;

	return (a->ns < b->ns) - (a->ns > b->ns) ?: (a->cause > b->cause) - (a->cause < b->cause);
}

struct theme *themes_make(const struct why *why, size_t *themes)
{
	struct theme *list = calloc(why->causes + 1, sizeof(*list));
	size_t i, t, n = 0;

	/* The longest cause of a theme comes first, and gives it its name. */
	for (i = 0; list && i < why->causes; i++) {
		for (t = 0; t < n && !theme_fits(why, &list[t], &why->cause[i]); t++)
			;
		if (t == n)
			list[n++].cause = &why->cause[i];
		list[t].causes++;
		list[t].ns += why->cause[i].ns;
		list[t].steps += why->cause[i].steps;
	}
	*themes = n;
	if (list)
		qsort(list, n, sizeof(*list), theme_longer);
	return list;
}

static void others_text(char *buffer, size_t size, size_t causes)
{
	*buffer = '\0';
	if (causes > 1)
		snprintf(buffer, size, " and %zu more", causes - 1);
}

const char *theme_text(char buffer[static WHY_TEXT_MAX + 64], const struct why *why,
		       const struct theme *theme)
{
	const struct cause *cause = theme->cause;
	char text[WHY_TEXT_MAX], task[ANSWER_TASK_MAX], others[32];
	size_t size = WHY_TEXT_MAX + 64;

	others_text(others, sizeof(others), theme->causes);
	cause_text(text, cause);
	if (is_own(why, cause))
		snprintf(buffer, size, "it %s%s", text, others);
	else
		snprintf(buffer, size, "it waited for %s%s, which %s", answer_task(task, cause->task),
			 others, text);
	return buffer;
}

/* All that are not told, together. */
static void rest_line(char line[static THEME_LINE_MAX], const struct why *why,
		      const struct theme *theme, size_t themes)
{
	char ns[UNITS_MAX], share[UNITS_MAX];
	__u64 rest = 0;
	size_t i;

	for (i = WORDS; i < themes; i++)
		rest += theme[i].ns;
	if (rest)
		snprintf(line, THEME_LINE_MAX, "  %9s %7s  other causes", units_ns(ns, rest),
			 units_percent(share, rest, why->to_ns - why->from_ns));
}

char *theme_line(char line[static THEME_LINE_MAX], const struct why *why,
		 const struct theme *theme, size_t themes, size_t i)
{
	char text[WHY_TEXT_MAX + 64], ns[UNITS_MAX], share[UNITS_MAX], times[UNITS_MAX + 16] = "";

	*line = '\0';
	if (i == WORDS)
		rest_line(line, why, theme, themes);
	if (i >= WORDS || i >= themes)
		return line;
	if (theme[i].steps > 1)
		snprintf(times, sizeof(times), " (%llu times)", theme[i].steps);
	snprintf(line, THEME_LINE_MAX, "  %9s %7s  %s%s", units_ns(ns, theme[i].ns),
		 units_percent(share, theme[i].ns, why->to_ns - why->from_ns),
		 theme_text(text, why, &theme[i]), times);
	return line;
}
