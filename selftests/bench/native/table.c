// SPDX-License-Identifier: GPL-2.0
/* table.c - rows, for people and for programs. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "table.h"

static const char *const meanings[] = {
#define B(name, group, meaning)	[BENCH_##name] = meaning,
	BENCH_CONTESTANTS(B)
#undef B
};

static const char *why_not(const struct row *row)
{
	switch (-row->error) {
	case ENOENT: return "not here: its tracer is not loaded";
	case EAGAIN: return "not here: the writers were never at work at once";
	case ERANGE: return "not here: this machine has fewer CPUs";
	case EBADF: return "not here: no BPF program could be loaded";
	default: return strerror(-row->error);
	}
}

static const char *note(const struct table *table, const struct row *row)
{
	if (row->state == ROW_ARMED && row->contestant == BENCH_sched_switch)
		return "gentrace, armed and off";
	if (row->contestant == BENCH_bpf_ring && !table->jit)
		return "a BPF program and its ring buffer, interpreted; turns interrupts off and on";
	return meanings[row->contestant];
}

static void print_row(const struct table *table, const struct row *row)
{
	struct spread cycles = row_cycles(row);

	printf("%-24s %u  ", row->name, row->writers);
	if (!row->rounds) {
		printf("%s\n", why_not(row));
		return;
	}
	printf("%7.1f  %7.1f..%-7.1f %6.2f  %6.2f   %s\n", cycles.median, cycles.low, cycles.high,
	       row_ratio(row, table->rdtsc).median, row_ratio(table->ring, row).median,
	       note(table, row));
}

void table_print(const struct table *table)
{
	printf("%-24s %s  %7s  %-16s %6s  %6s\n", "", "W", "cycles", "middle half", "times", "ring /");
	printf("%-24s %s  %7s  %-16s %6s  %6s\n", "", "", "median", "", "rdtsc", "this");
	for (size_t i = 0; i < table->rows; i++)
		print_row(table, &table->row[i]);
}

/* Their medians, for who compares rows with each other. */
static void save_rounds(const struct row *row, FILE *file)
{
	fprintf(file, "\"rounds\": [");
	for (size_t i = 0; i < row->rounds; i++)
		fprintf(file, "%s%.3f", i ? ", " : "", row->round[i]);
	fprintf(file, "], ");
}

static void save_row(const struct table *table, const struct row *row, FILE *file)
{
	struct spread cycles = row_cycles(row), rdtsc, ring;

	fprintf(file, "    {\"name\": \"%s\", \"writers\": %u, \"armed\": %s, ", row->name,
		row->writers, row->state == ROW_ARMED ? "true" : "false");
	if (!row->rounds) {
		fprintf(file, "\"error\": \"%s\"}", why_not(row));
		return;
	}
	rdtsc = row_ratio(row, table->rdtsc);
	ring = row_ratio(table->ring, row);
	fprintf(file, "\"samples\": %zu, \"cycles\": [%.2f, %.2f, %.2f], ", row->count, cycles.low,
		cycles.median, cycles.high);
	save_rounds(row, file);
	fprintf(file, "\"times_rdtsc\": [%.3f, %.3f, %.3f], ", rdtsc.low, rdtsc.median, rdtsc.high);
	fprintf(file, "\"ring_over_this\": [%.3f, %.3f, %.3f]}", ring.low, ring.median, ring.high);
}

int table_save(const struct table *table, const char *file)
{
	FILE *to = fopen(file, "w");

	if (!to)
		return -errno;
	fprintf(to, "{\n  \"unit\": \"TSC cycles an event: lower quartile, median, upper\",\n");
	fprintf(to, "  \"bpf_jit\": %s,\n  \"rows\": [\n", table->jit ? "true" : "false");
	for (size_t i = 0; i < table->rows; i++) {
		save_row(table, &table->row[i], to);
		fprintf(to, i + 1 < table->rows ? ",\n" : "\n");
	}
	fprintf(to, "  ]\n}\n");
	return fclose(to) ? -errno : 0;
}
