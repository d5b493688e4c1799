/* SPDX-License-Identifier: GPL-2.0 */
/*
 * contestant.h - a way to make one event, and the loop it is measured in.
 */
#ifndef BENCH_CONTESTANT_H
#define BENCH_CONTESTANT_H

#include <linux/compiler.h>
#include <linux/sched.h>
#include <linux/types.h>

#include "bench.h"

/**
 * struct contestant - a way to make one event
 * @begin: called before the writers run, may sleep; optional
 * @loop: makes so many events; bound to a CPU, interrupts and preemption on
 * @end: called after them: -errno if not every event was made; optional
 */
struct contestant {
	int (*begin)(const struct bench_order *order);
	void (*loop)(u32 events);
	int (*end)(void);
};

#define B(name, group, meaning)	extern const struct contestant contestant_##name;
BENCH_CONTESTANTS(B)
#undef B

/* Tasks to write about: nobody's, with ids as long as on a busy machine. */
#define TASKS	8

extern struct task_struct *tasks[TASKS];

/*
 * CONTESTANT - a loop around one statement, in which @next is such a task and @self
 * is the one who runs
 *
 * All loops are this one, so what it costs by itself is in every figure, that
 * of the empty function too.
 */
#define CONTESTANT(name, begin_, end_, ...)				\
	CONTESTANT_AROUND(name, begin_, end_, , , __VA_ARGS__)

/* CONTESTANT_AROUND - the same with a statement in front of the loop and one behind it */
#define CONTESTANT_AROUND(name, begin_, end_, enter, leave, ...)	\
static noinline void loop_##name(u32 events)				\
{									\
	struct task_struct *self __maybe_unused = current;		\
									\
	enter;								\
	while (events--) {						\
		struct task_struct *next __maybe_unused = tasks[events % TASKS]; \
									\
		__VA_ARGS__;						\
	}								\
	leave;								\
}									\
									\
const struct contestant contestant_##name = {				\
	.begin = begin_, .loop = loop_##name, .end = end_,		\
}

#endif /* BENCH_CONTESTANT_H */
