// SPDX-License-Identifier: GPL-2.0
/*
 * device.c - /dev/gentrace: a switch from requests to the session.
 *
 * Whatever comes from user space is checked in args.c.
 */
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/security.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/uio.h>
#include <linux/gentrace.h>
#include <linux/gentrace_varint.h>

#include "args.h"
#include "compat/splice.h"
#include "device.h"
#include "generation.h"
#include "hits.h"
#include "map.h"
#include "mark.h"
#include "memory.h"
#include "outbox.h"
#include "session.h"

/* A trace names every task and address: what tracefs shows, under its rule. */
static int device_open(struct inode *inode, struct file *file)
{
	struct gt_opener *opener;
	int err;

	if (!perfmon_capable())
		return -EPERM;
	err = security_locked_down(LOCKDOWN_TRACEFS);
	if (err)
		return err;
	opener = kzalloc(sizeof(*opener), GFP_KERNEL);
	if (!opener)
		return -ENOMEM;
	mutex_init(&opener->one_reader);
	file->private_data = opener;
	return stream_open(inode, file);
}

static int device_release(struct inode *inode, struct file *file)
{
	gt_session_release(file->private_data);
	kfree(file->private_data);
	return 0;
}

static ssize_t read_now(struct gt_opener *opener, struct iov_iter *to)
{
	ssize_t n;

	if (mutex_lock_interruptible(&opener->one_reader))
		return -ERESTARTSYS;
	n = gt_outbox_read(READ_ONCE(opener->reading), to);
	mutex_unlock(&opener->one_reader);
	return n;
}

/* Of a file that has none, it is what is kept now. It does not wait for more: 0 is the end. */
static ssize_t snapshot_read(struct gt_opener *opener, struct iov_iter *to)
{
	struct gentrace_flight_snapshot all = { };
	ssize_t n = 0;

	if (mutex_lock_interruptible(&opener->one_reader))
		return -ERESTARTSYS;
	if (!opener->view.session)
		n = gt_session_snapshot(opener, &all);
	if (!n)
		n = gt_window_read(&opener->view, to);
	mutex_unlock(&opener->one_reader);
	return n;
}

/* A file goes on reading what it has begun to read. */
static bool reads_snapshot(const struct gt_opener *opener)
{
	return READ_ONCE(opener->view.session) ||
	       (!READ_ONCE(opener->reading) && gt_session_is_flight());
}

static ssize_t device_read_iter(struct kiocb *iocb, struct iov_iter *to)
{
	struct file *file = iocb->ki_filp;
	struct gt_opener *opener = file->private_data;

	if (!iov_iter_count(to))
		return 0;
	if (reads_snapshot(opener))
		return snapshot_read(opener, to);
	for (;;) {
		ssize_t n = gt_session_read_claim(opener);
		bool ended;

		if (n)
			return n;
		ended = gt_session_read_ended(opener);
		n = read_now(opener, to);
		if (n || ended)
			return n;
		if (file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		if (wait_event_interruptible(gt_outbox_readable,
					     !gt_outbox_empty() ||
					     gt_session_read_ended(opener)))
			return -ERESTARTSYS;
	}
}

/* One write, one mark; echo's line feed is no part of it. */
static ssize_t device_write_iter(struct kiocb *iocb, struct iov_iter *from)
{
	size_t count = iov_iter_count(from), length = count;
	char text[GENTRACE_TEXT_MAX + 1];
	int err;

	if (count > sizeof(text))
		return -EMSGSIZE;
	if (!copy_from_iter_full(text, count, from))
		return -EFAULT;
	if (length && text[length - 1] == '\n')
		length--;
	if (length > GENTRACE_TEXT_MAX)
		return -EMSGSIZE;
	if (!length)
		return -EINVAL;
	err = gt_mark(text, length);
	return err ?: count;
}

/* What the file reads, so that what it maps is its own. */
static int device_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct gt_opener *opener = file->private_data;
	u64 reading = READ_ONCE(opener->reading);
	struct gt_memory *memory = reading ? gt_outbox_memory(reading) : NULL;
	int err;

	if (!memory)
		return -ENODATA;
	err = gt_map_attach(vma, memory);
	gt_memory_put(memory);
	return err;
}

