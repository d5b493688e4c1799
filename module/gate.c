// SPDX-License-Identifier: GPL-2.0
/*
 * gate.c - opening, flipping and closing the gate: the world stop.
 */
#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/smp.h>
#include <linux/stop_machine.h>

#include "clock.h"
#include "gate.h"
#include "test.h"

struct gt_gate gt_gate;

DEFINE_PER_CPU(struct gt_pause, gt_pause);

/* The last non-zero generation (I5); under the session's lock, or its flip. */
static u64 last_gen;

/* Set once by gt_gate_fault(), cleared when a session is armed. */
static bool fault;

/* What a world stop publishes. */
struct stop_order {
	u64 gen;
	atomic_t taken;
};

/*
 * Writes the truth. Everything the new generation's writers will touch has been
 * prepared before.
 */
static void gt_gate_publish(u64 gen)
{
	/* Pairs with the acquire in gt_section_enter(). */
	smp_store_release(&gt_gate.gen, gen);
}

/*
 * Runs on every online CPU at the same time, interrupts off, in the stopper
 * thread. No task, softirq or hardirq writer is in a section anywhere: sections
 * do not preempt, and the stopper is scheduled.
 *
 * NMIs are not stopped. One CPU stores; every CPU, before it leaves, must have
 * seen the store itself. An NMI that was in flight on a CPU when the store was
 * made holds back that CPU's own callback, so it is over when the callback
 * ends. An NMI that begins after this CPU has seen the store reads, by per
 * variable coherence, the new gen, and enabled too: it was stored before gen and
 * gen is acquired here. So when stop_machine() returns, no context is left that
 * can see the old state (I1, I4). A flag raised by one CPU for all would not
 * do: an NMI on another CPU may have read gen before and be writing still.
 *
 * O(1): no walk, no allocation, no print.
 */
static int stop_callback(void *data)
{
	struct gt_pause *pause = this_cpu_ptr(&gt_pause);
	struct stop_order *order = data;
	u64 seen;

	pause->enter = gt_clock();
	gt_test_point(GT_TEST_STOP);
	if (!atomic_xchg(&order->taken, 1)) {
		/* I1: the hint first, so nobody sees gen without it. */
		if (order->gen)
			WRITE_ONCE(gt_gate.enabled, true);
		gt_test_point(GT_TEST_PUBLISH);
		gt_gate_publish(order->gen);
		if (!order->gen) {
			/*
			 * I2: a hint that is stale for a moment hides nothing.
			 * Release: who skips an event because the hint is off
			 * must not do so before the truth is. It has no partner;
			 * there is nothing left to read for one who skips.
			 */
			smp_store_release(&gt_gate.enabled, false);
		}
	}
	/*
	 * Pairs with gt_gate_publish() on the CPU that took the order. A fault
	 * closes the gate for good, so a start may wait in vain. A stop does
	 * not, and must wait: the fault is set before gen is 0, and until then
	 * an NMI here would still write.
	 */
	while ((seen = smp_load_acquire(&gt_gate.gen)) != order->gen &&
	       !(order->gen && gt_gate_faulty()))
		cpu_relax();
	gt_test_point(GT_TEST_STOPPED);
	pause->gen = seen;
	pause->leave = gt_clock();
	return 0;
}

static int stop_world(u64 gen, struct gt_world_stop *stop)
{
	struct stop_order order = { .gen = gen, .taken = ATOMIC_INIT(0) };
	int cpu, err;

	for_each_possible_cpu(cpu)
		per_cpu(gt_pause, cpu).gen = ~0ull;
	stop->begin = gt_clock();
	err = stop_machine(stop_callback, &order, cpu_online_mask);
	stop->end = gt_clock();
	return err;
}

/**
 * gt_gate_next - the number the next generation will have
 *
 * Context: under the session's lock.
 */
u64 gt_gate_next(void)
{
	return last_gen + 1;
}

/**
 * gt_gate_open - start: let every context in, everywhere at one instant
 * @gen: gt_gate_next()
 * @stop: set to the extent of the world stop
 *
 * Context: process, may sleep; not under cpus_read_lock() and not from a
 * workqueue (stop_machine() would deadlock with CPU hotplug).
 * Return: 0, or what stop_machine() says; then the gate is still closed.
 */
int gt_gate_open(u64 gen, struct gt_world_stop *stop)
{
	int err = stop_world(gen, stop);

	if (!err)
		last_gen = gen;
	return err;
}

/**
 * gt_gate_close - stop: let nobody in, anywhere, from one instant on
 * @stop: set to the extent of the world stop
 *
 * When it returns, the buffers of all CPUs belong to the caller.
 *
 * Context: as gt_gate_open().
 * Return: 0, or what stop_machine() says.
 */
int gt_gate_close(struct gt_world_stop *stop)
{
	return stop_world(0, stop);
}

/**
 * gt_gate_flip - move on to another generation without stopping anything
 * @gen: the one after the current
 *
 * A writer's section is an RCU read-side section, in an NMI too. So after the
 * grace period no writer holds the old number; the old generation's buffers
 * belong to the caller. The writer pays no barrier for it.
 *
 * Context: process, sleeps for a grace period; under the generation's lock.
 */
void gt_gate_flip(u64 gen)
{
	last_gen = gen;
	/* Pairs as gt_gate_publish(). Fails if a fault closed the gate: it stays so. */
	cmpxchg_release(&gt_gate.gen, gen - 1, gen);
	synchronize_rcu();
}

/**
 * gt_gate_fault - the tracer contradicts itself: say so once and switch off
 * @what: what was found, for the log
 *
 * A diagnostic must never be the outage, so this fails closed. Events stop at
 * once; the session notices when it is next asked for anything.
 *
 * Context: any, NMI included.
 */
void gt_gate_fault(const char *what)
{
	bool first = !xchg(&fault, true);

	gt_gate_publish(0);
	/* As in stop_callback(). */
	smp_store_release(&gt_gate.enabled, false);
	WARN(first, "gentrace: %s; tracing is switched off\n", what);
}

/**
 * gt_gate_abandon - let nobody in, in a kernel that dies
 *
 * Nothing is waited for: the other CPUs have been stopped, wherever they were.
 *
 * Context: any.
 * Return: the generation that was open, or 0.
 */
u64 gt_gate_abandon(void)
{
	u64 gen = READ_ONCE(gt_gate.gen);

	gt_gate_publish(0);
	/* As in stop_callback(). */
	smp_store_release(&gt_gate.enabled, false);
	return gen;
}

bool gt_gate_faulty(void)
{
	return READ_ONCE(fault);
}

void gt_gate_forgive(void)
{
	WRITE_ONCE(fault, false);
}
