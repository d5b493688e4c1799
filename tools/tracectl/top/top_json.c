// SPDX-License-Identifier: GPL-2.0
/* top_json.c - an interval for programs. */
#include "answers/answer.h"
#include "print/json.h"
#include "read/proof.h"
#include "report/report.h"
#include "top.h"

static void head_json(struct json_object *root, const struct top *top)
{
	static const char *const kinds[] = {
		[FEED_FILE] = "file", [FEED_SESSION] = "session", [FEED_FLIGHT] = "flight",
	};
	const struct gentrace_summary *summary = gentrace_model_summary(top->interval->model);

	json_add_text(root, "source", kinds[top->feed.kind]);
	if (top->path)
		json_add_text(root, "file", top->path);
	json_add_u64(root, "interval", top->totals.intervals);
	json_add_u64(root, "session", top->interval->session);
	json_add_u64(root, "first", top->interval->first);
	json_add_u64(root, "last", top->interval->last);
	json_add_u64(root, "begin_ns", summary->first_ns);
	json_add_u64(root, "end_ns", summary->last_ns);
	json_add_u64(root, "realtime_ns", summary->realtime_ns);
}

static void losses_json(struct json_object *root, const struct top *top)
{
	const struct gentrace_summary *summary = gentrace_model_summary(top->interval->model);
	struct json_object *object;
	size_t i;

	proof_add_line(root, top->interval->verify);
	json_add_u64(root, "recorded", gentrace_verify_totals(top->interval->verify)->recorded);
	object = json_add_object(root, "lost_by_cause");
	for (i = 0; i < GENTRACE_CAUSE_COUNT; i++)
		json_add_u64(object, gentrace_cause_name(i), summary->lost[i]);
	object = json_add_object(root, "total");
	json_add_u64(object, "generations", top->totals.generations);
	json_add_u64(object, "missing", top->feed.missed);
	json_add_u64(object, "broken", top->totals.broken);
	json_add_u64(object, "emitted", top->totals.emitted);
	json_add_u64(object, "recorded", top->totals.recorded);
	json_add_u64(object, "lost", top->totals.lost);
}

static void cost_json(struct json_object *object, const struct cost *cost)
{
	json_add_u64(object, "bytes", cost->bytes);
	json_add_u64(object, "events", cost->events);
	json_add_u64(object, "bytes_per_second", cost_a_second(cost, cost->bytes));
	json_add_u64(object, "events_per_second", cost_a_second(cost, cost->events));
	if (!cost->live)
		return;
	json_add_u64(object, "cpu_ns", cost->cpu_ns);
	json_add_u64(object, "wall_ns", cost->wall_ns);
	json_add_u64(object, "batches", cost->batches);
	json_add_u64(object, "batches_used", cost->batches_used);
}

static void counts_json(struct json_object *object, const struct interval *interval)
{
	json_add_u64(object, "all", interval->all_tasks);
	json_add_u64(object, "running", interval->doing[GENTRACE_DOING_RUN]);
	json_add_u64(object, "waiting", interval->doing[GENTRACE_DOING_WAIT]);
	json_add_u64(object, "blocked", interval->doing[GENTRACE_DOING_BLOCK]);
	json_add_u64(object, "unknown", interval->doing[GENTRACE_DOING_UNKNOWN]);
	json_add_u64(object, "ended", interval->doing[GENTRACE_DOING_EXITED]);
}

static void task_json(struct json_object *object, const struct gentrace_task *task)
{
	char now[2] = { top_letter(task) };

	json_add_text(object, "now", now);
	report_add_task(object, task);
}

void top_print_json(const struct top *top)
{
	const struct interval *interval = top->interval;
	struct json_object *root = json_object_new_object(), *object;
	size_t i;

	head_json(root, top);
	losses_json(root, top);
	cost_json(json_add_object(root, "cost"), &top->cost);
	counts_json(json_add_object(root, "now"), interval);
	object = json_add_object(root, "latency");
	answer_add_latency(object, &interval->latency);
	if (interval->worst)
		answer_add_task(object, "worst", interval->worst);
	object = json_add_array(root, "tasks");
	for (i = 0; i < interval->task_count; i++)
		task_json(json_append_object(object), interval->tasks[i]);
	json_print_line(root);
}