/* What is urgent is a hit. */
static __poll_t snapshot_poll(const struct gt_opener *opener)
{
	return EPOLLIN | EPOLLRDNORM | (gt_window_is_read(&opener->view) ? EPOLLHUP : 0) |
	       (gt_hits_ready() ? EPOLLPRI : 0);
}

/* Readable means that read() will not wait, were it to say that there is no data. */
static __poll_t device_poll(struct file *file, poll_table *wait)
{
	bool ended, empty;

	poll_wait(file, &gt_outbox_readable, wait);
	if (reads_snapshot(file->private_data))
		return snapshot_poll(file->private_data);
	ended = gt_session_read_ended(file->private_data);
	empty = gt_outbox_empty();
	if (empty && ended)
		return EPOLLIN | EPOLLRDNORM | EPOLLHUP;
	if (empty)
		return 0;
	return EPOLLIN | EPOLLRDNORM;
}

static int ioctl_info(void __user *arg)
{
	struct gentrace_info info;

	gt_session_info(&info);
	return gt_args_answer_to_user(arg, &info, sizeof(info));
}

static int ioctl_stats(void __user *arg)
{
	struct gentrace_stats stats;

	gt_session_stats(&stats);
	return gt_args_answer_to_user(arg, &stats, sizeof(stats));
}

static int ioctl_filters(void __user *arg)
{
	struct gentrace_filters *filters = kmalloc(sizeof(*filters), GFP_KERNEL);
	int err;

	if (!filters)
		return -ENOMEM;
	gt_session_filters(filters);
	err = gt_args_answer_to_user(arg, filters, sizeof(*filters));
	kfree(filters);
	return err;
}

static int ioctl_window(void __user *arg)
{
	struct gentrace_flight_window window;

	gt_window_tell(&window);
	gt_hits_tell(&window);
	return gt_args_answer_to_user(arg, &window, sizeof(window));
}

static int ioctl_trigger(void __user *arg)
{
	struct gentrace_flight_trigger told = { };
	int err;

	err = gt_args_index_from_user(&told.index, arg, sizeof(told));
	if (err)
		return err;
	gt_session_trigger(&told);
	return gt_args_answer_to_user(arg, &told, sizeof(told));
}

typedef int config_command(struct gt_opener *opener, struct gentrace_config *config,
			   const struct gt_parts *parts);

/* Read before any lock is taken: the caller's memory may not answer. */
static int config_and_parts(struct gt_opener *opener, struct gentrace_config *config,
			    config_command *command)
{
	struct gt_parts *parts = kvmalloc(sizeof(*parts), GFP_KERNEL);
	int err;

	if (!parts)
		return -ENOMEM;
	err = gt_args_filters_from_user(parts->filters, config) ?:
	      gt_args_triggers_from_user(parts->triggers, config) ?:
	      command(opener, config, parts);
	kvfree(parts);
	return err;
}

/* Arming and starting differ only in what becomes of the config. */
static int ioctl_config(struct gt_opener *opener, void __user *arg, config_command *command)
{
	struct gentrace_config config;
	int err;

	err = gt_args_config_from_user(&config, arg);
	if (err)
		return err;
	err = config_and_parts(opener, &config, command);
	if (err)
		return err;
	return copy_to_user(arg, &config, min_t(u32, config.size, sizeof(config))) ? -EFAULT : 0;
}

/*
 * Ended is asked first, as in device_read_iter(). The answer is copied when the
 * batches are the file's already: memory that could be written a moment ago and
 * cannot now costs the caller what it would have said.
 */
static int ioctl_take(struct gt_opener *opener, void __user *arg)
{
	struct gentrace_take take;
	bool wanted, ended;
	int err;

	err = gt_args_take_from_user(&take, arg);
	if (err)
		return err;
	err = gt_session_read_claim(opener);
	if (err)
		return err;
	ended = gt_session_read_ended(opener);
	wanted = take.count;
	if (mutex_lock_interruptible(&opener->one_reader))
		return -ERESTARTSYS;
	err = gt_outbox_take(READ_ONCE(opener->reading), &take);
	mutex_unlock(&opener->one_reader);
	if (err)
		return err;
	if (ended && wanted && !take.count)
		take.flags = GENTRACE_TAKE_END;
	return gt_args_answer_to_user(arg, &take, sizeof(take));
}

