// SPDX-License-Identifier: GPL-2.0
/* call.c - what has a begin and an end, told when it ends. */
#include "libgentrace_waits.h"
#include "model.h"

void gentrace_model_observe_calls(struct gentrace_model *model,
				  gentrace_call_observer_t observer, void *data)
{
	model->call_observer = observer;
	model->call_data = data;
}

int call_tell(struct gentrace_model *model, const struct gentrace_call *call)
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

void call_charge(struct gentrace_call *call, const struct task *task,
		 const struct accounts *before)
{
	call->run_ns = task->public.run_ns - before->run_ns;
	call->wait_ns = task->public.wait_ns - before->wait_ns;
	call->block_ns = task->public.block_ns - before->block_ns;
	call->unknown_ns = task->public.unknown_ns - before->unknown_ns;
}

int call_syscall(struct gentrace_model *model, const struct task *task,
		 const struct gentrace_entry *entry)
{
	struct gentrace_call call = {
		.kind = GENTRACE_CALL_SYSCALL,
		.cpu = entry->cpu,
		.lossy = task->syscall_gaps != model->class_gaps[GENTRACE_CLASS_SYSCALL],
		.task = &task->public,
		.id = task->syscall_nr,
		.name = "",
		.begin_ns = task->syscall_ns,
		.end_ns = entry->ns > task->syscall_ns ? entry->ns : task->syscall_ns,
		.result = (__s64)entry->value[GENTRACE_ARG(sys_exit, ret)],
	};

	call_charge(&call, task, &task->syscall_accounts);
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
