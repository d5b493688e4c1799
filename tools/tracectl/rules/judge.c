// SPDX-License-Identifier: GPL-2.0
/* judge.c - whether a rule holds, by what was measured and by what was lost. */
#include "assertion.h"
#include "condition.h"

static bool rule_asks_for_tasks(const struct assertion *assertion, const struct rule *rule)
{
	size_t i;

	if (filter_asks_for_tasks(&assertion->all))
		return true;
	for (i = 0; i < rule->conditions; i++)
		if (RULE_BIT(rule->condition[i].key) &
		    (RULE_BIT(RULE_KEY_COMM) | RULE_BIT(RULE_KEY_PID) | RULE_BIT(RULE_KEY_PRIO) |
		     RULE_BIT(RULE_KEY_CGROUP)))
			return true;
	return false;
}

/* Bits of classes: what is lost of these may have touched it. */
static unsigned int rule_classes(const struct assertion *assertion, const struct rule *rule)
{
	const unsigned int sched = 1u << GENTRACE_CLASS_SCHED;
	size_t i;

	switch (rule->measure) {
	case RULE_SYSCALL:
		return 1u << GENTRACE_CLASS_SYSCALL | sched;
	case RULE_BLOCKED:
		for (i = 0; i < rule->conditions; i++)
			if (rule->condition[i].key == RULE_KEY_SYSCALL)
				return 1u << GENTRACE_CLASS_SYSCALL | sched;
		return sched;
	case RULE_IRQ:
	case RULE_SOFTIRQ:
	case RULE_NMI:
		/* Whom it interrupted is known by switches. */
		return 1u << GENTRACE_CLASS_IRQ | (rule_asks_for_tasks(assertion, rule) ? sched : 0);
	case RULE_REQUEST:
		/* And so is who ran where it began. */
		return 1u << GENTRACE_CLASS_BLOCK | (rule_asks_for_tasks(assertion, rule) ? sched : 0);
	case RULE_LOCK:
		/* Begin and end are brought together by who waits. */
		return 1u << GENTRACE_CLASS_LOCK | sched;
	case RULE_LOST:
		return 0;
	default:
		return sched;
	}
}

/* Interrupts stay on their CPU, tasks do not. */
static bool loss_is_elsewhere(const struct assertion *assertion, const struct rule *rule,
			      const struct gentrace_loss *loss)
{
	if (rule->measure != RULE_IRQ && rule->measure != RULE_SOFTIRQ && rule->measure != RULE_NMI)
		return false;
	return !condition_selects_cpu(rule, &assertion->all, loss->cpu);
}

static bool loss_touches(const struct assertion *assertion, const struct rule *rule,
			 const struct gentrace_loss *loss)
{
	unsigned int classes = rule_classes(assertion, rule);
	/* What a fault has lost is counted as meta: it could be anything. */
	bool any = !loss->class || loss->class >= GENTRACE_CLASS_COUNT;

	return classes && (any || classes & 1u << loss->class) &&
	       !loss_is_elsewhere(assertion, rule, loss);
}

const struct gentrace_loss *assertion_loss(const struct assertion *assertion,
					   const struct rule *rule)
{
	const struct gentrace_loss *loss, *most = NULL;
	size_t i;

	for (i = 0; (loss = gentrace_model_loss(assertion->answer.model, i)); i++)
		if (loss_touches(assertion, rule, loss) && (!most || loss->count > most->count))
			most = loss;
	return most;
}

/* Not only by events: batches, and names and statuses of tasks, can be missing, too. */
static bool rule_is_touched(const struct assertion *assertion, const struct rule *rule)
{
	const struct gentrace_summary *summary = gentrace_model_summary(assertion->answer.model);

	if (rule->measure == RULE_LOST)
		return false;
	return assertion_loss(assertion, rule) || summary->missing_batches ||
	       (!summary->lost_total &&
		gentrace_verify_verdict(assertion->answer.verify) != GENTRACE_NOTE);
}

/* Whether what the rule is about was recorded at all. */
static bool rule_is_recorded(const struct assertion *assertion, const struct rule *rule)
{
	unsigned int classes = rule_classes(assertion, rule);

	if (rule->measure == RULE_SYSCALL)
		classes = 1u << GENTRACE_CLASS_SYSCALL;
	if (rule->measure == RULE_LOCK)
		classes = 1u << GENTRACE_CLASS_LOCK;
	return (assertion->classes & classes) == classes;
}

