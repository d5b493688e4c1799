// SPDX-License-Identifier: GPL-2.0
/*
 * row.c - the events, their arguments, and how large they are without any format.
 *
 * The arguments are real objects, of the task that counts, for whoever is attached
 * looks into them.
 */
#include <linux/binfmts.h>
#include <linux/blkdev.h>
#include <linux/blk-mq.h>
#include <linux/compat.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/netdevice.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task_stack.h>
#include <linux/signal.h>
#include <linux/skbuff.h>
#include <linux/string.h>
#include <linux/workqueue.h>
#include <trace/events/block.h>
#include <trace/events/irq.h>
#include <trace/events/lock.h>
#include <trace/events/net.h>
#include <trace/events/nmi.h>
#include <trace/events/power.h>
#include <trace/events/sched.h>
#include <trace/events/signal.h>
#include <trace/events/syscalls.h>
#include <trace/events/task.h>
#include <trace/events/timer.h>
#include <trace/events/workqueue.h>

#include "compat/fault.h"
#include "compat/probe.h"
#include "ring.h"
#include "row.h"

static struct irqaction action = { .name = "gentrace_count" };
static struct linux_binprm program = {
	.filename = "/usr/bin/true",
	.interp = "/usr/bin/true",
};

static struct gendisk disk = { .major = 8, .first_minor = 0 };
static struct request_queue queue = { .disk = &disk };
static struct request request = {
	.q = &queue,
	.cmd_flags = REQ_OP_WRITE | REQ_SYNC,
	.__sector = 1000000,
	.__data_len = 4096,
};

static struct timer_list timer;
static struct hrtimer hrtimer;
static ktime_t instant;

static struct work_struct work;

static struct k_sigaction sigaction;

static struct net_device device = { .name = "count0", .ifindex = 7 };
static struct sk_buff skb = { .dev = &device, .len = 1500 };

/*
 * What the rows have in common. gt_probe_<event>() is defined with the prototype
 * that the tracepoint's own check accepts, so the type of @fire's calls is right
 * too. @words: an id and the arguments, four bytes each, eight for times.
 */
