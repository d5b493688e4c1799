// SPDX-License-Identifier: GPL-2.0
/*
 * main.c - gentrace_bench.ko and its device.
 */
#include <linux/cpu.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "bpf.h"
#include "contestant.h"
#include "copy.h"
#include "ring.h"
#include "writer.h"

#define SAMPLES_MAX	100000
#define EVENTS_MAX	1000000

struct task_struct *tasks[TASKS];

static const struct contestant *const contestants[] = {
#define B(name, group, meaning)	[BENCH_##name] = &contestant_##name,
	BENCH_CONTESTANTS(B)
#undef B
};

/* One order at a time: writers of two would be in each other's way. */
static DEFINE_MUTEX(order_lock);

static bool order_is_sound(const struct bench_order *order)
{
	return order->contestant < BENCH_COUNT &&
	       order->writers && order->writers <= BENCH_WRITERS_MAX &&
	       order->samples && order->samples <= SAMPLES_MAX &&
	       order->events && order->events <= EVENTS_MAX && order->warm <= EVENTS_MAX;
}

static int order_carry_out(const struct bench_order *order, u64 *cycles)
{
	const struct contestant *contestant = contestants[order->contestant];
	int err = contestant->begin ? contestant->begin(order) : 0;
	int end;

	if (err)
		return err;
	err = writer_run(order, contestant, cycles);
	end = contestant->end ? contestant->end() : 0;
	return err ?: end;
}

static int device_run(const void __user *arg)
{
	struct bench_order order;
	size_t size;
	u64 *cycles;
	int err;

	if (copy_from_user(&order, arg, sizeof(order)))
		return -EFAULT;
	if (!order_is_sound(&order))
		return -EINVAL;
	if (order.writers > num_online_cpus())
		return -ERANGE;
	size = array3_size(order.writers, order.samples, sizeof(u64));
	cycles = kvzalloc(size, GFP_KERNEL);
	if (!cycles)
		return -ENOMEM;
	err = order_carry_out(&order, cycles);
	if (!err && copy_to_user((void __user *)order.cycles, cycles, size))
		err = -EFAULT;
	kvfree(cycles);
	return err;
}

static long device_ioctl(struct file *file, unsigned int request, unsigned long arg)
{
	int err;

	if (request != BENCH_IOC_RUN)
		return -ENOTTY;
	mutex_lock(&order_lock);
	err = device_run((void __user *)arg);
	mutex_unlock(&order_lock);
	return err;
}

static const struct file_operations device_fops = {
	.owner		= THIS_MODULE,
	.unlocked_ioctl	= device_ioctl,
};

static struct miscdevice device = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "gentrace_bench",
	.fops	= &device_fops,
	.mode	= 0600,
};

static void tasks_exit(void)
{
	unsigned int i;

	for (i = 0; i < TASKS; i++)
		kvfree(tasks[i]);
}

static int tasks_init(void)
{
	unsigned int i;

	for (i = 0; i < TASKS; i++) {
		tasks[i] = kvzalloc(sizeof(*tasks[i]), GFP_KERNEL);
		if (!tasks[i]) {
			tasks_exit();
			return -ENOMEM;
		}
		tasks[i]->pid = 20000 + 137 * i;
		tasks[i]->tgid = tasks[i]->pid;
		strscpy(tasks[i]->comm, "gentrace_bench");
	}
	return 0;
}

static int __init bench_init(void)
{
	int err;

	err = tasks_init();
	if (err)
		return err;
	err = ring_init();
	if (err)
		goto err_tasks;
	err = bpf_init();
	if (err)
		goto err_ring;
	err = copy_init();
	if (err)
		goto err_bpf;
	err = misc_register(&device);
	if (err)
		goto err_copy;
	return 0;

err_copy:
	copy_exit();
err_bpf:
	bpf_exit();
err_ring:
	ring_exit();
err_tasks:
	tasks_exit();
	return err;
}

static void __exit bench_exit(void)
{
	misc_deregister(&device);
	copy_exit();
	bpf_exit();
	ring_exit();
	tasks_exit();
}

module_init(bench_init);
module_exit(bench_exit);

MODULE_DESCRIPTION("What an event costs, beside what it costs elsewhere, for gentrace's tests");
MODULE_AUTHOR("The gentrace developers");
MODULE_LICENSE("GPL");
