// SPDX-License-Identifier: GPL-2.0
/*
 * writer.c - threads that make events and take the time, one a CPU, at once.
 *
 * Nothing is switched off while they do: interrupts come, and what shares the
 * processor takes its turn. Samples are short, so that most of them are left in
 * peace, and it is the median that counts.
 */
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/sched.h>

#include "compat/tsc.h"
#include "contestant.h"
#include "writer.h"

/* So often a sample may have to be taken again. */
#define TRIES	40

/* After so many in vain it waits a little: the others may be waiting for its CPU. */
#define PATIENCE	10

/* So much goes on for the others at full speed, and then slowly: the pool is finite. */
#define EXTRA	500

/**
 * struct run - an order, while it is carried out
 * @order: the order
 * @contestant: whose loop
 * @missing: writers that have not come to the start yet
 * @unfinished: writers that have not got their samples yet
 * @alone: one has not got them, for the others were never at work meanwhile
 */
struct run {
	const struct bench_order *order;
	const struct contestant *contestant;
	atomic_t missing;
	atomic_t unfinished;
	bool alone;
};

/**
 * struct writer - one CPU of a run
 * @loops: loops it has made; looked at by the others
 * @run: the run
 * @thread: bound to the CPU
 * @cycles: where its samples go
 * @done: they are all there
 */
struct writer {
	u64 loops ____cacheline_aligned;
	struct run *run;
	struct task_struct *thread;
	u64 *cycles;
	struct completion done;
};

static struct writer writers[BENCH_WRITERS_MAX];

/* Everything before it is done, and nothing after it begun. */
static __always_inline u64 writer_now(void)
{
	u64 now;

	asm volatile("lfence" : : : "memory");
	now = gt_tsc_read();
	asm volatile("lfence" : : : "memory");
	return now;
}

static u64 writer_sample(struct writer *writer)
{
	const struct run *run = writer->run;
	u64 begin, end;

	run->contestant->loop(run->order->warm);
	begin = writer_now();
	run->contestant->loop(run->order->events);
	end = writer_now();
	WRITE_ONCE(writer->loops, writer->loops + 1);
	return end - begin;
}

/* All begin together, or they would not be in each other's way. */
static void writer_start(struct run *run)
{
	atomic_dec(&run->missing);
	while (atomic_read(&run->missing))
		cond_resched();
}

static u64 loops_of_others(const struct writer *writer)
{
	u64 sum = 0;
	u32 i;

	for (i = 0; i < writer->run->order->writers; i++)
		if (&writers[i] != writer)
			sum += READ_ONCE(writers[i].loops);
	return sum;
}

/*
 * A virtual CPU may be waiting for a real one. A sample of several writers is one
 * during which another one has got on with its work.
 */
static bool writer_take(struct writer *writer, u64 *cycles)
{
	u64 others = loops_of_others(writer);

	*cycles = writer_sample(writer);
	return writer->run->order->writers == 1 || loops_of_others(writer) != others;
}

static void writer_take_all(struct writer *writer)
{
	u32 samples = writer->run->order->samples;
	u32 tries, i = 0;

	for (tries = 0; i < samples && tries < TRIES * samples; tries++) {
		if (writer_take(writer, &writer->cycles[i]))
			i++;
		else if (tries % PATIENCE == PATIENCE - 1)
			schedule_timeout_interruptible(1);
		cond_resched();
	}
	if (i < samples)
		WRITE_ONCE(writer->run->alone, true);
}

/* Who is done goes on for the others' sake. */
static int writer_thread(void *arg)
{
	struct writer *writer = arg;
	struct run *run = writer->run;
	u32 extra;

	writer_start(run);
	writer_take_all(writer);
	atomic_dec(&run->unfinished);
	for (extra = 0; atomic_read(&run->unfinished); extra++) {
		writer_sample(writer);
		if (extra >= EXTRA)
			schedule_timeout_interruptible(1);
	}
	complete(&writer->done);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

static int writer_create(struct writer *writer, struct run *run, unsigned int cpu, u64 *cycles)
{
	*writer = (struct writer){ .run = run, .cycles = cycles };
	init_completion(&writer->done);
	writer->thread = kthread_create_on_cpu(writer_thread, writer, cpu, "gt_bench/%u");
	return PTR_ERR_OR_ZERO(writer->thread);
}

/**
 * writer_run - carry out an order
 * @order: within bounds; its CPUs are online
 * @contestant: begun
 * @cycles: @order->writers times @order->samples numbers
 *
 * Context: process, sleeps; one at a time.
 * Return: 0 or -errno of a thread's creation; -EAGAIN if the writers were never at
 * work at once.
 */
int writer_run(const struct bench_order *order, const struct contestant *contestant, u64 *cycles)
{
	struct run run = { .order = order, .contestant = contestant };
	unsigned int n, i;
	int err = 0;

	atomic_set(&run.missing, order->writers);
	atomic_set(&run.unfinished, order->writers);
	for (n = 0; n < order->writers && !err; n++)
		err = writer_create(&writers[n], &run, n, cycles + n * order->samples);
	/* Who has never run is stopped without running. */
	if (err)
		n--;
	for (i = 0; i < n && !err; i++)
		wake_up_process(writers[i].thread);
	for (i = 0; i < n; i++) {
		if (!err)
			wait_for_completion(&writers[i].done);
		kthread_stop(writers[i].thread);
	}
	if (!err && run.alone)
		err = -EAGAIN;
	return err;
}
