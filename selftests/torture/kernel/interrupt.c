// SPDX-License-Identifier: GPL-2.0
/*
 * interrupt.c - softirqs, hardirqs and NMIs, sent and handled.
 *
 * Nothing emits by itself. A CPU's timer comes at any instruction; it emits as a
 * hardirq, sends its own CPU an NMI before, inside or after the pair, and raises
 * the tasklet, which runs on top of whatever the timer interrupted. At
 * gentrace's test points NMIs and hardirqs (irq_work) come at the instructions
 * that matter. Other CPUs send both, too.
 */
#include <linux/cpumask.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/percpu.h>
#include <linux/smp.h>

#include "interrupt.h"
#include "nmi.h"
#include "test.h"
#include "writer.h"

/**
 * struct source - what interrupts one CPU
 * @timer: its own timer
 * @timer_on: it is running
 * @tasklet: raised by the timer
 * @work: an interrupt to itself
 * @call: an interrupt to another CPU
 * @turn: of the timer: where the NMI goes this time
 * @stopping: the CPU is in a world stop
 * @reentering: the one who re-enters is at work
 */
struct source {
	struct hrtimer timer;
	bool timer_on;
	struct tasklet_struct tasklet;
	struct irq_work work;
	call_single_data_t call;
	unsigned int turn;
	bool stopping;
	bool reentering;
};

static DEFINE_PER_CPU(struct source, sources);

/*
 * raw_cpu_inc() and its like: on x86 the same single instruction as this_cpu_inc(),
 * and in User-Mode Linux no two system calls to turn interrupts off and on, which
 * were nine tenths of the time. There a count may miss one in an interrupt; these
 * are for show.
 */
static void count_interrupt(void)
{
	raw_cpu_inc(torture_count.interrupts);
}

/* Preemption off, so that the CPU cannot go offline; not from an NMI. */
static void send_nmi(int cpu)
{
	if (!writer_wants(GENTRACE_LEVEL_NMI))
		return;
	count_interrupt();
	nmi_send(cpu);
}

static void send_work(struct source *source)
{
	if (!writer_wants(GENTRACE_LEVEL_HARDIRQ))
		return;
	count_interrupt();
	irq_work_queue(&source->work);
}

static void handle_nmi(void)
{
	if (!READ_ONCE(writer_active))
		return;
	raw_cpu_inc(torture_count.nmis);
	if (this_cpu_read(sources.stopping))
		raw_cpu_inc(torture_count.nmis_in_stop);
	if (writer_wants(GENTRACE_LEVEL_NMI)) {
		writer_begin(GENTRACE_LEVEL_NMI);
		writer_end(GENTRACE_LEVEL_NMI);
	}
}

/* A CPU that goes down runs what was still to come from the stopper, a task. */
static void emit_hardirq(bool nmi_inside)
{
	if (!writer_wants(GENTRACE_LEVEL_HARDIRQ) || !in_hardirq())
		return;
	writer_begin(GENTRACE_LEVEL_HARDIRQ);
	if (nmi_inside)
		send_nmi(raw_smp_processor_id());
	writer_end(GENTRACE_LEVEL_HARDIRQ);
}

static void handle_work(struct irq_work *work)
{
	emit_hardirq(false);
}

static void handle_call(void *info)
{
	emit_hardirq(true);
}

static void handle_tasklet(struct tasklet_struct *tasklet)
{
	if (!writer_wants(GENTRACE_LEVEL_SOFTIRQ))
		return;
	/* On RT this is preemptible; a tasklet stays where it is. */
	writer_begin(GENTRACE_LEVEL_SOFTIRQ);
	preempt_disable();
	send_work(this_cpu_ptr(&sources));
	send_nmi(smp_processor_id());
	preempt_enable();
	writer_end(GENTRACE_LEVEL_SOFTIRQ);
}

static enum hrtimer_restart handle_timer(struct hrtimer *timer)
{
	struct source *source = this_cpu_ptr(&sources);
	unsigned int turn = source->turn++ % 4;

	if (!READ_ONCE(writer_active))
		return HRTIMER_NORESTART;
	count_interrupt();
	if (turn == 0)
		send_nmi(raw_smp_processor_id());
	emit_hardirq(turn == 1);
	if (turn == 2)
		send_nmi(raw_smp_processor_id());
	if (writer_wants(GENTRACE_LEVEL_SOFTIRQ))
		tasklet_schedule(&source->tasklet);
	/* From now on, not from when it was due: the machine may be slow. */
	hrtimer_forward_now(timer, ns_to_ktime(writer_order.period_ns));
	return HRTIMER_RESTART;
}

