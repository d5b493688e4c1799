// SPDX-License-Identifier: GPL-2.0
/* kept.c - what the filters of a session have kept, and what is unknown thereby. */
#include <stdarg.h>
#include <stdio.h>

#include "generation.h"

/* A set bit here is left out if one of these events is. */
static const struct {
	__u32 filtered;
	__u8 event;
} needs[] = {
	{ GENTRACE_FILTERED_SWITCHES, GENTRACE_EVENT_sched_switch },
	{ GENTRACE_FILTERED_WAKEUPS, GENTRACE_EVENT_sched_wakeup },
	{ GENTRACE_FILTERED_WAKEUPS, GENTRACE_EVENT_sched_wakeup_new },
	{ GENTRACE_FILTERED_LIVES, GENTRACE_EVENT_sched_process_fork },
	{ GENTRACE_FILTERED_LIVES, GENTRACE_EVENT_sched_process_exec },
	{ GENTRACE_FILTERED_LIVES, GENTRACE_EVENT_sched_process_exit },
};

bool gentrace_generation_keeps(const struct gentrace_generation *generation,
			       enum gentrace_filter_kind kind, __u64 number)
{
	bool any = false;
	size_t i;

	for (i = 0; i < generation->kept_count; i++) {
		const struct gentrace_kept *kept = &generation->kept[i];

		if (kept->kind != kind)
			continue;
		if (number >= kept->first && number <= kept->last)
			return true;
		any = true;
	}
	return !any;
}

static __u32 kept_of_kind(__u32 kind)
{
	switch (kind) {
	case GENTRACE_FILTER_EVENT:
		return GENTRACE_FILTERED_EVENTS;
	case GENTRACE_FILTER_CPU:
		return GENTRACE_FILTERED_CPUS | GENTRACE_FILTERED_LIVES;
	case GENTRACE_FILTER_TASK:
		return GENTRACE_FILTERED_TASKS | GENTRACE_FILTERED_LIVES;
	case GENTRACE_FILTER_CGROUP:
		return GENTRACE_FILTERED_TASKS | GENTRACE_FILTERED_LIVES | GENTRACE_FILTERED_MOVES;
	default:
		/* Of the future: it could have left out anything. */
		return ~0u;
	}
}

__u32 kept_find_filtered(const struct gentrace_generation *generation)
{
	__u32 filtered = 0;
	size_t i;

	for (i = 0; i < generation->kept_count; i++)
		filtered |= kept_of_kind(generation->kept[i].kind);
	if (!(filtered & GENTRACE_FILTERED_EVENTS))
		return filtered;
	for (i = 0; i < sizeof(needs) / sizeof(*needs); i++)
		if (!gentrace_generation_keeps(generation, GENTRACE_FILTER_EVENT, needs[i].event))
			filtered |= needs[i].filtered;
	return filtered;
}

/**
 * struct words - a text that is being put together
 * @text: GENTRACE_FILTER_TEXT_MAX bytes
 * @used: how many of them are; no more fit if it is the last one
 */
struct words {
	char *text;
	size_t used;
};

#define WORDS_END	" ..."

static void words_add(struct words *words, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* All of it, or an end to the text. */
static void words_add(struct words *words, const char *format, ...)
{
	size_t room = GENTRACE_FILTER_TEXT_MAX - sizeof(WORDS_END) - words->used;
	va_list args;
	int length;

	if (words->used == GENTRACE_FILTER_TEXT_MAX - sizeof(WORDS_END))
		return;
	va_start(args, format);
	length = vsnprintf(words->text + words->used, room + 1, format, args);
	va_end(args);
	if (length >= 0 && (size_t)length <= room) {
		words->used += (size_t)length;
		return;
	}
	snprintf(words->text + words->used, sizeof(WORDS_END), WORDS_END);
	words->used = GENTRACE_FILTER_TEXT_MAX - sizeof(WORDS_END);
}

static void words_add_kept(struct words *words, const struct gentrace_kept *kept)
{
	const struct gentrace_event_info *info = gentrace_event_info(kept->first);

	if (kept->kind == GENTRACE_FILTER_EVENT && kept->first == kept->last && info)
		words_add(words, "%s", info->name);
	else if (kept->first == kept->last)
		words_add(words, "%llu", kept->first);
	else
		words_add(words, "%llu-%llu", kept->first, kept->last);
	if (kept->name_length)
		words_add(words, " (%.*s)", (int)kept->name_length, kept->name);
}

static const char *kind_name(__u32 kind)
{
	static const char *const names[] = {
		[GENTRACE_FILTER_EVENT] = "events",
		[GENTRACE_FILTER_CPU] = "CPUs",
		[GENTRACE_FILTER_TASK] = "tasks",
		[GENTRACE_FILTER_CGROUP] = "cgroups",
	};
	const char *name = kind < sizeof(names) / sizeof(*names) ? names[kind] : NULL;

	return name ? name : "something unknown to this tool:";
}

static void words_add_kind(struct words *words, const struct gentrace_kept *kept, size_t count,
			   __u32 kind)
{
	const char *before = words->used ? "; " : "";
	size_t i;

	for (i = 0; i < count; i++) {
		if (kept[i].kind != kind)
			continue;
		if (before)
			words_add(words, "%s%s ", before, kind_name(kind));
		else
			words_add(words, ", ");
		before = NULL;
		words_add_kept(words, &kept[i]);
	}
}

const char *gentrace_filter_text(const struct gentrace_kept *kept, size_t count,
				 char text[GENTRACE_FILTER_TEXT_MAX])
{
	struct words words = { .text = text };
	size_t i, j;

	*text = '\0';
	for (i = 0; i < count; i++) {
		/* Once a kind, where its first one is. */
		for (j = 0; kept[j].kind != kept[i].kind; j++)
			;
		if (i == j)
			words_add_kind(&words, kept, count, kept[i].kind);
	}
	return text;
}
