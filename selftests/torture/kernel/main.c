// SPDX-License-Identifier: GPL-2.0
/*
 * main.c - gentrace_torture.ko and its device.
 */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/uaccess.h>

#include "interrupt.h"
#include "pause.h"
#include "torture.h"
#include "worker.h"
#include "writer.h"

/* Whose order is in force. */
static struct file *order_owner;
static DEFINE_MUTEX(order_lock);

static int device_run(struct file *file, void __user *arg)
{
	struct torture_order order;

	if (copy_from_user(&order, arg, sizeof(order)))
		return -EFAULT;
	if (order.reserved || order.levels & ~interrupt_levels())
		return -EINVAL;
	if (order_owner)
		return -EBUSY;
	order_owner = file;
	worker_run(&order);
	return 0;
}

static int device_stop(struct file *file)
{
	if (order_owner != file)
		return -EINVAL;
	worker_stop();
	order_owner = NULL;
	return 0;
}

static int device_empty_stop(u64 __user *arg)
{
	u64 ns;
	int err = pause_empty(&ns);

	return err ?: put_user(ns, arg);
}

static long device_ioctl(struct file *file, unsigned int request, unsigned long arg)
{
	int err = -ENOTTY;

	/* Not under the lock: it waits for what another thread may end. */
	if (request == TORTURE_IOC_WAIT)
		return worker_wait();
	if (request == TORTURE_IOC_EMPTY_STOP)
		return device_empty_stop((u64 __user *)arg);
	if (request == TORTURE_IOC_LEVELS)
		return put_user(interrupt_levels(), (u32 __user *)arg);
	mutex_lock(&order_lock);
	if (request == TORTURE_IOC_RUN)
		err = device_run(file, (void __user *)arg);
	else if (request == TORTURE_IOC_STOP)
		err = device_stop(file);
	mutex_unlock(&order_lock);
	return err;
}

/* Each number whole, while its CPU counts on. */
static void device_count(unsigned int cpu, struct torture_count *now)
{
	const u64 *from = (const u64 *)per_cpu_ptr(&torture_count, cpu);
	u64 *to = (u64 *)now;
	size_t i;

	for (i = 0; i < sizeof(*now) / sizeof(u64); i++)
		to[i] = READ_ONCE(from[i]);
}

/* The counts as they are at this moment, of as many CPUs as fit. */
static ssize_t device_read(struct file *file, char __user *to, size_t count, loff_t *pos)
{
	size_t done = 0;
	int cpu;

	for (cpu = 0; cpu < nr_cpu_ids && count - done >= sizeof(struct torture_count); cpu++) {
		struct torture_count now = { };

		if (cpu_possible(cpu))
			device_count(cpu, &now);
		if (copy_to_user(to + done, &now, sizeof(now)))
			return -EFAULT;
		done += sizeof(now);
	}
	return done;
}

static int device_release(struct inode *inode, struct file *file)
{
	mutex_lock(&order_lock);
	device_stop(file);
	mutex_unlock(&order_lock);
	return 0;
}

static const struct file_operations device_fops = {
	.owner		= THIS_MODULE,
	.read		= device_read,
	.release	= device_release,
	.unlocked_ioctl	= device_ioctl,
};

static struct miscdevice device = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "gentrace_torture",
	.fops	= &device_fops,
	.mode	= 0600,
};

static int __init torture_init(void)
{
	int err;

	err = interrupt_init();
	if (err)
		return err;
	err = worker_init();
	if (err)
		goto err_interrupt;
	err = misc_register(&device);
	if (err)
		goto err_worker;
	return 0;

err_worker:
	worker_exit();
err_interrupt:
	interrupt_exit();
	return err;
}

static void __exit torture_exit(void)
{
	misc_deregister(&device);
	worker_exit();
	interrupt_exit();
}

module_init(torture_init);
module_exit(torture_exit);

MODULE_DESCRIPTION("Events from every context at once, counted, for gentrace's tests");
MODULE_AUTHOR("The gentrace developers");
MODULE_LICENSE("GPL");
