// SPDX-License-Identifier: GPL-2.0
/*
 * made.c - a trace made of text, as the module would have recorded it.
 *
 * Each generation is written twice. The first time says how many bytes its
 * streams have, the second time its ledger knows.
 */
#include <stdio.h>
#include <stdlib.h>

#include "buffer.h"
#include "made.h"

#define CPUS		2
#define ROUNDS		4
#define TASKS_PER_CPU	2

/* The generation that has lost something, on CPU 1. */
#define LOSSY		4
#define LOST		3

/**
 * struct maker - a generation as it is written
 * @text: its lines
 * @number: its number
 * @now: the clock
 * @pid: who runs, by CPU
 * @events: how many, by CPU and level
 * @batches: how many, by CPU and level
 * @bytes: from the first time
 */
struct maker {
	struct gentrace_buffer text;
	__u64 number;
	__u64 now;
	__u32 pid[CPUS];
	__u64 events[CPUS][GENTRACE_LEVEL_CONTEXTS];
	__u64 batches[CPUS][GENTRACE_LEVEL_CONTEXTS];
	__u64 bytes[CPUS][GENTRACE_LEVEL_CONTEXTS];
};

#define say(maker, ...)							\
	do {								\
		if (buffer_printf(&(maker)->text, __VA_ARGS__))		\
			abort();					\
	} while (0)

static __u32 task(__u32 cpu, __u32 i)
{
	return 100 * (cpu + 1) + i % TASKS_PER_CPU;
}

static void make_opening(struct maker *maker)
{
	__u32 cpu, i;

	say(maker, "batch session=77 gen=%llu level=meta time=%llu pid=9\n",
	    maker->number, maker->now);
	say(maker, "+0 generation format=2 session=77 clock=monotonic cpus=2 classes=30\n");
	say(maker, "events\n");
	say(maker, "+0 clock_snapshot clock=%llu monotonic=%llu realtime=%llu boottime=%llu\n",
	    maker->now, maker->now, maker->now, maker->now);
	say(maker, "batch level=meta time=%llu pid=9\n", maker->now + 10);
	for (cpu = 0; cpu < CPUS; cpu++) {
		say(maker, "+0 cpu_status cpu=%u online=1\n", cpu);
		for (i = 0; i < TASKS_PER_CPU; i++)
			say(maker, "+1 task_status pid=%u tgid=%u ppid=1 start=%u state=S cpu=%u comm=\"task\"\n",
			    task(cpu, i), task(cpu, i), task(cpu, i), cpu);
	}
	maker->now += 100;
}

static void make_batch(struct maker *maker, __u32 cpu, __u32 level, __u32 events)
{
	say(maker, "batch cpu=%u level=%u time=%llu pid=%u", cpu, level, maker->now,
	    maker->pid[cpu]);
	if (maker->number == LOSSY && cpu == 1 && level == GENTRACE_LEVEL_TASK &&
	    maker->batches[cpu][level] == 2)
		say(maker, " lost=%u since=%llu", LOST, maker->now - 20);
	say(maker, "\n");
	maker->batches[cpu][level]++;
	maker->events[cpu][level] += events;
}

/* The task of a CPU wakes the next one and lets it run. */
static void make_switch(struct maker *maker, __u32 cpu, __u32 round)
{
	__u32 next = task(cpu, round + 1);

	make_batch(maker, cpu, GENTRACE_LEVEL_TASK, 5);
	say(maker, "+1 sched_waking pid=%u last=%u\n", next, cpu);
	say(maker, "+1 sched_wakeup pid=%u target=%u\n", next, cpu);
	say(maker, "+20 sys_enter nr=%u\n+9 sched_migrate_task pid=%u from=%u to=%u\n",
	    round, task(!cpu, 0), cpu, !cpu);
	say(maker, "+300 sched_switch prev_state=S next_pid=%u\n", next);
	maker->pid[cpu] = next;
}

static void make_interrupts(struct maker *maker, __u32 cpu)
{
	make_batch(maker, cpu, GENTRACE_LEVEL_HARDIRQ, 2);
	say(maker, "+0 irq_handler_entry irq=27 name=1\n+5 irq_handler_exit irq=27 handled=1\n");
	if (cpu)
		return;
	make_batch(maker, cpu, GENTRACE_LEVEL_SOFTIRQ, 2);
	say(maker, "+0 softirq_entry vec=TIMER\n+40 softirq_exit vec=TIMER\n");
}

