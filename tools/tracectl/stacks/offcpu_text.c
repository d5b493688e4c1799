// SPDX-License-Identifier: GPL-2.0
/* offcpu_text.c - what tasks did while they were on no CPU, for people. */
#include <stdio.h>

#include "print/cells.h"
#include "offcpu.h"
#include "read/proof.h"

#define COUNT(array)	(sizeof(array) / sizeof(*(array)))

static __u64 whole_ns(const struct offcpu *offcpu)
{
	return offcpu->ns[GENTRACE_DOING_BLOCK] + offcpu->ns[GENTRACE_DOING_WAIT] +
	       offcpu->ns[GENTRACE_DOING_UNKNOWN];
}

static void head_print(const struct offcpu *offcpu)
{
	char whole[UNITS_MAX], block[UNITS_MAX], wait[UNITS_MAX], unknown[UNITS_MAX];

	printf("%s: %s on no CPU: blocked %s, waiting for a CPU %s",
	       trace_name(offcpu->answer.path), units_ns(whole, whole_ns(offcpu)),
	       units_ns(block, offcpu->ns[GENTRACE_DOING_BLOCK]),
	       units_ns(wait, offcpu->ns[GENTRACE_DOING_WAIT]));
	if (offcpu->ns[GENTRACE_DOING_UNKNOWN])
		printf(", unknown %s", units_ns(unknown, offcpu->ns[GENTRACE_DOING_UNKNOWN]));
	putchar('\n');
	trace_print_window(&offcpu->answer.trace);
	proof_print_line(offcpu->answer.path, offcpu->answer.verify);
	frames_print_hint(&offcpu->answer, offcpu->ns[GENTRACE_DOING_BLOCK]);
}

static bool group_has_stacks(const struct offcpu_group *group)
{
	return group->key.stacks || group->key.waker_stacks;
}

static void group_row(struct cells *cells, const struct offcpu *offcpu, size_t i)
{
	const struct offcpu_group *group = offcpu_group(offcpu, i);
	char text[OFFCPU_TEXT_MAX], task[ANSWER_TASK_MAX];

	cells->lossy = group->lossy;
	table_row(cells->table);
	snprintf(text, sizeof(text), "%zu", i + 1);
	table_cell(cells->table, text);
	cells_ns(cells, group->ns);
	cells_percent(cells, group->ns, whole_ns(offcpu));
	cells_count(cells, group->count);
	cells_ns(cells, group->longest_ns);
	table_cell(cells->table, answer_since(&offcpu->answer, text, group->longest_at));
	table_cell(cells->table, answer_task(task, group->key.task));
	table_cell(cells->table, offcpu_syscall(text, &group->key));
	table_cell(cells->table, offcpu_kind(&group->key));
	table_cell(cells->table, offcpu_waker(text, &group->key, true));
}

static int groups_print(const struct offcpu *offcpu, size_t rows)
{
	static const struct table_column columns[] = {
		{ "#", true }, { "TOTAL", true }, { "SHARE", true }, { "COUNT", true }, { "LONGEST", true },
		{ "AT", true }, { "TASK", false }, { "SYSCALL", false }, { "KIND", false },
		{ "WOKEN BY", false },
	};
	struct cells cells = { .table = table_create(columns, COUNT(columns)) };
	bool stacks = false;
	size_t i;

	for (i = 0; i < rows; i++) {
		cells.some_lossy |= offcpu_group(offcpu, i)->lossy;
		stacks |= group_has_stacks(offcpu_group(offcpu, i));
	}
	if (!stacks)
		table_hide(cells.table, 0);
	for (i = 0; i < rows; i++)
		group_row(&cells, offcpu, i);
	table_heading("ON NO CPU");
	return table_print(cells.table);
}

/* A row for the kernel and one for the program; "" is not told again. */
static void stack_rows(struct table *table, const struct offcpu *offcpu, const char *number,
		       const char *who, const struct gentrace_stacks *stacks)
{
	static const char *const names[] = { [FRAMES_KERNEL] = "kernel", [FRAMES_USER] = "program" };
	char text[FRAMES_TEXT_MAX];
	unsigned int part;

	for (part = FRAMES_KERNEL; part <= FRAMES_USER; part++) {
		if (!*frames_line(text, &offcpu->answer, stacks, part))
			continue;
		table_row(table);
		table_cell(table, number);
		table_cell(table, who);
		table_cell(table, names[part]);
		table_cell(table, text);
		number = who = "";
	}
}

/* Those of the first rows: of all of them it would be more than anybody reads. */
static int stacks_print(const struct offcpu *offcpu, size_t rows)
{
	static const struct table_column columns[] = {
		{ "#", true }, { "WHO", false }, { "IN", false }, { "FRAMES", false },
	};
	size_t limit = offcpu->answer.rows / 4 ?: 1, i;
	char number[24], task[ANSWER_TASK_MAX], waker[OFFCPU_TEXT_MAX], who[OFFCPU_TEXT_MAX + 16];
	bool some = false;
	struct table *table;

	for (i = 0; i < rows && i < limit; i++)
		some |= group_has_stacks(offcpu_group(offcpu, i));
	if (!some)
		return 0;
	table = table_create(columns, COUNT(columns));
	for (i = 0; i < rows && i < limit; i++) {
		const struct offcpu_key *key = &offcpu_group(offcpu, i)->key;

		snprintf(number, sizeof(number), "%zu", i + 1);
		stack_rows(table, offcpu, number, answer_task(task, key->task), key->stacks);
		snprintf(who, sizeof(who), "woken by %s", offcpu_waker(waker, key, true));
		stack_rows(table, offcpu, key->stacks ? "" : number, who, key->waker_stacks);
	}
	table_heading("STACKS, the innermost frame first");
	return table_print(table);
}

static void next_print(const struct offcpu *offcpu)
{
	const struct offcpu_group *group = offcpu_group(offcpu, 0);
	char from[UNITS_MAX], to[UNITS_MAX];

	printf("\nnext: tracectl why --from %s --to %s %u %s\n",
	       answer_since(&offcpu->answer, from, group->longest_at),
	       answer_since(&offcpu->answer, to, group->longest_at + group->longest_ns),
	       group->key.task->pid, trace_argument(offcpu->answer.path));
}

int offcpu_print(const struct offcpu *offcpu)
{
	size_t rows = offcpu->groups.count < offcpu->answer.rows ? offcpu->groups.count : offcpu->answer.rows;

	head_print(offcpu);
	if (!rows)
		return 0;
	if (groups_print(offcpu, rows))
		return -1;
	if (rows < offcpu->groups.count)
		printf("and %zu more: -n 0 shows all\n", offcpu->groups.count - rows);
	if (stacks_print(offcpu, rows))
		return -1;
	next_print(offcpu);
	return 0;
}
