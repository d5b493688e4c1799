// SPDX-License-Identifier: GPL-2.0
/* compare.c - the trace against the facts, event for event and count for count. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "compare.h"

/* How many differences are told in words. */
#define TOLD	10

/* States as the kernel numbers them, in the order they are asked for. */
static const struct {
	unsigned int bits;
	enum gentrace_task_state state;
} states[] = {
	{ 0x0080, GENTRACE_TASK_DEAD },
	{ 0x0020, GENTRACE_TASK_ZOMBIE },
	{ 0x0010, GENTRACE_TASK_DEAD },
	{ 0x0040, GENTRACE_TASK_PARKED },
	{ 0x0008, GENTRACE_TASK_TRACED },
	{ 0x0004, GENTRACE_TASK_STOPPED },
	{ 0x0402, GENTRACE_TASK_IDLE },
	{ 0x0001, GENTRACE_TASK_SLEEPING },
	{ 0x0800, GENTRACE_TASK_NEW },
};

__attribute__((format(printf, 2, 3)))
static void differ(struct compared *compared, const char *format, ...)
{
	va_list args;

	if (compared->differences++ >= TOLD)
		return;
	fputs("# ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

__u64 compare_state(const struct watch_record *record)
{
	unsigned int raw = record->arg[GENTRACE_ARG(sched_switch, prev_state)];

	if (record->arg[WATCH_PREEMPT])
		return GENTRACE_TASK_PREEMPTED;
	if (!raw)
		return GENTRACE_TASK_RUNNABLE;
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if ((raw & states[i].bits) == states[i].bits)
			return states[i].state;
	return GENTRACE_TASK_DISK;
}

static bool text_is(const struct watch_record *record, const char *text, size_t length)
{
	size_t seen = strnlen(record->text, WATCH_TEXT);

	/* A watcher keeps the beginning only, and the end of its text is a 0. */
	if (length > WATCH_TEXT - 1)
		length = WATCH_TEXT - 1;
	return text && length == seen && !memcmp(text, record->text, length);
}

/* Of an NMI handler the watchers know no name; the trace must have one. */
static bool name_is(const struct watch_record *record,
		    const struct gentrace_generation *generation, __u64 id)
{
	__u32 length = 0;
	const char *name = gentrace_generation_string(generation, id, &length);

	if (record->id == GENTRACE_EVENT_nmi_handler)
		return name;
	return text_is(record, name, length);
}

static bool arg_is(const struct watch_record *record,
		   const struct gentrace_generation *generation,
		   const struct gentrace_entry *entry, unsigned int i)
{
	switch (entry->info->arg[i].type) {
	case GENTRACE_TYPE_str:
		return text_is(record, entry->text[i], entry->value[i]);
	case GENTRACE_TYPE_strid:
		return name_is(record, generation, entry->value[i]);
	case GENTRACE_TYPE_state:
		return compare_state(record) == entry->value[i];
	default:
		return i < WATCH_ARGS && record->arg[i] == entry->value[i];
	}
}

/*
 * Something that may change while the tracepoint runs, like the CPU of a task
 * that is being moved, is what either watcher has seen.
 */
static void compare_args(struct compared *compared, const struct fact *fact,
			 const struct gentrace_generation *generation,
			 const struct gentrace_entry *entry)
{
	for (unsigned int i = 0; i < entry->info->args; i++) {
		if (arg_is(fact->before, generation, entry, i) ||
		    arg_is(fact->after, generation, entry, i))
			continue;
		differ(compared, "cpu %u: %s at %llu: %s is %llu in the trace, was %llu",
		       entry->cpu, entry->info->name, entry->ns, entry->info->arg[i].name,
		       entry->value[i], i < WATCH_ARGS ? fact->before->arg[i] : 0);
	}
	if (entry->pid != GENTRACE_PID_NONE && entry->pid != fact->before->pid)
		differ(compared, "cpu %u: %s at %llu: of task %u in the trace, was of %u",
		       entry->cpu, entry->info->name, entry->ns, entry->pid, fact->before->pid);
	if (entry->cpu != fact->before->cpu && entry->cpu != fact->after->cpu)
		differ(compared, "cpu %u: %s at %llu: was on cpu %u", entry->cpu,
		       entry->info->name, entry->ns, fact->before->cpu);
}

static __u64 stray(const struct fact *fact, __u64 ns)
{
	if (ns < fact->since)
		return fact->since - ns;
	return ns > fact->until ? ns - fact->until : 0;
}

/*
 * The module's handler ran between the watchers' programs, so its stamp lies
 * between theirs. The next fact of the lane begins after all three. So a stamp
 * belongs to one fact at most, and those it leaves behind are lost for good.
 */
static void compare_entry(struct compared *compared, struct facts *facts,
			  const struct gentrace_generation *generation,
			  const struct gentrace_entry *entry, __u64 slack_ns)
{
	struct lane *lane = facts_lane(facts, entry->id, entry->cpu, entry->pid);
	struct fact *fact = lane ? lane->fact + lane->next : NULL;
	struct fact *end = lane ? lane->fact + lane->facts : NULL;

	while (fact < end && fact->until + slack_ns < entry->ns)
		fact++;
	compared->events++;
	compared->recorded[entry->id]++;
	if (lane)
		lane->next = fact - lane->fact;
	if (fact == end || fact->since > entry->ns + slack_ns) {
		differ(compared, "cpu %u: %s of task %u at %llu is in the trace and was not seen",
		       entry->cpu, entry->info->name, entry->pid, entry->ns);
		return;
	}
	if (stray(fact, entry->ns) > compared->stray_ns)
		compared->stray_ns = stray(fact, entry->ns);
	compare_args(compared, fact, generation, entry);
	fact->seen = true;
	fact->ns = entry->ns;
	fact->generation = generation->number;
	lane->next++;
}

static int compare_generation(struct compared *compared, struct facts *facts,
			      const struct gentrace_generation *generation, __u64 slack_ns)
{
	struct gentrace_order *order = gentrace_order_create(generation, 0);
	const struct gentrace_entry *entry;

	if (!order)
		return -ENOMEM;
	while ((entry = gentrace_order_next(order))) {
		if (entry->kind == GENTRACE_ENTRY_EVENT)
			compare_entry(compared, facts, generation, entry, slack_ns);
	}
	gentrace_order_destroy(order);
	return 0;
}

static unsigned long long ledger_lost(const struct trace *trace, unsigned int cpu, __u32 class)
{
	unsigned long long lost = 0;

	for (size_t i = 0; i < trace->generations; i++) {
		const struct gentrace_generation *generation = trace->generation[i];

		for (size_t j = 0; j < generation->loss_count; j++)
			if (generation->loss[j].cpu == cpu && generation->loss[j].class == class)
				lost += generation->loss[j].count;
	}
	return lost;
}

/* Does a line of the ledger say that events of this kind were lost just then? */
static bool ledger_has(const struct trace *trace, __u32 class, const struct fact *fact,
		       __u64 slack_ns)
{
	for (size_t i = 0; i < trace->generations; i++) {
		const struct gentrace_generation *generation = trace->generation[i];

		for (size_t j = 0; j < generation->loss_count; j++) {
			const struct gentrace_loss *loss = &generation->loss[j];
			__u64 first = gentrace_clock_monotonic(generation, loss->first);
			__u64 last = gentrace_clock_monotonic(generation, loss->last);

			if ((loss->cpu == fact->before->cpu || loss->cpu == fact->after->cpu) &&
			    loss->class == class && first <= fact->until + slack_ns &&
			    last + slack_ns >= fact->since)
				return true;
		}
	}
	return false;
}

/**
 * struct missing - facts of a class that the trace does not have
 * @sure: by the CPU they were lost on
 * @maybe: by a CPU that they may have been lost on: those of tasks that moved
 *	from one CPU to another between the watchers, and those that are open
 * @moved: the tasks' among @maybe, each counted once
 * @open: the open ones
 */
struct missing {
	unsigned long long sure[WATCH_CPUS];
	unsigned long long maybe[WATCH_CPUS];
	unsigned long long moved;
	unsigned long long open;
};

static void count_fact(struct compared *compared, struct missing *missing,
		       const struct trace *trace, const struct fact *fact, __u64 slack_ns)
{
	const struct gentrace_event_info *info = gentrace_event_info(fact->before->id);
	unsigned int from = fact->before->cpu, to = fact->after->cpu;

	missing += info->class;
	if (fact->open) {
		missing->open++;
		missing->maybe[from]++;
		return;
	}
	compared->missing[info->id]++;
	if (from == to) {
		missing->sure[from]++;
	} else {
		missing->moved++;
		missing->maybe[from]++;
		missing->maybe[to]++;
	}
	if (!ledger_has(trace, info->class, fact, slack_ns))
		differ(compared, "cpu %u: %s at %llu is neither in the trace nor lost then", from,
		       info->name, fact->since);
}

static void compare_class(struct compared *compared, const struct missing *missing,
			  const struct facts *facts, const struct trace *trace, __u32 class)
{
	unsigned long long all = missing->moved, counted = 0;

	for (unsigned int cpu = 0; cpu < facts->cpus; cpu++) {
		unsigned long long lost = ledger_lost(trace, cpu, class);

		all += missing->sure[cpu];
		counted += lost;
		if (lost < missing->sure[cpu] || lost > missing->sure[cpu] + missing->maybe[cpu])
			differ(compared, "cpu %u class %s: %llu are missing, %llu counted as lost",
			       cpu, gentrace_class_name(class), missing->sure[cpu], lost);
	}
	if (counted < all || counted > all + missing->open)
		differ(compared, "class %s: %llu are missing, %llu counted as lost",
		       gentrace_class_name(class), all, counted);
	compared->lost += all;
	compared->open += missing->open;
}

static void compare_ledger(struct compared *compared, const struct facts *facts,
			   const struct trace *trace, __u64 slack_ns)
{
	struct missing missing[GENTRACE_CLASS_COUNT] = {};

	for (size_t n = 0; n < facts->lanes; n++)
		for (size_t i = 0; i < facts->lane[n].facts; i++)
			if (!facts->lane[n].fact[i].seen)
				count_fact(compared, missing, trace, &facts->lane[n].fact[i],
					   slack_ns);
	for (__u32 class = 0; class < GENTRACE_CLASS_COUNT; class++)
		compare_class(compared, &missing[class], facts, trace, class);
}

int compare_events(struct compared *compared, struct facts *facts, const struct trace *trace,
		   __u64 slack_ns)
{
	*compared = (struct compared) {};
	for (size_t n = 0; n < facts->lanes; n++) {
		struct lane *lane = &facts->lane[n];

		lane->next = 0;
		for (size_t i = 0; i < lane->facts; i++)
			lane->fact[i].seen = false;
	}
	for (size_t i = 0; i < trace->generations; i++)
		if (compare_generation(compared, facts, trace->generation[i], slack_ns))
			return -ENOMEM;
	compare_ledger(compared, facts, trace, slack_ns);
	return 0;
}

void compared_show(const struct compared *compared)
{
	printf("# %-20s %10s %10s\n", "EVENT", "IN TRACE", "LOST");
	for (unsigned int id = 0; id < GENTRACE_EVENT_LIMIT; id++)
		if (compared->recorded[id] || compared->missing[id])
			printf("# %-20s %10llu %10llu\n", gentrace_event_info(id)->name,
			       compared->recorded[id], compared->missing[id]);
	printf("# %-20s %10llu %10llu\n", "all", compared->events, compared->lost);
	printf("# %llu differences; stamps at most %llu ns outside of the watchers'\n",
	       compared->differences, compared->stray_ns);
	fflush(stdout);
}
