// SPDX-License-Identifier: GPL-2.0
/*
 * timeline_facts.c - the part of a page that is text: JSON inside of an element.
 *
 * It is printed piece by piece, as a million short-lived tasks would not fit into json-c's
 * objects. What comes from the trace goes through facts_print_text() only.
 */
#include <inttypes.h>
#include <string.h>

#include "read/proof.h"
#include "print/terminal.h"
#include "timeline.h"

/*
 * Printable ASCII as in all the answers; and nothing that a browser could take for the
 * end of the element, or the begin of another one.
 */
void facts_print_text(FILE *file, const char *text)
{
	char escaped[5];

	putc('"', file);
	for (; *text; text++) {
		const char *c = terminal_escape(escaped, sizeof(escaped), text, 1);

		for (; *c; c++) {
			if (strchr("\"\\<>&'", *c))
				fprintf(file, "\\u%04x", (unsigned char)*c);
			else
				putc(*c, file);
		}
	}
	putc('"', file);
}

static void print_key(FILE *file, const char *key)
{
	fprintf(file, ",\n\"%s\":", key);
}

static void print_text(FILE *file, const char *key, const char *text)
{
	print_key(file, key);
	facts_print_text(file, text);
}

static void print_number(FILE *file, const char *key, __u64 number)
{
	print_key(file, key);
	fprintf(file, "%llu", number);
}

static __u64 since(const struct timeline *timeline, __u64 ns)
{
	__u64 begin_ns = answer_instant(&timeline->answer, 0);

	return ns > begin_ns ? ns - begin_ns : 0;
}

static void print_head(FILE *file, const struct timeline *timeline)
{
	const struct answer *answer = &timeline->answer;
	const struct gentrace_proof *totals = gentrace_verify_totals(answer->verify);
	char origin[UNITS_MAX];

	fprintf(file, "{\"format\":%d", TIMELINE_FORMAT);
	print_text(file, "file", trace_name(answer->path));
	print_text(file, "argument", trace_argument(answer->path));
	print_text(file, "selection", timeline->selection);
	print_text(file, "verdict", proof_verdict(gentrace_verify_verdict(answer->verify)));
	print_number(file, "emitted", totals->emitted);
	print_number(file, "recorded", totals->recorded);
	print_number(file, "lost", totals->lost_total);
	/* As text: what it is counted from can be larger than JavaScript's exact numbers. */
	snprintf(origin, sizeof(origin), "%llu", answer_instant(answer, 0));
	print_text(file, "origin_ns", origin);
	print_number(file, "begin_ns", since(timeline, timeline->begin_ns));
	print_number(file, "end_ns", since(timeline, timeline->end_ns));
	print_number(file, "segments", timeline->segments);
	print_number(file, "requests_left_out", timeline->requests_left_out);
}

/*
 * [pid, tgid, incarnation, kernel thread, lossy, name, segments, bytes, calls, bytes,
 * waits for locks, bytes]; null: not shown.
 */
static void print_task(FILE *file, const struct task_lane *lane)
{
	const struct gentrace_task *task = lane->task;

	if (!task) {
		fputs("null", file);
		return;
	}
	fprintf(file, "[%u,%u,%u,%d,%d,", task->pid, task->tgid, task->incarnation, task->kthread,
		task->lossy);
	facts_print_text(file, task->comm);
	fprintf(file, ",%zu,%zu,%zu,%zu,%zu,%zu]", lane->segments.count, lane->segments.length,
		lane->calls.count, lane->calls.length, lane->locks.count, lane->locks.length);
}

/* [cpu, then of each strip and of waits for locks: things, bytes]; null: it has nothing. */
static void print_cpu(FILE *file, const struct timeline *timeline, size_t i)
{
	const struct cpu_lane *cpu = &timeline->cpu[i];
	size_t strip;

	if (!cpu->used) {
		fputs("null", file);
		return;
	}
	fprintf(file, "[%zu", i);
	for (strip = 0; strip < STRIP_COUNT; strip++)
		fprintf(file, ",%zu,%zu", cpu->strip[strip].count, cpu->strip[strip].length);
	fprintf(file, ",%zu,%zu]", cpu->locks.count, cpu->locks.length);
}

/* [name, requests, bytes] */
static void print_device(FILE *file, const struct device_lane *device)
{
	char text[GENTRACE_VALUE_TEXT_MAX];

	putc('[', file);
	facts_print_text(file, gentrace_value_text(text, GENTRACE_TYPE_dev, device->number) ?: "?");
	fprintf(file, ",%zu,%zu]", device->requests.count, device->requests.length);
}

static void print_gap(FILE *file, const struct timeline *timeline, const struct gap *gap)
{
	fprintf(file, "[%u,%u,%llu,%llu,%llu,%llu]", gap->cpu, gap->level,
		since(timeline, gap->begin_ns), since(timeline, gap->end_ns), gap->lost,
		gap->missing);
}

/* Names of the numbers in the columns, as far as there are. */
static void print_states(FILE *file)
{
	__u64 state;

	print_key(file, "states");
	for (state = 0; gentrace_task_state_letter(state); state++) {
		fputs(state ? ",[" : "[[", file);
		facts_print_text(file, gentrace_task_state_letter(state));
		putc(',', file);
		facts_print_text(file, gentrace_task_state_name(state));
		putc(']', file);
	}
	fputs("]", file);
	print_key(file, "levels");
	for (state = 0; gentrace_level_name(state); state++) {
		putc(state ? ',' : '[', file);
		facts_print_text(file, gentrace_level_name(state));
	}
	fputs("]", file);
}

static void print_losses(FILE *file, const struct timeline *timeline)
{
	const struct gentrace_loss *loss;
	size_t i;

	print_key(file, "losses");
	putc('[', file);
	for (i = 0; (loss = gentrace_model_loss(timeline->answer.model, i)); i++)
		fprintf(file, "%s[%u,%u,\"%s\",\"%s\",%llu]", i ? "," : "", loss->cpu, loss->level,
			gentrace_class_name(loss->class) ?: "?", gentrace_cause_name(loss->cause) ?: "?",
			loss->count);
	putc(']', file);
}

static void print_separator(FILE *file, size_t i)
{
	fputs(i ? ",\n" : "\n", file);
}

void facts_print(FILE *file, const struct timeline *timeline)
{
	size_t i;

	print_head(file, timeline);
	print_states(file);
	print_losses(file, timeline);
	print_key(file, "names");
	putc('[', file);
	for (i = 0; i < timeline->names.count; i++) {
		print_separator(file, i);
		facts_print_text(file, timeline->names.text[i]);
	}
	putc(']', file);
	stacks_print(file, timeline);
	print_key(file, "tasks");
	putc('[', file);
	for (i = 0; i < timeline->tasks; i++) {
		print_separator(file, i);
		print_task(file, &timeline->task[i]);
	}
	putc(']', file);
	print_key(file, "cpus");
	putc('[', file);
	for (i = 0; i < timeline->cpus; i++) {
		print_separator(file, i);
		print_cpu(file, timeline, i);
	}
	putc(']', file);
	print_key(file, "devices");
	putc('[', file);
	for (i = 0; i < timeline->devices; i++) {
		print_separator(file, i);
		print_device(file, &timeline->device[i]);
	}
	putc(']', file);
	print_key(file, "gaps");
	putc('[', file);
	for (i = 0; i < timeline->gaps; i++) {
		print_separator(file, i);
		print_gap(file, timeline, &timeline->gap[i]);
	}
	fputs("]}\n", file);
}
