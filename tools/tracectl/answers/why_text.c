// SPDX-License-Identifier: GPL-2.0
/* why_text.c - what a task needed the time for, in words, and step by step. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stacks/frames.h"
#include "read/proof.h"
#include "print/table.h"
#include "print/terminal.h"
#include "why.h"

static void stay_print(const struct stay *stay)
{
	char count[UNITS_MAX];

	if (stay && stay->count > 1)
		printf("cgroup      the longest of %s times that it was there\n",
		       units_count(count, stay->count));
	else if (stay)
		puts("cgroup      the time that it was there");
}

static void head_print(const struct why *why)
{
	char task[ANSWER_TASK_MAX], span[UNITS_MAX], from[UNITS_MAX], to[UNITS_MAX];

	printf("%s%s%s: %s, from %s to %s s of %s\n", terminal_style(stdout, TERMINAL_BOLD),
	       answer_task(task, why->task), terminal_style(stdout, TERMINAL_PLAIN),
	       units_ns(span, why->to_ns - why->from_ns),
	       answer_since(&why->answer, from, why->from_ns),
	       answer_since(&why->answer, to, why->to_ns), trace_name(why->answer.path));
	trace_print_window(&why->answer.trace);
	proof_print_line(why->answer.path, why->answer.verify);
	stay_print(why->stay);
	frames_print_hint(&why->answer, why->task->block_ns);
}

static int words_print(const struct why *why)
{
	char line[THEME_LINE_MAX];
	struct theme *theme;
	size_t themes, i;

	theme = themes_make(why, &themes);
	if (!theme)
		return -1;
	putchar('\n');
	for (i = 0; *theme_line(line, why, theme, themes, i); i++)
		puts(line);
	free(theme);
	return 0;
}

static int longer(const void *left, const void *right)
{
	const __u64 *a = left, *b = right;

	return (*a < *b) - (*a > *b);
}

/* Steps that are at least so long are @rows at the most; ~0 if memory was short. */
static __u64 shortest_shown(const struct gentrace_path *path, size_t rows)
{
	__u64 *ns, shortest = 0;
	size_t i;

	if (path->steps <= rows)
		return 0;
	ns = calloc(path->steps, sizeof(*ns));
	if (!ns)
		return ~0ull;
	for (i = 0; i < path->steps; i++)
		ns[i] = path->step[i].end_ns - path->step[i].begin_ns;
	qsort(ns, path->steps, sizeof(*ns), longer);
	/* Of those that are as long as the last one, none. */
	shortest = ns[rows] + 1;
	free(ns);
	return shortest;
}

/* Steps that are not shown, between two that are. */
static void gap_row(struct table *table, size_t *count, __u64 *ns)
{
	char text[UNITS_MAX + 32], span[UNITS_MAX];

	if (!*count)
		return;
	table_row(table);
	table_cell(table, "");
	table_cell(table, units_ns(span, *ns));
	table_cell(table, "");
	snprintf(text, sizeof(text), "%zu shorter step%s", *count, units_s(*count));
	table_cell_styled(table, text, TERMINAL_DIM);
	*count = 0;
	*ns = 0;
}

/* ", interrupted for 1.2 ms, longest by hardirq nvme0". */
static void stolen_text(char *buffer, size_t size, const struct why *why,
			const struct gentrace_step *step)
{
	const struct gentrace_interruption *interruption, *longest = NULL;
	char text[INTERRUPT_TEXT_MAX], time[UNITS_MAX];
	__u64 ns, all = 0, most = 0;
	size_t i;

	*buffer = '\0';
	for (i = 0; (interruption = step_interruption(why, step, i, &ns)); i++) {
		all += ns;
		if (ns > most) {
			most = ns;
			longest = interruption;
		}
	}
	if (longest)
		snprintf(buffer, size, ", interrupted for %s%s by %s", units_ns(time, all),
			 most < all ? ", longest" : "",
			 interrupt_text(text, longest->kind, longest->id, longest->name));
}

