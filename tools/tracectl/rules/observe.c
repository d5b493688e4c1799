// SPDX-License-Identifier: GPL-2.0
/* observe.c - what a trace has of what rules measure. */
#include <errno.h>

#include <grow.h>

#include "assertion.h"
#include "condition.h"

static int sample_add(struct assertion *assertion, enum rule_measure measure,
		      const struct tally_sample *sample)
{
	const struct answer *answer = &assertion->answer;
	size_t i;

	if (!answer_wants(answer, sample->task, sample->cpu, sample->begin_ns, sample->end_ns))
		return 0;
	for (i = 0; i < assertion->rules; i++) {
		const struct rule *rule = &assertion->rule[i];
		struct tally_sample own = *sample;
		enum tally_truth selects;

		if (rule->measure != measure || rule->statistic == RULE_SHARE)
			continue;
		selects = condition_selects(rule, &assertion->all, sample);
		if (selects == TALLY_FALSE)
			continue;
		own.certain = sample->certain && selects == TALLY_TRUE;
		if (tally_add(&assertion->tally[i], rule, &own))
			return -ENOMEM;
	}
	return 0;
}

int assertion_call(void *data, const struct gentrace_call *call)
{
	static const enum rule_measure measures[] = {
		[GENTRACE_CALL_SYSCALL] = RULE_SYSCALL,
		[GENTRACE_CALL_HARDIRQ] = RULE_IRQ,
		[GENTRACE_CALL_SOFTIRQ] = RULE_SOFTIRQ,
		[GENTRACE_CALL_NMI] = RULE_NMI,
		[GENTRACE_CALL_REQUEST] = RULE_REQUEST,
		[GENTRACE_CALL_LOCK] = RULE_LOCK,
	};
	struct assertion *assertion = data;
	struct tally_sample sample = {
		.task = call->task,
		.begin_ns = call->begin_ns,
		.end_ns = call->end_ns,
		.cpu = call->cpu,
		.certain = !call->lossy,
		.call = *call,
	};

	if (call->kind == GENTRACE_CALL_SYSCALL && call->task && call->task->index < assertion->tasks)
		assertion->task[call->task->index].in_call = false;
	return sample_add(assertion, measures[call->kind], &sample);
}

static struct assertion_task *task_get(struct assertion *assertion, size_t index)
{
	struct assertion_task *list = grow_zeroed(assertion->task, &assertion->tasks, index,
						  sizeof(*list));

	if (!list)
		return NULL;
	assertion->task = list;
	return &list[index];
}

static void task_account(const struct assertion *assertion, struct assertion_task *task,
			 const struct gentrace_segment *segment)
{
	__u64 begin, end;

	if (!answer_clip(&assertion->answer, segment, &begin, &end))
		return;
	if (segment->lossy)
		task->doubtful_ns += end - begin;
	else
		task->ns[segment->doing] += end - begin;
}

/* Since when it is in a system call; what ends is told to assertion_call(). */
static void task_follow_call(struct assertion_task *task, const struct gentrace_segment *segment)
{
	if (segment->syscall == GENTRACE_SYSCALL_NONE) {
		task->in_call = false;
		return;
	}
	if (!task->in_call || task->call_nr != segment->syscall ||
	    task->end_ns != segment->begin_ns) {
		task->in_call = true;
		task->call_lossy = false;
		task->call_nr = segment->syscall;
		task->call_ns = segment->begin_ns;
	}
	task->call_lossy |= segment->lossy;
}

/* System calls and moves between CPUs cut what is one thing here. */
static void task_extend(struct assertion_task *task, const struct gentrace_segment *segment)
{
	if (task->end_ns != segment->begin_ns || task->doing != segment->doing ||
	    task->then != segment->doing || !task->task) {
		task->doing = segment->doing;
		task->begin_ns = segment->begin_ns;
		task->woken_ns = segment->woken_ns;
		task->lossy = false;
	}
	task->task = segment->task;
	task->syscall = segment->syscall;
	task->lossy |= segment->lossy;
	task->cpu = segment->cpu;
	task->then = segment->then;
	task->end_ns = segment->end_ns;
}

static void task_keep_longest(struct assertion_task *task)
{
	if (task->end_ns - task->begin_ns <=
	    task->longest[task->doing].end_ns - task->longest[task->doing].begin_ns)
		return;
	task->longest[task->doing].begin_ns = task->begin_ns;
	task->longest[task->doing].end_ns = task->end_ns;
	task->longest[task->doing].cpu = task->cpu;
}

/* One thing it did has ended, or the trace has. */
static int task_sample(struct assertion *assertion, struct assertion_task *task)
{
	static const enum rule_measure measures[] = {
		[GENTRACE_DOING_RUN] = RULE_RUN,
		[GENTRACE_DOING_WAIT] = RULE_WAIT,
		[GENTRACE_DOING_BLOCK] = RULE_BLOCKED,
	};
	struct tally_sample sample = {
		.task = task->task,
		.begin_ns = task->begin_ns,
		.end_ns = task->end_ns,
		.cpu = task->cpu,
		.certain = !task->lossy,
		.call = { .id = task->syscall, .name = "" },
	};
	int error;

	if (task->doing == GENTRACE_DOING_UNKNOWN)
		return 0;
	task_keep_longest(task);
	error = sample_add(assertion, measures[task->doing], &sample);
	if (error || task->doing != GENTRACE_DOING_WAIT || !task->woken_ns)
		return error;
	sample.begin_ns = task->woken_ns;
	return sample_add(assertion, RULE_LATENCY, &sample);
}

int assertion_segment(void *data, const struct gentrace_segment *segment)
{
	struct assertion *assertion = data;
	struct assertion_task *task = task_get(assertion, segment->task->index);

	if (!task)
		return -ENOMEM;
	task_account(assertion, task, segment);
	task_follow_call(task, segment);
	task_extend(task, segment);
	return segment->then == segment->doing ? 0 : task_sample(assertion, task);
}

int assertion_look(void *data, const struct gentrace_generation *generation)
{
	struct assertion *assertion = data;

	assertion->classes |= generation->classes;
	return 0;
}

/* A call that has not come back when the trace ends has taken that long at least. */
int assertion_finish(struct assertion *assertion)
{
	__u64 end_ns = gentrace_model_summary(assertion->answer.model)->last_ns;
	size_t i;

	for (i = 0; i < assertion->tasks; i++) {
		const struct assertion_task *task = &assertion->task[i];
		struct tally_sample sample = {
			.task = task->task,
			.begin_ns = task->call_ns,
			.end_ns = task->end_ns,
			.cpu = task->cpu,
			.certain = !task->call_lossy &&
				   !gentrace_model_loss(assertion->answer.model, 0),
			.call = {
				.kind = GENTRACE_CALL_SYSCALL,
				.id = task->call_nr,
				.name = "",
			},
		};

		if (!task->task || !task->in_call || task->end_ns != end_ns ||
		    task->then != GENTRACE_DOING_UNKNOWN)
			continue;
		if (sample_add(assertion, RULE_SYSCALL, &sample))
			return -ENOMEM;
	}
	/* The same of requests that are not done, and of who still waits for a lock. */
	return gentrace_model_pending(assertion->answer.model, assertion_call, assertion);
}
