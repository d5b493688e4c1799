// SPDX-License-Identifier: GPL-2.0
/* call.c - system calls and interrupts, told when they end. */
#include "libgentrace_waits.h"
#include "model.h"

void gentrace_model_observe_calls(struct gentrace_model *model,
				  gentrace_call_observer_t observer, void *data)
{
	model->call_observer = observer;
	model->call_data = data;
}

static int call_tell(struct gentrace_model *model, const struct gentrace_call *call)
{
	return model->call_observer(model->call_data, call);
}

struct accounts task_accounts(const struct task *task)
{
	return (struct accounts) {
		.run_ns = task->public.run_ns,
		.wait_ns = task->public.wait_ns,
		.block_ns = task->public.block_ns,
		.unknown_ns = task->public.unknown_ns,
	};
}

int call_syscall(struct gentrace_model *model, const struct task *task,
		 const struct gentrace_entry *entry)
{
	const struct accounts *before = &task->syscall_accounts;
	struct accounts now = task_accounts(task);
	struct gentrace_call call = {
		.kind = GENTRACE_CALL_SYSCALL,
		.cpu = entry->cpu,
		.lossy = task->syscall_gaps != model->syscall_gaps,
		.task = &task->public,
		.id = task->syscall_nr,
		.name = "",
		.begin_ns = task->syscall_ns,
		.end_ns = entry->ns > task->syscall_ns ? entry->ns : task->syscall_ns,
		.result = (__s64)entry->value[GENTRACE_ARG(sys_exit, ret)],
		.run_ns = now.run_ns - before->run_ns,
		.wait_ns = now.wait_ns - before->wait_ns,
		.block_ns = now.block_ns - before->block_ns,
		.unknown_ns = now.unknown_ns - before->unknown_ns,
	};

	return call_tell(model, &call);
}

int call_interrupt(struct gentrace_model *model, const struct cpu *cpu, __u32 kind,
		   const struct gentrace_activity *activity, __u64 begin_ns, __u64 ns)
{
	const struct task *task = task_find(model, cpu->pid);
	struct gentrace_call call = {
		.kind = kind,
		.cpu = cpu->public.cpu,
		.task = task ? &task->public : NULL,
		.id = activity->id,
		.name = activity->name,
		.begin_ns = begin_ns,
		.end_ns = begin_ns + ns,
	};

	return model->call_observer ? call_tell(model, &call) : 0;
}
