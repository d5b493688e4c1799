// SPDX-License-Identifier: GPL-2.0
/* expect.c - exactly these events, in this order. */
#include <stdio.h>

#include "expect.h"

static bool among(__u8 id, const struct step *step, size_t steps)
{
	for (size_t i = 0; i < steps; i++)
		if (step[i].id == id)
			return true;
	return false;
}

static bool text_matches(const struct gentrace_entry *entry, const char *text)
{
	unsigned int arg = entry->info->args;

	while (text && arg--)
		if (entry->info->arg[arg].type == GENTRACE_TYPE_str)
			return trace_text_is(entry, arg, text);
	return true;
}

static bool step_matches(const struct step *step, const struct gentrace_entry *entry)
{
	if (entry->id != step->id ||
	    (step->cpu != ANY_CPU && entry->cpu != step->cpu) ||
	    (step->pid != ANY_PID && entry->pid != step->pid))
		return false;
	for (unsigned int i = 0; i < entry->info->args && i < STEP_ARGS; i++)
		if (step->value[i] != ANY && entry->value[i] != step->value[i])
			return false;
	return text_matches(entry, step->text);
}

static bool differ(const struct trace *trace, __u32 pid, const char *how, size_t at)
{
	fprintf(stderr, "# pid %u: event %zu %s; its events:\n", pid, at, how);
	trace_show(trace, pid);
	return false;
}

bool expect_exactly(const struct trace *trace, __u32 pid, const struct step *step, size_t steps)
{
	size_t at = 0;

	for (size_t i = 0; i < trace->entries; i++) {
		const struct gentrace_entry *entry = &trace->entry[i];

		if (!trace_concerns(entry, pid) || !among(entry->id, step, steps))
			continue;
		if (at == steps)
			return differ(trace, pid, "is one too many", at);
		if (!step_matches(&step[at], entry))
			return differ(trace, pid, "is not the expected one", at);
		at++;
	}
	return at == steps || differ(trace, pid, "is missing", at);
}

/* Where an event puts the task; ANY_CPU: it does not. */
static __u32 destination(const struct gentrace_entry *entry, __u32 pid)
{
	switch (entry->id) {
	case GENTRACE_EVENT_sched_wakeup:
		return entry->value[GENTRACE_ARG(sched_wakeup, target)];
	case GENTRACE_EVENT_sched_wakeup_new:
		return entry->value[GENTRACE_ARG(sched_wakeup_new, target)];
	case GENTRACE_EVENT_sched_migrate_task:
		return entry->value[GENTRACE_ARG(sched_migrate_task, to)];
	default:
		return ANY_CPU;
	}
}

static bool dies(const struct gentrace_entry *entry)
{
	__u64 state = entry->value[GENTRACE_ARG(sched_switch, prev_state)];

	return state == GENTRACE_TASK_DEAD || state == GENTRACE_TASK_ZOMBIE;
}

bool expect_switches(const struct trace *trace, __u32 pid)
{
	__u32 cpu = ANY_CPU;
	bool runs = false, dead = false;
	size_t at = 0;

	for (size_t i = 0; i < trace->entries; i++) {
		const struct gentrace_entry *entry = &trace->entry[i];
		bool in;

		if (!trace_concerns(entry, pid))
			continue;
		at++;
		if (dead)
			return differ(trace, pid, "comes after its death", at);
		if (destination(entry, pid) != ANY_CPU)
			cpu = destination(entry, pid);
		if (entry->id != GENTRACE_EVENT_sched_switch)
			continue;
		in = entry->value[GENTRACE_ARG(sched_switch, next_pid)] == pid;
		if (in == runs)
			return differ(trace, pid, "is a switch out of turn", at);
		if (entry->cpu != cpu)
			return differ(trace, pid, "is a switch on the wrong CPU", at);
		runs = in;
		dead = !in && dies(entry);
	}
	return dead || differ(trace, pid, "should be its last switch", at);
}
