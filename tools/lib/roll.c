// SPDX-License-Identifier: GPL-2.0
/* roll.c - which tasks, strings and stacks the events of a generation speak of. */
#include "roll.h"

/*
 * Events that introduce a task. A task exits long before its last switch, and a
 * flip may come in between. Then it is in no list of tasks any more, and its
 * death is what introduces it.
 */
static void roll_introduce(struct roll *roll, __u8 id, const __u64 *value, __u32 pid)
{
	switch (id) {
	case GENTRACE_EVENT_sched_switch:
		roll_switch(roll, value, pid);
		break;
	case GENTRACE_EVENT_sched_process_fork:
		pids_add(&roll->introduced, value[GENTRACE_ARG(sched_process_fork, child)]);
		break;
	case GENTRACE_EVENT_sched_process_exit:
		pids_add(&roll->exited, value[GENTRACE_ARG(sched_process_exit, pid)]);
		/* A leader may be long gone when the last of its threads exits. */
		pids_add(&roll->introduced, value[GENTRACE_ARG(sched_process_exit, tgid)]);
		break;
	case GENTRACE_EVENT_sched_process_exec:
		/* The thread that execs gives up its pid for the leader's. */
		pids_add(&roll->introduced, value[GENTRACE_ARG(sched_process_exec, old_pid)]);
		break;
	}
}

void roll_take(struct roll *roll, const struct gentrace_event_info *info,
	       const __u64 *value, __u32 *pid)
{
	unsigned int i;

	for (i = 0; i < info->args; i++) {
		if (info->arg[i].type == GENTRACE_TYPE_strid)
			roll_string(roll, value[i]);
		else if (info->arg[i].type == GENTRACE_TYPE_stack)
			roll_stack(roll, value[i]);
		else if (info->arg[i].type == GENTRACE_TYPE_pid)
			roll_name(roll, value[i]);
	}
	roll_introduce(roll, info->id, value, *pid);
	if (info->id == GENTRACE_EVENT_sched_switch)
		*pid = (__u32)value[GENTRACE_ARG(sched_switch, next_pid)];
	else if (info->id == GENTRACE_EVENT_sched_process_exec)
		*pid = (__u32)value[GENTRACE_ARG(sched_process_exec, pid)];
}