static int ioctl_hit(struct gt_opener *opener, void __user *arg)
{
	struct gentrace_flight_hit hit;
	int err;

	err = gt_args_hit_from_user(&hit, arg);
	if (err)
		return err;
	if (mutex_lock_interruptible(&opener->one_reader))
		return -ERESTARTSYS;
	err = gt_session_hit(opener, &hit);
	mutex_unlock(&opener->one_reader);
	return err ?: gt_args_answer_to_user(arg, &hit, sizeof(hit));
}

/* The answer is copied when the snapshot is the file's, as in ioctl_take(). */
static int ioctl_snapshot(struct gt_opener *opener, void __user *arg)
{
	struct gentrace_flight_snapshot snapshot;
	int err;

	err = gt_args_snapshot_from_user(&snapshot, arg);
	if (err)
		return err;
	if (mutex_lock_interruptible(&opener->one_reader))
		return -ERESTARTSYS;
	err = gt_session_snapshot(opener, &snapshot);
	mutex_unlock(&opener->one_reader);
	return err ?: gt_args_answer_to_user(arg, &snapshot, sizeof(snapshot));
}

static long device_ioctl(struct file *file, unsigned int request, unsigned long arg)
{
	struct gt_opener *opener = file->private_data;
	void __user *user = (void __user *)arg;

	switch (request) {
	case GENTRACE_IOC_INFO:
		return ioctl_info(user);
	case GENTRACE_IOC_STATS:
		return ioctl_stats(user);
	case GENTRACE_IOC_FILTERS:
		return ioctl_filters(user);
	case GENTRACE_IOC_WINDOW:
		return ioctl_window(user);
	case GENTRACE_IOC_TRIGGER:
		return ioctl_trigger(user);
	case GENTRACE_IOC_ARM:
		return ioctl_config(opener, user, gt_session_arm);
	case GENTRACE_IOC_START:
		return arg ? ioctl_config(opener, user, gt_session_start) :
			     gt_session_start(opener, NULL, NULL);
	case GENTRACE_IOC_STOP:
		return arg ? -EINVAL : gt_session_stop(opener);
	case GENTRACE_IOC_FLIP:
		return arg ? -EINVAL : gt_generation_flip(GENTRACE_END_REQUEST);
	case GENTRACE_IOC_TAKE:
		return ioctl_take(opener, user);
	case GENTRACE_IOC_HIT:
		return ioctl_hit(opener, user);
	case GENTRACE_IOC_SNAPSHOT:
		return ioctl_snapshot(opener, user);
	default:
		return -ENOTTY;
	}
}

static const struct file_operations device_fops = {
	.owner		= THIS_MODULE,
	.open		= device_open,
	.release	= device_release,
	.read_iter	= device_read_iter,
	.write_iter	= device_write_iter,
	.splice_read	= copy_splice_read,
	.mmap		= device_mmap,
	.poll		= device_poll,
	.unlocked_ioctl	= device_ioctl,
	.compat_ioctl	= compat_ptr_ioctl,
};

static struct miscdevice device = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "gentrace",
	.fops	= &device_fops,
	.mode	= 0600,
};

/*
 * The ABI has no holes: what the kernel does not write it does not leak, and 32
 * and 64 bit callers see the same layout.
 */
static void device_check_abi(void)
{
	BUILD_BUG_ON(sizeof(struct gentrace_info) != 112);
	BUILD_BUG_ON(offsetofend(struct gentrace_config, sample_hz) != GENTRACE_CONFIG_SIZE_FIRST);
	BUILD_BUG_ON(sizeof(struct gentrace_config) != 96);
	BUILD_BUG_ON(sizeof(struct gentrace_condition) != 32);
	BUILD_BUG_ON(sizeof(struct gentrace_trigger) != 448);
	BUILD_BUG_ON(sizeof(struct gentrace_flight_hit) != 96);
	BUILD_BUG_ON(sizeof(struct gentrace_flight_trigger) != 464);
	BUILD_BUG_ON(sizeof(struct gentrace_stats) != 176);
	BUILD_BUG_ON(sizeof(struct gentrace_flight_window) != 104);
	BUILD_BUG_ON(sizeof(struct gentrace_flight_snapshot) != 56);
	BUILD_BUG_ON(sizeof(struct gentrace_take) != 400);
	BUILD_BUG_ON(sizeof(struct gentrace_filters) != 3080);
}

int gt_device_register(void)
{
	device_check_abi();
	return misc_register(&device);
}

void gt_device_unregister(void)
{
	misc_deregister(&device);
}
