/* SPDX-License-Identifier: GPL-2.0 */
/*
 * compat/probe.h - defining a handler, and what differs between kernels there.
 *
 * Every tracepoint comes with check_trace_callback_type_<name>(), which takes a
 * pointer to a handler of just the right type and does nothing. Calling it from
 * code that never runs lets the compiler check each handler, on each kernel,
 * without linking against a tracepoint that is not exported.
 */
#ifndef GT_COMPAT_PROBE_H
#define GT_COMPAT_PROBE_H

#include <linux/compiler.h>
#include <linux/tracepoint.h>

/**
 * GT_PROBE - define the handler of a tracepoint
 * @name: the tracepoint
 * @...: its arguments, as the kernel declares them
 */
#define GT_PROBE(name, ...)						\
	static void gt_probe_##name(void *data, __VA_ARGS__);		\
	static inline void __maybe_unused gt_probe_check_##name(void)	\
	{								\
		check_trace_callback_type_##name(gt_probe_##name);	\
	}								\
	static void gt_probe_##name(void *data, __VA_ARGS__)

/**
 * GT_PROBE_STACKS - define the handler that takes stacks, beside that of GT_PROBE()
 * @name: the tracepoint
 * @...: its arguments, as the kernel declares them
 */
#define GT_PROBE_STACKS(name, ...)					\
	static void gt_probe_stacks_##name(void *data, __VA_ARGS__);	\
	static inline void __maybe_unused gt_probe_check_stacks_##name(void) \
	{								\
		check_trace_callback_type_##name(gt_probe_stacks_##name); \
	}								\
	static void gt_probe_stacks_##name(void *data, __VA_ARGS__)

/* A row of a struct gt_probe table. */
#define GT_PROBE_ROW(name_)						\
	{								\
		.name = #name_,						\
		.event = GENTRACE_EVENT_##name_,			\
		.handler = gt_probe_##name_,				\
	}

/* A row of a tracepoint with both handlers; the site is one of GENTRACE_STACK_SITES(). */
#define GT_PROBE_ROW_STACKS(name_, site)				\
	{								\
		.name = #name_,						\
		.event = GENTRACE_EVENT_##name_,			\
		.handler = gt_probe_##name_,				\
		.taker = gt_probe_stacks_##name_,			\
		.stacks = GENTRACE_STACKS(site),			\
	}

/* A row with its comma, of a tracepoint that User-Mode Linux lacks: it has no NMIs. */
#ifdef CONFIG_UML
#define GT_PROBE_ROW_NMI(name_)
#else
#define GT_PROBE_ROW_NMI(name_)	GT_PROBE_ROW(name_),
#endif

/* Does a tracepoint's handler take these arguments on this kernel? */
#define GT_PROBE_TAKES(name, ...)					\
	__builtin_types_compatible_p(typeof(&check_trace_callback_type_##name), \
				     void (*)(void (*)(void *, __VA_ARGS__)))

/*
 * GT_PROBE_VARIANT - a handler for one of two prototypes. Both get compiled;
 * the row picks the one that fits, so the choice follows the kernel's headers
 * and not its version.
 */
#define GT_PROBE_VARIANT(name, variant, ...) \
	static void __maybe_unused gt_probe_##name##_##variant(void *data, __VA_ARGS__)

#define GT_PROBE_CHOICE(name, takes, variant, otherwise)		\
	__builtin_choose_expr(takes, gt_probe_##name##_##variant,	\
			      gt_probe_##name##_##otherwise)

#define GT_PROBE_ROW_CHOOSE(name_, takes, variant, otherwise)		\
	{								\
		.name = #name_,						\
		.event = GENTRACE_EVENT_##name_,			\
		.handler = GT_PROBE_CHOICE(name_, takes, variant, otherwise), \
	}

#endif /* GT_COMPAT_PROBE_H */
