// SPDX-License-Identifier: GPL-2.0
/*
 * away.c - how long tasks were blocked and waited for a CPU, by the facts and by the
 * library's segments.
 *
 * What tracectl offcpu adds up are segments. Here they are added up for each task and
 * held against sums that the watchers' programs have seen themselves.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libgentrace_waits.h>

#include "away.h"
#include "compare.h"

/* Pids are below this on 64 bits, whatever pid_max says. */
#define PIDS	(4u << 20)

enum account { BLOCKED, WAITED, ACCOUNTS };

/**
 * struct sum - how long one pid was blocked, or waited
 * @least: by the watchers' stamps, from after its begin to before its end
 * @most: from before its begin to after its end
 * @exact: by the trace's stamps
 * @times: how often
 * @model: by the segments
 * @told: how often by them
 */
struct sum {
	__u64 least;
	__u64 most;
	__u64 exact;
	__u64 times;
	__u64 model;
	__u64 told;
};

/**
 * struct away - a pid
 * @sum: its accounts
 * @since: the fact that it is off its CPU since, NULL: it runs, or nobody knows
 * @account: of what
 */
struct away {
	struct sum sum[ACCOUNTS];
	const struct fact *since;
	enum account account;
};

/* ------------------------------------------------------------------ facts */

static void away_end(struct away *away, const struct fact *fact)
{
	const struct fact *since = away->since;
	struct sum *sum = &away->sum[away->account];

	if (!since)
		return;
	sum->least += fact->since > since->until ? fact->since - since->until : 0;
	sum->most += fact->until - since->since;
	sum->exact += fact->ns - since->ns;
	sum->times++;
	away->since = NULL;
}

static void away_switch(struct away *away, const struct fact *fact)
{
	const struct watch_record *record = fact->before;
	struct away *prev = &away[record->pid];
	__u64 state = compare_state(record);

	prev->since = state == GENTRACE_TASK_DEAD || state == GENTRACE_TASK_ZOMBIE ? NULL : fact;
	prev->account = state == GENTRACE_TASK_RUNNABLE || state == GENTRACE_TASK_PREEMPTED ?
			WAITED : BLOCKED;
	away_end(&away[record->arg[GENTRACE_ARG(sched_switch, next_pid)]], fact);
}

/* Of one that has not left its CPU yet it means nothing. */
static void away_wakeup(struct away *away, const struct fact *fact)
{
	struct away *task = &away[fact->before->arg[GENTRACE_ARG(sched_wakeup, pid)]];

	if (!task->since || task->account != BLOCKED)
		return;
	away_end(task, fact);
	task->since = fact;
	task->account = WAITED;
}

/* The order of the trace: generation for generation, in each by time. */
static int fact_compare(const void *left, const void *right)
{
	const struct fact *a = *(const struct fact *const *)left;
	const struct fact *b = *(const struct fact *const *)right;

	if (a->generation != b->generation)
		return a->generation < b->generation ? -1 : 1;
	if (a->ns != b->ns)
		return a->ns < b->ns ? -1 : 1;
	return (a->before->cpu > b->before->cpu) - (a->before->cpu < b->before->cpu) ?:
	       (a->since > b->since) - (a->since < b->since);
}

static size_t facts_gather(const struct facts *facts, const struct fact **list)
{
	static const __u8 ids[] = {
		GENTRACE_EVENT_sched_switch, GENTRACE_EVENT_sched_wakeup,
		GENTRACE_EVENT_sched_wakeup_new,
	};
	size_t count = 0;

	for (unsigned int cpu = 0; cpu < facts->cpus; cpu++) {
		for (size_t i = 0; i < sizeof(ids); i++) {
			const struct lane *lane = facts_lane(facts, ids[i], cpu, 0);

			for (size_t n = 0; n < lane->facts; n++, count++)
				if (list)
					list[count] = &lane->fact[n];
		}
	}
	return count;
}

static int facts_add_up(const struct facts *facts, struct away *away)
{
	size_t count = facts_gather(facts, NULL);
	const struct fact **list = calloc(count + 1, sizeof(*list));

	if (!list)
		return -ENOMEM;
	facts_gather(facts, list);
	qsort(list, count, sizeof(*list), fact_compare);
	for (size_t i = 0; i < count; i++) {
		if (list[i]->before->id == GENTRACE_EVENT_sched_switch)
			away_switch(away, list[i]);
		else
			away_wakeup(away, list[i]);
	}
	free(list);
	return 0;
}

/* --------------------------------------------------------------- segments */

/**
 * struct teller - what segments add up to
 * @away: by pid
 * @task: by index: it has run, so what it does is known by events; and how long it has
 *	waited for other CPUs already, which is one wait
 * @tasks: how many there is room for
 */
