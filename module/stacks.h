/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stacks.h - the stack table of a generation, and the event that refers to it.
 *
 * A probe that was asked for stacks takes those of the running context in the
 * section of its event, right before it. Equal stacks have one id in a generation;
 * closing the generation writes the table.
 *
 * Nothing of this is looked at by a probe that was not asked: it is another
 * handler, which arming attaches instead.
 */
#ifndef GT_STACKS_H
#define GT_STACKS_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <linux/gentrace.h>

#include "emit.h"

/**
 * struct gt_stacks_taken - what an event says about the stacks of its context
 * @kernel: an id, or enum gentrace_no_stack
 * @user: the same
 *
 * It is returned in a register.
 */
struct gt_stacks_taken {
	u32 kernel;
	u32 user;
};

struct pt_regs;

struct gt_stacks_taken gt_stacks_take(u64 gen, unsigned int level, u32 site);
struct gt_stacks_taken gt_stacks_take_of(u64 gen, unsigned int level, u32 site,
					 struct pt_regs *regs);

/**
 * gt_stacks_emit - record the stacks that were asked for at a site
 * @s: the section of the event that they explain, which comes next
 * @site: enum gentrace_stack_site
 *
 * Context: any, NMI included.
 */
static __always_inline void gt_stacks_emit(struct gt_section *s, u32 site)
{
	struct gt_stacks_taken taken = gt_stacks_take(s->gen, s->level, site);

	gt_emit_in(s, stack, .kernel = taken.kernel, .user = taken.user);
}

/**
 * gt_stacks_emit_of - gt_stacks_emit(), of what an interrupt has interrupted
 * @s: as there
 * @site: as there
 * @regs: where it was
 *
 * Context: that interrupt.
 */
static __always_inline void gt_stacks_emit_of(struct gt_section *s, u32 site,
					      struct pt_regs *regs)
{
	struct gt_stacks_taken taken = gt_stacks_take_of(s->gen, s->level, site, regs);

	gt_emit_in(s, stack, .kernel = taken.kernel, .user = taken.user);
}

u32 gt_stacks_available(void);
bool gt_stacks_wanted(void);
bool gt_stacks_wanted_at(u32 site);
int gt_stacks_create(u32 stacks, u32 bytes);
void gt_stacks_destroy(void);
void gt_stacks_pass_by(const void *function);
size_t gt_stacks_bytes_max(void);
void gt_stacks_write(u64 gen, u32 *count, u64 *missed);

#endif /* GT_STACKS_H */
