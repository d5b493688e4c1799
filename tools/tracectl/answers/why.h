/* SPDX-License-Identifier: GPL-2.0 */
/* why.h - the answer of tracectl why: what a task needed the time for. */
#ifndef TRACECTL_WHY_H
#define TRACECTL_WHY_H

#include "print/terminal.h"
#include "who.h"

/* Room for a cause in words. */
#define WHY_TEXT_MAX	(3 * ANSWER_TASK_MAX + 192)

/**
 * struct cause - what some time was needed for
 * @task: who needed it; the task that was asked for, or one that it waited for
 * @doing: enum gentrace_doing
 * @uninterruptible: a block in state D
 * @waking: of a block, only its end: it has been decided to wake the task
 * @woken: of a block: it was ended in the trace
 * @level: in which context it was ended, enum gentrace_level
 * @source: the interrupt that ended it, or its timer's function, or the work of the worker
 *	that did; NULL: not known, or none
 * @interrupted: of a run: it was interrupted by a GENTRACE_CALL_HARDIRQ, _SOFTIRQ or _NMI;
 *	0: it ran
 * @irq: the number of that
 * @handler: and its name
 * @other: of a wait: who was longest on the CPU, NULL: nobody; of a block: who ended it
 * @cpu: of a wait: for which CPU
 * @syscall: in which system call, GENTRACE_SYSCALL_NONE
 * @lock: of a block or a run: the lock that was waited for meanwhile; 0: none is known
 * @lock_flags: how, bits of enum gentrace_lock_flag
 * @ns: how much time
 * @steps: in how many steps
 */
struct cause {
	const struct gentrace_task *task;
	__u32 doing;
	bool uninterruptible;
	bool waking;
	bool woken;
	__u32 level;
	const char *source;
	__u32 interrupted;
	__u64 irq;
	const char *handler;
	const struct gentrace_task *other;
	__u32 cpu;
	__u64 syscall;
	__u64 lock;
	__u32 lock_flags;
	__u64 ns;
	__u64 steps;
};

/**
 * struct why - all there is to say
 * @answer: the trace
 * @history: what happened in it
 * @who: who is asked about
 * @task: that task
 * @hit: what was noticed, if that is asked about; NULL: it is a task
 * @hits: how many there were to choose from
 * @hit_number: which of them is asked for; 0: the one that took longest
 * @cut: it had begun before the trace
 * @stay: its times in the cgroups that are meant, NULL: any will do
 * @from_ns: since when, CLOCK_MONOTONIC
 * @to_ns: until when
 * @path: the critical path between them
 * @cause: its steps added up by cause, the longest first
 * @causes: how many
 */
struct why {
	struct answer answer;
	struct gentrace_history *history;
	struct who who;
	const struct gentrace_task *task;
	const struct gentrace_hit *hit;
	size_t hits;
	__u64 hit_number;
	bool cut;
	const struct stay *stay;
	__u64 from_ns;
	__u64 to_ns;
	struct gentrace_path path;
	struct cause *cause;
	size_t causes;
};

/* cause.c */

/* What a step was needed for; of a run, all of it, what interrupted it too. */
struct cause cause_of(const struct why *why, const struct gentrace_step *step);

/* Adds up the path; 0, or -1 if memory was short. */
int causes_add_up(struct why *why);

/*
 * The interruption of a step that is a run that comes behind the first @i of them, or NULL;
 * @ns is set to how much of it lies within the step.
 */
const struct gentrace_interruption *step_interruption(const struct why *why,
						      const struct gentrace_step *step, size_t i,
						      __u64 *ns);

/* "hardirq nvme0q1", "softirq net_rx". */
#define INTERRUPT_TEXT_MAX	(TERMINAL_ESCAPED(GENTRACE_NAME_MAX) + 32)
const char *interrupt_text(char buffer[static INTERRUPT_TEXT_MAX], __u32 kind, __u64 id,
			   const char *name);

/* "was blocked in read until woken by cat/12", without the task itself. */
const char *cause_text(char buffer[static WHY_TEXT_MAX], const struct cause *cause);

/* why_hit.c */

struct json_object;

/* Is it the name of a trace, not of a task? By its bytes; or by its name, too. */
bool why_is_trace_inside(const char *path);
bool why_is_trace(const char *path);

/*
 * Asks about a hit: sets its task, and the time that was measured, or that of the whole
 * task if @all. Without a task there is why_nobody(). EXIT_OK, or what the command exits
 * with, and that is said.
 */
int why_ask_hit(struct why *why, bool all);

/* The first lines of the answer; nothing if no hit is asked about. */
void why_hit_print(const struct why *why);
void why_hit_json(struct json_object *root, const struct why *why);

/* The answer about a hit that is about no task. The exit status. */
int why_nobody(const struct why *why);

/* theme.c */

/**
 * struct theme - causes that differ only in who was waited for
 * @cause: the one of them that took most
 * @causes: how many there are
 * @ns: how much time, all of them
 * @steps: in how many steps
 */
struct theme {
	const struct cause *cause;
	size_t causes;
	__u64 ns;
	__u64 steps;
};

/* Of all causes, the longest first; free() ends it. NULL if memory was short. */
struct theme *themes_make(const struct why *why, size_t *themes);

/* "it waited for CPU 1, behind cc/12 and 3 others". */
const char *theme_text(char buffer[static WHY_TEXT_MAX + 64], const struct why *why,
		       const struct theme *theme);

/* Room for a line about a theme. */
#define THEME_LINE_MAX	(WHY_TEXT_MAX + 160)

/*
 * "31.0 ms  64.3 %  it was blocked in fsync until woken by hardirq nvme0": the line @i of so
 * many themes, from 0; the last one is about all others, "" is behind it.
 */
char *theme_line(char line[static THEME_LINE_MAX], const struct why *why,
		 const struct theme *theme, size_t themes, size_t i);

/* For people, for programs; 0, or -1 if memory was short. */
int why_print(const struct why *why);
void why_print_json(const struct why *why);

#endif /* TRACECTL_WHY_H */