/* All CPUs are here, interrupts off, each waiting for one of them to store. */
static void hook_stop(enum gt_test_point point)
{
	int cpu;

	raw_cpu_write(sources.stopping, point != GT_TEST_STOPPED);
	for_each_online_cpu(cpu)
		send_nmi(cpu);
}

/* An exception in the tracer that is traced; not one in that again. */
static void hook_reenter(void)
{
	if (!writer_wants(TORTURE_REENTRANT))
		return;
	raw_cpu_write(sources.reentering, true);
	barrier();
	writer_begin(TORTURE_REENTRANT);
	writer_end(TORTURE_REENTRANT);
	barrier();
	raw_cpu_write(sources.reentering, false);
}

static void interrupt_hook(enum gt_test_point point)
{
	u64 points;

	if (!READ_ONCE(writer_active) || this_cpu_read(sources.reentering))
		return;
	if (point >= GT_TEST_STOP) {
		if (!in_nmi())
			hook_stop(point);
		return;
	}
	points = raw_cpu_inc_return(torture_count.points);
	if (!writer_order.every || points % writer_order.every)
		return;
	hook_reenter();
	if (in_nmi())
		return;
	/* Both in turn, and each alone. */
	if (points / writer_order.every % 3 != 1)
		send_nmi(raw_smp_processor_id());
	/* Not for the points of a hardirq: each would bring the next one, for ever. */
	if (points / writer_order.every % 3 != 2 && !in_hardirq())
		send_work(this_cpu_ptr(&sources));
}

void interrupt_hook_set(void)
{
	gt_test_set_hook(interrupt_hook);
}

/* Context: bound to this CPU. */
void interrupt_timer_start(void)
{
	struct source *source = this_cpu_ptr(&sources);

	if (source->timer_on || !writer_order.period_ns)
		return;
	source->timer_on = true;
	hrtimer_start(&source->timer, ns_to_ktime(writer_order.period_ns),
		      HRTIMER_MODE_REL_PINNED_HARD);
}

/* The same. */
void interrupt_timer_stop(void)
{
	struct source *source = this_cpu_ptr(&sources);

	hrtimer_cancel(&source->timer);
	source->timer_on = false;
}

/* Levels that can be asked for: this kernel's, and the one who re-enters. */
u32 interrupt_levels(void)
{
	return NMI_LEVELS | 1u << TORTURE_REENTRANT;
}

/* Interrupt the next CPU. Context: task, bound to this CPU. */
void interrupt_others(void)
{
	int other;

	preempt_disable();
	other = cpumask_next(smp_processor_id(), cpu_online_mask);
	if (other >= nr_cpu_ids)
		other = cpumask_first(cpu_online_mask);
	if (other != smp_processor_id()) {
		send_nmi(other);
		/* Refused while the last one is on its way. */
		if (writer_wants(GENTRACE_LEVEL_HARDIRQ) &&
		    !smp_call_function_single_async(other, this_cpu_ptr(&sources.call)))
			count_interrupt();
	}
	preempt_enable();
}

static void interrupt_nothing(void *info)
{
}

/**
 * interrupt_drain - wait until nothing is on its way
 *
 * Context: process; writer_active is false and the workers have stopped.
 */
void interrupt_drain(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		struct source *source = per_cpu_ptr(&sources, cpu);

		hrtimer_cancel(&source->timer);
		source->timer_on = false;
		tasklet_kill(&source->tasklet);
		irq_work_sync(&source->work);
	}
	gt_test_set_hook(NULL);
	/* What was sent before this has been delivered when it is. */
	on_each_cpu(interrupt_nothing, NULL, 1);
}

static void source_init(struct source *source)
{
#ifdef HAVE_HRTIMER_SETUP
	hrtimer_setup(&source->timer, handle_timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
#else
	hrtimer_init(&source->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
	source->timer.function = handle_timer;
#endif
	tasklet_setup(&source->tasklet, handle_tasklet);
	source->work = IRQ_WORK_INIT_HARD(handle_work);
	INIT_CSD(&source->call, handle_call, NULL);
}

int interrupt_init(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		source_init(per_cpu_ptr(&sources, cpu));
	return nmi_attach(handle_nmi);
}

void interrupt_exit(void)
{
	nmi_detach();
}
