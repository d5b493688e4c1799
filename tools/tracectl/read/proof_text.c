// SPDX-License-Identifier: GPL-2.0
/* proof_text.c - the answer of tracectl verify, for people. */
#include <stdio.h>
#include <string.h>

#include "proof.h"
#include "print/table.h"
#include "trace.h"
#include "print/units.h"

static const enum terminal_style styles[] = {
	[GENTRACE_NOTE] = TERMINAL_GOOD,
	[GENTRACE_LOSSY] = TERMINAL_WARN,
	[GENTRACE_BROKEN] = TERMINAL_BAD,
};

const char *proof_verdict(enum gentrace_severity severity)
{
	static const char *const verdicts[] = {
		[GENTRACE_NOTE] = "complete",
		[GENTRACE_LOSSY] = "lossy",
		[GENTRACE_BROKEN] = "broken",
	};

	return verdicts[severity];
}

static void proof_row(struct table *table, const struct gentrace_proof *proof)
{
	char text[UNITS_MAX];

	table_row(table);
	snprintf(text, sizeof(text), "%llu", proof->generation);
	table_cell(table, text);
	table_cell(table, units_count(text, proof->emitted));
	table_cell(table, units_count(text, proof->recorded));
	table_cell_styled(table, units_count(text, proof->lost_total),
			  proof->lost_total ? TERMINAL_BAD : TERMINAL_PLAIN);
	table_cell(table, units_count(text, proof->decoded));
	table_cell(table, units_count(text, proof->streams));
	table_cell(table, units_count(text, proof->batches));
	table_cell(table, units_bytes(text, proof->bytes));
	table_cell_styled(table, proof_verdict(proof->worst), styles[proof->worst]);
}

static int proofs_print(const struct gentrace_verify *verify, size_t rows)
{
	static const struct table_column columns[] = {
		{ "GENERATION", true }, { "EMITTED", true }, { "= RECORDED", true },
		{ "+ LOST", true }, { "DECODED", true }, { "STREAMS", true },
		{ "BATCHES", true }, { "SIZE", true }, { "VERDICT", false },
	};
	struct table *table = table_create(columns, sizeof(columns) / sizeof(*columns));
	const struct gentrace_proof *proof;
	size_t complete = 0, i;

	for (i = 0; (proof = gentrace_verify_proof(verify, i)); i++)
		if (proof->worst != GENTRACE_NOTE || complete++ < rows)
			proof_row(table, proof);
	if (table_print(table))
		return -1;
	if (complete > rows)
		printf("and %zu more complete generation%s: -n 0 shows all\n", complete - rows,
		       units_s(complete - rows));
	return 0;
}

/* "generation 7, CPU 0 task, batch 3, byte 4096" - as much of it as applies. */
static void finding_place(const struct gentrace_finding *finding)
{
	const char *comma = "";

	if (finding->generation) {
		printf("generation %llu", finding->generation);
		comma = ", ";
	}
	if (finding->cpu != GENTRACE_CPU_NONE) {
		printf("%sCPU %u %s, batch %u", comma, finding->cpu,
		       gentrace_level_name(finding->level) ?: "?", finding->sequence);
		comma = ", ";
	}
	if (finding->offset)
		printf("%sbyte %llu", comma, finding->offset);
}

static void findings_print(const struct gentrace_findings *findings)
{
	size_t i;

	if (!findings->count)
		return;
	putchar('\n');
	for (i = 0; i < findings->count; i++) {
		const struct gentrace_finding *finding = &findings->list[i];
		char text[TERMINAL_ESCAPED(sizeof(finding->text))];
		bool somewhere = finding->generation || finding->offset ||
				 finding->cpu != GENTRACE_CPU_NONE;

		terminal_escape(text, sizeof(text), finding->text, strlen(finding->text));
		printf("%s%-6s%s  %s%s", terminal_style(stdout, styles[finding->severity]),
		       gentrace_severity_name(finding->severity),
		       terminal_style(stdout, TERMINAL_PLAIN), text, somewhere ? "  (" : "");
		finding_place(finding);
		puts(somewhere ? ")" : "");
	}
	if (findings->more)
		printf("and %llu more\n", findings->more);
}

static void losses_print(const struct gentrace_proof *totals)
{
	char count[UNITS_MAX];
	size_t i;

	for (i = 0; i < GENTRACE_CAUSE_COUNT; i++)
		if (totals->lost[i])
			printf("  lost %s: %s\n", units_count(count, totals->lost[i]),
			       gentrace_cause_meaning(i));
}

static void verdict_print(const char *path, const struct gentrace_verify *verify)
{
	static const char *const sentences[] = {
		[GENTRACE_NOTE] = "nothing is missing",
		[GENTRACE_LOSSY] = "events are missing, every one of them counted",
		[GENTRACE_BROKEN] = "the trace contradicts itself or is damaged; do not trust it",
	};
	enum gentrace_severity verdict = gentrace_verify_verdict(verify);
	const struct gentrace_proof *totals = gentrace_verify_totals(verify);
	char a[UNITS_MAX], b[UNITS_MAX], c[UNITS_MAX];
	bool holds = totals->emitted == totals->recorded + totals->lost_total;

	printf("\n%s: %s%s%s: %s%s\n", trace_name(path),
	       terminal_style(stdout, styles[verdict]),
	       proof_verdict(verdict), terminal_style(stdout, TERMINAL_PLAIN),
	       sentences[verdict], verdict != GENTRACE_BROKEN && gentrace_verify_filtered(verify) ?
	       ", of what the filter kept" : "");
	printf("  emitted %s %s recorded %s + lost %s\n", units_count(a, totals->emitted),
	       holds ? "=" : "is not", units_count(b, totals->recorded),
	       units_count(c, totals->lost_total));
	losses_print(totals);
}

void proof_line(struct proof_line *line, const struct gentrace_verify *verify)
{
	const struct gentrace_proof *totals = gentrace_verify_totals(verify);
	char a[UNITS_MAX], b[UNITS_MAX];

	line->verdict = gentrace_verify_verdict(verify);
	line->style = styles[line->verdict];
	units_count(a, totals->lost_total);
	units_count(b, totals->emitted);
	switch (line->verdict) {
	case GENTRACE_NOTE:
		strcpy(line->lost, "none");
		snprintf(line->more, sizeof(line->more), ": %s emitted = recorded, proven", b);
		break;
	case GENTRACE_LOSSY:
		snprintf(line->lost, sizeof(line->lost), "%s of %s events", a, b);
		snprintf(line->more, sizeof(line->more), " (%s); numbers with ~ may be touched by it",
			 units_percent(b, totals->lost_total, totals->emitted));
		break;
	case GENTRACE_BROKEN:
		strcpy(line->lost, "not known, the trace is broken");
		snprintf(line->more, sizeof(line->more), " (%s lost by its own account)", a);
		break;
	}
}

void proof_print_line(const char *path, const struct gentrace_verify *verify)
{
	struct proof_line line;

	proof_line(&line, verify);
	printf("losses      %s%s%s%s", terminal_style(stdout, line.style), line.lost,
	       terminal_style(stdout, TERMINAL_PLAIN), line.more);
	if (line.verdict == GENTRACE_BROKEN)
		printf(": tracectl verify %s", trace_argument(path));
	putchar('\n');
}

int proof_print(const char *path, const struct gentrace_verify *verify, size_t rows)
{
	if (proofs_print(verify, rows))
		return -1;
	findings_print(gentrace_verify_findings(verify));
	verdict_print(path, verify);
	return 0;
}
