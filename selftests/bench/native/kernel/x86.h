/* SPDX-License-Identifier: GPL-2.0 */
/*
 * x86.h - put before gentrace's headers: the preempt count and variables of a CPU
 * as on x86 itself.
 *
 * There gs leads to all that is this CPU's, and to count up the preempt count is
 * one instruction. In User-Mode Linux as the lab builds it gs leads to a cache line
 * that begins with the CPU's number, and is free behind it: what these instructions act
 * on is laid out there. So they are those of a kernel on bare metal. gs itself is left
 * alone, for not every host keeps what wrgsbase puts there.
 *
 * Not more than that is modelled: their preempt count is not the kernel's, so preemption
 * is off around the whole loop. A writer that loses its CPU in the middle of an event,
 * and finds another batch when it comes back, writes into memory that is not its own.
 */
#ifndef BENCH_X86_H
#define BENCH_X86_H

#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/sched.h>

/**
 * struct x86_cpu - where gs leads
 * @number: of the CPU, the kernel's own
 * @preempt_count: its highest bit is set while nobody wants the CPU
 * @offset: from a variable's name to this CPU's copy
 */
struct x86_cpu {
	u32 number;
	u32 preempt_count;
	unsigned long offset;
};

#define X86_GS(field)	"%%gs:%c[" #field "]"
#define X86_AT(field)	[field] "i" (offsetof(struct x86_cpu, field))

/* Every loop begins with it. */
static __always_inline void x86_enter(void)
{
	preempt_disable();
	asm volatile("movl %[count], " X86_GS(preempt_count)
		     : : X86_AT(preempt_count), [count] "r" (1u << 31) : "memory");
	asm volatile("movq %[here], " X86_GS(offset)
		     : : X86_AT(offset), [here] "r" (per_cpu_offset(raw_smp_processor_id()))
		     : "memory");
}

/* And ends with that. */
static __always_inline void x86_leave(void)
{
	preempt_enable();
}

static __always_inline void x86_preempt_disable(void)
{
	asm volatile("incl " X86_GS(preempt_count) : : X86_AT(preempt_count) : "memory", "cc");
}

void x86_preempt_schedule(void);

static __always_inline void x86_preempt_enable(void)
{
	asm goto("decl " X86_GS(preempt_count) "\n\tje %l[wanted]"
		 : : X86_AT(preempt_count) : "memory", "cc" : wanted);
	return;
wanted:
	x86_preempt_schedule();
}

static __always_inline u32 x86_preempt_count(void)
{
	u32 count;

	asm volatile("movl " X86_GS(preempt_count) ", %0" : "=r" (count) : X86_AT(preempt_count));
	return count & ~(1u << 31);
}

static __always_inline unsigned long x86_this_cpu(unsigned long address)
{
	asm("addq " X86_GS(offset) ", %0" : "+r" (address) : X86_AT(offset) : "cc");
	return address;
}

/* A contestant whose loop runs there. */
#define X86_CONTESTANT(name, ...) \
	CONTESTANT_AROUND(name, NULL, NULL, x86_enter(), x86_leave(), __VA_ARGS__)

#undef preempt_disable_notrace
#undef preempt_enable_notrace
#undef this_cpu_ptr
#define preempt_disable_notrace()	x86_preempt_disable()
#define preempt_enable_notrace()	x86_preempt_enable()
#define preempt_count()			x86_preempt_count()
#define this_cpu_ptr(ptr)						\
	((typeof(*(ptr)) __kernel __force *)x86_this_cpu((unsigned long)(ptr)))

#endif