#define COUNT_FIRE(event, words, ...)					\
	static void fire_##event(const struct tracepoint_func *functions) \
	{								\
		const struct tracepoint_func *f;			\
		unsigned int i;						\
									\
		for (i = 0; i < COUNT_EVENTS; i++)			\
			for (f = functions; f->func; f++)		\
				((typeof(&gt_probe_##event))f->func)(f->data, __VA_ARGS__); \
	}								\
	static void ring_##event(void)					\
	{								\
		unsigned int i;						\
									\
		for (i = 0; i < COUNT_EVENTS; i++)			\
			ring_write(words);				\
	}

GT_PROBE(sched_switch, bool preempt, struct task_struct *prev,
	 struct task_struct *next, unsigned int prev_state)
{
}

COUNT_FIRE(sched_switch, 3, false, current, current, 1)

GT_PROBE(sched_wakeup, struct task_struct *task)
{
}

COUNT_FIRE(sched_wakeup, 3, current)

GT_PROBE(sched_wakeup_new, struct task_struct *task)
{
}

COUNT_FIRE(sched_wakeup_new, 3, current)

GT_PROBE(sched_waking, struct task_struct *task)
{
}

COUNT_FIRE(sched_waking, 3, current)

GT_PROBE(sched_migrate_task, struct task_struct *task, int to)
{
}

COUNT_FIRE(sched_migrate_task, 4, current, 0)

GT_PROBE(sched_process_fork, struct task_struct *parent, struct task_struct *child)
{
}

COUNT_FIRE(sched_process_fork, 10, current, current)

GT_PROBE(sched_process_exec, struct task_struct *task, pid_t old_pid, struct linux_binprm *bprm)
{
}

COUNT_FIRE(sched_process_exec, 7, current, current->pid, &program)

/*
 * 7.3 says whether the last thread of its group exits, 6.12 and before do not. A
 * function with one argument is not disturbed by a second.
 */
static void gt_probe_sched_process_exit(void *data, struct task_struct *task, bool group_dead)
{
}

COUNT_FIRE(sched_process_exit, 7, current, false)

GT_PROBE(task_rename, struct task_struct *task, const char *comm)
{
}

COUNT_FIRE(task_rename, 6, current, "gentrace_count")

GT_PROBE(irq_handler_entry, int irq, struct irqaction *action)
{
}

COUNT_FIRE(irq_handler_entry, 3, 1, &action)

GT_PROBE(irq_handler_exit, int irq, struct irqaction *action, int ret)
{
}

COUNT_FIRE(irq_handler_exit, 3, 1, &action, 1)

GT_PROBE(softirq_entry, unsigned int vec)
{
}

COUNT_FIRE(softirq_entry, 2, 1)

GT_PROBE(softirq_exit, unsigned int vec)
{
}

COUNT_FIRE(softirq_exit, 2, 1)

GT_PROBE(softirq_raise, unsigned int vec)
{
}

COUNT_FIRE(softirq_raise, 2, 1)

GT_PROBE(nmi_handler, void *handler, s64 delta_ns, int handled)
{
}

COUNT_FIRE(nmi_handler, 6, (void *)_printk, 1000, 1)

GT_PROBE(sys_enter, struct pt_regs *regs, long nr)
{
}

COUNT_FIRE(sys_enter, 2, task_pt_regs(current), 39)

GT_PROBE(sys_exit, struct pt_regs *regs, long ret)
{
}

COUNT_FIRE(sys_exit, 4, task_pt_regs(current), -2)

GT_PROBE(cpu_idle, unsigned int state, unsigned int cpu)
{
}

COUNT_FIRE(cpu_idle, 2, 1, 0)

GT_PROBE(cpu_frequency, unsigned int khz, unsigned int cpu)
{
}

COUNT_FIRE(cpu_frequency, 3, 2400000, 1)

GT_PROBE(block_rq_insert, struct request *rq)
{
}

COUNT_FIRE(block_rq_insert, 7, &request)

GT_PROBE(block_rq_issue, struct request *rq)
{
}

COUNT_FIRE(block_rq_issue, 7, &request)

GT_PROBE(block_rq_complete, struct request *rq, blk_status_t error, unsigned int bytes)
{
}

COUNT_FIRE(block_rq_complete, 8, &request, BLK_STS_OK, 4096)

GT_PROBE(contention_begin, void *lock, unsigned int flags)
{
}

COUNT_FIRE(contention_begin, 4, &action, LCB_F_MUTEX)

GT_PROBE(contention_end, void *lock, int ret)
{
}

COUNT_FIRE(contention_end, 4, &action, 0)

GT_PROBE(timer_expire_entry, struct timer_list *timer, unsigned long baseclk)
{
}

COUNT_FIRE(timer_expire_entry, 5, &timer, 0)

GT_PROBE(timer_expire_exit, struct timer_list *timer)
{
}

COUNT_FIRE(timer_expire_exit, 3, &timer)

/*
 * 7.3 has the time itself where 6.12 and before point to it. Nobody compares it.
 */
static void gt_probe_hrtimer_expire_entry(void *data, struct hrtimer *timer, ktime_t *now)
{
}

COUNT_FIRE(hrtimer_expire_entry, 5, &hrtimer, &instant)

GT_PROBE(hrtimer_expire_exit, struct hrtimer *timer)
{
}

COUNT_FIRE(hrtimer_expire_exit, 3, &hrtimer)

GT_PROBE(workqueue_execute_start, struct work_struct *work)
{
}

COUNT_FIRE(workqueue_execute_start, 5, &work)

GT_PROBE(workqueue_execute_end, struct work_struct *work, work_func_t function)
{
}

COUNT_FIRE(workqueue_execute_end, 5, &work, NULL)

GT_PROBE(signal_generate, int signal, struct kernel_siginfo *info, struct task_struct *task,
	 int group, int result)
{
}

COUNT_FIRE(signal_generate, 6, 10, SEND_SIG_NOINFO, current, 1, 0)

GT_PROBE(signal_deliver, int signal, struct kernel_siginfo *info, struct k_sigaction *handler)
{
}

COUNT_FIRE(signal_deliver, 5, 10, SEND_SIG_NOINFO, &sigaction)

GT_PROBE(net_dev_xmit, struct sk_buff *skb, int ret, struct net_device *dev, unsigned int length)
{
}

COUNT_FIRE(net_dev_xmit, 5, &skb, 0, &device, 1514)

GT_PROBE(netif_receive_skb, struct sk_buff *skb)
{
}

COUNT_FIRE(netif_receive_skb, 4, &skb)

GT_PROBE(page_fault_user, unsigned long address, struct pt_regs *regs, unsigned long error)
{
}

COUNT_FIRE(page_fault_user, 6, 0x7f0000001000, task_pt_regs(current), 6)

GT_PROBE(page_fault_kernel, unsigned long address, struct pt_regs *regs, unsigned long error)
{
}

COUNT_FIRE(page_fault_kernel, 6, 0x7f0000001000, task_pt_regs(current), 2)

#define COUNT_ROW(event)	{ #event, fire_##event, ring_##event, gt_probe_##event }

static const struct count_row rows[] = {
	COUNT_ROW(sched_switch),
	COUNT_ROW(sched_wakeup),
	COUNT_ROW(sched_wakeup_new),
	COUNT_ROW(sched_waking),
	COUNT_ROW(sched_migrate_task),
	COUNT_ROW(sched_process_fork),
	COUNT_ROW(sched_process_exec),
	COUNT_ROW(sched_process_exit),
	COUNT_ROW(task_rename),
	COUNT_ROW(irq_handler_entry),
	COUNT_ROW(irq_handler_exit),
	COUNT_ROW(softirq_entry),
	COUNT_ROW(softirq_exit),
	COUNT_ROW(softirq_raise),
	COUNT_ROW(nmi_handler),
	COUNT_ROW(sys_enter),
	COUNT_ROW(sys_exit),
	COUNT_ROW(cpu_idle),
	COUNT_ROW(cpu_frequency),
	COUNT_ROW(block_rq_insert),
	COUNT_ROW(block_rq_issue),
	COUNT_ROW(block_rq_complete),
	COUNT_ROW(contention_begin),
	COUNT_ROW(contention_end),
	COUNT_ROW(timer_expire_entry),
	COUNT_ROW(timer_expire_exit),
	COUNT_ROW(hrtimer_expire_entry),
	COUNT_ROW(hrtimer_expire_exit),
	COUNT_ROW(workqueue_execute_start),
	COUNT_ROW(workqueue_execute_end),
	COUNT_ROW(signal_generate),
	COUNT_ROW(signal_deliver),
	COUNT_ROW(net_dev_xmit),
	COUNT_ROW(netif_receive_skb),
	COUNT_ROW(page_fault_user),
	COUNT_ROW(page_fault_kernel),
	{ }
};

/**
 * count_row_find - the row of an event
 * @name: its tracepoint
 *
 * Return: the row, or NULL.
 */
const struct count_row *count_row_find(const char *name)
{
	const struct count_row *row;

	for (row = rows; row->name; row++)
		if (!strcmp(row->name, name))
			return row;
	return NULL;
}
