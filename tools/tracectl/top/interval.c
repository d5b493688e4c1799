// SPDX-License-Identifier: GPL-2.0
/* interval.c - what happened between two looks. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "answers/latency.h"
#include "interval.h"

/* What is kept of an interval, in case somebody asks why. */
#define KEPT_BYTES	(64u << 20)

/* The same condition as tracectl latency's. */
static int interval_segment(void *data, const struct gentrace_segment *segment)
{
	struct interval *interval = data;
	__u64 ns = segment->end_ns - segment->woken_ns;

	if (!latency_is_one(segment))
		return 0;
	if (!interval->worst || ns > interval->latency.max)
		interval->worst = segment->task;
	return gentrace_histogram_add(&interval->latency, ns);
}

struct interval *interval_create(void)
{
	struct interval *interval = calloc(1, sizeof(*interval));

	if (!interval)
		return NULL;
	interval->model = gentrace_model_create();
	interval->verify = gentrace_verify_create();
	if (!interval->model || !interval->verify) {
		interval_destroy(interval);
		return NULL;
	}
	gentrace_model_observe(interval->model, interval_segment, interval);
	return interval;
}

static void interval_forget(struct interval *interval)
{
	size_t i;

	for (i = 0; i < interval->kept_count; i++)
		gentrace_generation_free(interval->kept[i]);
	free(interval->kept);
	interval->kept = NULL;
	interval->kept_count = 0;
	interval->kept_bytes = 0;
}

void interval_destroy(struct interval *interval)
{
	if (!interval)
		return;
	interval_forget(interval);
	gentrace_histogram_clear(&interval->latency);
	gentrace_verify_destroy(interval->verify);
	gentrace_model_destroy(interval->model);
	free(interval->tasks);
	free(interval);
}

/* All of them or none: half of a story is another one. */
static int interval_keep(struct interval *interval, struct gentrace_generation *generation)
{
	struct gentrace_generation **kept;

	if (interval->forgotten || generation->length > KEPT_BYTES - interval->kept_bytes) {
		interval->forgotten = true;
		interval_forget(interval);
		gentrace_generation_free(generation);
		return 0;
	}
	kept = reallocarray(interval->kept, interval->kept_count + 1, sizeof(*kept));
	if (!kept) {
		gentrace_generation_free(generation);
		return -ENOMEM;
	}
	interval->kept = kept;
	kept[interval->kept_count++] = generation;
	interval->kept_bytes += generation->length;
	return 0;
}

int interval_add(struct interval *interval, struct gentrace_generation *generation)
{
	struct gentrace_reader_totals *totals = &interval->totals;

	if (gentrace_model_add(interval->model, generation) ||
	    gentrace_verify_add(interval->verify, generation)) {
		gentrace_generation_free(generation);
		return -ENOMEM;
	}
	if (!totals->generations++)
		interval->first = generation->number;
	totals->damaged += generation->damaged;
	totals->incomplete += !generation->complete;
	interval->session = generation->session;
	interval->last = generation->number;
	interval->cpus = generation->cpus;
	interval->pool_bytes = generation->pool_bytes;
	return interval_keep(interval, generation);
}

int interval_finish(struct interval *interval)
{
	const struct gentrace_task *task;

	if (gentrace_model_finish(interval->model) ||
	    gentrace_verify_finish(interval->verify, &interval->totals))
		return -ENOMEM;
	for (; (task = gentrace_model_task(interval->model, interval->all_tasks)); interval->all_tasks++)
		interval->doing[task->doing < INTERVAL_DOINGS ? task->doing : GENTRACE_DOING_UNKNOWN]++;
	interval->tasks = calloc(interval->all_tasks + 1, sizeof(*interval->tasks));
	return interval->tasks ? 0 : -ENOMEM;
}

void interval_list(struct interval *interval, const struct report_order *order,
		   interval_wants_t wants, const void *data)
{
	const struct gentrace_task *task;
	size_t i;

	interval->task_count = 0;
	for (i = 0; i < interval->all_tasks; i++) {
		task = gentrace_model_task(interval->model, i);
		if (!wants || wants(data, task))
			interval->tasks[interval->task_count++] = task;
	}
	report_order_tasks(interval->tasks, interval->task_count, order);
}

__u64 interval_ns(const struct interval *interval)
{
	const struct gentrace_summary *summary = gentrace_model_summary(interval->model);

	return summary->last_ns > summary->first_ns ? summary->last_ns - summary->first_ns : 1;
}

__u64 interval_busy_ns(const struct interval *interval, __u64 *all_ns)
{
	const struct gentrace_cpu *cpu;
	__u64 busy_ns = 0;
	size_t i;

	*all_ns = 0;
	for (i = 0; (cpu = gentrace_model_cpu(interval->model, i)); i++) {
		busy_ns += cpu->busy_ns;
		*all_ns += cpu->last_ns - cpu->first_ns;
	}
	return busy_ns;
}
