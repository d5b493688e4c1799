// SPDX-License-Identifier: GPL-2.0
/* report_json.c - the answers of tracectl report, for programs. */
#include "answers/answer.h"
#include "answers/hits.h"
#include "print/json.h"
#include "read/proof.h"
#include "report.h"
#include "answers/syscalls.h"
#include "read/trace.h"

static void summary_json(struct json_object *root, const struct report *report)
{
	const struct gentrace_summary *summary = gentrace_model_summary(report->model);
	struct json_object *list;
	size_t i;

	json_add_text(root, "file", report->path);
	trace_add_window(root, report->trace);
	json_add_text(root, "release", report->release);
	json_add_u64(root, "cpu_count", report->cpus);
	json_add_u64(root, "first_ns", summary->first_ns);
	json_add_u64(root, "last_ns", summary->last_ns);
	json_add_u64(root, "span_ns", summary->last_ns - summary->first_ns);
	json_add_u64(root, "realtime_ns", summary->realtime_ns);
	json_add_u64(root, "sessions", summary->sessions);
	json_add_u64(root, "generations", summary->generations);
	json_add_u64(root, "incomplete", summary->incomplete);
	json_add_u64(root, "damaged", summary->damaged);
	json_add_u64(root, "bytes", summary->bytes);
	json_add_u64(root, "meta_bytes", summary->meta_bytes);
	json_add_u64(root, "events", summary->events);
	json_add_real(root, "event_bytes", report_event_bytes(report, GENTRACE_CLASS_META));
	json_add_real(root, "sched_event_bytes", report_event_bytes(report, GENTRACE_CLASS_SCHED));
	json_add_u64(root, "unknown_events", summary->unknown_events);
	list = json_add_object(root, "events_by_class");
	for (i = 0; i < GENTRACE_CLASS_COUNT; i++)
		json_add_u64(list, gentrace_class_name(i), summary->class_events[i]);
	list = json_add_object(root, "bytes_by_class");
	for (i = 0; i < GENTRACE_CLASS_COUNT; i++)
		json_add_u64(list, gentrace_class_name(i), report->class_bytes[i]);
	proof_add_line(root, report->verify);
	list = json_add_object(root, "lost_by_cause");
	for (i = 0; i < GENTRACE_CAUSE_COUNT; i++)
		json_add_u64(list, gentrace_cause_name(i), summary->lost[i]);
	json_add_u64(root, "missing_batches", summary->missing_batches);
}

static void world_stops_json(struct json_object *list, const struct gentrace_model *model)
{
	const struct gentrace_world_stop *stop;
	size_t i;

	for (i = 0; (stop = gentrace_model_world_stop(model, i)); i++) {
		struct json_object *object = json_append_object(list);

		json_add_u64(object, "session", stop->session);
		json_add_text(object, "op", gentrace_stop_op_name(stop->op) ?: "unknown");
		json_add_u64(object, "at_ns", stop->at);
		json_add_u64(object, "whole_ns", stop->whole_ns);
		json_add_u64(object, "cpu_max_ns", stop->cpu_max_ns);
		json_add_u64(object, "cpu_max", stop->cpu_max);
		json_add_u64(object, "cpus", stop->cpus);
	}
}

static void losses_json(struct json_object *list, const struct gentrace_model *model)
{
	const struct gentrace_loss *loss;
	size_t i;

	for (i = 0; (loss = gentrace_model_loss(model, i)); i++) {
		struct json_object *object = json_append_object(list);

		json_add_u64(object, "cpu", loss->cpu);
		json_add_text(object, "level", gentrace_level_name(loss->level) ?: "unknown");
		json_add_text(object, "class", gentrace_class_name(loss->class) ?: "unknown");
		json_add_text(object, "cause", gentrace_cause_name(loss->cause) ?: "unknown");
		json_add_u64(object, "lost", loss->count);
		json_add_u64(object, "first_ns", loss->first);
		json_add_u64(object, "last_ns", loss->last);
	}
}

static void cpus_json(struct json_object *list, const struct gentrace_model *model)
{
	const struct gentrace_cpu *cpu;
	size_t i;

	for (i = 0; (cpu = gentrace_model_cpu(model, i)); i++) {
		struct json_object *object = json_append_object(list);

		json_add_u64(object, "cpu", cpu->cpu);
		json_add_bool(object, "lossy", cpu->lossy);
		json_add_u64(object, "span_ns", cpu->last_ns - cpu->first_ns);
		json_add_u64(object, "busy_ns", cpu->busy_ns);
		json_add_u64(object, "idle_ns", cpu->idle_ns);
		json_add_u64(object, "unknown_ns", cpu->unknown_ns);
		json_add_u64(object, "hardirq_ns", cpu->hardirq_ns);
		json_add_u64(object, "softirq_ns", cpu->softirq_ns);
		json_add_u64(object, "nmi_ns", cpu->nmi_ns);
		json_add_u64(object, "switches", cpu->switches);
		json_add_u64(object, "events", cpu->events);
		json_add_u64(object, "lost", cpu->lost);
	}
}