static void make_events(struct maker *maker)
{
	__u32 round, cpu;

	for (round = 0; round < ROUNDS; round++) {
		for (cpu = 0; cpu < CPUS; cpu++) {
			make_switch(maker, cpu, round);
			make_interrupts(maker, cpu);
		}
		maker->now += 400;
	}
}

static __u64 make_ledger(struct maker *maker, __u64 *batches, __u64 *lost)
{
	__u64 events = 0;
	__u32 cpu, level;

	for (cpu = 0; cpu < CPUS; cpu++) {
		for (level = 0; level < GENTRACE_LEVEL_CONTEXTS; level++) {
			__u64 missing = cpu == 1 && !level && maker->number == LOSSY ? LOST : 0;

			if (!maker->batches[cpu][level])
				continue;
			if (missing)
				say(maker, "+0 stream_loss cpu=1 level=task class=sched cause=no_batch count=%llu first=%llu last=%llu\n",
				    missing, maker->now - 820, maker->now - 810);
			say(maker, "+0 stream_total cpu=%u level=%u emitted=%llu recorded=%llu batches=%llu bytes=%llu\n",
			    cpu, level, maker->events[cpu][level] + missing,
			    maker->events[cpu][level], maker->batches[cpu][level],
			    maker->bytes[cpu][level]);
			events += maker->events[cpu][level];
			*batches += maker->batches[cpu][level];
			*lost += missing;
		}
	}
	return events;
}

static void make_closing(struct maker *maker)
{
	__u64 batches = 0, lost = 0, events;

	say(maker, "batch level=meta time=%llu pid=9\n+0 string id=1 text=\"eth0\"\n", maker->now);
	events = make_ledger(maker, &batches, &lost);
	maker->now += 100;
	say(maker, "batch level=meta time=%llu pid=9\n", maker->now);
	say(maker, "+0 clock_snapshot clock=%llu monotonic=%llu realtime=%llu boottime=%llu\n",
	    maker->now, maker->now, maker->now, maker->now);
	say(maker, "+0 generation_end reason=period emitted=%llu recorded=%llu lost=%llu batches=%llu tasks=%u strings=1\n",
	    events + lost, events, lost, batches, CPUS * TASKS_PER_CPU);
}

static void make_generation(struct maker *maker, __u64 number)
{
	__u32 cpu;

	maker->number = number;
	maker->now = 100000 + 5000 * number;
	for (cpu = 0; cpu < CPUS; cpu++)
		maker->pid[cpu] = task(cpu, 0);
	make_opening(maker);
	make_events(maker);
	make_closing(maker);
}

static void make_parse(const struct maker *maker, struct gentrace_buffer *trace)
{
	struct gentrace_text_error error;

	if (!gentrace_text_parse(maker->text.bytes, maker->text.length, trace, &error))
		return;
	fprintf(stderr, "line %zu: %s\n", error.line, error.text);
	abort();
}

/* How many bytes each stream of a generation takes. */
static void make_weigh(const struct gentrace_buffer *trace, struct maker *heavy)
{
	struct gentrace_reader *reader;
	struct gentrace_generation *generation;
	size_t i;

	reader = gentrace_reader_open_memory(trace->bytes, trace->length, 0);
	if (gentrace_reader_next(reader, &generation) != 1)
		abort();
	for (i = 0; i < generation->batch_count; i++) {
		const struct gentrace_batch_header *header = &generation->batch[i].header;

		if (header->level < GENTRACE_LEVEL_CONTEXTS)
			heavy->bytes[header->cpu][header->level] += header->bytes;
	}
	gentrace_generation_free(generation);
	gentrace_reader_close(reader);
}

void made_trace(struct gentrace_buffer *trace)
{
	__u64 number;

	for (number = 1; number <= MADE_GENERATIONS; number++) {
		struct maker first = { .number = number }, second = first;
		struct gentrace_buffer weighed = { 0 };

		make_generation(&first, number);
		make_parse(&first, &weighed);
		make_weigh(&weighed, &second);
		make_generation(&second, number);
		make_parse(&second, trace);
		gentrace_buffer_clear(&first.text);
		gentrace_buffer_clear(&second.text);
		gentrace_buffer_clear(&weighed);
	}
}
