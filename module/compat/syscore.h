/* SPDX-License-Identifier: GPL-2.0 */
/*
 * compat/syscore.h - being called when a machine is about to sleep, with one CPU up
 * and its interrupts off.
 *
 * Since 6.19 ("syscore: Pass context data to callbacks") the callbacks get an
 * argument, which is what the list of them now holds.
 */
#ifndef GT_COMPAT_SYSCORE_H
#define GT_COMPAT_SYSCORE_H

#include <linux/syscore_ops.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 19, 0)

#define gt_syscore_data	void

#define GT_SYSCORE(name, on_suspend, on_resume)					\
	struct syscore_ops name = {						\
		.suspend = on_suspend,						\
		.resume = on_resume,						\
	}

#define gt_syscore_register	register_syscore_ops
#define gt_syscore_unregister	unregister_syscore_ops

#else

#define gt_syscore_data	void *data

#define GT_SYSCORE(name, on_suspend, on_resume)					\
	const struct syscore_ops name##_ops = {					\
		.suspend = on_suspend,						\
		.resume = on_resume,						\
	};									\
	static struct syscore name = { .ops = &name##_ops }

#define gt_syscore_register	register_syscore
#define gt_syscore_unregister	unregister_syscore

#endif

#endif /* GT_COMPAT_SYSCORE_H */