static void latency_json(struct json_object *object, const struct gentrace_task *task)
{
	answer_add_latency(object, &task->latency);
	json_add_u64(object, "worst_at_ns", task->latency_worst_ns);
	json_add_u64(object, "worst_cpu", task->latency_worst_cpu);
}

static void task_syscalls_json(struct json_object *object, const struct gentrace_task *task)
{
	char name[SYSCALL_NAME_MAX];

	json_add_u64(object, "count", task->syscalls);
	json_add_u64(object, "total_ns", task->syscall_ns);
	json_add_u64(object, "max_ns", task->syscall_max_ns);
	if (!task->syscalls)
		return;
	json_add_u64(object, "max_at_ns", task->syscall_max_at);
	json_add_text(object, "max_name", syscall_name(name, task->syscall_max_nr));
}

void report_add_task(struct json_object *object, const struct gentrace_task *task)
{
	char path[GENTRACE_CGROUP_PATH_MAX];
	const char *cgroup;

	json_add_u64(object, "pid", task->pid);
	json_add_u64(object, "incarnation", task->incarnation);
	json_add_u64(object, "tgid", task->tgid);
	json_add_u64(object, "ppid", task->ppid);
	json_add_text(object, "comm", task->comm);
	json_add_bool(object, "kthread", task->kthread);
	if (task->prio != GENTRACE_PRIO_NONE)
		json_add_u64(object, "prio", task->prio);
	cgroup = gentrace_cgroup_path(task->cgroup, path);
	if (cgroup)
		json_add_text(object, "cgroup", cgroup);
	json_add_bool(object, "lossy", task->lossy);
	json_add_u64(object, "first_ns", task->first_ns);
	json_add_u64(object, "last_ns", task->last_ns);
	json_add_u64(object, "run_ns", task->run_ns);
	json_add_u64(object, "wait_ns", task->wait_ns);
	json_add_u64(object, "blocked_ns", task->block_ns);
	json_add_u64(object, "unknown_ns", task->unknown_ns);
	json_add_u64(object, "switches_voluntary", task->voluntary);
	json_add_u64(object, "switches_involuntary", task->involuntary);
	json_add_u64(object, "migrations", task->migrations);
	json_add_u64(object, "wakeups", task->wakeups);
	latency_json(json_add_object(object, "latency"), task);
	task_syscalls_json(json_add_object(object, "syscalls"), task);
}

static void activity_json(struct json_object *object, const struct gentrace_activity *activity,
			  const char *name)
{
	json_add_u64(object, "number", activity->id);
	json_add_text(object, "name", name);
	json_add_bool(object, "lossy", activity->lossy);
	json_add_u64(object, "count", activity->count);
	json_add_u64(object, "unfinished", activity->unfinished);
	json_add_u64(object, "total_ns", activity->total_ns);
	json_add_u64(object, "max_ns", activity->max_ns);
	json_add_u64(object, "max_at_ns", activity->max_at);
	json_add_u64(object, "max_cpu", activity->max_cpu);
}

static void syscalls_json(struct json_object *list, const struct report *report)
{
	char name[SYSCALL_NAME_MAX];
	size_t i;

	for (i = 0; i < report->syscall_count; i++) {
		struct json_object *object = json_append_object(list);

		activity_json(object, report->syscalls[i],
			      syscall_name(name, report->syscalls[i]->id));
		json_add_u64(object, "max_pid", report->syscalls[i]->max_pid);
	}
}

static void interrupts_json(struct json_object *root, const struct gentrace_model *model)
{
	const struct gentrace_activity *activity;
	struct json_object *list;
	size_t i;

	list = json_add_array(root, "irqs");
	for (i = 0; (activity = gentrace_model_irq(model, i)); i++)
		activity_json(json_append_object(list), activity, activity->name);
	list = json_add_array(root, "softirqs");
	for (i = 0; (activity = gentrace_model_softirq(model, i)); i++)
		activity_json(json_append_object(list), activity,
			      gentrace_softirq_name(activity->id) ?: "");
	list = json_add_array(root, "nmis");
	for (i = 0; (activity = gentrace_model_nmi(model, i)); i++)
		activity_json(json_append_object(list), activity, activity->name);
}

int report_print_json(const struct report *report)
{
	struct json_object *root = json_object_new_object(), *list;
	size_t i;

	summary_json(root, report);
	hits_json(root, report->model,
		  trace_begin_ns(report->trace, gentrace_model_summary(report->model)->first_ns));
	world_stops_json(json_add_array(root, "world_stops"), report->model);
	losses_json(json_add_array(root, "losses"), report->model);
	cpus_json(json_add_array(root, "cpus"), report->model);
	json_add_u64(root, "all_tasks", report->all_tasks);
	list = json_add_array(root, "tasks");
	for (i = 0; i < report->task_count; i++)
		report_add_task(json_append_object(list), report->tasks[i]);
	syscalls_json(json_add_array(root, "syscalls"), report);
	interrupts_json(root, report->model);
	json_print(root);
	return 0;
}
