// SPDX-License-Identifier: GPL-2.0
/* oncpu_text.c - where the time of CPUs went, for people. */
#include <stdio.h>

#include "print/cells.h"
#include "oncpu.h"
#include "read/proof.h"

#define COUNT(array)	(sizeof(array) / sizeof(*(array)))

/* How many samples there should be: of all clocks, and of the time that switches know. */
static void expected_print(const struct oncpu *oncpu)
{
	char all[UNITS_MAX], seen[UNITS_MAX], run[UNITS_MAX], busy[UNITS_MAX], lost[UNITS_MAX];
	__u64 missing = oncpu_lost(oncpu);

	if (!oncpu_is_filtered(oncpu))
		printf("expected: %s samples of %u CPUs, seen %s",
		       units_count(all, oncpu_expected(oncpu)), oncpu->cpus,
		       units_count(seen, oncpu->busy + oncpu->idle));
	else
		printf("expected: nobody knows how many, for only some tasks are here");
	if (oncpu->switches)
		printf("; by switches tasks ran for %s, which is %s samples",
		       units_ns(run, oncpu->run_ns),
		       units_count(busy, oncpu_samples(oncpu, oncpu->run_ns)));
	if (missing)
		printf("; %s%s samples were lost%s", terminal_style(stdout, TERMINAL_WARN),
		       units_count(lost, missing), terminal_style(stdout, TERMINAL_PLAIN));
	putchar('\n');
}

static void head_print(const struct oncpu *oncpu)
{
	char busy[UNITS_MAX], idle[UNITS_MAX], time[UNITS_MAX];

	printf("%s: %s samples at %u Hz, of about %s on a CPU; idle %s%s\n",
	       trace_name(oncpu->answer.path), units_count(busy, oncpu->busy), oncpu->hz,
	       units_ns(time, oncpu_ns(oncpu, oncpu->busy)), units_count(idle, oncpu->idle),
	       oncpu->rates_differ ? "; there were other rates, too" : "");
	expected_print(oncpu);
	trace_print_window(&oncpu->answer.trace);
	proof_print_line(oncpu->answer.path, oncpu->answer.verify);
}

static void group_row(struct cells *cells, const struct oncpu *oncpu,
		      const struct oncpu_group *group)
{
	char task[ANSWER_TASK_MAX], line[FRAMES_TEXT_MAX];

	table_row(cells->table);
	cells_count(cells, group->count);
	cells_percent(cells, group->count, oncpu->busy);
	cells_ns(cells, oncpu_ns(oncpu, group->count));
	table_cell(cells->table, answer_task(task, group->key.task));
	table_cell(cells->table, oncpu_where(&group->key));
	table_cell(cells->table, oncpu_line(line, oncpu, &group->key));
}

static int groups_print(const struct oncpu *oncpu, size_t rows)
{
	static const struct table_column columns[] = {
		{ "SAMPLES", true }, { "SHARE", true }, { "TIME", true }, { "TASK", false },
		{ "WHERE", false }, { "STACK", false },
	};
	struct cells cells = { .table = table_create(columns, COUNT(columns)) };
	size_t i;

	for (i = 0; i < rows; i++)
		group_row(&cells, oncpu, oncpu_group(oncpu, i));
	table_heading("ON A CPU");
	return table_print(cells.table);
}

int oncpu_print(const struct oncpu *oncpu)
{
	size_t rows = oncpu->groups.count < oncpu->answer.rows ? oncpu->groups.count : oncpu->answer.rows;

	head_print(oncpu);
	if (!rows)
		return 0;
	if (groups_print(oncpu, rows))
		return -1;
	if (rows < oncpu->groups.count)
		printf("and %zu more: -n 0 shows all\n", oncpu->groups.count - rows);
	return 0;
}