static bool rule_has_task(const struct assertion *assertion, const struct rule *rule)
{
	const struct gentrace_task *task;
	size_t i;

	for (i = 0; (task = gentrace_model_task(assertion->answer.model, i)); i++)
		if (condition_selects_task(rule, &assertion->all, task) != TALLY_FALSE)
			return true;
	return condition_selects_task(rule, &assertion->all, NULL) != TALLY_FALSE;
}

const char *assertion_why_nothing(const struct assertion *assertion, size_t i)
{
	const struct rule *rule = &assertion->rule[i];

	if (!rule_is_recorded(assertion, rule))
		return rule_classes(assertion, rule) & 1u << GENTRACE_CLASS_SYSCALL ?
		       "system calls were not recorded: record -c all" :
		       "events that tell it were not recorded: record -c all";
	return rule_has_task(assertion, rule) ? NULL : "no task is selected: tracectl report lists them";
}

/* What of the trace is wanted, ns. */
static __u64 assertion_span(const struct assertion *assertion)
{
	const struct gentrace_summary *summary = gentrace_model_summary(assertion->answer.model);
	__u64 begin = answer_instant(&assertion->answer, assertion->answer.reading.from_ns);
	__u64 end = answer_instant(&assertion->answer, assertion->answer.reading.to_ns);

	begin = begin > summary->first_ns ? begin : summary->first_ns;
	end = end < summary->last_ns ? end : summary->last_ns;
	return end > begin ? end - begin : 0;
}

static void share_instance(struct tally *tally, const struct assertion_task *task, __u32 doing)
{
	tally->has_worst = task->longest[doing].end_ns != 0;
	tally->instance = (struct tally_sample) {
		.task = task->task,
		.begin_ns = task->longest[doing].begin_ns,
		.end_ns = task->longest[doing].end_ns,
		.cpu = task->longest[doing].cpu,
		.certain = !task->doubtful_ns,
		.call.name = "",
	};
}

static void judge_shares(const struct assertion *assertion, const struct rule *rule,
			 struct tally *tally)
{
	static const __u32 doings[RULE_MEASURES] = {
		[RULE_WAIT] = GENTRACE_DOING_WAIT,
		[RULE_RUN] = GENTRACE_DOING_RUN,
		[RULE_BLOCKED] = GENTRACE_DOING_BLOCK,
	};
	__u32 doing = doings[rule->measure];
	size_t i;

	tally_begin_shares(tally);
	for (i = 0; i < assertion->tasks; i++) {
		const struct assertion_task *task = &assertion->task[i];
		struct tally_share share = {
			.ns = task->ns[doing],
			.doubtful_ns = task->doubtful_ns,
			.whole_ns = task->ns[GENTRACE_DOING_RUN] + task->ns[GENTRACE_DOING_WAIT] +
				    task->ns[GENTRACE_DOING_BLOCK] + task->doubtful_ns,
		};
		enum tally_truth selects;

		if (!task->task || !share.whole_ns)
			continue;
		selects = condition_selects_task(rule, &assertion->all, task->task);
		if (selects == TALLY_FALSE)
			continue;
		share.certain = selects == TALLY_TRUE;
		/* If its birth can have been lost, nobody knows since when it lives. */
		share.most_ns = tally->touched && task->task->lossy ? assertion_span(assertion) :
				share.whole_ns;
		if (tally_add_share(tally, rule, &share))
			share_instance(tally, task, doing);
	}
	tally_judge_shares(tally);
}

void assertion_judge(const struct assertion *assertion, const struct rule *rule,
		     struct tally *tally)
{
	const struct gentrace_proof *totals = gentrace_verify_totals(assertion->answer.verify);

	tally->touched = rule_is_touched(assertion, rule);
	tally->selected = rule_is_recorded(assertion, rule) && rule_has_task(assertion, rule);
	if (rule->measure == RULE_LOST)
		tally_judge_lost(tally, rule, totals->lost_total, totals->emitted);
	else if (rule->statistic == RULE_SHARE)
		judge_shares(assertion, rule, tally);
	else
		tally_judge(tally, rule);
	/* What contradicts itself proves nothing. */
	if (assertion->broken)
		tally->result = TALLY_UNKNOWN;
}
