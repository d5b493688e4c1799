/* SPDX-License-Identifier: GPL-2.0 */
/*
 * compat/stack.h - walking along stacks, the kernel's and the user's.
 *
 * No kernel exports a walk along a user's stack; the kernel's is there where the
 * architecture has a walker. User-Mode Linux has none.
 */
#ifndef GT_COMPAT_STACK_H
#define GT_COMPAT_STACK_H

#include <linux/compiler.h>
#include <linux/kconfig.h>
#include <linux/types.h>
#include <linux/gentrace_format.h>

#if defined(CONFIG_X86) && defined(CONFIG_ARCH_STACKWALK)

#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/stacktrace.h>
#include <linux/uaccess.h>
#include <asm/unwind.h>

#define GT_STACK_WALKS	true

/* Threads that the kernel makes for a process and that never enter it; since 6.4. */
#ifdef PF_USER_WORKER
#define GT_STACK_NO_USER	(PF_KTHREAD | PF_IO_WORKER | PF_USER_WORKER)
#else
#define GT_STACK_NO_USER	(PF_KTHREAD | PF_IO_WORKER)
#endif

/* The running context's frames, the innermost first: how many. */
static inline u32 gt_stack_kernel(unsigned long *address, u32 size)
{
	return stack_trace_save(address, size, 0);
}

/*
 * The same of what an interrupt has interrupted: as stack_trace_save_regs(), which no
 * kernel exports.
 */
static inline u32 gt_stack_kernel_of(struct pt_regs *regs, unsigned long *address, u32 size)
{
	struct unwind_state state;
	u32 count = 0;

	address[count++] = regs->ip;
	unwind_start(&state, current, regs, NULL);
	while (count < size && !unwind_done(&state)) {
		address[count] = unwind_get_return_address(&state);
		if (!address[count])
			break;
		count++;
		unwind_next_frame(&state);
	}
	return count;
}

/**
 * struct gt_stack_frame - what a frame pointer points to
 * @next: the frame pointer of the caller
 * @address: where the caller goes on
 */
struct gt_stack_frame {
	unsigned long next;
	unsigned long address;
};

/* Does not fault: what is not in memory is not read. */
static inline bool gt_stack_frame_read(struct gt_stack_frame *frame, unsigned long at,
				       bool wide)
{
	u32 half[2];

	if (wide)
		return !copy_from_user_nofault(frame, (const void __user *)at, sizeof(*frame));
	if (copy_from_user_nofault(half, (const void __user *)at, sizeof(half)))
		return false;
	frame->next = half[0];
	frame->address = half[1];
	return true;
}

/* From the frame at @at on; @count goes up by what is found. */
static inline enum gentrace_walk gt_stack_user_walk(unsigned long at, bool wide,
						    unsigned long *address, u32 size, u32 *count)
{
	struct gt_stack_frame frame;

	while (at) {
		if (!gt_stack_frame_read(&frame, at, wide) || frame.address >= TASK_SIZE_MAX)
			return GENTRACE_WALK_BROKEN;
		if (!frame.address)
			return GENTRACE_WALK_WHOLE;
		if (*count == size)
			return GENTRACE_WALK_CUT;
		address[(*count)++] = frame.address;
		/* Callers are above; what is not would lead in circles. */
		if (frame.next && frame.next <= at)
			return GENTRACE_WALK_BROKEN;
		at = frame.next;
	}
	return GENTRACE_WALK_WHOLE;
}

/*
 * Where the running task was in user space, and along its frame pointers: how many
 * addresses; 0 if it has no user space. A program that keeps no frame pointers has
 * anything in their register: the walk ends where memory does not look like frames.
 */
static inline u32 gt_stack_user(unsigned long *address, u32 size, enum gentrace_walk *walk)
{
	struct pt_regs *regs = task_pt_regs(current);
	u32 count = 0;

	/* The task may be about to change its flags, but these bits stay what they are. */
	if (data_race(current->flags) & GT_STACK_NO_USER || !current->mm || !user_mode(regs))
		return 0;
	address[count++] = regs->ip;
	*walk = gt_stack_user_walk(regs->bp, user_64bit_mode(regs), address, size, &count);
	return count;
}

#else

#define GT_STACK_WALKS	false

static inline u32 gt_stack_kernel(unsigned long *address, u32 size)
{
	return 0;
}

static inline u32 gt_stack_kernel_of(struct pt_regs *regs, unsigned long *address, u32 size)
{
	return 0;
}

static inline u32 gt_stack_user(unsigned long *address, u32 size, enum gentrace_walk *walk)
{
	return 0;
}

#endif

#endif /* GT_COMPAT_STACK_H */
