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

static __u64 state_of(const struct watch_record *record)
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
		return state_of(record) == entry->value[i];
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
}

static __u64 stray(const struct fact *fact, __u64 ns)
{
	if (ns < fact->before->time)
		return fact->before->time - ns;
	return ns > fact->after->time ? ns - fact->after->time : 0;
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
	struct lane *lane = &facts->lane[entry->cpu][entry->id];
	struct fact *fact = lane->fact + lane->next;
	struct fact *end = lane->fact + lane->facts;

	while (fact < end && fact->after->time + slack_ns < entry->ns)
		fact++;
	compared->events++;
	compared->recorded[entry->id]++;
	if (fact == end || fact->before->time > entry->ns + slack_ns) {
		differ(compared, "cpu %u: %s at %llu is in the trace and was not seen",
		       entry->cpu, entry->info->name, entry->ns);
		lane->next = fact - lane->fact;
		return;
	}
	if (stray(fact, entry->ns) > compared->stray_ns)
		compared->stray_ns = stray(fact, entry->ns);
	compare_args(compared, fact, generation, entry);
	fact->seen = true;
	fact->ns = entry->ns;
	lane->next = fact + 1 - lane->fact;
}

static int compare_generation(struct compared *compared, struct facts *facts,
			      const struct gentrace_generation *generation, __u64 slack_ns)
{
	struct gentrace_order *order = gentrace_order_create(generation, 0);
	const struct gentrace_entry *entry;

	if (!order)
		return -ENOMEM;
	while ((entry = gentrace_order_next(order))) {
		if (entry->kind != GENTRACE_ENTRY_EVENT)
			continue;
		if (entry->cpu < facts->cpus)
			compare_entry(compared, facts, generation, entry, slack_ns);
		else
			differ(compared, "%s on cpu %u", entry->info->name, entry->cpu);
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
static bool ledger_has(const struct trace *trace, unsigned int cpu, __u32 class,
		       const struct fact *fact, __u64 slack_ns)
{
	for (size_t i = 0; i < trace->generations; i++) {
		const struct gentrace_generation *generation = trace->generation[i];

		for (size_t j = 0; j < generation->loss_count; j++) {
			const struct gentrace_loss *loss = &generation->loss[j];

			if (loss->cpu == cpu && loss->class == class &&
			    gentrace_clock_monotonic(generation, loss->first) <=
			    fact->after->time + slack_ns &&
			    gentrace_clock_monotonic(generation, loss->last) + slack_ns >=
			    fact->before->time)
				return true;
		}
	}
	return false;
}

static void count_missing(struct compared *compared, unsigned long long *lost,
			  const struct facts *facts, const struct trace *trace,
			  unsigned int cpu, __u8 id, __u64 slack_ns)
{
	const struct gentrace_event_info *info = gentrace_event_info(id);
	const struct lane *lane = &facts->lane[cpu][id];

	for (size_t i = 0; i < lane->facts; i++) {
		if (lane->fact[i].seen)
			continue;
		lost[info->class]++;
		compared->missing[id]++;
		if (!ledger_has(trace, cpu, info->class, &lane->fact[i], slack_ns))
			differ(compared, "cpu %u: %s at %llu is neither in the trace nor lost then",
			       cpu, info->name, lane->fact[i].before->time);
	}
}

static void compare_ledger(struct compared *compared, const struct facts *facts,
			   const struct trace *trace, unsigned int cpu, __u64 slack_ns)
{
	unsigned long long lost[GENTRACE_CLASS_COUNT] = {};

	for (unsigned int id = 0; id < GENTRACE_EVENT_LIMIT; id++)
		if (facts->lane[cpu][id].facts)
			count_missing(compared, lost, facts, trace, cpu, id, slack_ns);
	for (__u32 class = 0; class < GENTRACE_CLASS_COUNT; class++) {
		unsigned long long counted = ledger_lost(trace, cpu, class);

		compared->lost += lost[class];
		if (lost[class] != counted)
			differ(compared, "cpu %u class %s: %llu are missing, %llu counted as lost",
			       cpu, gentrace_class_name(class), lost[class], counted);
	}
}

int compare_events(struct compared *compared, struct facts *facts, const struct trace *trace,
		   __u64 slack_ns)
{
	*compared = (struct compared) {};
	for (unsigned int cpu = 0; cpu < facts->cpus; cpu++) {
		for (unsigned int id = 0; id < GENTRACE_EVENT_LIMIT; id++) {
			struct lane *lane = &facts->lane[cpu][id];

			lane->next = 0;
			for (size_t i = 0; i < lane->facts; i++)
				lane->fact[i].seen = false;
		}
	}
	for (size_t i = 0; i < trace->generations; i++)
		if (compare_generation(compared, facts, trace->generation[i], slack_ns))
			return -ENOMEM;
	for (unsigned int cpu = 0; cpu < facts->cpus; cpu++)
		compare_ledger(compared, facts, trace, cpu, slack_ns);
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
