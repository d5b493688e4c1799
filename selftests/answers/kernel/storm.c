// SPDX-License-Identifier: GPL-2.0
/*
 * storm.c - gentrace_storm.ko: interrupts of a device that is none.
 *
 *	echo 0 100 1000000 >/sys/module/gentrace_storm/parameters/raise
 *	cat /sys/module/gentrace_storm/parameters/raise
 *	irq=27 raised=100 inside=100012345 outside=100045678
 *
 * On CPU 0 an interrupt comes a hundred times, a millisecond apart or more, and its handler
 * keeps the CPU for a million ns each time. How long that was in all is measured twice, ns:
 * inside of the handler, and around all that the kernel does for the interrupt. What it was
 * for who looks at the tracepoints of the handler lies between the two.
 */
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/smp.h>
#include <linux/sysfs.h>

#define STORM_TIMES_MAX		10000
#define STORM_HOLD_MAX		10000000	/* ns; longer ones are lockups */
#define STORM_APART_US		1000

/* Written on the CPU that is interrupted, while who raises waits for it. */
static struct {
	int irq;
	u32 hold_ns;
	u32 raised;
	u64 inside_ns;
	u64 outside_ns;
} storm;

static irqreturn_t storm_handle(int irq, void *data)
{
	u64 begin = ktime_get_ns(), ns;

	do {
		cpu_relax();
		ns = ktime_get_ns() - begin;
	} while (ns < storm.hold_ns);
	storm.inside_ns += ns;
	return IRQ_HANDLED;
}

/* In the interrupt by which CPUs call each other: what an interrupt controller's would do. */
static void storm_raise(void *unused)
{
	u64 begin = ktime_get_ns();

	generic_handle_irq(storm.irq);
	storm.outside_ns += ktime_get_ns() - begin;
	storm.raised++;
}

static int raise_set(const char *text, const struct kernel_param *param)
{
	u32 cpu, times, hold_ns, i;
	int ret;

	if (sscanf(text, "%u %u %u", &cpu, &times, &hold_ns) != 3)
		return -EINVAL;
	if (cpu >= nr_cpu_ids || times > STORM_TIMES_MAX || hold_ns > STORM_HOLD_MAX)
		return -ERANGE;
	storm.hold_ns = hold_ns;
	storm.raised = 0;
	storm.inside_ns = storm.outside_ns = 0;
	for (i = 0; i < times; i++) {
		ret = smp_call_function_single(cpu, storm_raise, NULL, true);
		if (ret)
			return ret;
		usleep_range(STORM_APART_US, 2 * STORM_APART_US);
	}
	return 0;
}

static int raise_get(char *text, const struct kernel_param *param)
{
	return sysfs_emit(text, "irq=%d raised=%u inside=%llu outside=%llu\n", storm.irq,
			  storm.raised, storm.inside_ns, storm.outside_ns);
}

static const struct kernel_param_ops raise_ops = { .set = raise_set, .get = raise_get };

module_param_cb(raise, &raise_ops, NULL, 0600);
MODULE_PARM_DESC(raise, "CPU TIMES NS: interrupt it so often, for so long each");

/* No thread has its handler, on a kernel that gives threads to others. */
static int __init storm_init(void)
{
	int ret;

	/* Nobody owns it: a module that did would be held by its own interrupt for ever. */
	storm.irq = __irq_alloc_descs(-1, 0, 1, NUMA_NO_NODE, NULL, NULL);
	if (storm.irq < 0)
		return storm.irq;
	irq_set_chip_and_handler(storm.irq, &dummy_irq_chip, handle_simple_irq);
	irq_clear_status_flags(storm.irq, IRQ_NOREQUEST);
	ret = request_irq(storm.irq, storm_handle, IRQF_NO_THREAD, "gentrace_storm", &storm);
	if (ret)
		irq_free_desc(storm.irq);
	return ret;
}

static void __exit storm_exit(void)
{
	free_irq(storm.irq, &storm);
	irq_free_desc(storm.irq);
}

module_init(storm_init);
module_exit(storm_exit);
MODULE_DESCRIPTION("interrupts that are known, for tests of gentrace");
MODULE_LICENSE("GPL");