struct teller {
	struct away *away;
	struct {
		bool ran;
		__u64 waited;
	} *task;
	size_t tasks;
};

static int teller_grow(struct teller *teller, size_t index)
{
	size_t tasks = 2 * index + 64;
	void *task = reallocarray(teller->task, tasks, sizeof(*teller->task));

	if (!task)
		return -ENOMEM;
	teller->task = task;
	memset(teller->task + teller->tasks, 0, (tasks - teller->tasks) * sizeof(*teller->task));
	teller->tasks = tasks;
	return 0;
}

static int teller_add(void *data, const struct gentrace_segment *segment)
{
	struct teller *teller = data;
	size_t i = segment->task->index;
	__u64 ns = segment->end_ns - segment->begin_ns;
	struct sum *sum;

	if (i >= teller->tasks && teller_grow(teller, i))
		return -ENOMEM;
	if (segment->doing == GENTRACE_DOING_RUN)
		teller->task[i].ran = true;
	if (!teller->task[i].ran || (segment->doing != GENTRACE_DOING_BLOCK &&
				     segment->doing != GENTRACE_DOING_WAIT))
		return 0;
	if (segment->doing == GENTRACE_DOING_WAIT) {
		teller->task[i].waited += ns;
		if (segment->then == GENTRACE_DOING_WAIT)
			return 0;
		ns = teller->task[i].waited;
		teller->task[i].waited = 0;
	}
	/* The end of the trace, or of the task under a thread that execs. */
	if (segment->then != GENTRACE_DOING_RUN && segment->then != GENTRACE_DOING_WAIT)
		return 0;
	sum = &teller->away[segment->task->pid].sum[segment->doing == GENTRACE_DOING_WAIT ?
						     WAITED : BLOCKED];
	sum->model += ns;
	sum->told++;
	return 0;
}

static int segments_add_up(const struct trace *trace, struct away *away)
{
	struct gentrace_model *model = gentrace_model_create();
	struct teller teller = { .away = away };
	int error = model ? 0 : -ENOMEM;

	if (model)
		gentrace_model_observe(model, teller_add, &teller);
	for (size_t i = 0; !error && i < trace->generations; i++)
		error = gentrace_model_add(model, trace->generation[i]);
	if (!error)
		error = gentrace_model_finish(model);
	free(teller.task);
	gentrace_model_destroy(model);
	return error;
}

/* --------------------------------------------------------------- the both */

static void check(struct offtime *offtime, const char *what, size_t pid, const struct sum *sum,
		  __u64 slack_ns)
{
	/* Both ends of each may be off by the slack. */
	__u64 slack = 2 * slack_ns * sum->times;

	offtime->width_ns += sum->most - sum->least;
	if (sum->model + slack >= sum->least && sum->model <= sum->most + slack &&
	    sum->model == sum->exact && sum->told == sum->times)
		return;
	offtime->differences++;
	fprintf(stderr, "# task %zu %s %llu times, %llu ns by the segments, %llu times, %llu ns by the trace's stamps, %llu to %llu by the watchers\n",
		pid, what, sum->told, sum->model, sum->times, sum->exact, sum->least, sum->most);
}

static void check_all(struct offtime *offtime, const struct away *away, __u64 slack_ns)
{
	for (size_t pid = 1; pid < PIDS; pid++) {
		const struct sum *block = &away[pid].sum[BLOCKED];
		const struct sum *wait = &away[pid].sum[WAITED];

		if (!block->times && !block->told && !wait->times && !wait->told)
			continue;
		check(offtime, "blocked", pid, block, slack_ns);
		check(offtime, "waited", pid, wait, slack_ns);
		offtime->tasks++;
		offtime->blocks += block->told;
		offtime->waits += wait->told;
		offtime->block_ns += block->model;
		offtime->wait_ns += wait->model;
	}
}

int compare_away(struct offtime *offtime, const struct facts *facts, const struct trace *trace,
		 __u64 slack_ns)
{
	struct away *away = calloc(PIDS, sizeof(*away));
	int error = away ? facts_add_up(facts, away) : -ENOMEM;

	*offtime = (struct offtime) {};
	if (!error)
		error = segments_add_up(trace, away);
	if (!error)
		check_all(offtime, away, slack_ns);
	free(away);
	return error;
}

void offtime_show(const struct offtime *offtime)
{
	printf("# %llu tasks were blocked %llu times, %llu ns, and waited %llu times, %llu ns; the watchers' bounds are %llu ns apart\n",
	       offtime->tasks, offtime->blocks, offtime->block_ns, offtime->waits,
	       offtime->wait_ns, offtime->width_ns);
	fflush(stdout);
}
