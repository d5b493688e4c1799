// SPDX-License-Identifier: GPL-2.0
/* contents_text.c - what a trace file holds, for people. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "answers/hits.h"
#include "record/config.h"
#include "contents.h"
#include "print/table.h"
#include "trace.h"
#include "print/units.h"

/* More are for info --hits. */
#define HITS_SHOWN	20

/* What is known of the addresses in its stacks, if it has any. */
static void names_print(const struct contents_session *session)
{
	if (!session->stacks)
		return;
	printf("stacks       %llu", session->stacks);
	if (!session->named) {
		puts("; nobody has looked up names for them");
		return;
	}
	if (session->kernel_naming)
		printf("; of the kernel no names: %s",
		       gentrace_naming_meaning(session->kernel_naming) ?: "unknown");
	else
		printf("; %llu function%s of the kernel", session->functions,
		       units_s(session->functions));
	if (!session->user_naming)
		printf(", %llu process%s", session->processes,
		       session->processes == 1 ? "" : "es");
	if (session->unmapped)
		printf(", of %llu nobody knows the mappings", session->unmapped);
	if (session->nameless)
		printf("; %llu generation%s without names", session->nameless,
		       units_s(session->nameless));
	putchar('\n');
}

static void session_print(const struct contents_session *session)
{
	char release[TERMINAL_ESCAPED(GENTRACE_TEXT_MAX)], classes[128];
	char batch[UNITS_MAX], pool[UNITS_MAX], period[UNITS_MAX], date[UNITS_DATE_MAX];
	char filter[TRACE_FILTER_MAX];

	terminal_escape(release, sizeof(release), session->release, strlen(session->release));
	printf("session      %016llx, format %u\n", session->id, session->format);
	if (session->realtime_ns)
		printf("recorded     %s\n", units_date(date, session->realtime_ns));
	printf("machine      Linux %s, %llu CPU%s\n", release, session->cpus,
	       units_s(session->cpus));
	printf("clock        %s", gentrace_clock_name(session->clock) ?: "unknown");
	if (session->khz && session->clock != GENTRACE_CLOCK_MONOTONIC)
		printf(", %.2f ns a unit", 1e6 / session->khz);
	printf("\nclasses      %s\n", config_classes(classes, sizeof(classes), session->classes));
	if (*session->filter)
		printf("filter       only %s; nothing is known of what was left out\n",
		       trace_filter(filter, session->filter));
	names_print(session);
	printf("memory       a pool of %s in batches of %s, a generation every %s\n",
	       units_bytes(pool, session->pool_bytes), units_bytes(batch, session->batch_bytes),
	       units_ns(period, session->period_ns));
}

static void state_cell(struct table *table, const struct contents_generation *generation)
{
	if (generation->damaged)
		table_cell_styled(table, "damaged", TERMINAL_BAD);
	else if (!generation->complete)
		table_cell_styled(table, "cut off", TERMINAL_WARN);
	else
		table_cell(table, "complete");
	table_cell(table, !generation->complete ? "-" :
		   gentrace_end_reason_name(generation->reason) ?: "unknown");
}

static void generation_row(struct table *table, const struct contents_generation *generation,
			   __u64 start_ns)
{
	char text[UNITS_MAX];

	table_row(table);
	snprintf(text, sizeof(text), "%llu", generation->number);
	table_cell(table, text);
	table_cell(table, units_seconds(text, generation->first_ns - start_ns));
	table_cell(table, units_ns(text, generation->last_ns > generation->first_ns ?
				   generation->last_ns - generation->first_ns : 0));
	table_cell(table, units_count(text, generation->events));
	table_cell(table, units_bytes(text, generation->bytes));
	table_cell_styled(table, units_count(text, generation->lost),
			  generation->lost ? TERMINAL_BAD : TERMINAL_PLAIN);
	state_cell(table, generation);
}

static int generations_print(const struct contents *contents,
			     const struct contents_session *session)
{
	static const struct table_column columns[] = {
		{ "GENERATION", true }, { "BEGIN", true }, { "SPAN", true },
		{ "EVENTS", true }, { "SIZE", true }, { "LOST", true },
		{ "STATE", false }, { "ENDED BY", false },
	};
	struct table *table = table_create(columns, sizeof(columns) / sizeof(*columns));
	const struct contents_generation *generation = contents->generations + session->first;
	size_t i;

	for (i = 0; i < session->count; i++)
		generation_row(table, generation + i, contents->generations->first_ns);
	return table_print(table);
}

int contents_print(const struct contents *contents)
{
	char bytes[UNITS_MAX];
	size_t i;

	printf("file         %s, %s\n", trace_name(contents->path),
	       units_bytes(bytes, contents->totals.bytes));
	for (i = 0; i < contents->session_count; i++) {
		putchar('\n');
		session_print(&contents->sessions[i]);
		putchar('\n');
		if (generations_print(contents, &contents->sessions[i]))
			return -1;
	}
	if (!gentrace_model_hit(contents->model, 0))
		return 0;
	putchar('\n');
	hits_print(contents->model, contents->generations->first_ns, HITS_SHOWN);
	return 0;
}