static void step_row(const struct why *why, struct table *table, const struct gentrace_step *step)
{
	char task[ANSWER_TASK_MAX], text[WHY_TEXT_MAX], span[UNITS_MAX], since[UNITS_MAX];
	char stolen[INTERRUPT_TEXT_MAX + UNITS_MAX + 48], line[WHY_TEXT_MAX + sizeof(stolen)];
	char indented[ANSWER_TASK_MAX + 16];
	struct cause cause = cause_of(why, step);

	table_row(table);
	table_cell(table, answer_since(&why->answer, since, step->begin_ns));
	table_cell(table, units_ns(span, step->end_ns - step->begin_ns));
	snprintf(indented, sizeof(indented), "%*s%s", step->depth < 8 ? (int)step->depth : 8, "",
		 answer_task(task, step->task));
	table_cell(table, indented);
	stolen_text(stolen, sizeof(stolen), why, step);
	snprintf(line, sizeof(line), "%s%s", cause_text(text, &cause), stolen);
	table_cell(table, line);
}

/* A row for the kernel and one for the program, as far as there is something to tell. */
static void stack_rows(const struct why *why, struct table *table, const char *label,
		       const struct gentrace_stacks *stacks)
{
	static const char *const names[] = { [FRAMES_KERNEL] = "kernel:", [FRAMES_USER] = "program:" };
	char text[FRAMES_TEXT_MAX], line[FRAMES_TEXT_MAX + ANSWER_TASK_MAX + 64];
	int width = (int)strlen(label);
	unsigned int part;

	for (part = FRAMES_KERNEL; part <= FRAMES_USER; part++) {
		if (!*frames_line(text, &why->answer, stacks, part))
			continue;
		table_row(table);
		table_cell(table, "");
		table_cell(table, "");
		table_cell(table, "");
		snprintf(line, sizeof(line), "  %*s %-8s %s", width, label, names[part], text);
		table_cell_styled(table, line, TERMINAL_DIM);
		label = "";
	}
}

/*
 * Where a task waited and where it was woken. A block that the path goes through is none
 * of its steps: it is told with the step that ended it.
 */
static void step_stacks(const struct why *why, struct table *table,
			const struct gentrace_step *step)
{
	const struct gentrace_segment *segment = step->segment, *ends = step->ends;
	char label[ANSWER_TASK_MAX + 32], task[ANSWER_TASK_MAX];
	struct cause cause = cause_of(why, step);

	if (ends) {
		snprintf(label, sizeof(label), "until then %s was in", answer_task(task, ends->task));
		stack_rows(why, table, label, ends->stacks);
		stack_rows(why, table, "woke it in", ends->waker.stacks);
	}
	/* What follows a block needs no stack: it has been told. */
	if (!segment || cause.waking || segment->woken_ns)
		return;
	stack_rows(why, table, "in", segment->stacks);
	if (cause.woken)
		stack_rows(why, table, "woken in", segment->waker.stacks);
}

static int steps_print(const struct why *why)
{
	static const struct table_column columns[] = {
		{ "SINCE", true }, { "TOOK", true }, { "TASK", false }, { "WHICH", false },
	};
	struct table *table = table_create(columns, sizeof(columns) / sizeof(*columns));
	__u64 shortest = shortest_shown(&why->path, why->answer.rows), ns = 0;
	size_t hidden = 0, all = 0, i;

	for (i = 0; i < why->path.steps; i++) {
		const struct gentrace_step *step = &why->path.step[i];

		if (step->end_ns - step->begin_ns >= shortest) {
			gap_row(table, &hidden, &ns);
			step_row(why, table, step);
			step_stacks(why, table, step);
		} else {
			ns += step->end_ns - step->begin_ns;
			hidden++;
			all++;
		}
	}
	gap_row(table, &hidden, &ns);
	printf("\n%sSTEPS%s, each as long as the next one needed it; further in: waited for by the one above\n",
	       terminal_style(stdout, TERMINAL_BOLD), terminal_style(stdout, TERMINAL_PLAIN));
	if (table_print(table))
		return -1;
	if (all)
		printf("%zu shorter step%s: -n 0 shows all\n", all, units_s(all));
	return 0;
}

int why_print(const struct why *why)
{
	why_hit_print(why);
	head_print(why);
	return words_print(why) ?: steps_print(why);
}
