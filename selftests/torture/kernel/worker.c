// SPDX-License-Identifier: GPL-2.0
/*
 * worker.c - the thread of each CPU: emits at task level and keeps the
 * interrupts going.
 *
 * Threads of smpboot: they are parked while their CPU is away and go on, on the
 * same CPU, when it comes back or comes up for the first time.
 */
#include <linux/atomic.h>
#include <linux/cpu.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/smpboot.h>
#include <linux/wait.h>

#include "interrupt.h"
#include "worker.h"
#include "writer.h"

/* Between two looks at whether to stop, park or let others run. */
#define WORKER_CHUNK	64

/* So often another CPU is interrupted. */
#define WORKER_OTHERS	8

#define WORKER_NICE	5

static DEFINE_PER_CPU(struct task_struct *, worker_thread);

/* Pairs still to be emitted here; only looked at if the order has an end. */
static DEFINE_PER_CPU(u64, worker_left);

/* Workers inside of worker_work(); workers that are not done. */
static atomic_t worker_inside;
static DECLARE_WAIT_QUEUE_HEAD(worker_changed);

static bool worker_has_work(unsigned int cpu)
{
	return READ_ONCE(writer_active) &&
	       (!writer_order.pairs || READ_ONCE(per_cpu(worker_left, cpu)));
}

static int worker_should_run(unsigned int cpu)
{
	return worker_has_work(cpu);
}

static void worker_pair(u64 i)
{
	bool emit = writer_wants(GENTRACE_LEVEL_TASK);

	if (emit)
		writer_begin(GENTRACE_LEVEL_TASK);
	if (i % WORKER_OTHERS == 0)
		interrupt_others();
	if (emit)
		writer_end(GENTRACE_LEVEL_TASK);
}

static void worker_chunk(unsigned int cpu)
{
	u64 *left = &per_cpu(worker_left, cpu);
	unsigned int i;

	interrupt_timer_start();
	for (i = 0; i < WORKER_CHUNK && worker_has_work(cpu); i++) {
		worker_pair(i);
		if (writer_order.pairs)
			WRITE_ONCE(*left, *left - 1);
	}
}

static void worker_enter(void)
{
	atomic_inc(&worker_inside);
	/* Pairs with worker_stop(): it sees us, or we see that it is over. */
	smp_mb__after_atomic();
}

static void worker_leave(unsigned int cpu)
{
	atomic_dec(&worker_inside);
	if (!worker_has_work(cpu))
		wake_up(&worker_changed);
}

static void worker_work(unsigned int cpu)
{
	worker_enter();
	if (worker_has_work(cpu))
		worker_chunk(cpu);
	worker_leave(cpu);
	cond_resched();
}

/* The CPU is back; its thread may have nothing left to do. */
static void worker_unpark(unsigned int cpu)
{
	worker_enter();
	if (READ_ONCE(writer_active))
		interrupt_timer_start();
	worker_leave(cpu);
}

/* The same, the first time. Who tests comes first: workers have what is left. */
static void worker_setup(unsigned int cpu)
{
	set_user_nice(current, WORKER_NICE);
	worker_unpark(cpu);
}

static void worker_park(unsigned int cpu)
{
	interrupt_timer_stop();
}

static struct smp_hotplug_thread workers = {
	.store			= &worker_thread,
	.thread_should_run	= worker_should_run,
	.thread_fn		= worker_work,
	.setup			= worker_setup,
	.park			= worker_park,
	.unpark			= worker_unpark,
	.thread_comm		= "gt_torture/%u",
};

/**
 * worker_run - begin to emit
 * @order: what
 *
 * Context: process; nothing is being emitted.
 */
void worker_run(const struct torture_order *order)
{
	int cpu;

	writer_order = *order;
	for_each_possible_cpu(cpu)
		per_cpu(worker_left, cpu) = order->pairs;
	interrupt_hook_set();
	/* The order before the word that it is there. */
	smp_store_release(&writer_active, true);
	cpus_read_lock();
	for_each_online_cpu(cpu)
		wake_up_process(per_cpu(worker_thread, cpu));
	cpus_read_unlock();
}

static bool worker_all_done(void)
{
	int cpu;

	for_each_online_cpu(cpu)
		if (worker_has_work(cpu))
			return false;
	return true;
}

/**
 * worker_wait - wait until all CPUs that are online are done
 *
 * Return: 0 or -ERESTARTSYS.
 */
int worker_wait(void)
{
	return wait_event_interruptible(worker_changed, worker_all_done());
}

/**
 * worker_stop - end, and wait until everything is quiet
 */
void worker_stop(void)
{
	WRITE_ONCE(writer_active, false);
	/* Pairs with worker_work(). */
	smp_mb();
	wait_event(worker_changed, !atomic_read(&worker_inside));
	interrupt_drain();
}

int worker_init(void)
{
	return smpboot_register_percpu_thread(&workers);
}

void worker_exit(void)
{
	smpboot_unregister_percpu_thread(&workers);
}
