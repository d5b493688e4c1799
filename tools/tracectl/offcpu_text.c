// SPDX-License-Identifier: GPL-2.0
/* offcpu_text.c - what tasks did while they were on no CPU, for people. */
#include <stdio.h>

#include "cells.h"
#include "offcpu.h"
#include "proof.h"

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
}

static void group_row(struct cells *cells, const struct offcpu *offcpu,
		      const struct offcpu_group *group)
{
	char text[OFFCPU_TEXT_MAX], task[ANSWER_TASK_MAX];

	cells->lossy = group->lossy;
	table_row(cells->table);
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
		{ "TOTAL", true }, { "SHARE", true }, { "COUNT", true }, { "LONGEST", true },
		{ "AT", true }, { "TASK", false }, { "SYSCALL", false }, { "KIND", false },
		{ "WOKEN BY", false },
	};
	struct cells cells = { .table = table_create(columns, COUNT(columns)) };
	size_t i;

	for (i = 0; i < rows; i++)
		cells.some_lossy |= offcpu->group[i]->lossy;
	for (i = 0; i < rows; i++)
		group_row(&cells, offcpu, offcpu->group[i]);
	table_heading("ON NO CPU");
	return table_print(cells.table);
}

static void next_print(const struct offcpu *offcpu)
{
	const struct offcpu_group *group = offcpu->group[0];
	char from[UNITS_MAX], to[UNITS_MAX];

	printf("\nnext: tracectl why --from %s --to %s %u %s\n",
	       answer_since(&offcpu->answer, from, group->longest_at),
	       answer_since(&offcpu->answer, to, group->longest_at + group->longest_ns),
	       group->key.task->pid, trace_argument(offcpu->answer.path));
}

int offcpu_print(const struct offcpu *offcpu)
{
	size_t rows = offcpu->groups < offcpu->answer.rows ? offcpu->groups : offcpu->answer.rows;

	head_print(offcpu);
	if (!rows)
		return 0;
	if (groups_print(offcpu, rows))
		return -1;
	if (rows < offcpu->groups)
		printf("and %zu more: -n 0 shows all\n", offcpu->groups - rows);
	next_print(offcpu);
	return 0;
}
