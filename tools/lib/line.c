// SPDX-License-Identifier: GPL-2.0
/*
 * line.c - the time line of a generation, kept.
 *
 * An entry that a user sees has 350 bytes. Nearly all are events of up to three
 * small numbers and need 24; the others are kept as a whole, in a list of their
 * own.
 */
#include <stdlib.h>

#include "line.h"

#define LINE_VALUES	3

/* Bit of a level. */
#define LINE_SIGNED	0x80

/* Of a line; a generation whose line were longer has none. */
#define LINE_BYTES_MAX	(256ull << 20)

/**
 * struct line_entry - an event, or the place of one that is kept as a whole
 * @since: nanoseconds since the entry before
 * @pid: as in struct gentrace_entry, and so are the following
 * @value: signed ones are extended by the sign, if @level says so
 * @cpu: GENTRACE_CPUS_MAX fits
 * @id: 0: kept as a whole
 * @level: enum gentrace_level, and LINE_SIGNED if an argument is signed
 */
struct line_entry {
	__u32 since;
	__u32 pid;
	__u32 value[LINE_VALUES];
	__u16 cpu;
	__u8 id;
	__u8 level;
};

_Static_assert(sizeof(struct line_entry) == 24, "an entry is small");

/**
 * struct line - entries in their order
 * @entry: all of them
 * @count: how many
 * @rare: those that are kept as a whole
 * @rares: how many
 */
struct line {
	struct line_entry *entry;
	size_t count;
	struct gentrace_entry *rare;
	size_t rares;
};

static bool arg_is_signed(const struct gentrace_event_info *info, unsigned int i)
{
	return (info->arg[i].type & GENTRACE_WIRE_MASK) == GENTRACE_WIRE_ZIGZAG;
}

static __u64 value_extend(const struct gentrace_event_info *info, unsigned int i, __u32 value)
{
	return arg_is_signed(info, i) ? (__u64)(__s64)(__s32)value : value;
}

/* False if the event does not fit. */
static bool line_pack(struct line_entry *packed, const struct gentrace_entry *entry, __u64 since)
{
	const struct gentrace_event_info *info = entry->info;
	unsigned int i;

	if (entry->kind != GENTRACE_ENTRY_EVENT || info->args > LINE_VALUES || since >> 32)
		return false;
	packed->level = entry->level;
	for (i = 0; i < info->args; i++) {
		packed->value[i] = (__u32)entry->value[i];
		if (arg_is_signed(info, i))
			packed->level |= LINE_SIGNED;
		if ((info->arg[i].type & GENTRACE_WIRE_MASK) == GENTRACE_WIRE_BYTES ||
		    value_extend(info, i, packed->value[i]) != entry->value[i])
			return false;
	}
	packed->since = (__u32)since;
	packed->pid = entry->pid;
	packed->cpu = (__u16)entry->cpu;
	packed->id = entry->id;
	return true;
}

/* 0 or -1. */
static int line_add_rare(struct line *line, const struct gentrace_entry *entry)
{
	size_t size = line->rares;

	/* Grows at powers of two, where the count says that it is full. */
	if (!(size & (size - 1))) {
		struct gentrace_entry *rare;

		size = size ? size * 2 : 1;
		if (size > LINE_BYTES_MAX / sizeof(*rare))
			return -1;
		rare = reallocarray(line->rare, size, sizeof(*rare));
		if (!rare)
			return -1;
		line->rare = rare;
	}
	line->rare[line->rares++] = *entry;
	return 0;
}

static int line_fill(struct line *line, struct gentrace_order *order)
{
	const struct gentrace_entry *entry;
	__u64 before = 0;

	while ((entry = gentrace_order_next(order))) {
		struct line_entry *packed = &line->entry[line->count++];

		*packed = (struct line_entry) { 0 };
		if (!line_pack(packed, entry, entry->ns - before)) {
			packed->id = 0;
			if (line_add_rare(line, entry))
				return -1;
		}
		before = entry->ns;
	}
	return 0;
}

struct line *line_make(const struct gentrace_generation *generation)
{
	/* An event each, and a gap before each batch and behind the last one. */
	__u64 count = generation->events + generation->batch_count +
		      generation->stream_count + 1;
	struct gentrace_order *order;
	struct line *line;

	if (count > LINE_BYTES_MAX / sizeof(*line->entry))
		return NULL;
	line = calloc(1, sizeof(*line));
	order = line ? gentrace_order_create(generation, 0) : NULL;
	if (order)
		line->entry = malloc(count * sizeof(*line->entry));
	if (!order || !line->entry || line_fill(line, order)) {
		line_free(line);
		line = NULL;
	}
	gentrace_order_destroy(order);
	return line;
}

void line_free(struct line *line)
{
	if (!line)
		return;
	free(line->entry);
	free(line->rare);
	free(line);
}

const struct gentrace_entry *line_next(struct line_walk *walk)
{
	const struct line_entry *packed = &walk->line->entry[walk->next];
	struct gentrace_entry *entry = &walk->entry;
	unsigned int i;

	if (walk->next == walk->line->count)
		return NULL;
	walk->next++;
	if (!packed->id) {
		const struct gentrace_entry *rare = &walk->line->rare[walk->next_rare++];

		entry->ns = rare->ns;
		return rare;
	}
	entry->kind = GENTRACE_ENTRY_EVENT;
	entry->ns += packed->since;
	entry->pid = packed->pid;
	entry->cpu = packed->cpu;
	entry->id = packed->id;
	entry->level = packed->level & ~LINE_SIGNED;
	entry->info = gentrace_event_info(packed->id);
	entry->class = entry->info->class;
	for (i = 0; i < LINE_VALUES; i++)
		entry->value[i] = packed->value[i];
	for (i = 0; packed->level & LINE_SIGNED && i < entry->info->args; i++)
		entry->value[i] = value_extend(entry->info, i, packed->value[i]);
	return entry;
}
